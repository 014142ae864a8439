"""What downloaded files are called."""

import re
from datetime import date


def file_name(cohort: str, figure: str, ending: str) -> str:
    """Name a file ``<cohort>-<figure>-<date>.<ending>``, safe on every system."""
    stem = re.sub(r"[^\w-]+", "_", cohort).strip("_") or "cohort"
    return f"{stem}-{figure}-{date.today().isoformat()}.{ending}"
