"""From clean canonical tables to a cohort: types, order, and what is worked out when absent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.cohort import POZNANSKI, Cohort, Flags
from data.errors import CohortError
from data.films import Rows, baseline_film, last_row
from data.schema import FINDINGS, TABLES, TIMEPOINTS, Column, Table

FIRST_CODES: Final = {name: code for code, name in enumerate(TIMEPOINTS)}
DTYPES: Final = {
    "id": "str",
    "label": "str",
    "text": "str",
    "number": "float64",
    "count": "float64",
    "date": "datetime64[s]",
}


@dataclass(frozen=True)
class Origin:
    """Where a cohort comes from: its short name, whether it is made up, its file's sha256."""

    name: str = "cohort"
    synthetic: bool = False
    digest: str = ""


def assemble(tables: Mapping[str, pd.DataFrame], origin: Origin | None = None) -> Cohort:
    """Make a cohort of canonical tables.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Canonical tables by name; columns that are absent are filled with missing. Further
        columns are kept. Each visit must belong to a patient and each read to a visit.
    origin : Origin, optional

    Raises
    ------
    CohortError
        If there is no patient, or a row refers to a patient or visit that is not there.
    """
    origin = origin or Origin()
    frames = {each.name: typed(tables.get(each.name), each) for each in TABLES}
    if frames["patients"].empty:
        raise CohortError("The file holds no patient. Add a sheet with one row a patient.")
    ids = pd.CategoricalDtype(pd.Index(frames["patients"]["patient_id"], dtype="str"))
    for name in ("patients", "visits", "joints", "treatments", "events"):
        frames[name] = frames[name].assign(patient_id=_as_ids(frames[name], ids, name))
    visits = _in_order_of_time(frames["visits"])
    joints = _with_status(frames["joints"])
    visit_of_read = _visit_of_read(visits, joints)
    is_film = _films(visits, joints, visit_of_read)
    visits, has_recorded = _with_timepoints(visits, is_film, len(ids.categories))
    joints = joints.assign(timepoint=visits["timepoint"].array.take(visit_of_read))
    cohort = Cohort(
        patients=frames["patients"],
        visits=visits,
        joints=joints,
        treatments=frames["treatments"],
        events=frames["events"],
        study=frames["study"],
        visit_of_read=visit_of_read,
        is_film=is_film,
        has_recorded_timepoint=has_recorded,
        name=origin.name,
        synthetic=origin.synthetic,
        digest=origin.digest,
        n_patients_all=len(ids.categories),
    )
    return replace(cohort, n_joints_all=cohort.n_joints)


def typed(frame: pd.DataFrame | None, table: Table) -> pd.DataFrame:
    """Give a table all its declared columns, in order and with their types.

    Parameters
    ----------
    frame : DataFrame or None
        None gives an empty table.
    table : Table

    Returns
    -------
    DataFrame
        Declared columns first, further columns after them, rows as they were.
    """
    frame = pd.DataFrame() if frame is None else frame
    index = pd.RangeIndex(len(frame))
    columns: dict[str, pd.Series] = {}
    for column in table.columns:
        columns[column.name] = _typed_column(frame.get(column.name), column, index)
        if column.has_limit:
            flags = frame.get(column.limit_name)
            columns[column.limit_name] = (
                pd.Series(False, index=index)
                if flags is None
                else pd.Series(flags.fillna(False).to_numpy(dtype=bool), index=index)
            )
    for name in frame.columns:
        if name not in columns:
            columns[str(name)] = pd.Series(frame[name].array, index=index)
    return pd.DataFrame(columns, index=index)


def _dtype(column: Column, values: pd.Series | None) -> Any:  # noqa: ANN401
    if column.name == "larsen":
        return "float32"
    if column.name == "reader":
        return pd.CategoricalDtype(pd.Index([], dtype="str")) if values is None else "category"
    if column.name == "visit" and values is not None and values.dtype == "category":
        return values.dtype
    if column.kind == "category":
        return pd.CategoricalDtype(list(column.categories))
    if column.kind == "flag":
        return "Int8" if column.name in FINDINGS else "boolean"
    return DTYPES[column.kind]


def _typed_column(values: pd.Series | None, column: Column, index: pd.RangeIndex) -> pd.Series:
    dtype = _dtype(column, values)
    if values is None:
        return pd.Series([None] * len(index), index=index, dtype=dtype)
    return pd.Series(values.array, index=index).astype(dtype)


def _as_ids(frame: pd.DataFrame, ids: pd.CategoricalDtype, name: str) -> pd.Series:
    known = _coded(frame["patient_id"], ids)
    n_unknown = int(known.isna().sum())
    if n_unknown:
        raise CohortError(
            f"{n_unknown} rows of {name} belong to no patient. "
            "Add their patients, or correct the ids."
        )
    return known


def _coded(values: pd.Series, dtype: pd.CategoricalDtype) -> pd.Series:
    """Give text its categories; what is in none becomes missing, without a warning of pandas."""
    codes = dtype.categories.get_indexer(pd.Index(values.astype("str")))
    return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype), index=values.index)


def _in_order_of_time(visits: pd.DataFrame) -> pd.DataFrame:
    codes = visits["patient_id"].cat.codes.to_numpy()
    month = visits["month"].to_numpy(dtype=np.float64)
    is_before_all = (visits["timepoint"] == "baseline").to_numpy() & np.isnan(month)
    is_before_all &= bool(np.isfinite(month).any())
    order = np.lexsort((np.where(is_before_all, -np.inf, month), codes))
    if (order == np.arange(len(order))).all():
        return visits
    return visits.iloc[order].reset_index(drop=True)


def _with_status(joints: pd.DataFrame) -> pd.DataFrame:
    """Work out an empty status: examined where anything was recorded, else not examined."""
    unknown = joints["status"].isna().to_numpy()
    if not unknown.any():
        return joints
    recorded = joints["larsen"].notna().to_numpy(copy=True)
    for finding in FINDINGS:
        recorded |= joints[finding].notna().to_numpy()
    codes = joints["status"].cat.codes.to_numpy().copy()
    codes[unknown] = np.where(recorded[unknown], 0, 1)
    return joints.assign(status=_with_codes(joints["status"], codes))


def _visit_of_read(visits: pd.DataFrame, joints: pd.DataFrame) -> Rows:
    if joints.empty:
        return np.zeros(0, dtype=np.int32)
    labels = pd.CategoricalDtype(pd.Index(visits["visit"].astype("str").unique(), dtype="str"))
    keys = []
    for frame in (visits, joints):
        label = _coded(frame["visit"], labels).cat.codes.to_numpy().astype(np.int64)
        patient = frame["patient_id"].cat.codes.to_numpy().astype(np.int64)
        keys.append(np.where(label < 0, -1, patient * (len(labels.categories) + 1) + label))
    visit_key, read_key = keys
    order = np.argsort(visit_key, kind="stable")
    place = np.minimum(np.searchsorted(visit_key[order], read_key), len(order) - 1)
    n_lost = int((visit_key[order][place] != read_key).sum())
    if n_lost:
        raise CohortError(
            f"{n_lost} joint reads belong to no visit. Add their visits, or correct the labels."
        )
    return order[place].astype(np.int32)


def _films(visits: pd.DataFrame, joints: pd.DataFrame, visit_of_read: Rows) -> Flags:
    seen = visit_of_read[(joints["status"] != "not_examined").to_numpy()]
    is_film = np.bincount(seen, minlength=len(visits)) > 0
    patient = visits["patient_id"].cat.codes.to_numpy()
    n_codes = len(visits["patient_id"].cat.categories)
    never_read = np.bincount(patient[is_film], minlength=n_codes) == 0
    wrist = visits[list(POZNANSKI)].notna().any(axis=1).to_numpy()
    return np.asarray(is_film | (wrist & never_read[patient]))


def _with_timepoints(
    visits: pd.DataFrame,
    is_film: Flags,
    n_patients: int,
) -> tuple[pd.DataFrame, Flags]:
    """Fill in the timepoint of patients for whom the file says neither baseline nor final."""
    patient = visits["patient_id"].cat.codes.to_numpy().astype(np.int32)
    recorded = visits["timepoint"].cat.codes.to_numpy()
    ends = recorded[:, None] == np.array([FIRST_CODES["baseline"], FIRST_CODES["final"]])
    has_recorded = np.bincount(patient[ends.any(axis=1)], minlength=n_patients) > 0
    month = visits["month"].to_numpy(dtype=np.float64)
    codes = recorded.copy()
    worked_out = is_film & ~has_recorded[patient] & (recorded < 0)
    codes[worked_out] = FIRST_CODES["interim"]
    final = last_row(patient, worked_out, n_patients)
    codes[final[final >= 0]] = FIRST_CODES["final"]
    baseline = baseline_film(patient, month, worked_out, n_patients)
    codes[baseline[baseline >= 0]] = FIRST_CODES["baseline"]
    return visits.assign(timepoint=_with_codes(visits["timepoint"], codes)), has_recorded


def _with_codes(values: pd.Series, codes: NDArray[np.integer[Any]]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=values.cat.categories)
