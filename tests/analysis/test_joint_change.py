from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.joint_change import OUTCOMES, joint_change
from analysis.joint_grid import Place, joint_grid
from analysis.scores import visit_scores
from data.assembling import assemble
from data.cohort import Cohort
from data.selection import CohortFilter

EXAMPLES = Path(__file__).resolve().parents[2] / "data" / "examples" / "reconstruction"


@pytest.fixture(scope="module")
def study() -> Cohort:
    text = {"patient_id": "str", "visit": "str"}
    return assemble({path.stem: pd.read_csv(path, dtype=text) for path in EXAMPLES.glob("*.csv")})


def two_visits(joints: dict[str, list], **more: pd.DataFrame) -> Cohort:
    n = len(joints["joint"])
    reads = pd.DataFrame({"patient_id": ["A"] * n, "side": ["L"] * n} | joints)
    visits = pd.DataFrame(
        {"patient_id": ["A"] * 3, "visit": ["1", "2", "3"], "month": [0, 12, 24]}
    )
    patients = pd.DataFrame({"patient_id": ["A"]})
    return assemble({"patients": patients, "visits": visits, "joints": reads} | more)


def test_the_demo_holds_the_abstracts_figures(study: Cohort) -> None:
    change = joint_change(study)
    counts = {name: int(change.count(code).sum()) for code, name in enumerate(OUTCOMES)}
    assert counts == {"improved": 47, "unchanged": 33, "worsened": 10, "operated": 0}
    assert change.first_total.sum() == 142
    assert change.second_total.sum() == 98
    assert change.first.maximum.tolist() == [50] * 9


def test_a_joint_type_narrows_the_total_and_its_maximum(study: Cohort) -> None:
    knees = joint_change(study.where(CohortFilter(joints=("knee",))))
    assert knees.first.places == (Place("knee", "L"), Place("knee", "R"))
    assert knees.first.maximum.tolist() == [10] * 9


def test_totals_compare_joints_graded_at_both_visits() -> None:
    cohort = two_visits(
        {
            "joint": ["knee", "hip", "knee", "elbow"],
            "visit": ["1", "1", "3", "3"],
            "larsen": [3, 5, 2, 4],
        }
    )
    change = joint_change(cohort)
    assert (change.first_total[0], change.second_total[0]) == (3, 2)
    assert change.count(0)[0] == 1
    assert int(change.is_compared.sum()) == 1


@pytest.mark.parametrize("seen_at", ["2", "3"])
def test_a_joint_replaced_between_the_visits_is_operated(seen_at: str) -> None:
    cohort = two_visits(
        {
            "joint": ["hip", "knee", "hip", "knee"],
            "visit": ["1", "1", seen_at, "3"],
            "larsen": [5, 1, None, 1],
            "status": [None, None, "replaced", None],
        }
    )
    change = joint_change(cohort)
    assert [int(change.count(code)[0]) for code in range(4)] == [0, 1, 0, 1]
    assert change.first_total[0] == 1


def test_a_joint_replaced_before_is_not_compared() -> None:
    cohort = two_visits(
        {
            "joint": ["hip", "hip"],
            "visit": ["1", "3"],
            "larsen": [None, None],
            "status": ["replaced", "replaced"],
        }
    )
    assert int((joint_change(cohort).outcome >= 0).sum()) == 0


def test_findings_are_counted_where_recorded_at_both_visits() -> None:
    cohort = two_visits(
        {
            "joint": ["knee", "knee"],
            "visit": ["1", "3"],
            "larsen": [None, None],
            "cyst": [1, 0],
            "erosion": [1, 1],
            "joint_space_narrowing": [1, None],
        }
    )
    change = joint_change(cohort, "findings")
    assert (change.first_total[0], change.second_total[0]) == (2, 1)
    assert OUTCOMES[change.outcome[0, 0]] == "improved"


def test_readers_are_averaged_and_half_of_them_decide_a_finding() -> None:
    cohort = two_visits(
        {
            "joint": ["knee"] * 2,
            "visit": ["1"] * 2,
            "reader": ["a", "b"],
            "larsen": [2, 3],
            "cyst": [0, 1],
            "erosion": [0, 0],
        }
    )
    grid = joint_grid(cohort, np.array([0], dtype=np.int32))
    assert grid.larsen[0, 0] == 2.5
    assert grid.n_findings[0, 0] == 1
    scores = visit_scores(cohort)
    assert scores.larsen_total[0] == 2.5
    assert scores.n_graded.tolist() == [1, 0, 0]
    assert scores.abnormalities_total[0] == 1
    assert np.isnan(scores.larsen_total[1])


def test_swapping_left_and_right_leaves_counts_alone(study: Cohort) -> None:
    side = study.joints["side"].astype("str").map({"L": "R", "R": "L"})
    tables = {"patients": study.patients, "visits": study.visits}
    mirrored = assemble(tables | {"joints": study.joints.assign(side=side)})
    first, second = joint_change(study), joint_change(mirrored)
    for code in range(len(OUTCOMES)):
        assert first.count(code).tolist() == second.count(code).tolist()


def test_shuffled_rows_give_the_same_change(study: Cohort) -> None:
    shuffled = {
        name: getattr(study, name).sample(frac=1, random_state=7) for name in ("visits", "joints")
    }
    again = joint_change(assemble({"patients": study.patients} | shuffled))
    np.testing.assert_array_equal(again.outcome, joint_change(study).outcome)
