"""Visits with both a Larsen total and a Poznanski score, and which visits lack one."""

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.joint_grid import OPERATED_CODES
from analysis.scores import VisitScores, lacks_graded_joints, wrists_recorded
from analysis.visit_pair import PairedVisits
from data.cohort import POZNANSKI, Cohort, Flags
from data.films import NO_ROW, Rows

NOT_USED: Final = -1
FIRST_VISIT: Final = 0
BETWEEN: Final = 1
SECOND_VISIT: Final = 2
_BOTH_WRISTS: Final = 3


@dataclass(frozen=True, eq=False)
class ScoredVisits:
    """Visits at which both scores are known, in order of patient and time.

    Attributes
    ----------
    patient : array of int, shape (n_scored,)
        Position in the cohort's patients.
    row : array of int, shape (n_scored,)
        Row in the cohort's visits.
    moment : array of int8, shape (n_scored,)
        ``FIRST_VISIT`` or ``SECOND_VISIT`` of the pair, or ``BETWEEN`` the two.
    month : array of float, shape (n_scored,), in months since the start of treatment
        NaN where unknown.
    larsen, maximum : array of float, shape (n_scored,), in grades
        Sum over the joints graded at that visit, and the highest it could be.
    poznanski : array of float, shape (n_scored,), in SD
        Mean of the wrists recorded; negative is a short carpus.
    """

    patient: Rows
    row: Rows
    moment: NDArray[np.int8]
    month: NDArray[np.float64]
    larsen: NDArray[np.float64]
    maximum: NDArray[np.float64]
    poznanski: NDArray[np.float64]

    @property
    def n(self) -> int:
        """Count the visits."""
        return len(self.row)

    @cached_property
    def patients(self) -> Rows:
        """List the patients with such a visit, once each."""
        return np.unique(self.patient)

    def only(self, keep: Flags) -> "ScoredVisits":
        """Keep some of the visits; ``keep`` has shape (n_scored,)."""
        kept = {each.name: getattr(self, each.name)[keep] for each in fields(self)}
        return ScoredVisits(**kept)


@dataclass(frozen=True)
class LeftOut:
    """How many of the visits asked for have a score missing, each counted once."""

    n_visits: int
    n_closed: int  # growth plate closed: no Poznanski score then
    n_no_poznanski: int
    n_no_larsen: int

    @property
    def n(self) -> int:
        """Count the visits left out."""
        return self.n_closed + self.n_no_poznanski + self.n_no_larsen


def moments(
    cohort: Cohort, pair: PairedVisits, scores: VisitScores, *, between_visits: bool
) -> NDArray[np.int8]:
    """Tell of every visit whether it is first or second of the pair, or lies between.

    Parameters
    ----------
    cohort : Cohort
    pair : PairedVisits
    scores : VisitScores
        Of the same cohort; a visit between counts only with one of the two scores.
    between_visits : bool
        Take the visits between the two as well, of patients who have both.

    Returns
    -------
    array of int8, shape (n_visits,)
        ``NOT_USED`` for all other visits.
    """
    moment = np.full(len(cohort.visits), NOT_USED, dtype=np.int8)
    if between_visits:
        start, end = np.minimum(pair.first, pair.second), np.maximum(pair.first, pair.second)
        start = np.where(pair.has_both, start, len(moment))
        row, patient = np.arange(len(moment)), cohort.patient_of_visit
        is_scored = np.isfinite(scores.larsen_total) | np.isfinite(scores.poznanski)
        moment[is_scored & (start[patient] < row) & (row < end[patient])] = BETWEEN
    moment[pair.first[pair.first != NO_ROW]] = FIRST_VISIT
    moment[pair.second[pair.second != NO_ROW]] = SECOND_VISIT
    return moment


def scored_visits(
    cohort: Cohort, scores: VisitScores, moment: NDArray[np.int8]
) -> tuple[ScoredVisits, LeftOut]:
    """Take the visits that are asked for and have both scores; count the others.

    Parameters
    ----------
    cohort : Cohort
    scores : VisitScores
    moment : array of int8, shape (n_visits,)
        As `moments` gives it.
    """
    asked_for = moment != NOT_USED
    has_larsen, has_poznanski = np.isfinite(scores.larsen_total), np.isfinite(scores.poznanski)
    is_closed = cohort.visits["physis_closed"].fillna(value=False).to_numpy(dtype=bool)
    unscored = asked_for & ~has_poznanski
    left_out = LeftOut(
        n_visits=int(asked_for.sum()),
        n_closed=int((unscored & is_closed).sum()),
        n_no_poznanski=int((unscored & ~is_closed).sum()),
        n_no_larsen=int((asked_for & has_poznanski & ~has_larsen).sum()),
    )
    row = np.flatnonzero(asked_for & has_larsen & has_poznanski).astype(np.int32)
    found = ScoredVisits(
        patient=cohort.patient_of_visit[row],
        row=row,
        moment=moment[row],
        month=cohort.month[row],
        larsen=scores.larsen_total[row],
        maximum=scores.maximum[row],
        poznanski=scores.poznanski[row],
    )
    return found, left_out


@dataclass(frozen=True)
class MissingJoints:
    """How many visits have a Larsen total that lacks joints graded at another visit."""

    n_visits: int
    n_operated: int  # of these, with a joint replaced or fused at that visit


def missing_joints(cohort: Cohort, visits: ScoredVisits) -> MissingJoints:
    """Count the visits whose Larsen total lacks joints that the patient has at another visit."""
    lacks = lacks_graded_joints(cohort)[visits.row]
    codes = cohort.joints["status"].cat.codes.to_numpy()
    operated_at = cohort.visit_of_read[np.isin(codes, OPERATED_CODES)]
    operated = np.bincount(operated_at, minlength=len(cohort.visits)) > 0
    return MissingJoints(int(lacks.sum()), int((lacks & operated[visits.row]).sum()))


@dataclass(frozen=True, eq=False)
class SameWrists:
    """The visits again with each patient's Poznanski score from the same wrists throughout."""

    visits: ScoredVisits
    n_patients: int  # whose wrists differ between visits


def same_wrists(cohort: Cohort, visits: ScoredVisits) -> SameWrists:
    """Score each patient on the wrists recorded at all of the patient's visits.

    A patient without such a wrist (left before, right after) leaves; a visit with only the mean
    of the wrists keeps it, for nobody knows which wrists it is of.
    """
    code = wrists_recorded(cohort, visits.row)
    common = np.full(cohort.n_patients, _BOTH_WRISTS, dtype=np.int8)
    np.bitwise_and.at(common, visits.patient, np.where(code == 0, np.int8(_BOTH_WRISTS), code))
    union = np.zeros(cohort.n_patients, dtype=np.int8)
    np.bitwise_or.at(union, visits.patient, code)
    differs = (union != 0) & (union != common)
    wrists = [cohort.visits[name].to_numpy(dtype=np.float64)[visits.row] for name in POZNANSKI[:2]]
    alone = np.where(common[visits.patient] == 1, *wrists)
    redo = differs[visits.patient] & (code != 0)
    rescored = replace(visits, poznanski=np.where(redo, alone, visits.poznanski))
    keep = ~(redo & (common[visits.patient] == 0))
    return SameWrists(rescored.only(keep), int(differs.sum()))
