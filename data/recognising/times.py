"""Times as clinics write them: 6M, Wk 52, 4y2m, pre, 05.03.2008, day numbers of a spreadsheet."""

import re
from datetime import date, datetime, timedelta
from typing import Final, Literal

from data.recognising.words import folded

DAYS_A_MONTH: Final = 30.4375
"""A year of 365.25 days over twelve."""
UNIT_MONTHS: Final = {"d": 1 / DAYS_A_MONTH, "w": 7 / DAYS_A_MONTH, "m": 1.0, "y": 12.0}
UNIT_WORDS: Final = {
    "d": "d|day|days|日|tage|jours|giorni|días",
    "w": "w|wk|wks|week|weeks|週|週間|wochen|semaines|settimane|semanas",
    "m": "m|mo|mon|mos|mth|mths|month|months|月|か月|カ月|ヶ月|ヵ月|monate|mois|mesi|meses",
    "y": "y|yr|yrs|year|years|年|歳|才|jahre|ans|anni|años",
}
UNIT_OF_WORD: Final = {
    word: unit for unit, choices in UNIT_WORDS.items() for word in choices.split("|")
}
ANY_UNIT: Final = "|".join(sorted(UNIT_OF_WORD, key=len, reverse=True))
NUMBER_THEN_UNIT: Final = re.compile(rf"(\d+(?:[.,]\d+)?)\s*-?\s*({ANY_UNIT})\.?(?![a-z])\s*")
UNIT_THEN_NUMBER: Final = re.compile(rf"({ANY_UNIT})\.?\s*(\d+(?:[.,]\d+)?)")
ISO_DATE: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{1,2}:\d{2}.*)?")
OTHER_DATE: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
NAMED_MONTH_FORMATS: Final = ("%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%b %d, %Y", "%B %d, %Y")
FIRST_SERIAL: Final = 18264  # 1950-01-01: smaller numbers are no dates of a cohort
LAST_SERIAL: Final = 73050  # 2099-12-31
SERIAL_ZERO: Final = date(1899, 12, 30)
DateOrder = Literal["day first", "month first"]
DATE_ORDERS: Final[tuple[DateOrder, ...]] = ("day first", "month first")


def months_in_words(text: str) -> float | None:
    """Read a duration such as "6M", "Wk 52" or "4y2m" as months to one decimal, else None."""
    word = folded(text)
    before = UNIT_THEN_NUMBER.fullmatch(word)
    if before:
        return _months([(before[2], before[1])])
    pairs = NUMBER_THEN_UNIT.findall(word)
    if not pairs or NUMBER_THEN_UNIT.sub("", word):
        return None
    return _months(pairs)


def date_of_serial(number: float) -> date | None:
    """Read a spreadsheet's day number as a date, None where it is none."""
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        return None
    return SERIAL_ZERO + timedelta(days=int(number))


def date_parts(text: str) -> tuple[int, int, int] | None:
    """Split a date such as 05/03/2008 into its two small numbers and the year, else None."""
    found = OTHER_DATE.fullmatch(text.strip())
    return (int(found[1]), int(found[3]), int(found[4])) if found else None


def needs_order(text: str) -> bool:
    """Tell whether a text is a date that may be read day first or month first."""
    parts = date_parts(text)
    return bool(parts) and parts is not None and max(parts[:2]) <= 12 and parts[0] != parts[1]


def order_shown(texts: list[str]) -> DateOrder | None:
    """Find the order of day and month that the dates of one column prove, else None."""
    parts = [found for found in map(date_parts, texts) if found]
    shown: set[DateOrder] = set()
    if any(first > 12 for first, _, _ in parts):
        shown.add("day first")
    if any(second > 12 for _, second, _ in parts):
        shown.add("month first")
    return shown.pop() if len(shown) == 1 else None


def date_of_text(text: str, order: DateOrder | None) -> date | None:
    """Read a date written as text; one that needs an order only with it, else None."""
    text = text.strip()
    iso = ISO_DATE.fullmatch(text)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    parts = date_parts(text)
    if parts:
        return _date_in_order(parts, order)
    for form in NAMED_MONTH_FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _date_in_order(parts: tuple[int, int, int], order: DateOrder | None) -> date | None:
    first, second, year = parts
    if first == second or second > 12:
        return _date(year, first, second)
    if first > 12 or order == "day first":
        return _date(year, second, first)
    return _date(year, first, second) if order == "month first" else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _months(pairs: list[tuple[str, str]]) -> float:
    total = sum(
        float(number.replace(",", ".")) * UNIT_MONTHS[UNIT_OF_WORD[unit]] for number, unit in pairs
    )
    return round(total, 1)
