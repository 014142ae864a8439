"""What a column as a whole decides: its unit, its decimal sign, its order of day and month.

Where nothing decides, the clinician is asked once a column, and until then it stays empty.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from data.converting.values import Setting, needs_decimal_comma, number
from data.recognising.mapping import ColumnMapping
from data.recognising.times import DATE_ORDERS, needs_order, order_shown
from data.recognising.units import UNIT_QUESTIONS, unit_factor, unit_factors
from data.recognising.words import meaning, plain_text
from data.schema import Column

Answers = Mapping[str, str]
USUAL_SEX_NUMBERS: Final = (("1", "2"), ("0", "1"))
TIME_UNITS: Final = ("months", "years")


@dataclass(frozen=True)
class AnswersOfColumn:
    """The answers given, as seen from one column."""

    sheet: str | None
    heading: str
    answers: Answers

    def to(self, code: str, choices: tuple[str, ...]) -> str | None:
        """Give the answer to a question about this column, None while it is open."""
        answer = self.answers.get(f"{code}@{self.sheet or ''}!{self.heading}")
        return answer if answer in choices else None


def every(_: object) -> bool:
    """Concern every cell."""
    return True


@dataclass(frozen=True)
class Decision:
    """How to read a column, and what has to be said or asked about it.

    Without a ``setting`` the column stays empty. ``concerns`` tells which raw values the problem
    is about; ``is_whole`` says that it names the column rather than its cells.
    """

    setting: Setting | None = None
    code: str = ""
    choices: tuple[str, ...] = ()
    detail: str = ""
    concerns: Callable[[object], bool] = every
    is_whole: bool = False


def decide(
    column: Column, raws: tuple[object, ...], mapping: ColumnMapping, answers: AnswersOfColumn
) -> Decision:
    """Decide how to read a column.

    Parameters
    ----------
    column : Column
        What it means.
    raws : tuple
        Its distinct raw values.
    mapping : ColumnMapping
        Its heading and unit.
    answers : AnswersOfColumn
    """
    if column.name == "sex":
        return _sex(raws, answers)
    if column.kind == "date":
        return _date(raws, answers)
    if column.kind not in ("number", "count"):
        return Decision(Setting())
    comma = needs_decimal_comma([raw for raw in raws if isinstance(raw, str)])
    decided = _unit(column, raws, mapping.unit, answers)
    if decided.setting is None:
        return decided
    return replace(decided, setting=replace(decided.setting, comma=comma))


def _unit(
    column: Column, raws: tuple[object, ...], unit: str, answers: AnswersOfColumn
) -> Decision:
    known = unit_factors().get(column.name)
    if known is None:
        return Decision(Setting())
    if not unit and column.name in UNIT_QUESTIONS:
        code, choices = UNIT_QUESTIONS[column.name]
        unit = answers.to(code, choices) or ""
        if not unit:
            return Decision(None, code, choices, _span(raws), is_whole=True)
    factor = unit_factor(column.name, unit or column.unit)
    if factor is None:
        return Decision(None, "unknown_unit", detail=", ".join(known), is_whole=True)
    units = {} if column.unit in TIME_UNITS else known
    return Decision(Setting(factor=factor, units=units))


def _span(raws: tuple[object, ...]) -> str:
    read = [number(raw, Setting()).value for raw in raws if raw is not None]
    values = [value for value in read if isinstance(value, float)]
    if not values:
        return "hold no number"
    low, high = f"{min(values):g}", f"{max(values):g}"
    return f"run from {low} to {high}" if low != high else f"are all {low}"


def _sex(raws: tuple[object, ...], answers: AnswersOfColumn) -> Decision:
    texts = {plain_text(raw).strip() for raw in raws if raw is not None}
    numbers = {each for each in texts if each.isdecimal() and meaning("sex", each) is None}
    if not numbers:
        return Decision(Setting())
    pair = next((pair for pair in USUAL_SEX_NUMBERS if numbers <= set(pair)), None)
    if pair is None:
        return Decision(Setting())
    first, second = pair
    choices = (f"{first} = F, {second} = M", f"{first} = M, {second} = F")
    answer = answers.to("sex_key", choices)
    if answer is None:
        setting = Setting(numbers=dict.fromkeys(pair, None))
        return Decision(setting, "sex_key", choices, concerns=_is_one_of(numbers))
    return Decision(Setting(numbers=dict(part.split(" = ") for part in answer.split(", "))))


def _is_one_of(texts: set[str]) -> Callable[[object], bool]:
    return lambda raw: plain_text(raw).strip() in texts


def _date(raws: tuple[object, ...], answers: AnswersOfColumn) -> Decision:
    texts = [raw for raw in raws if isinstance(raw, str)]
    order = order_shown(texts)
    if order is not None or not any(map(needs_order, texts)):
        return Decision(Setting(order=order))
    answer = answers.to("date_order", DATE_ORDERS)
    if answer is None:
        return Decision(Setting(), "date_order", DATE_ORDERS, concerns=_needs_order)
    return Decision(Setting(order="day first" if answer == DATE_ORDERS[0] else "month first"))


def _needs_order(raw: object) -> bool:
    return isinstance(raw, str) and needs_order(raw)
