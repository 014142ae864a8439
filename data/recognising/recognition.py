"""What each sheet holds and what each of its columns means, from names and headings."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final, cast

from data.reading.sheets import Sheet
from data.recognising.headings import GUESSED, Heading, kept, read_heading, unit_in_heading
from data.recognising.mapping import (
    JOINT_MEASURES,
    START_DATE,
    ColumnMapping,
    Mapping,
    Role,
    SheetMapping,
    Target,
)
from data.recognising.units import UNIT_QUESTIONS, unit_factor
from data.recognising.words import folded, folded_heading, meaning, read_aliases
from data.schema import PATIENTS, TABLES, VISITS, table

AGE: Final = "age_years"
"""What "age" alone is read as: the age at the start in a sheet of patients, else kept."""
LOOKED_AT: Final = 500
"""Rows that are looked at where the values tell what a heading means."""
TIMES: Final = frozenset({"visit", "timepoint", "month", "date"})
PATIENT_FACTS: Final = frozenset({*PATIENTS.names, START_DATE}) - {"patient_id"}
VISIT_FACTS: Final = frozenset(VISITS.names) - TIMES - {"patient_id"}
PLACES_OF_ROLE: Final[dict[Role, tuple[str, ...]]] = {
    "patients": ("patients",),
    "visits": ("visits", "patients"),
    "joints": ("joints", "visits", "patients"),
    "wide": ("visits", "patients"),
    "treatments": ("treatments",),
    "events": ("events",),
    "study": ("study",),
    "ignored": tuple(each.name for each in TABLES),
}


def recognise(sheets: Sequence[Sheet]) -> Mapping:
    """Find out what every sheet holds and what its columns mean.

    Parameters
    ----------
    sheets : sequence of Sheet

    Returns
    -------
    Mapping
        In the order of the sheets; hidden sheets and sheets without a known heading are ignored.
    """
    found = tuple(_recognised(sheet) for sheet in sheets)
    if all(each.role == "ignored" for each in found):
        found = tuple(
            _as_patients(each) if not sheet.hidden else each
            for each, sheet in zip(found, sheets, strict=True)
        )
    return Mapping(found)


def _as_patients(mapping: SheetMapping) -> SheetMapping:
    """Take a sheet with ids and nothing else that is known for one of patients."""
    return replace(mapping, role="patients") if mapping.has("patient_id") else mapping


def fitted(mapping: Mapping, sheets: Sequence[Sheet]) -> Mapping:
    """Apply a stored or corrected mapping to these sheets; what it lacks is recognised anew."""
    stored = list(mapping.sheets)
    found = []
    for sheet in sheets:
        known = next((each for each in stored if each.name == sheet.name), None)
        if known is None and len(sheets) == len(stored) == 1:
            known = stored[0]
        found.append(_recognised(sheet) if known is None else _fitted_sheet(known, sheet))
    return Mapping(tuple(found))


def _fitted_sheet(known: SheetMapping, sheet: Sheet) -> SheetMapping:
    role = known.role if known.role != "ignored" else _role_as_chosen(known)
    fresh = _recognised(sheet, role)
    left = list(known.columns)
    columns = []
    for column in fresh.columns:
        same = next((each for each in left if each.heading == column.heading), None)
        if same is not None:
            left.remove(same)
        columns.append(column if same is None or same.is_recognised else _with_unit(same))
    return SheetMapping(sheet.name, role, tuple(columns))


def _with_unit(chosen: ColumnMapping) -> ColumnMapping:
    """Give a column whose meaning was chosen the unit that its heading names."""
    if chosen.unit or chosen.target.further:
        return chosen
    named = Heading(chosen.heading, chosen.target, unit_in_heading(chosen.heading))
    return replace(chosen, unit=_unit(named))


def _role_as_chosen(known: SheetMapping) -> Role:
    """Find out what a sheet holds that was not used until meanings were chosen for its columns."""
    if all(each.is_recognised for each in known.columns):
        return "ignored"
    headings = [
        read_heading(each.heading)
        if each.is_recognised
        else Heading(each.heading, each.target, each.unit, each.confidence)
        for each in known.columns
    ]
    role = _role(known.name, headings)
    return "patients" if role == "ignored" and known.has("patient_id") else role


def _recognised(sheet: Sheet, chosen: Role | None = None) -> SheetMapping:
    headings = [read_heading(heading) for heading in sheet.headings]
    role: Role = "ignored" if sheet.hidden else _role(sheet.name, headings)
    role = chosen or role
    columns = _one_spelling_of_times([_column(heading, role) for heading in headings])
    columns = _labels_among_times(_one_column_of_ids(columns), sheet)
    return SheetMapping(sheet.name, role, tuple(columns))


def _role(name: str | None, headings: Sequence[Heading]) -> Role:
    known = {each.target.column for each in headings if not each.target.further}
    named = role_of_name(name)
    if "patient_id" not in known:
        return "study" if {"key", "value"} <= known else "ignored"
    if any(each.target.joint for each in headings):
        return "wide"
    if "joint" in known and known & set(JOINT_MEASURES):
        return "joints"
    if "drug" in known and (
        known & {"start_month", "stop_month", "dose"} or named == "treatments"
    ):
        return "treatments"
    if "kind" in known and (named == "events" or known & {"month", "joint"}):
        return "events"
    if any(each.target.time and each.target.column in VISIT_FACTS for each in headings):
        return "wide"
    if named == "patients" and not known & {"visit", "timepoint", "month"}:
        return "patients"
    if known & TIMES or (named == "visits" and known & VISIT_FACTS):
        return "visits"
    return "patients" if known & (PATIENT_FACTS | {AGE}) or named == "patients" else "ignored"


def role_of_name(name: str | None) -> Role | None:
    """Give the role that a sheet's or a file's name speaks of, None where it speaks of none."""
    if name is None:
        return None
    base = name.rsplit(".", 1)[0] if "." in name else name
    return _sheet_names().get(folded_heading(base))


@cache
def _sheet_names() -> dict[str, Role]:
    return {
        folded_heading(row["alias"]): cast("Role", row["role"]) for row in read_aliases("sheets")
    }


def _column(heading: Heading, role: Role) -> ColumnMapping:
    if not heading.text.strip():
        return ColumnMapping(heading.text, is_recognised=True)
    placed = _placed(heading, role)
    unit = _unit(placed)
    return ColumnMapping(heading.text, placed.target, placed.confidence, unit, is_recognised=True)


def _placed(heading: Heading, role: Role) -> Heading:
    """Keep a heading's meaning where its sheet has a place for it."""
    target = heading.target
    if target.column == AGE and role == "patients" and not target.time:
        return replace(heading, target=Target("age_at_start_years"), confidence=GUESSED)
    if target.column == "treatment" and role == "treatments":
        return replace(heading, target=Target("drug"))
    if target.further or (target.joint and role == "wide"):
        return heading
    names = {name for place in PLACES_OF_ROLE[role] for name in table(place).names} | {START_DATE}
    if target.column in names and not target.joint and (role == "wide" or not target.time):
        return heading
    return kept(heading.text, "") if role != "wide" or not target.time else _kept_at(heading)


def _kept_at(heading: Heading) -> Heading:
    name = heading.target.column
    return replace(kept(name, heading.target.time), text=heading.text)


def _unit(heading: Heading) -> str:
    """Give the unit a column is read in: "" where it has to be asked."""
    column = heading.target.column
    if heading.target.further or heading.target.joint:
        return heading.unit
    own = next(
        (each.unit for place in TABLES for each in place.columns if each.name == column), ""
    )
    is_named_by_us = folded_heading(heading.text).startswith(folded_heading(column))
    if heading.unit:
        same = unit_factor(column, heading.unit) == 1 and not own.startswith("0-")
        return own if same and own else heading.unit
    return "" if column in UNIT_QUESTIONS and not is_named_by_us else own


def _one_spelling_of_times(columns: list[ColumnMapping]) -> list[ColumnMapping]:
    """Spell each time of a wide sheet as its first heading does: "Pre" and "pre" are one."""
    first: dict[str, str] = {}
    spelled = []
    for column in columns:
        time = column.target.time
        shown = first.setdefault(folded(time), time)
        spelled.append(replace(column, target=replace(column.target, time=shown)))
    return spelled


def _one_column_of_ids(columns: list[ColumnMapping]) -> list[ColumnMapping]:
    """Take the surest heading for the patient; another id, such as a study number, is kept."""
    ids = [each for each in columns if each.target == Target("patient_id")]
    if len({each.heading for each in ids}) < 2:
        return columns
    surest = max(ids, key=lambda each: each.confidence)
    return [
        _as_kept(each) if each in ids and each.heading != surest.heading else each
        for each in columns
    ]


def _as_kept(column: ColumnMapping) -> ColumnMapping:
    own = kept(column.heading)
    return replace(column, target=own.target, confidence=own.confidence)


def _labels_among_times(columns: list[ColumnMapping], sheet: Sheet) -> list[ColumnMapping]:
    """Take a column of times such as pre, 6M, final for the visit's label, if nothing else is."""
    if any(each.target.column == "visit" for each in columns):
        return columns
    found = list(columns)
    for place, column in enumerate(columns):
        values = sheet.columns[place][:LOOKED_AT]
        if column.target in LABEL_LIKE and any(map(LABEL_LIKE[column.target], values)):
            found[place] = replace(column, target=Target("visit"), unit="", confidence=GUESSED)
            break
    return found


def _names_a_timepoint(value: object) -> bool:
    return isinstance(value, str) and meaning("timepoint", value) is not None


def _is_no_timepoint(value: object) -> bool:
    return isinstance(value, str) and meaning("timepoint", value) is None


LABEL_LIKE: Final = {
    Target("month"): _names_a_timepoint,
    Target("timepoint"): _is_no_timepoint,
}
