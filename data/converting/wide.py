"""A wide sheet, a row a patient or a patient-visit, melted to the rows of canonical tables."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.converting.drafting import (
    PATIENT_FACTS,
    TIME_NAMES,
    VISIT_FACTS,
    chosen_rows,
    drafted,
    status_of_reads,
)
from data.converting.drafts import NO_ORIGIN, Draft, Rows, stacked
from data.converting.sheet_reading import ID, Field, SheetRead
from data.recognising.mapping import JOINT_MEASURES
from data.schema import JOINTS, SIDES

ONLY_VISIT: Final = "1"
"""Label of the visit of a sheet that names no time at all: one film a patient."""
Place = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Block:
    """The columns of a wide sheet that belong to one time; ``label`` is "" where rows are visits.

    ``joints`` holds the measures of each joint and side.
    """

    label: str
    visit: dict[str, Field]
    joints: dict[Place, dict[str, Field]]

    @property
    def fields(self) -> list[Field]:
        """List every column of the block."""
        reads = [field for measures in self.joints.values() for field in measures.values()]
        return [*self.visit.values(), *reads]


def wide_drafts(read: SheetRead) -> tuple[Draft, ...]:
    """Melt a wide sheet: a draft of patients, one of visits and one of joints."""
    rows_are_visits = any(name in read.by_name for name in TIME_NAMES)
    has_times = any(target.time for target in read.fields)
    of_patients = _further_of_patients(read)
    visits: list[Draft] = []
    joints: list[Draft] = []
    for block in _blocks(read, of_patients):
        if not block.label and has_times and not rows_are_visits:
            continue
        rows = chosen_rows(read, block.fields if block.label else None)
        visits.append(_visits(read, block, rows, rows_are_visits))
        if block.joints:
            joints.append(_joints(read, block, visits[-1]))
    found = [stacked(drafts) for drafts in (visits, joints) if drafts]
    return (_patients(read, of_patients), *found)


def _further_of_patients(read: SheetRead) -> set[str]:
    """Name the user's own columns that say the same in every row of a patient."""
    rows = chosen_rows(read)
    patient = read.fields[ID].values.take(rows).reset_index(drop=True)
    found = set()
    for target, field in read.fields.items():
        if target.further and not target.time:
            values = field.values.take(rows).reset_index(drop=True)
            said = pd.DataFrame({"patient": patient, "value": values}).drop_duplicates()
            if not said["patient"].duplicated().any():
                found.add(target.column)
    return found


def _patients(read: SheetRead, further: set[str]) -> Draft:
    names = [name for name in read.by_name if name in PATIENT_FACTS or name in further]
    fields = {name: read.by_name[name] for name in names}
    return drafted(read, "patients", fields, chosen_rows(read))


def _blocks(read: SheetRead, of_patients: set[str]) -> list[Block]:
    """Sort the columns by time, in the order in which the sheet names the times first."""
    blocks: dict[str, Block] = {}
    for target, field in read.fields.items():
        block = blocks.setdefault(target.time, Block(target.time, {}, {}))
        is_of_visit = target.column in (*VISIT_FACTS, *TIME_NAMES)
        if target.joint:
            measures = block.joints.setdefault((target.joint, target.side), {})
            measures[target.column] = field
        elif is_of_visit or (target.further and target.column not in of_patients):
            block.visit[target.column] = field
    return [block for block in blocks.values() if block.visit or block.joints]


def _visits(read: SheetRead, block: Block, rows: Rows, rows_are_visits: bool) -> Draft:
    draft = drafted(read, "visits", block.visit, rows)
    if rows_are_visits and not block.label:
        return draft
    label = block.label or ONLY_VISIT
    if "visit" in draft.frame:
        return draft
    only = pd.CategoricalDtype(pd.Index([label], dtype="str"))
    visit = pd.Series([label], dtype=only).repeat(len(rows)).reset_index(drop=True)
    frame = draft.frame.assign(visit=visit)
    columns = {**draft.columns, "visit": block.fields[0].index}
    return Draft("visits", read.role, frame, read.sheet, rows, columns)


def _joints(read: SheetRead, block: Block, visits: Draft) -> Draft:
    """Melt the joints of one time: each visit gives one read of each joint that has a column."""
    places = list(block.joints)
    rows = visits.rows
    n_visits, n_places = len(rows), len(places)
    keys = [name for name in ("patient_id", "visit", "timepoint", "month") if name in visits.frame]
    frame = pd.concat([visits.frame[keys]] * n_places, ignore_index=True)
    columns: dict[str, int | Rows] = {key: visits.columns[key] for key in keys}
    frame["joint"] = _repeated([joint for joint, _ in places], JOINTS, n_visits)
    frame["side"] = _repeated([side for _, side in places], SIDES, n_visits)
    for measure in JOINT_MEASURES:
        fields = [block.joints[place].get(measure) for place in places]
        if measure != "status" and any(field is not None for field in fields):
            frame[measure] = np.concatenate([_values(field, rows) for field in fields])
            columns[measure] = _columns(fields, n_visits)
    statuses = [status_of_reads(block.joints[place], rows) for place in places]
    frame["status"] = pd.concat(statuses, ignore_index=True)
    first = [next(iter(block.joints[place].values())) for place in places]
    recorded = [
        block.joints[place].get("status") or field
        for place, field in zip(places, first, strict=True)
    ]
    columns |= dict.fromkeys(("joint", "side"), _columns(first, n_visits))
    columns["status"] = _columns(recorded, n_visits)
    return Draft("joints", read.role, frame, read.sheet, np.tile(rows, n_places), columns)


def _repeated(names: list[str], known: tuple[str, ...], times: int) -> pd.Categorical:
    codes = np.repeat([known.index(name) for name in names], times)
    return pd.Categorical.from_codes(codes, categories=pd.Index(known, dtype="str"))


def _values(field: Field | None, rows: Rows) -> NDArray[np.float64]:
    if field is None:
        return np.full(len(rows), np.nan)
    return field.values.to_numpy(dtype=np.float64)[rows]


def _columns(fields: list[Field] | list[Field | None], times: int) -> Rows:
    return np.repeat([NO_ORIGIN if field is None else field.index for field in fields], times)
