"""Units: which a column may be written in, and what turns them into its own."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from data.recognising.times import UNIT_OF_WORD
from data.recognising.words import folded, read_aliases

TIME_UNITS: Final = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
SPELLINGS: Final = {"µ": "u", "μ": "u", " per ": "/", "hour": "h", "1st": "1", " ": "", "\\": "/"}
UNIT_QUESTIONS: Final = {
    "crp_mg_l": ("crp_unit", ("mg/L", "mg/dL")),
    "disease_duration_at_start_months": ("duration_unit", ("months", "years")),
    "followup_months": ("duration_unit", ("months", "years")),
}
"""Columns whose unit is never guessed: the question's code and the units offered."""
NO_UNITS: Final[dict[str, float]] = {}


@dataclass(frozen=True)
class Unit:
    """A unit as a heading or a cell writes it, and the factor to the column's own unit."""

    name: str
    factor: float


def unit_factor(column: str, unit: str) -> float | None:
    """Give the factor that turns the unit into the column's own, None for a unit not known."""
    return unit_factors().get(column, NO_UNITS).get(folded_unit(unit))


@cache
def unit_factors() -> dict[str, dict[str, float]]:
    """List the units known for each column, folded, with their factors."""
    found: dict[str, dict[str, float]] = {}
    for row in read_aliases("units"):
        found.setdefault(row["column"], {})[row["unit"]] = float(row["factor"])
    return found


def folded_unit(text: str) -> str:
    """Fold the spelling of a unit: "mg / dL" and "mg/dl" are one, "yrs" is "years"."""
    unit = folded(text)
    for spelling, plain in SPELLINGS.items():
        unit = unit.replace(spelling, plain)
    time = UNIT_OF_WORD.get(unit)
    return TIME_UNITS[time] if time else unit


@cache
def known_units() -> frozenset[str]:
    """List every unit of any column, folded."""
    return frozenset(unit for units in unit_factors().values() for unit in units)


def looks_like_unit(text: str) -> bool:
    """Tell whether a text in brackets is a unit, known or not, such as "mmol/L"."""
    unit = folded_unit(text)
    return unit in known_units() or bool(re.fullmatch(r"[a-zµμ%]{1,5}/[a-z0-9]{1,5}", unit))
