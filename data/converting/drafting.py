"""Fields of one sheet put together as rows of one canonical table."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from data.converting.drafts import Draft, Rows
from data.converting.sheet_reading import ID, Field, SheetRead
from data.recognising.headings import MIDLINE_JOINTS
from data.recognising.mapping import JOINT_MEASURES, START_DATE
from data.schema import LABS, PATIENTS, SIDES, STATUSES, VISITS

TIME_NAMES: Final = ("visit", "timepoint", "month", "date")
PATIENT_FACTS: Final = (
    *(column.name for column in PATIENTS.columns if column.name != "patient_id"),
    START_DATE,
)
VISIT_FACTS: Final = tuple(
    column.name for column in VISITS.columns if column.name not in ("patient_id", *TIME_NAMES)
)
LIMIT_NAMES: Final = {column.name: column.limit_name for column in LABS}
EXAMINED: Final = "examined"


def drafted(read: SheetRead, table: str, fields: Mapping[str, Field], rows: Rows) -> Draft:
    """Put fields together as the rows of a table.

    Parameters
    ----------
    read : SheetRead
    table : str
        Name of the canonical table.
    fields : mapping of str to Field
        By the name of the frame's column; the patient is added.
    rows : array of int, shape (n_chosen,)
        Indices of the sheet's rows to take.
    """
    chosen = {"patient_id": read.fields[ID], **fields}
    columns: dict[str, pd.Series] = {}
    for name, field in chosen.items():
        columns[name] = field.values.take(rows).reset_index(drop=True)
        if name in LIMIT_NAMES:
            columns[LIMIT_NAMES[name]] = _below_limit(field, rows)
    index = {name: field.index for name, field in chosen.items()}
    return Draft(table, read.role, pd.DataFrame(columns), read.sheet, rows, index)


def chosen_rows(read: SheetRead, fields: Iterable[Field] | None = None) -> Rows:
    """Give the rows of patients, only those in which any of the fields is filled if given."""
    keep = read.keep
    if fields is not None:
        filled = [field.filled for field in fields]
        keep = keep & (np.any(filled, axis=0) if filled else False)
    return np.flatnonzero(keep)


def status_of_reads(fields: Mapping[str, Field], rows: Rows) -> pd.Series:
    """Work out the status of reads: as recorded, else what a word among the results says.

    Parameters
    ----------
    fields : mapping of str to Field
        The measures of the joint, its status among them where recorded.
    rows : array of int, shape (n_chosen,)
    """
    recorded = fields.get("status")
    values = np.full(len(rows), None, dtype=object)
    if recorded is not None:
        values[:] = (
            recorded.values.take(rows).astype(object).where(lambda each: each.notna(), None)
        )
    for name in JOINT_MEASURES:
        field = fields.get(name)
        if field is None or field.notes is None or name == "status":
            continue
        said = field.notes[rows]
        is_open = (values == None) | (values == EXAMINED)  # noqa: E711
        values = np.where((said != None) & is_open, said, values)  # noqa: E711
    return pd.Series(pd.Categorical(values, categories=pd.Index(STATUSES, dtype="str")))


def side_of_reads(joint: Field, side: Field | None, rows: Rows) -> pd.Series:
    """Work out the side of reads: as recorded, else as the joint's own cell says it."""
    joints = joint.values.take(rows).astype(object).to_numpy()
    recorded = np.full(len(rows), None, dtype=object)
    if side is not None:
        recorded[:] = side.values.take(rows).astype(object).to_numpy()
    is_open = pd.isna(recorded)
    if joint.notes is not None:
        recorded = np.where(is_open, joint.notes[rows], recorded)
        is_open = pd.isna(recorded)
    midline = np.isin(joints.astype("str"), list(MIDLINE_JOINTS))
    found = np.where(is_open & midline, "midline", recorded)
    return pd.Series(pd.Categorical(found, categories=pd.Index(SIDES, dtype="str")))


def _below_limit(field: Field, rows: Rows) -> pd.Series:
    if field.notes is None:
        return pd.Series(False, index=range(len(rows)))
    return pd.Series((field.notes[rows] == True).astype(bool))  # noqa: E712
