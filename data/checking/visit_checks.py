"""Checks of visits: months, counts, Poznanski scores and the lengths behind them."""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.checking.checked_table import CheckedTable

EXTREME_SD: Final = 6.0
"""A score beyond it is more likely a slip than a wrist (the project's clinical notes)."""
MEAN_TOLERANCE_SD: Final = 0.1
"""Two scores and their mean, each rounded to one decimal, differ by no more."""
SMALLEST_LENGTH_MM: Final = 10.0
"""A radius-metacarpal distance or a metacarpal in mm is longer, even in an infant."""
SIDES: Final = ("left", "right")
SCORES: Final = ("poznanski_left_sd", "poznanski_right_sd", "poznanski_sd")
ENDS: Final = ("baseline", "final")


def check_visits(visits: CheckedTable) -> CheckedTable:
    """Check all visits; a score beside a closed growth plate is left empty."""
    visits = visits.warn("month_missing", np.isnan(visits.number("month")), "month")
    visits = _order_of_months(visits)
    visits = _active_joints(visits)
    visits = _scores(visits)
    visits = _lengths(visits)
    visits = _timepoints(visits)
    return _future(visits)


def _order_of_months(visits: CheckedTable) -> CheckedTable:
    number = pd.to_numeric(pd.Series(visits.word("visit")), errors="coerce").to_numpy(float)
    month = visits.number("month")
    patient = visits.frame["patient_id"].cat.codes.to_numpy()
    rows = np.flatnonzero(~np.isnan(number) & ~np.isnan(month))
    rows = rows[np.lexsort((number[rows], patient[rows]))]
    same_patient = patient[rows][1:] == patient[rows][:-1]
    late = np.zeros(len(month), dtype=bool)
    late[rows[1:][same_patient & (np.diff(month[rows]) <= 0)]] = True
    if not late.any():
        return visits
    first = visits.frame[late].iloc[0]
    found = f"{first['patient_id']} visit {first['visit']}: month {first['month']:g}"
    return visits.warn("month_order", late, "month", found=found)


def _active_joints(visits: CheckedTable) -> CheckedTable:
    too_many = visits.number("active_joint_count") > visits.number("active_joint_denominator")
    return visits.warn("active_over_denominator", too_many, "active_joint_count")


def _scores(visits: CheckedTable) -> CheckedTable:
    is_closed = np.array([each is True or each == 1 for each in visits.word("physis_closed")])
    for name in SCORES:
        beside = is_closed.astype(bool) & ~np.isnan(visits.number(name))
        visits = visits.warn("closed_growth_plate", beside, name).emptied(beside, name)
        extreme = np.abs(visits.number(name)) > EXTREME_SD
        visits = visits.warn("poznanski_extreme", extreme, name)
    wrists = (visits.number("poznanski_left_sd") + visits.number("poznanski_right_sd")) / 2
    differs = np.abs(visits.number("poznanski_sd") - wrists) > MEAN_TOLERANCE_SD + 1e-9
    return visits.warn("poznanski_mean_differs", differs, "poznanski_sd")


def _lengths(visits: CheckedTable) -> CheckedTable:
    for side in SIDES:
        rm, m2 = f"rm_{side}_mm", f"m2_{side}_mm"
        visits = visits.warn("rm_not_below_m2", visits.number(rm) >= visits.number(m2), rm)
        for name in (rm, m2):
            short = visits.number(name) < SMALLEST_LENGTH_MM
            visits = visits.warn("length_in_cm", short, name)
    return visits


def _timepoints(visits: CheckedTable) -> CheckedTable:
    point = visits.word("timepoint")
    patient = visits.frame["patient_id"].cat.codes.to_numpy()
    again = np.zeros(len(point), dtype=bool)
    for end in ENDS:
        rows = np.flatnonzero(point == end)
        again[rows] |= pd.Series(patient[rows]).duplicated().to_numpy()
    if again.any():
        first = visits.frame[again].iloc[0]
        found = f"{first['patient_id']} visit {first['visit']}: {first['timepoint']}"
        visits = visits.warn("several_timepoints", again, "timepoint", found=found)
    return _order_of_timepoints(visits, ~again)


def _order_of_timepoints(visits: CheckedTable, counts: NDArray[np.bool_]) -> CheckedTable:
    """Name a final visit that was recorded before the patient's baseline."""
    frame, month = visits.frame, visits.number("month")
    point = visits.word("timepoint")
    baseline = pd.Series(month, index=frame["patient_id"].astype("str"))[
        counts & (point == ENDS[0])
    ]
    started = frame["patient_id"].astype("str").map(baseline).to_numpy(dtype=float)
    early = counts & (point == ENDS[1]) & (month < started)
    if not early.any():
        return visits
    first = frame[early].iloc[0]
    found = f"{first['patient_id']} visit {first['visit']}: month {first['month']:g}"
    return visits.warn("final_before_baseline", early, "timepoint", found=found)


def _future(visits: CheckedTable) -> CheckedTable:
    if "date" not in visits.frame:
        return visits
    late = visits.frame["date"].to_numpy() > np.datetime64(date.today())
    return visits.warn("date_in_future", late, "date")
