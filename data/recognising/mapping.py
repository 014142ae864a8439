"""What each column of the user's sheets means: recognised, shown, corrected, kept without data."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Literal, cast

from data.errors import CohortError
from data.schema import FINDING_COLUMNS, JOINTS, SIDES, TABLES

Role = Literal["patients", "visits", "joints", "treatments", "events", "study", "wide", "ignored"]
ROLES: Final[tuple[Role, ...]] = (
    "patients",
    "visits",
    "joints",
    "treatments",
    "events",
    "study",
    "wide",
    "ignored",
)
START_DATE: Final = "start_date"
"""A further column of patients that is understood: the date of the first dose, for the months."""
JOINT_MEASURES: Final = ("larsen", *(column.name for column in FINDING_COLUMNS), "status")
KEEP: Final = "keep: "
IGNORE: Final = "ignore"
PLACE: Final = rf"(?P<joint>{'|'.join(JOINTS)}) (?P<side>{'|'.join(SIDES)})"
TARGET: Final = re.compile(rf"(?:{PLACE} )?(?P<column>\w+)(?: @ (?P<time>.+))?")


@dataclass(frozen=True)
class Target:
    """What a column means: a canonical column, for wide sheets of a joint and at a time.

    ``further`` marks a column of the user's own that is kept under the name ``column``; without
    any ``column`` it is ignored.
    """

    column: str = ""
    joint: str = ""
    side: str = ""
    time: str = ""
    further: bool = False

    def __str__(self) -> str:
        """Say it as the table of columns does, such as "knee L larsen @ pre"."""
        if not self.column:
            return IGNORE
        place = f"{self.joint} {self.side} " if self.joint else ""
        time = f" @ {self.time}" if self.time else ""
        return f"{KEEP if self.further else ''}{place}{self.column}{time}"

    @classmethod
    def of(cls, text: str) -> "Target":
        """Read what `__str__` says.

        Raises
        ------
        CohortError
            If the text names no column of ours.
        """
        if text == IGNORE:
            return cls()
        if text.startswith(KEEP):
            column, _, time = text.removeprefix(KEEP).partition(" @ ")
            return cls(column, time=time, further=True)
        found = TARGET.fullmatch(text)
        if found is None or found["column"] not in _known_columns():
            raise CohortError(
                f"No column of ours is called {text!r}. Choose one from the list, or {IGNORE!r}."
            )
        column, time = found["column"], found["time"] or ""
        return cls(column, found["joint"] or "", found["side"] or "", time)


@dataclass(frozen=True)
class ColumnMapping:
    """What one column of a sheet means, in which unit, and how sure that is (0 to 1).

    ``is_recognised`` tells that nobody chose the meaning: another kind of sheet may change it.
    """

    heading: str
    target: Target = Target()
    confidence: float = 0.0
    unit: str = ""
    is_recognised: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class SheetMapping:
    """What one sheet holds, and what each of its columns means."""

    name: str | None
    role: Role
    columns: tuple[ColumnMapping, ...]

    def places(self) -> dict[Target, tuple[int, ...]]:
        """List, for each meaning used, the indices of the columns that have it."""
        found: dict[Target, tuple[int, ...]] = {}
        for place, column in enumerate(self.columns):
            if column.target.column:
                found[column.target] = (*found.get(column.target, ()), place)
        return found

    def has(self, *names: str) -> bool:
        """Tell whether any column means one of those canonical columns."""
        return any(column.target.column in names for column in self.columns)


@dataclass(frozen=True)
class Mapping:
    """What every sheet of a file means. It holds headings, never a patient's value."""

    sheets: tuple[SheetMapping, ...]

    def with_target(self, sheet: str | None, column: int, target: Target | str) -> "Mapping":
        """Return the mapping with another meaning for one column, by its index in the sheet."""
        chosen = Target.of(target) if isinstance(target, str) else target
        found = self._column(sheet, column)
        # The unit belonged to the other meaning; the heading is asked for it again.
        unit = found.unit if chosen.column == found.target.column else ""
        known = replace(found, target=chosen, confidence=1.0, unit=unit, is_recognised=False)
        return self._with_column(sheet, column, known)

    def with_role(self, sheet: str | None, role: Role) -> "Mapping":
        """Return the mapping with another role for one sheet; a sheet not used keeps no choice."""
        found = replace(self.sheet(sheet), role=role)
        if role == "ignored":
            columns = tuple(replace(each, is_recognised=True) for each in found.columns)
            found = replace(found, columns=columns)
        return self._with_sheet(found)

    def sheet(self, name: str | None) -> SheetMapping:
        """Return the mapping of the sheet of that name.

        Raises
        ------
        CohortError
            If the mapping has no such sheet.
        """
        for each in self.sheets:
            if each.name == name:
                return each
        raise CohortError(f"The mapping has no sheet {name!r}. Upload the file again.")

    def to_json(self) -> dict[str, Any]:
        """Give the mapping as plain JSON values."""
        sheets = []
        for sheet in self.sheets:
            columns = [_stored(column) for column in sheet.columns]
            sheets.append({"name": sheet.name, "role": sheet.role, "columns": columns})
        return {"sheets": sheets}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Mapping":
        """Read what `to_json` gives.

        Raises
        ------
        CohortError
            If the file is no mapping of ours.
        """
        try:
            return cls(tuple(_sheet_of(sheet) for sheet in stored["sheets"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise CohortError(
                "This file is no column table of Jointscape. Save it again on the upload page."
            ) from error

    def _column(self, sheet: str | None, place: int) -> ColumnMapping:
        columns = self.sheet(sheet).columns
        if not 0 <= place < len(columns):
            raise CohortError(
                f"The sheet has {len(columns)} columns, none at index {place}. Choose another."
            )
        return columns[place]

    def _with_column(self, sheet: str | None, place: int, column: ColumnMapping) -> "Mapping":
        found = self.sheet(sheet)
        columns = (*found.columns[:place], column, *found.columns[place + 1 :])
        return self._with_sheet(replace(found, columns=columns))

    def _with_sheet(self, sheet: SheetMapping) -> "Mapping":
        return replace(
            self, sheets=tuple(sheet if each.name == sheet.name else each for each in self.sheets)
        )


def targets_for(role: Role, times: Iterable[str] = ()) -> tuple[str, ...]:
    """List the meanings that a column of a sheet with that role can have, as texts.

    Parameters
    ----------
    role : Role
    times : iterable of str
        For a wide sheet, the time labels that its headings use.
    """
    names = [name for table in _tables_of(role) for name in table]
    if role != "wide":
        return (IGNORE, *dict.fromkeys(names))
    reads = [
        f"{joint} {side} {name}" for joint in JOINTS for side in SIDES for name in JOINT_MEASURES
    ]
    timed = [f"{name} @ {time}" for name in (*names, *reads) for time in times]
    return (IGNORE, *dict.fromkeys([*names, *reads, *timed]))


def _stored(column: ColumnMapping) -> dict[str, Any]:
    known = asdict(column) | {"target": str(column.target)}
    return {name: value for name, value in known.items() if name != "is_recognised"}


def _tables_of(role: Role) -> list[list[str]]:
    columns = {table.name: [column.name for column in table.columns] for table in TABLES}
    columns["patients"].append(START_DATE)
    if role == "ignored":
        return list(columns.values())
    if role == "wide":
        return [columns["patients"], columns["visits"]]
    if role in ("visits", "joints"):
        order = ("joints", "visits", "patients") if role == "joints" else ("visits", "patients")
        return [columns[name] for name in order]
    return [columns[role]]


def _known_columns() -> set[str]:
    return {column.name for table in TABLES for column in table.columns} | {START_DATE}


def _sheet_of(stored: dict[str, Any]) -> SheetMapping:
    if stored["role"] not in ROLES:
        raise KeyError(stored["role"])
    columns = tuple(
        ColumnMapping(
            str(column["heading"]),
            Target.of(str(column["target"])),
            float(column.get("confidence", 1.0)),
            str(column.get("unit", "")),
        )
        for column in stored["columns"]
    )
    return SheetMapping(stored["name"], cast("Role", stored["role"]), columns)
