"""Tables as files: names, and text that a spreadsheet cannot take for a formula."""

import re
from datetime import date
from typing import Final

import pandas as pd

FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\0")


def file_name(cohort: str, figure: str, ending: str) -> str:
    """Name a file ``<cohort>-<figure>-<date>.<ending>``, safe on every system."""
    stem = re.sub(r"[^\w-]+", "_", cohort).strip("_") or "cohort"
    return f"{stem}-{figure}-{date.today().isoformat()}.{ending}"


def as_csv(table: pd.DataFrame) -> bytes:
    """Write a table as CSV that Excel opens rightly.

    Text that begins with a formula sign gets an apostrophe before it; numbers stay numbers.
    The byte order mark tells Excel that the file is UTF-8.
    """
    harmless = table.copy()
    for name in harmless.columns:
        if not pd.api.types.is_numeric_dtype(harmless[name].dtype):
            harmless[name] = harmless[name].map(_harmless, na_action="ignore")
    harmless.columns = [_harmless(str(name)) for name in harmless.columns]
    return harmless.to_csv(index=False).encode("utf-8-sig")


def _harmless(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return "'" + value
    return value
