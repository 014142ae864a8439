"""What the linked tables say that cannot be, or is unlikely: each named with its cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from data.checking.checked_table import CheckedTable
from data.checking.read_checks import check_reads, check_sides
from data.checking.visit_checks import check_visits
from data.linking.linked_tables import LinkedTables
from data.linking.links import visit_order
from data.problem import Problem
from data.schema import STUDY_KEYS

FOLLOW_UP_TOLERANCE_MONTHS: Final = 1.0
"""A follow-up rounded to whole months may differ so far from the last visit."""


@dataclass(frozen=True, eq=False)
class Checked:
    """The tables after checking, and what was noticed."""

    tables: Mapping[str, pd.DataFrame]
    problems: tuple[Problem, ...]


def check(linked: LinkedTables) -> Checked:
    """Check every table of a cohort; values that cannot be are left empty, and all is named.

    Parameters
    ----------
    linked : LinkedTables
    """
    tables = {
        name: CheckedTable(frame, linked.sources[name]) for name, frame in linked.tables.items()
    }
    reads = check_sides(tables["joints"])
    visits = check_visits(tables["visits"])
    tables["visits"], tables["joints"] = visits, check_reads(reads, visits)
    tables["patients"] = _check_patients(tables["patients"], visits, tables["joints"])
    tables["treatments"] = _check_treatments(tables["treatments"])
    tables["study"] = _check_study(tables["study"])
    problems = [problem for table in tables.values() for problem in table.problems]
    return Checked({name: table.frame for name, table in tables.items()}, tuple(problems))


def _check_patients(
    patients: CheckedTable, visits: CheckedTable, reads: CheckedTable
) -> CheckedTable:
    patients = patients.warn("sex_missing", patients.blank_cells("sex"), "sex")
    seen = patients.frame["patient_id"].isin(visits.frame["patient_id"]).to_numpy()
    if not seen.all():
        found = str(patients.frame["patient_id"][~seen].iloc[0])
        patients = patients.warn("patient_without_visit", ~seen, "patient_id", found=found)
    patients = _check_followup(patients, visits)
    return _check_first_film(patients, visits, reads)


def _check_followup(patients: CheckedTable, visits: CheckedTable) -> CheckedTable:
    last = visits.frame.groupby("patient_id", observed=True)["month"].max()
    shown = patients.frame["patient_id"].map(last).to_numpy(dtype=np.float64)
    differs = np.abs(patients.number("followup_months") - shown) > FOLLOW_UP_TOLERANCE_MONTHS
    detail = f"{FOLLOW_UP_TOLERANCE_MONTHS:g} month"
    return patients.warn("followup_differs", differs, "followup_months", detail=detail)


def _check_first_film(
    patients: CheckedTable, visits: CheckedTable, reads: CheckedTable
) -> CheckedTable:
    """Name patients seen at or before the start whose first film is later."""
    if not len(reads.frame):
        return patients
    filmed = reads.frame[(reads.frame["status"] != "not_examined").to_numpy()]
    order = visit_order(filmed, visits.frame)
    film = visits.frame.iloc[np.unique(order[order >= 0])]
    first_film = film.groupby("patient_id", observed=True)["month"].min()
    first_visit = visits.frame.groupby("patient_id", observed=True)["month"].min()
    ids = patients.frame["patient_id"]
    late = (ids.map(first_film).astype(float) > 0) & (ids.map(first_visit).astype(float) <= 0)
    rows = late.to_numpy(dtype=bool)
    if not rows.any():
        return patients
    patient = ids[rows].iloc[0]
    found = f"{patient}: month {first_film[patient]:g}"
    return patients.warn("no_baseline_film", rows, "patient_id", found=found)


def _check_treatments(treatments: CheckedTable) -> CheckedTable:
    early = treatments.number("stop_month") < treatments.number("start_month")
    return treatments.warn("stop_before_start", early, "stop_month").emptied(early, "stop_month")


def _check_study(study: CheckedTable) -> CheckedTable:
    if "key" not in study.frame:
        return study
    unknown = ~study.frame["key"].isin(STUDY_KEYS).to_numpy(dtype=bool)
    return study.warn("unknown_study_key", unknown, "key", detail=", ".join(STUDY_KEYS))
