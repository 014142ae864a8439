"""What happened to one patient: joints, labs, hands, drugs and operations over the months."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import CohortError
from analysis.joint_change import OPERATED, joint_change
from analysis.joint_grid import Place, joint_grid, joint_places
from analysis.scores import VisitScores, visit_scores
from analysis.thresholds import IL6_BLOCKERS
from data.cohort import POZNANSKI, Cohort
from data.schema import LABS, LARSEN_MAX, VISITS, Column

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
ASSESSMENTS = ("physician_global", "patient_global", "msms")


@dataclass(frozen=True, eq=False)
class Measure:
    """One number recorded at the visits of a patient; arrays of shape (n_visits,).

    Attributes
    ----------
    column : Column
        As the schema declares it: its name, title and unit.
    value : array of float, in the column's unit
        NaN where not recorded.
    is_below_limit : array of bool
        The value is a limit of detection: the true one lies below it.
    """

    column: Column
    value: Values
    is_below_limit: Flags

    @property
    def is_recorded(self) -> bool:
        """Tell whether any visit has a value."""
        return bool(np.isfinite(self.value).any())


@dataclass(frozen=True)
class DrugPeriod:
    """A drug from one month to another; None where a month is not recorded."""

    drug: str
    dose: str
    start_month: float | None = None
    stop_month: float | None = None

    @property
    def is_dated(self) -> bool:
        """Tell whether it can be placed in time; without a stop it goes on."""
        return self.start_month is not None or self.stop_month is not None

    @property
    def blocks_il6(self) -> bool:
        """Tell whether the drug blocks interleukin 6, under which CRP says little."""
        return any(name in self.drug.casefold() for name in IL6_BLOCKERS)


@dataclass(frozen=True)
class JointEvent:
    """An operation, an injection or another event; joint and side empty where not recorded."""

    month: float | None
    kind: str
    joint: str
    side: str
    note: str


@dataclass(frozen=True, eq=False)
class JointHistory:
    """Each joint of the patient at each visit, readers averaged.

    Attributes
    ----------
    places : tuple of Place, length n_places
        The joints ever read in this patient.
    grade : array of float32, shape (n_visits, n_places)
        Larsen grade 0-5, NaN where none was given.
    status : array of int8, shape (n_visits, n_places)
        Position in the schema's statuses, -1 where there is no read.
    """

    places: tuple[Place, ...]
    grade: NDArray[np.float32]
    status: NDArray[np.int8]


@dataclass(frozen=True)
class LarsenCourse:
    """The Larsen total at the two films that are compared, over the joints graded at both."""

    first: float | None
    second: float | None
    n_joints: int
    n_operated: int

    @property
    def maximum(self) -> float:
        """Highest possible total: 5 x joints graded at both films."""
        return LARSEN_MAX * self.n_joints

    @property
    def direction(self) -> str:
        """Say what became of the total; empty where there is nothing to compare."""
        if self.first is None or self.second is None:
            return ""
        if self.first == self.second:
            return "unchanged"
        return "worsened" if self.second > self.first else "improved"


@dataclass(frozen=True)
class Profile:
    """Who the patient is; None or empty where not recorded."""

    sex: str
    age_at_start_years: float | None
    followup_months: float | None
    treatment: str


@dataclass(frozen=True, eq=False)
class PatientTimeline:
    """All that is recorded of one patient; arrays of shape (n_visits,), in order of time.

    Attributes
    ----------
    patient_id : str
    profile : Profile
    visit, timepoint : tuple of str
        Label of each visit, and baseline, interim, final or empty.
    month : array of float, in months since the start of treatment
        NaN where not recorded: such a visit cannot be drawn.
    is_film : array of bool
    active_joints : Measure
    n_examined : array of float
        Joints that the count of active joints is out of, NaN where not recorded.
    labs, assessments : tuple of Measure
        The schema's labs, CRP first; the global assessments.
    scores : VisitScores
        Larsen total, joints graded, findings and the mean Poznanski score.
    joints : JointHistory
    wrists : tuple of array of float, in SD
        Poznanski score left and right; NaN where not recorded or the growth plate had closed.
    is_closed : array of bool
        The growth plate had closed.
    drugs, events : tuple
    course : LarsenCourse
    chosen_joints : tuple of str
        Joint types and sides that the filter keeps; empty for all.
    """

    patient_id: str
    profile: Profile
    visit: tuple[str, ...]
    timepoint: tuple[str, ...]
    month: Values
    is_film: Flags
    active_joints: Measure
    n_examined: Values
    labs: tuple[Measure, ...]
    assessments: tuple[Measure, ...]
    scores: VisitScores
    joints: JointHistory
    wrists: tuple[Values, Values]
    is_closed: Flags
    drugs: tuple[DrugPeriod, ...]
    events: tuple[JointEvent, ...]
    course: LarsenCourse
    chosen_joints: tuple[str, ...]

    @property
    def n_visits(self) -> int:
        """Count the visits."""
        return len(self.visit)

    @property
    def has_month(self) -> Flags:
        """Visits that can be drawn, shape (n_visits,)."""
        return np.isfinite(self.month)

    @property
    def crp(self) -> Measure:
        """The CRP, in mg/L."""
        return self.labs[0]

    @property
    def il6_blockers(self) -> tuple[str, ...]:
        """Name the drugs given that block interleukin 6."""
        return tuple(dict.fromkeys(each.drug for each in self.drugs if each.blocks_il6))


def patient_timeline(cohort: Cohort, patient_id: str) -> PatientTimeline:
    """Gather what is recorded of one patient.

    Parameters
    ----------
    cohort : Cohort
        As narrowed by the filter: joint types and sides narrow the Larsen grades alone.
    patient_id : str

    Raises
    ------
    CohortError
        If the cohort holds no such patient.
    """
    one = _only(cohort, patient_id)
    visits = one.visits
    left, right = (_numbers(visits, name) for name in POZNANSKI[:2])
    is_closed = visits["physis_closed"].fillna(value=False).to_numpy(dtype=bool)
    return PatientTimeline(
        patient_id=patient_id,
        profile=_profile(one),
        visit=tuple(visits["visit"].astype("str")),
        timepoint=_texts(visits["timepoint"]),
        month=one.month,
        is_film=one.is_film,
        active_joints=_measure(visits, VISITS.column("active_joint_count")),
        n_examined=_numbers(visits, "active_joint_denominator"),
        labs=tuple(_measure(visits, lab) for lab in LABS),
        assessments=tuple(_measure(visits, VISITS.column(name)) for name in ASSESSMENTS),
        scores=visit_scores(one),
        joints=_joint_history(one),
        wrists=(np.where(is_closed, np.nan, left), np.where(is_closed, np.nan, right)),
        is_closed=is_closed,
        drugs=_drugs(one),
        events=_events(one),
        course=_course(one),
        chosen_joints=(*cohort.chosen.joints, *cohort.chosen.sides),
    )


def _only(cohort: Cohort, patient_id: str) -> Cohort:
    """Cut one patient out; unlike a filter, also one who has no joint read."""
    place = cohort.patients["patient_id"].cat.categories.get_indexer(pd.Index([patient_id]))[0]
    at = np.flatnonzero(cohort.patients["patient_id"].cat.codes.to_numpy() == place)
    if place < 0 or not len(at):
        raise CohortError(
            f"That patient is not among the {cohort.n_patients:,} that the filter leaves. "
            "Choose another, or reset the filter."
        )
    # Visits stand in order of patient, so that a patient's are a slice.
    start, stop = np.searchsorted(cohort.patient_of_visit, [at[0], at[0] + 1])
    reads = np.flatnonzero((cohort.visit_of_read >= start) & (cohort.visit_of_read < stop))
    return replace(
        cohort,
        patients=_rows(cohort.patients, at),
        visits=_rows(cohort.visits, np.arange(start, stop)),
        joints=_rows(cohort.joints, reads),
        treatments=_rows(cohort.treatments, _of_code(cohort.treatments, place)),
        events=_rows(cohort.events, _of_code(cohort.events, place)),
        visit_of_read=(cohort.visit_of_read[reads] - start).astype(np.int32),
        is_film=cohort.is_film[start:stop],
        has_recorded_timepoint=cohort.has_recorded_timepoint[at],
    )


def _of_code(frame: pd.DataFrame, code: int) -> NDArray[np.intp]:
    return np.flatnonzero(frame["patient_id"].cat.codes.to_numpy() == code)


def _rows(frame: pd.DataFrame, rows: NDArray[np.intp]) -> pd.DataFrame:
    return frame.iloc[rows].reset_index(drop=True)


def _numbers(frame: pd.DataFrame, name: str) -> Values:
    return frame[name].to_numpy(dtype=np.float64, na_value=np.nan)


def _texts(column: pd.Series) -> tuple[str, ...]:
    return tuple("" if pd.isna(value) else str(value) for value in column)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _measure(visits: pd.DataFrame, column: Column) -> Measure:
    if not column.has_limit:
        return Measure(column, _numbers(visits, column.name), np.zeros(len(visits), dtype=bool))
    is_below = visits[column.limit_name].to_numpy(dtype=bool)
    return Measure(column, _numbers(visits, column.name), is_below)


def _profile(one: Cohort) -> Profile:
    row = one.patients.iloc[0]
    followup = _number(row["followup_months"])
    if followup is None and np.isfinite(one.month).any():
        followup = float(np.nanmax(one.month))
    return Profile(
        sex=_texts(one.patients["sex"])[0],
        age_at_start_years=_number(row["age_at_start_years"]),
        followup_months=followup,
        treatment=_texts(one.patients["treatment"])[0],
    )


def _joint_history(one: Cohort) -> JointHistory:
    places, n_visits = joint_places(one), len(one.visits)
    grade = np.full((n_visits, len(places)), np.nan, dtype=np.float32)
    status = np.full((n_visits, len(places)), -1, dtype=np.int8)
    for row in np.unique(one.visit_of_read):
        at_visit = joint_grid(one, np.array([row], dtype=np.int32))
        grade[row], status[row] = at_visit.larsen[0], at_visit.status[0]
    return JointHistory(places, grade, status)


def _drugs(one: Cohort) -> tuple[DrugPeriod, ...]:
    """List the periods in order of their start; else the patient's treatment, undated."""
    table = one.treatments
    if table.empty:
        treatment = _texts(one.patients["treatment"])[0]
        return (DrugPeriod(treatment, ""),) if treatment else ()
    columns = (table["drug"], table["dose"])
    starts, stops = (_numbers(table, name) for name in ("start_month", "stop_month"))
    periods = [
        DrugPeriod(drug, dose, _number(start), _number(stop))
        for drug, dose, start, stop in zip(*map(_texts, columns), starts, stops, strict=True)
    ]
    return tuple(periods[place] for place in np.argsort(starts, kind="stable"))


def _events(one: Cohort) -> tuple[JointEvent, ...]:
    table = one.events
    words = (_texts(table[name]) for name in ("kind", "joint", "side", "note"))
    months = _numbers(table, "month")
    events = [JointEvent(_number(month), *row) for month, *row in zip(months, *words, strict=True)]
    return tuple(events[place] for place in np.argsort(months, kind="stable"))


def _course(one: Cohort) -> LarsenCourse:
    compared = joint_change(one)
    return LarsenCourse(
        first=_number(compared.first_total[0]),
        second=_number(compared.second_total[0]),
        n_joints=int(compared.is_compared.sum()),
        n_operated=int(compared.count(OPERATED)[0]),
    )
