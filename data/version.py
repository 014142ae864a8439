"""Which Jointscape this is: shown in the app, repeated in pyproject.toml and CITATION.cff."""

from typing import Final

VERSION: Final = "0.1.0"
