"""One raw cell to one canonical value, with what was done to it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from data.recognising.times import (
    DateOrder,
    date_of_serial,
    date_of_text,
    months_in_words,
    needs_order,
)
from data.recognising.units import folded_unit
from data.recognising.words import (
    folded,
    folded_heading,
    is_missing_word,
    meaning,
    plain_text,
    words,
)
from data.schema import FINDINGS, LARSEN_STEP, Column

DASHES: Final = str.maketrans(dict.fromkeys("−–—‐‑‒﹣－", "-"))
PLAIN_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
COMMA_NUMBER: Final = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+")
THOUSANDS: Final = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
CLEAR_COMMA: Final = re.compile(r"[-+]?(?:0|\d+),(?:\d{1,2}|\d{4,})|[-+]?0,\d+")
BELOW: Final = re.compile(
    r"(?:<=?|≤|less than|below|under|unter)\s*(.+)|(.+?)\s*(?:or less|以下|未満)"
)
MARKS: Final = re.compile(r"\s*[*†‡#↑↓§]+\s*$")
WITH_UNIT: Final = re.compile(r"([-+]?[\d.,]+)\s*([^\d\s.,].*)")
ROMAN: Final = {"0": 0.0, "i": 1.0, "ii": 2.0, "iii": 3.0, "iv": 4.0, "v": 5.0}
TIME_DECIMALS: Final = {"months": 1, "years": 4}
UNLISTED_WORDS: Final = frozenset({"sex", "side", "joint"})
"""Columns whose synonyms are read without a word, as the contract says."""


@dataclass(frozen=True)
class Reading:
    """What one raw value was read as.

    ``codes`` name what was done or found; ``note`` is what else the cell says: True for below a
    limit, a status in a column of grades, a side in a column of joints.
    """

    value: object = None
    codes: tuple[str, ...] = ()
    note: object = None


@dataclass(frozen=True)
class Setting:
    """What a column as a whole decides for each of its cells.

    ``factor`` turns its unit into ours; ``units`` are those that a cell may name itself;
    ``comma`` says that commas are decimal; ``order`` is that of day and month; ``numbers`` are
    the meanings answered for numbers that stand for words.
    """

    factor: float = 1.0
    units: Mapping[str, float] = field(default_factory=dict)
    comma: bool = False
    order: DateOrder | None = None
    numbers: Mapping[str, str | None] = field(default_factory=dict)


Reader = Callable[[object], Reading]
BLANK: Final = Reading()


def reader_of(column: Column, setting: Setting) -> Reader:
    """Give the function that reads one raw cell of a canonical column."""
    if column.name == "larsen":
        return lambda raw: _grade(raw, column, setting)
    if column.kind in ("number", "count"):
        return lambda raw: _measured(raw, column, setting)
    if column.kind == "flag":
        return _finding if column.name in FINDINGS else _flag
    if column.kind == "category":
        return lambda raw: _word(raw, column, setting)
    if column.kind == "date":
        return lambda raw: _date(raw, setting)
    return _id if column.kind == "id" else text


def text(raw: object) -> Reading:
    """Read a cell as text: 7 rather than 7.0, blanks at the ends trimmed."""
    return Reading(plain_text(raw).strip() or None)


def number(raw: object, setting: Setting) -> Reading:
    """Read a cell as a number, however the clinic wrote it, without a change of unit."""
    if isinstance(raw, bool):
        return Reading(None, ("not_a_number",))
    if isinstance(raw, float | int):
        return Reading(float(raw)) if abs(raw) < float("inf") else Reading(None, ("not_a_number",))
    if isinstance(raw, date | datetime | time | timedelta):
        return Reading(None, ("date_in_number",))
    typed = str(raw).strip()
    if PLAIN_NUMBER.fullmatch(typed) and typed.isascii():
        return Reading(float(typed))
    if not typed:
        return BLANK
    if is_missing_word(typed):
        return Reading(None, ("missing_code",))
    return _number_in_words(typed, setting)


def _number_in_words(typed: str, setting: Setting) -> Reading:
    done: list[str] = []
    wide = unicodedata.normalize("NFKC", typed)
    if wide.translate(DASHES) != typed.translate(DASHES):
        done.append("full_width")
    dashed = wide.translate(DASHES)
    if dashed != wide:
        done.append("unicode_minus")
    below = BELOW.fullmatch(dashed.strip().casefold())
    bare = (below[1] or below[2]) if below else dashed
    unmarked = MARKS.sub("", bare)
    if unmarked != bare:
        done.append("mark_dropped")
    found = _bare_number(unmarked.strip(), setting)
    if found.value is None:
        return found
    limit = ("below_limit",) if below else ()
    return Reading(found.value, (*done, *found.codes, *limit), bool(below) or None)


def _bare_number(typed: str, setting: Setting) -> Reading:
    compact = re.sub(r"^([-+])\s+", r"\1", typed)
    if PLAIN_NUMBER.fullmatch(compact):
        return Reading(float(compact))
    if THOUSANDS.fullmatch(compact) and not setting.comma:
        known = "." in compact or compact.count(",") > 1
        value = float(compact.replace(",", "")) if known else None
        return Reading(value, ("thousands_mark" if known else "unclear_comma",))
    if COMMA_NUMBER.fullmatch(compact):
        return Reading(float(compact.replace(".", "").replace(",", ".")), ("decimal_comma",))
    own = WITH_UNIT.fullmatch(compact)
    factor = setting.units.get(folded_unit(own[2])) if own else None
    if own is None or factor is None:
        return Reading(None, ("not_a_number",))
    inner = _bare_number(own[1], setting)
    if not isinstance(inner.value, float):
        return inner
    relative = factor / setting.factor
    converted = () if relative == 1 else ("unit_converted",)
    return Reading(tidy(inner.value * relative), (*inner.codes, *converted), inner.note)


def tidy(value: float) -> float:
    """Drop what binary arithmetic adds to a product of short decimals."""
    return round(value, 9)


def needs_decimal_comma(raws: list[str]) -> bool:
    """Tell whether a column's commas are surely decimal: some cannot mark thousands."""
    return any(CLEAR_COMMA.fullmatch(raw.strip()) for raw in raws)


def _measured(raw: object, column: Column, setting: Setting) -> Reading:
    found = number(raw, setting)
    if found.value is None:
        return _duration(raw, column, found)
    value, codes = float(str(found.value)), found.codes
    if setting.factor != 1:
        value, codes = tidy(value * setting.factor), (*codes, "unit_converted")
        value = round(value, TIME_DECIMALS.get(column.unit, 9))
    return _in_range(Reading(value, codes, found.note), column)


def _duration(raw: object, column: Column, found: Reading) -> Reading:
    """Read "4y2m" in a column of months or years, "6M" in the month of a visit."""
    months = months_in_words(str(raw)) if column.unit in ("months", "years") else None
    if months is None or "date_in_number" in found.codes:
        return found
    value = months if column.unit == "months" else round(months / 12, TIME_DECIMALS["years"])
    code = "relative_time" if column.name == "month" else "duration_in_words"
    return _in_range(Reading(value, (code,)), column)


def _in_range(found: Reading, column: Column) -> Reading:
    value = float(str(found.value))
    if column.kind == "count" and not value.is_integer():
        return Reading(None, ("not_whole",))
    low = float("-inf") if column.low is None else column.low
    high = float("inf") if column.high is None else column.high
    return found if low <= value <= high else Reading(None, ("out_of_range",))


def _grade(raw: object, column: Column, setting: Setting) -> Reading:
    found = number(raw, setting)
    if found.value is None:
        typed = plain_text(raw)
        roman = ROMAN.get(folded(typed)) if isinstance(raw, str) else None
        status = meaning("status", typed)
        if roman is not None:
            return Reading(roman, ("roman_grade",))
        if status is not None:
            return Reading(None, ("status_in_grade",), status)
        return found
    if found.note:
        return Reading(None, ("not_a_number",))
    in_range = _in_range(found, column)
    if in_range.value is not None and float(str(in_range.value)) % LARSEN_STEP:
        return Reading(None, ("grade_step",))
    return in_range


def _flag(raw: object) -> Reading:
    if isinstance(raw, bool):
        return Reading(int(raw))
    if isinstance(raw, date | datetime | time | timedelta):
        return Reading(None, ("date_in_number",))
    typed = plain_text(raw)
    if not typed.strip():
        return BLANK
    known = words("flag").get(folded(typed))
    if known is not None:
        return Reading(int(known))
    return Reading(None, ("missing_code" if is_missing_word(typed) else "not_a_flag",))


def _finding(raw: object) -> Reading:
    found = _flag(raw)
    if found.codes != ("not_a_flag",):
        return found
    status = meaning("status", plain_text(raw))
    return found if status is None else Reading(None, ("status_in_grade",), status)


def _word(raw: object, column: Column, setting: Setting) -> Reading:
    typed = plain_text(raw).strip()
    if not typed:
        return BLANK
    if typed in setting.numbers:
        return Reading(setting.numbers[typed])
    if typed in column.categories:
        return Reading(typed)
    known = meaning(column.name, typed)
    if known is not None:
        return Reading(known, () if column.name in UNLISTED_WORDS else ("word_read",))
    if column.name == "joint":
        return joint_and_side(typed)
    if is_missing_word(typed):
        return Reading(None, ("missing_code",))
    return Reading(None, (_code_of_unknown(column),))


def _code_of_unknown(column: Column) -> str:
    return f"unknown_{column.name}" if column.name in ("joint", "side") else "unknown_word"


def joint_and_side(typed: str) -> Reading:
    """Read a joint that names its side too, such as "R knee" or "knee, left"."""
    tokens = folded_heading(typed).split()
    for place in (0, len(tokens) - 1) if len(tokens) > 1 else ():
        side = words("side").get(tokens[place])
        joint = meaning("joint", " ".join(tokens[:place] + tokens[place + 1 :]))
        if side and joint:
            return Reading(joint, (), side)
    return Reading(None, ("unknown_joint",))


def _id(raw: object) -> Reading:
    """Read an id as it stands; whether it is one with another is seen once all are known."""
    typed = plain_text(raw)
    return Reading(typed if typed.strip() else None)


def _date(raw: object, setting: Setting) -> Reading:
    if isinstance(raw, datetime):
        return Reading(raw.date())
    if isinstance(raw, date):
        return Reading(raw)
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        serial = date_of_serial(float(raw))
        return Reading(serial, ("serial_date",)) if serial else Reading(None, ("not_a_date",))
    typed = plain_text(raw).strip()
    if not typed:
        return BLANK
    if is_missing_word(typed):
        return Reading(None, ("missing_code",))
    if setting.order is None and needs_order(typed):
        return BLANK  # asked of the column as a whole
    found = date_of_text(typed, setting.order)
    if found is None and typed.isdecimal():
        found = date_of_serial(float(typed))
        return Reading(found, ("serial_date",)) if found else Reading(None, ("not_a_date",))
    return Reading(found) if found else Reading(None, ("not_a_date",))
