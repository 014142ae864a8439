"""How long each patient was followed, when films and labs were taken, and under which drug."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import CohortError
from data.cohort import Cohort
from data.films import Rows, last_row
from data.schema import LABS

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
LANES_A_PAGE: Final = 150
INTERVALS_AIMED_AT: Final = 24
INTERVAL_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, eq=False)
class FollowUp:
    """Each patient's follow-up, and the order of the lanes: the longest first.

    Attributes
    ----------
    months : array of float, shape (n_patients,), in months
        As recorded, else the month of the last visit; NaN where neither is known.
    is_recorded : array of bool, shape (n_patients,)
    last_visit : array of float, shape (n_patients,), in months
        NaN for a patient without a dated visit.
    order : array of int, shape (n_patients,)
        Positions of the patients, longest follow-up first, unknown last.
    n_films : array of int, shape (n_patients,)
    n_lab_visits : int
        Visits with any laboratory value.
    n_undated : int
        Visits without a month, which cannot be drawn.
    is_windowed : bool
        A follow-up window leaves visits out; recorded follow-up stays what it was.
    """

    months: Values
    is_recorded: Flags
    last_visit: Values
    order: Rows
    n_films: NDArray[np.int64]
    n_lab_visits: int
    n_undated: int
    is_windowed: bool

    @property
    def n_patients(self) -> int:
        """Count the patients."""
        return len(self.months)

    @property
    def n_known(self) -> int:
        """Count the patients whose follow-up is known."""
        return int(np.isfinite(self.months).sum())

    @property
    def n_from_last_visit(self) -> int:
        """Count the patients for whom the last visit stands in for a recorded follow-up."""
        return int((~self.is_recorded & np.isfinite(self.months)).sum())

    @property
    def n_longer_than_visits(self) -> int:
        """Count the patients whose recorded follow-up ends a month or more after the last visit.

        Nothing of them is in the file for that time; those without a dated visit are among them.
        """
        is_covered = self.months - self.last_visit < 1
        return int((self.is_recorded & ~is_covered).sum())


def follow_up(cohort: Cohort) -> FollowUp:
    """Tell how long each patient was followed and how often filmed."""
    months, last_visit = followup_months(cohort), _last_visit(cohort)
    longest_first = np.argsort(np.where(np.isfinite(months), -months, np.inf), kind="stable")
    films = np.bincount(cohort.patient_of_visit[cohort.is_film], minlength=cohort.n_patients)
    return FollowUp(
        months=months,
        is_recorded=cohort.patients["followup_months"].notna().to_numpy(),
        last_visit=last_visit,
        order=longest_first.astype(np.int32),
        n_films=films.astype(np.int64),
        n_lab_visits=int(has_lab(cohort).sum()),
        n_undated=int((~np.isfinite(cohort.month)).sum()),
        is_windowed=cohort.chosen.months is not None,
    )


def followup_months(cohort: Cohort) -> Values:
    """Give each patient's follow-up in months: as recorded, else the month of the last visit.

    Returns
    -------
    array of float, shape (n_patients,), in months
        NaN where neither is known.
    """
    recorded = cohort.patients["followup_months"].to_numpy(dtype=np.float64)
    return np.where(np.isfinite(recorded), recorded, _last_visit(cohort))


def _last_visit(cohort: Cohort) -> Values:
    last = last_row(cohort.patient_of_visit, np.isfinite(cohort.month), cohort.n_patients)
    months = np.full(cohort.n_patients, np.nan)
    months[last >= 0] = cohort.month[last[last >= 0]]
    return months


def has_lab(cohort: Cohort) -> Flags:
    """Tell which visits have any laboratory value, shape (n_visits,)."""
    return np.asarray(np.isfinite(_lab_values(cohort)).any(axis=0))


def _lab_values(cohort: Cohort) -> Values:
    return np.stack([cohort.visits[lab.name].to_numpy(dtype=np.float64) for lab in LABS])


@dataclass(frozen=True, eq=False)
class LaneVisits:
    """The dated visits of the lanes; arrays of shape (n_visits,).

    Attributes
    ----------
    lane : array of int
        Position of the lane, from 0.
    month : array of float32, in months since the start of treatment
    label : tuple of str
    is_film : array of bool
    labs : tuple of str
        The laboratory values taken, by title; empty where none was.
    """

    lane: NDArray[np.int32]
    month: NDArray[np.float32]
    label: tuple[str, ...]
    is_film: Flags
    labs: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class DrugPeriods:
    """The dated periods of one drug; arrays of shape (n_periods,), months clear of gaps.

    ``is_ongoing`` marks periods without a stop, which are drawn to the end of follow-up.
    """

    drug: str
    lane: NDArray[np.int32]
    dose: tuple[str, ...]
    start: NDArray[np.float32]
    stop: NDArray[np.float32]
    is_ongoing: Flags


@dataclass(frozen=True, eq=False)
class Lanes:
    """What is drawn for some of the patients, a lane each, in the order of `FollowUp`.

    Attributes
    ----------
    patient_ids : tuple of str, length n_lanes
    months, is_recorded, last_visit
        As in `FollowUp`, shape (n_lanes,).
    first_month : array of float, shape (n_lanes,), in months
        First dated visit, NaN for none.
    visits : LaneVisits
    drugs : tuple of DrugPeriods
        One a drug, the drug of most periods first.
    undated_drugs : tuple of (str, int)
        Drugs given without dates, each with the number of patients.
    """

    patient_ids: tuple[str, ...]
    months: Values
    is_recorded: Flags
    last_visit: Values
    first_month: Values
    visits: LaneVisits
    drugs: tuple[DrugPeriods, ...]
    undated_drugs: tuple[tuple[str, int], ...]

    @property
    def end(self) -> Values:
        """Where each lane ends: the later of last visit and follow-up, shape (n_lanes,)."""
        return np.fmax(self.months, self.last_visit)


def lanes(cohort: Cohort, found: FollowUp, first: int, last: int) -> Lanes:
    """Gather what is drawn for the patients from one place in the order to another.

    Parameters
    ----------
    cohort : Cohort
    found : FollowUp
        Of that cohort.
    first, last : int
        Places in the order, from 0; the last is not included.

    Raises
    ------
    CohortError
        If no patient at all has a month to draw.
    """
    _need_months(cohort, found)
    patients = found.order[first:last]
    lane_of = np.full(cohort.n_patients, -1, dtype=np.int32)
    lane_of[patients] = np.arange(len(patients), dtype=np.int32)
    visits = _lane_visits(cohort, lane_of)
    first_month = np.full(len(patients), np.inf)
    np.minimum.at(first_month, visits.lane, visits.month)
    end = np.fmax(found.months, found.last_visit)[patients]
    drugs, is_dated = _drugs(cohort, lane_of, end)
    return Lanes(
        patient_ids=tuple(cohort.patients["patient_id"].iloc[patients].astype("str")),
        months=found.months[patients],
        is_recorded=found.is_recorded[patients],
        last_visit=found.last_visit[patients],
        first_month=np.where(np.isfinite(first_month), first_month, np.nan),
        visits=visits,
        drugs=drugs,
        undated_drugs=_undated(cohort, lane_of, is_dated),
    )


def _need_months(cohort: Cohort, found: FollowUp) -> None:
    if not found.n_known and len(cohort.visits):
        raise CohortError(
            f"None of the {len(cohort.visits):,} visits has a month and no follow-up is recorded, "
            "so there is no time axis to draw. Add the column month, or dates, to the visits."
        )
    if not found.n_known:
        raise CohortError(
            "The file holds no visit and no follow-up, so there is nothing to draw over time. "
            "Add a sheet with one row a patient and visit."
        )


def _lane_visits(cohort: Cohort, lane_of: Rows) -> LaneVisits:
    lane = lane_of[cohort.patient_of_visit]
    rows = np.flatnonzero((lane >= 0) & np.isfinite(cohort.month))
    taken = np.isfinite(_lab_values(cohort)[:, rows])
    titles = np.array([lab.title for lab in LABS], dtype=object)
    return LaneVisits(
        lane=lane[rows],
        month=cohort.month[rows].astype(np.float32),
        label=tuple(cohort.visits["visit"].iloc[rows].astype("str")),
        is_film=cohort.is_film[rows],
        labs=tuple(", ".join(titles[each]) for each in taken.T),
    )


def _drugs(cohort: Cohort, lane_of: Rows, end: Values) -> tuple[tuple[DrugPeriods, ...], Flags]:
    """List the dated periods by drug; also tell which lanes have any."""
    table = cohort.treatments
    lane = lane_of[cohort.patient_of(table)]
    start, stop = (
        table[name].to_numpy(dtype=np.float64) for name in ("start_month", "stop_month")
    )
    is_drawn = (lane >= 0) & (np.isfinite(start) | np.isfinite(stop))
    is_dated = np.bincount(lane[is_drawn], minlength=len(end)) > 0
    names = table["drug"].fillna("drug not named").astype("str")
    by_drug = names[is_drawn].value_counts().index
    periods = [
        _periods(
            str(drug), table, np.flatnonzero(is_drawn & (names == drug).to_numpy()), lane, end
        )
        for drug in by_drug
    ]
    return tuple(periods), is_dated


def _periods(
    drug: str, table: pd.DataFrame, rows: NDArray[np.intp], lane: Rows, end: Values
) -> DrugPeriods:
    start, stop = (
        table[name].to_numpy(dtype=np.float64)[rows] for name in ("start_month", "stop_month")
    )
    is_ongoing = ~np.isfinite(stop)
    start = np.where(np.isfinite(start), start, np.fmin(stop, 0.0))
    # A drug started after the last visit is known at its start alone.
    stop = np.where(is_ongoing, np.fmax(end[lane[rows]], start), stop)
    return DrugPeriods(
        drug=drug,
        lane=lane[rows],
        dose=tuple(table["dose"].iloc[rows].fillna("").astype("str")),
        start=start.astype(np.float32),
        stop=stop.astype(np.float32),
        is_ongoing=is_ongoing,
    )


def _undated(cohort: Cohort, lane_of: Rows, is_dated: Flags) -> tuple[tuple[str, int], ...]:
    """Count the treatments known by name alone, among the lanes without a dated period."""
    shown = np.flatnonzero(lane_of >= 0)
    bare = shown[~is_dated[lane_of[shown]]]
    counts = cohort.patients["treatment"].iloc[bare].dropna().astype("str").value_counts()
    return tuple((str(drug), int(n)) for drug, n in counts.items())


@dataclass(frozen=True, eq=False)
class FollowUpByInterval:
    """All patients together, month by month; arrays of shape (n_intervals,).

    Attributes
    ----------
    start : array of float32, in months
        Where each interval begins; all are ``width`` months long.
    n_followed : array of int
        Patients whose follow-up reaches that month; all patients before month 0.
    n_films, n_labs : array of int
        Visits with a film, and with a laboratory value, in the interval.
    """

    width: int
    start: NDArray[np.float32]
    n_followed: NDArray[np.int32]
    n_films: NDArray[np.int32]
    n_labs: NDArray[np.int32]


def follow_up_by_interval(cohort: Cohort, found: FollowUp) -> FollowUpByInterval:
    """Count patients, films and labs by interval, for cohorts of too many patients for lanes.

    Parameters
    ----------
    cohort : Cohort
    found : FollowUp
        Of that cohort.

    Raises
    ------
    CohortError
        If no patient at all has a month to draw.
    """
    _need_months(cohort, found)
    month = cohort.month
    is_dated = np.isfinite(month)
    everything = np.concatenate([month[is_dated], found.months[np.isfinite(found.months)]])
    low, high = float(np.fmin(everything.min(), 0.0)), float(everything.max())
    width = next(
        (each for each in INTERVAL_MONTHS if (high - low) / each <= INTERVALS_AIMED_AT),
        INTERVAL_MONTHS[-1],
    )
    start = np.arange(np.floor(low / width), np.floor(high / width) + 1) * width
    ended = np.sort(found.months[np.isfinite(found.months)])
    edges = np.append(start, start[-1] + width)
    counts = [
        np.histogram(month[is_dated & flag], edges)[0].astype(np.int32)
        for flag in (cohort.is_film, has_lab(cohort))
    ]
    n_followed = len(ended) - np.searchsorted(ended, start, side="left")
    return FollowUpByInterval(
        width, start.astype(np.float32), n_followed.astype(np.int32), counts[0], counts[1]
    )
