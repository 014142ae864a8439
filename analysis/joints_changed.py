"""How many joints improved, stayed, worsened or were operated; which joints were not seen."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.clustered import Proportion, proportion
from analysis.joint_change import IMPROVED, OPERATED, UNCHANGED, WORSENED, Definition, JointChange
from analysis.joint_grid import first_operated_row
from data.cohort import Cohort
from data.films import NO_ROW
from data.schema import JOINTS, SIDES

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
ALL_JOINTS: Final = "all joints"


@dataclass(frozen=True)
class JointOutcomes:
    """Outcomes of the joints of one type, or of all.

    Attributes
    ----------
    of : str
        ``ALL_JOINTS`` or the joint's canonical name.
    n : int
        Joints read at both visits and not operated between.
    improved, unchanged, worsened : Proportion or None
        Share of n with an interval that counts patients; None where n is 0.
    operated : int
        Joints replaced or fused between the visits; beside n, not in it.
    worsened_or_operated : Proportion or None
        The sensitivity reading: operated joints count as worsened, out of n + operated.
    """

    of: str
    n: int
    improved: Proportion | None
    unchanged: Proportion | None
    worsened: Proportion | None
    operated: int
    worsened_or_operated: Proportion | None


@dataclass(frozen=True)
class NotCompared:
    """Joints followed that the comparison leaves out, each for one reason; they add up."""

    n_followed: int
    of_patients_without_pair: int
    operated_before: int
    not_read_at_both: int


@dataclass(frozen=True)
class OperatedJoint:
    """One joint replaced or fused between the two visits."""

    patient_id: str
    joint: str
    side: str


@dataclass(frozen=True)
class JointsChanged:
    """Outcomes of all joints and of each type, by one definition."""

    definition: Definition
    all_joints: JointOutcomes
    by_joint: tuple[JointOutcomes, ...]
    operated: tuple[OperatedJoint, ...]
    not_compared: NotCompared

    @property
    def net_improved(self) -> int:
        """Joints improved minus joints worsened or operated: what unseen joints must outweigh."""
        counts = self.all_joints
        return n_of(counts.improved) - n_of(counts.worsened) - counts.operated

    @property
    def n_not_seen(self) -> int:
        """Count the joints followed whose outcome is unknown."""
        unseen = self.not_compared
        return unseen.of_patients_without_pair + unseen.not_read_at_both


def n_of(share: Proportion | None) -> int:
    """Count the joints of a share; 0 where no joint was compared."""
    return 0 if share is None else share.n_events


def joints_changed(cohort: Cohort, change: JointChange) -> JointsChanged:
    """Count what became of the joints, over all and for each type of joint.

    Parameters
    ----------
    cohort : Cohort
    change : JointChange
        The cohort's joints compared by one definition.
    """
    places = change.first.places
    types = list(dict.fromkeys(place.joint for place in places))
    column_sets = {
        joint: np.array([place.joint == joint for place in places], dtype=bool) for joint in types
    }
    everywhere = np.ones(len(places), dtype=bool)
    rows, columns = np.nonzero(change.outcome == OPERATED)
    return JointsChanged(
        definition=change.definition,
        all_joints=_outcomes(ALL_JOINTS, change, everywhere),
        by_joint=tuple(_outcomes(joint, change, column_sets[joint]) for joint in types),
        operated=tuple(
            OperatedJoint(cohort.patient_ids[row], places[column].joint, places[column].side)
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        ),
        not_compared=_not_compared(cohort, change),
    )


def _outcomes(of: str, change: JointChange, columns: Flags) -> JointOutcomes:
    outcome = change.outcome[:, columns]
    improved, unchanged, worsened, operated = (
        np.asarray((outcome == code).sum(axis=1), dtype=np.int64)
        for code in (IMPROVED, UNCHANGED, WORSENED, OPERATED)
    )
    compared = improved + unchanged + worsened
    return JointOutcomes(
        of=of,
        n=int(compared.sum()),
        improved=_share(improved, compared),
        unchanged=_share(unchanged, compared),
        worsened=_share(worsened, compared),
        operated=int(operated.sum()),
        worsened_or_operated=_share(worsened + operated, compared + operated),
    )


def _share(events: Counts, joints: Counts) -> Proportion | None:
    return proportion(events, joints) if joints.any() else None


def _not_compared(cohort: Cohort, change: JointChange) -> NotCompared:
    followed = _followed(cohort)
    paired = followed & change.pair.has_both[:, None]
    operated_at = first_operated_row(cohort)
    before = paired & (operated_at != NO_ROW) & (operated_at <= change.pair.first[:, None])
    seen = change.is_compared | (change.outcome == OPERATED)
    return NotCompared(
        n_followed=int(followed.sum()),
        of_patients_without_pair=int(followed.sum() - paired.sum()),
        operated_before=int(before.sum()),
        not_read_at_both=int((paired & ~before & ~seen).sum()),
    )


def _followed(cohort: Cohort) -> Flags:
    """Mark the joints with any read, "not filmed" is none, shape (n_patients, n_places)."""
    was_read = (cohort.joints["status"] != "not_examined").to_numpy()
    column_of_place = np.zeros(len(JOINTS) * len(SIDES), dtype=np.int64)
    column_of_place[cohort.places] = np.arange(len(cohort.places))
    followed = np.zeros((cohort.n_patients, len(cohort.places)), dtype=bool)
    patient = cohort.patient_of_visit[cohort.visit_of_read[was_read]]
    followed[patient, column_of_place[cohort.place_of_read[was_read]]] = True
    return followed
