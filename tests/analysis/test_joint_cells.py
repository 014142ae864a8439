import numpy as np
import pandas as pd
import pytest

from analysis.errors import CohortError
from analysis.joint_cells import (
    FUSED,
    NOT_FILMED,
    NOT_GRADED,
    READ,
    REPLACED,
    STATES,
    JointQuestion,
    joint_cells,
)
from analysis.joint_change import joint_change
from data.assembling import assemble
from data.schema import FINDINGS
from tests import cohorts

CHANGE = JointQuestion("change")
FINAL = JointQuestion("grade")
BASELINE = JointQuestion("grade", "first")


def cells_of(cohort, question):
    definition = "findings" if question.by_findings else "grade"
    return joint_cells(cohort, joint_change(cohort, definition), question)


def one_hip(*statuses, larsen=None, n_visits=None):
    """One left hip at visits a year apart; None where the visit has no row for it."""
    n_visits = n_visits or len(statuses)
    numbers = [str(number) for number in range(n_visits)]
    rows = [
        {
            "patient_id": "A",
            "visit": number,
            "joint": "hip",
            "side": "L",
            "status": status,
            "larsen": (larsen or [1.0] * n_visits)[place] if status == "examined" else None,
        }
        for place, (number, status) in enumerate(zip(numbers, statuses, strict=True))
        if status is not None
    ]
    # A knee filmed at every visit makes each of them a film.
    rows += [
        {"patient_id": "A", "visit": number, "joint": "knee", "side": "R", "status": "examined",
         "larsen": 2.0}
        for number in numbers
    ]  # fmt: skip
    visits = pd.DataFrame(
        {"patient_id": "A", "visit": numbers, "month": [12 * n for n in range(n_visits)]}
    )
    patients = pd.DataFrame({"patient_id": ["A"]})
    return assemble({"patients": patients, "visits": visits, "joints": pd.DataFrame(rows)})


def hip_state(cohort, question):
    return STATES[int(cells_of(cohort, question).state[0, 0])]


def test_the_demo_adds_up_to_the_abstracts_totals():
    assert np.nansum(cells_of(cohorts.demo(), BASELINE).row_sum) == 142
    assert np.nansum(cells_of(cohorts.demo(), FINAL).row_sum) == 98
    assert np.nansum(cells_of(cohorts.demo(), CHANGE).row_sum) == 98 - 142


def test_the_maximum_follows_the_joints_read():
    cells = cells_of(cohorts.registry(), FINAL)
    assert np.array_equal(cells.row_maximum, 5.0 * cells.is_read.sum(axis=1))
    counted = cells_of(cohorts.registry(), JointQuestion("finding"))
    assert counted.row_maximum.max() == 7 * counted.is_read.sum(axis=1).max()


def test_rows_and_columns_have_the_same_sum():
    for question in (BASELINE, FINAL, CHANGE, JointQuestion("finding")):
        cells = cells_of(cohorts.registry(), question)
        assert np.nansum(cells.row_sum) == pytest.approx(np.nansum(cells.place_sum))


def test_zero_not_filmed_replaced_and_fused_stay_four_things():
    assert hip_state(one_hip("examined", "examined", larsen=[0, 0]), FINAL) == "read"
    assert hip_state(one_hip("examined", "not_examined"), FINAL) == "not filmed"
    assert hip_state(one_hip("examined", None), FINAL) == "not filmed"
    assert hip_state(one_hip("examined", "replaced"), FINAL) == "replaced"
    assert hip_state(one_hip("examined", "fused"), FINAL) == "fused"


def test_a_film_without_a_grade_is_not_a_missing_film():
    graded_once = one_hip("examined", "examined", larsen=[1, None])
    assert hip_state(graded_once, FINAL) == "not graded"
    assert hip_state(graded_once, CHANGE) == "not graded"


def test_a_replaced_joint_stays_replaced_when_it_is_no_longer_filmed():
    cohort = one_hip("examined", "replaced", "not_examined")
    assert hip_state(cohort, FINAL) == "replaced"
    assert hip_state(cohort, BASELINE) == "read"
    assert hip_state(cohort, JointQuestion("grade", "2")) == "replaced"
    assert hip_state(cohort, CHANGE) == "replaced"


def test_a_change_needs_a_film_at_both_visits():
    assert hip_state(one_hip("not_examined", "examined"), CHANGE) == "not filmed"
    assert hip_state(one_hip("examined", "not_examined"), CHANGE) == "not filmed"
    assert hip_state(one_hip("examined", "examined"), CHANGE) == "read"


@pytest.mark.parametrize("by_findings", [False, True])
def test_a_change_is_shown_exactly_where_the_joint_is_compared(by_findings):
    cohort = cohorts.registry()
    change = joint_change(cohort, "findings" if by_findings else "grade")
    cells = joint_cells(cohort, change, JointQuestion(by_findings=by_findings))
    assert np.array_equal(cells.is_read, change.is_compared)
    assert np.array_equal(np.isfinite(cells.value), cells.is_read)


def test_every_state_without_a_value_occurs_in_the_registry_or_is_explained():
    states = set(np.unique(cells_of(cohorts.registry(), FINAL).state).tolist())
    assert states == {READ, NOT_FILMED, REPLACED, FUSED}
    assert NOT_GRADED not in states


def test_one_finding_is_seen_or_not():
    cohort = cohorts.demo()
    seen = [cells_of(cohort, JointQuestion("finding", finding=name)) for name in FINDINGS]
    assert all(set(np.unique(cells.value)) <= {0.0, 1.0} for cells in seen)
    whole = cells_of(cohort, JointQuestion("finding"))
    assert np.array_equal(sum(cells.value for cells in seen), whole.value)


def test_rows_are_taken_in_the_order_asked():
    cells = cells_of(cohorts.demo(), FINAL)
    rows = np.array([3, 0], dtype=np.int32)
    assert cells.of(rows).patient_ids.tolist() == ["P04", "P01"]
    assert np.array_equal(cells.of(rows).value, cells.value[rows])


def test_no_joint_and_no_value_are_said_with_their_n():
    with pytest.raises(CohortError, match="No joint was read"):
        cells_of(cohorts.no_joints(), FINAL)
    with pytest.raises(CohortError, match=r"No joint of 9 patients.*both visits"):
        cells_of(cohorts.single_films(), CHANGE)
    with pytest.raises(CohortError, match="120 joints were replaced or fused"):
        cells_of(cohorts.all_operated(), CHANGE)
