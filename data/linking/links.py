"""Patients, visits and reads linked to each other: who is listed, which visits there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.converting.deciding import Answers
from data.converting.drafts import Draft, Rows, Source
from data.linking.collapsing import collapse, group_of
from data.linking.joining import preference, repeated_rows, shown_row
from data.noticing import noticed
from data.problem import Problem

VISIT_KEY: Final = ("patient_id", "visit")
READ_KEY: Final = (*VISIT_KEY, "joint", "side", "reader")


@dataclass(frozen=True, eq=False)
class Linked:
    """One table linked to the others; its index is the origin of each row in the source."""

    frame: pd.DataFrame
    source: Source
    problems: tuple[Problem, ...] = ()


def link_patients(drafts: Sequence[Draft], answers: Answers) -> Linked:
    """List the patients, one row each.

    A sheet of patients says who they are; without one, whoever has a row in any sheet of visits
    or joints. What other sheets say of a patient is added where it does not contradict.
    """
    own = [each for each in drafts if each.table == "patients" and each.role == "patients"]
    others = [each for each in drafts if each.table == "patients" and each.role != "patients"]
    source = Source((*own, *others))
    frame = source.frame()
    n_own = sum(len(draft.rows) for draft in own)
    once = collapse(
        frame[:n_own],
        group_of(frame[:n_own], ("patient_id",)),
        preference(answers, "duplicate_patient_differs"),
    )
    problems: list[Problem] = []
    if not _is_answered(answers, "duplicate_patient_differs"):
        codes = ("duplicate_patient", "duplicate_patient_differs")
        problems += repeated_rows(source, once, frame[:n_own], codes)
    listed = once.frame if own else _everyone(drafts)
    said = frame[n_own:][frame["patient_id"][n_own:].isin(listed["patient_id"])]
    stacked = _stacked(listed, said)
    joined = collapse(stacked, group_of(stacked, ("patient_id",)))
    for name, positions in joined.differs.items():
        found = shown_row(stacked, positions)
        origins = stacked.index[positions]
        problems += source.problems("patient_values_differ", origins, name, found=found)
    if not own and not any(draft.role == "wide" for draft in drafts):
        problems += _derived("patients_derived", len(joined.frame))
    return Linked(joined.frame, source, tuple(problems))


def without_strangers(linked: Linked, patients: pd.DataFrame, code: str) -> Linked:
    """Leave out rows whose patient is not listed, and name them."""
    frame = linked.frame
    known = frame["patient_id"].isin(patients["patient_id"]).to_numpy(dtype=bool)
    strangers = np.flatnonzero(~known)
    problems = linked.source.problems(
        code, frame.index[strangers], "patient_id", found=shown_row(frame, strangers)
    )
    return Linked(frame[known], linked.source, (*linked.problems, *problems))


def link_reads(reads: Linked, visits: pd.DataFrame, answers: Answers) -> Linked:
    """Keep the reads whose visit is there, once each, in order of patient, visit and joint."""
    frame, source = reads.frame, reads.source
    order = visit_order(frame, visits)
    lost = np.flatnonzero(order < 0)
    names_none = frame["visit"].isna().to_numpy()[lost]
    problems = source.problems("missing_visit", frame.index[lost[names_none]])
    strange = lost[~names_none]
    problems += source.problems(
        "read_without_visit", frame.index[strange], "visit", found=shown_row(frame, strange)
    )
    frame, order = frame[order >= 0], order[order >= 0]
    once = collapse(
        frame, group_of(frame, READ_KEY), preference(answers, "duplicate_read_differs")
    )
    if not _is_answered(answers, "duplicate_read_differs"):
        codes = ("duplicate_read", "duplicate_read_differs")
        problems += repeated_rows(source, once, frame, codes)
    if len(once.repeats):
        order = np.delete(order, once.repeats)
    keys = [once.frame[name].cat.codes.to_numpy() for name in ("side", "joint")]
    reader = [pd.factorize(once.frame["reader"], sort=True)[0]] if "reader" in once.frame else []
    timed = _with_times_of(once.frame, visits, order)
    ordered = timed.iloc[np.lexsort((*reader, *keys, order))]
    return Linked(ordered, source, (*reads.problems, *problems))


def _with_times_of(reads: pd.DataFrame, visits: pd.DataFrame, order: Rows) -> pd.DataFrame:
    """Give reads the month and timepoint of their visit, whatever their own sheet repeats."""
    times = {
        name: pd.Series(visits[name].array.take(order), index=reads.index)
        for name in ("timepoint", "month")
        if name in visits
    }
    return reads.assign(**times)


def visit_order(frame: pd.DataFrame, visits: pd.DataFrame) -> Rows:
    """Give the position of each row's visit among the visits, -1 where it is not there."""
    labels = pd.CategoricalDtype(pd.Index(visits["visit"].astype("str").unique(), dtype="str"))
    keys = []
    for each in (visits, frame):
        label = _codes(each["visit"], labels)
        patient = each["patient_id"].cat.codes.to_numpy().astype(np.int64)
        keys.append(np.where(label < 0, -1, patient * (len(labels.categories) + 1) + label))
    position = pd.Index(keys[0]).get_indexer(pd.Index(keys[1]))
    return np.where(keys[1] < 0, -1, position).astype(np.int64)


def _codes(values: pd.Series, dtype: pd.CategoricalDtype) -> NDArray[np.int64]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        code_of = np.append(dtype.categories.get_indexer(values.cat.categories), -1)
        return code_of[values.cat.codes.to_numpy()].astype(np.int64)
    return dtype.categories.get_indexer(pd.Index(values.astype("str"))).astype(np.int64)


def _everyone(drafts: Sequence[Draft]) -> pd.DataFrame:
    """List every patient of any sheet of patients, visits or joints; rows of no sheet."""
    tables = ("patients", "visits", "joints")
    in_order = sorted(
        (each for each in drafts if each.table in tables),
        key=lambda each: tables.index(each.table),
    )
    ids = [draft.frame["patient_id"] for draft in in_order if len(draft.frame)]
    if not ids:
        return Source(()).frame()
    found = pd.concat(ids, ignore_index=True).drop_duplicates()
    return pd.DataFrame({"patient_id": found}).set_axis([-1] * len(found), axis=0)


def _stacked(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    if not len(second):
        return first
    return pd.concat([first, second])


def _is_answered(answers: Answers, code: str) -> bool:
    return preference(answers, code) != "neither"


def _derived(code: str, count: int) -> list[Problem]:
    return [noticed(code, count=count)] if count else []
