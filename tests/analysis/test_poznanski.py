import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.poznanski import as_deficit, larsen_poznanski
from analysis.scored_visits import BETWEEN, FIRST_VISIT, SECOND_VISIT
from analysis.thresholds import PATIENTS_DRAWN
from data.assembling import assemble
from data.selection import CohortFilter, VisitPair
from tests import cohorts

PATIENTS = ("A", "B", "C", "D")
MONTHS = (0.0, 12.0, 24.0)
GRADES = ((4, 3, 1), (2, 2, 2), (1, 2, 3), (0, 1, 1))
SCORES = ((-2.0, -1.5, -1.0), (-1.0, -1.2, -1.1), (-0.5, -0.8, -1.5), (0.2, 0.1, -0.3))


def tables(grades=GRADES, scores=SCORES):
    """Four patients, three visits, one knee and both wrists alike."""
    rows = [
        (patient, str(place + 1), MONTHS[place], grades[number][place], scores[number][place])
        for number, patient in enumerate(PATIENTS)
        for place in range(len(MONTHS))
    ]
    frame = pd.DataFrame(rows, columns=["patient_id", "visit", "month", "larsen", "score"])
    wrists = {f"poznanski_{side}_sd": frame["score"] for side in ("left", "right")}
    return {
        "patients": pd.DataFrame({"patient_id": PATIENTS}),
        "visits": frame[["patient_id", "visit", "month"]].assign(physis_closed=False, **wrists),
        "joints": frame[["patient_id", "visit", "larsen"]].assign(joint="knee", side="L"),
    }


def with_visits(**cells):
    """Change cells of the visits: column = {row: value}."""
    found = tables()
    for column, changed in cells.items():
        found["visits"].loc[list(changed), column] = list(changed.values())
    return assemble(found)


def rs(result):
    three = result.correlations
    return [answer.result.r for answer in (three.between, three.within, three.pooled)]


def test_the_demo_tells_what_the_abstract_tells():
    result = larsen_poznanski(cohorts.demo())
    between, within, pooled = (
        result.correlations.between.result,
        result.correlations.within.result,
        result.correlations.pooled.result,
    )
    assert (pooled.n, pooled.n_patients) == (18, 9)
    assert pooled.r == pytest.approx(-0.53, abs=0.005)
    assert (between.n, within.df, within.n_patients) == (9, 8, 9)
    assert pooled.low < pooled.r < pooled.high
    assert result.notes == ()


def test_the_visits_between_count_when_asked_for():
    result = larsen_poznanski(cohorts.demo(), between_visits=True)
    moment = result.visits.moment
    assert result.visits.n == 43
    assert [(moment == each).sum() for each in (FIRST_VISIT, BETWEEN, SECOND_VISIT)] == [9, 25, 9]
    assert result.correlations.within.result.df == 43 - 9 - 1


def test_the_three_correlations_by_hand():
    result = larsen_poznanski(assemble(tables()))
    larsen = np.array([[row[0], row[2]] for row in GRADES], dtype=float)
    score = np.array([[row[0], row[2]] for row in SCORES])
    own_larsen, own_score = larsen.mean(axis=1), score.mean(axis=1)
    expected = [
        np.corrcoef(own_larsen, own_score)[0, 1],
        np.corrcoef((larsen - own_larsen[:, None]).ravel(), (score - own_score[:, None]).ravel())[
            0, 1
        ],
        np.corrcoef(larsen.ravel(), score.ravel())[0, 1],
    ]
    assert rs(result) == pytest.approx(expected)


def test_a_deficit_turns_every_sign():
    signed = larsen_poznanski(cohorts.demo())
    turned = as_deficit(signed)
    assert turned.is_deficit
    assert rs(turned) == pytest.approx([-r for r in rs(signed)])
    assert rs(turned)[2] == pytest.approx(0.53, abs=0.005)
    pooled, before = turned.correlations.pooled.result, signed.correlations.pooled.result
    assert (pooled.low, pooled.high, pooled.p) == (-before.high, -before.low, before.p)
    assert np.array_equal(turned.visits.poznanski, -signed.visits.poznanski)
    line, unturned = turned.line.result, signed.line.result
    assert np.array_equal(line.low, -unturned.high)
    assert line.slope == -unturned.slope
    assert (line.low < line.line).all()


@given(st.permutations(PATIENTS))
def test_the_order_of_patients_does_not_matter(order):
    shuffled = tables()
    shuffled["patients"] = pd.DataFrame({"patient_id": order})
    assert rs(larsen_poznanski(assemble(shuffled))) == pytest.approx(
        rs(larsen_poznanski(assemble(tables())))
    )


@given(st.floats(-5, 5).map(lambda shift: round(shift, 2)))
def test_a_shift_of_all_scores_changes_no_correlation(shift):
    moved = tuple(tuple(score + shift for score in row) for row in SCORES)
    assert rs(larsen_poznanski(assemble(tables(scores=moved)))) == pytest.approx(
        rs(larsen_poznanski(assemble(tables())))
    )


def test_the_pair_of_the_filter_is_compared():
    chosen = CohortFilter(pair=VisitPair("rank", "1", "2"))
    result = larsen_poznanski(cohorts.demo().where(chosen), between_visits=True)
    assert result.visits.n == 18
    assert BETWEEN not in result.visits.moment


def test_fewer_joints_narrow_the_larsen_total_alone():
    whole = larsen_poznanski(cohorts.demo())
    knees = larsen_poznanski(cohorts.demo().where(CohortFilter(joints=("knee",))))
    assert set(knees.visits.maximum) == {10.0}
    assert np.array_equal(knees.visits.poznanski, whole.visits.poznanski)


def test_a_closed_growth_plate_leaves_the_visit_out():
    cohort = with_visits(physis_closed={2: True}, poznanski_left_sd={5: np.nan})
    result = larsen_poznanski(cohort)
    assert result.visits.n == 7
    assert result.notes == (
        "1 of 8 visits left out: 1 with a closed growth plate.",
        "1 patient has both scores at one visit only, which counts between patients and in all "
        "points, not within patients.",
        "1 patient has Poznanski scores of different wrists at different visits.",
    )


def test_wrists_that_differ_are_scored_again_on_the_same_wrist():
    changed = with_visits(poznanski_left_sd={2: np.nan}, poznanski_right_sd={0: -1.0, 2: -1.4})
    result = larsen_poznanski(changed)
    assert result.n_wrists_differ == 1
    assert list(result.visits.poznanski[:2]) == [-1.5, -1.4]
    right_only = with_visits(
        poznanski_left_sd={0: np.nan, 2: np.nan}, poznanski_right_sd={0: -1.0, 2: -1.4}
    )
    expected = larsen_poznanski(right_only).correlations.within.result.r
    assert result.same_wrists.within.result.r == pytest.approx(expected)


def test_a_patient_without_a_common_wrist_leaves_the_same_wrist_result():
    changed = with_visits(poznanski_left_sd={2: np.nan}, poznanski_right_sd={0: np.nan})
    result = larsen_poznanski(changed)
    assert result.correlations.within.result.n_patients == 4
    assert result.same_wrists.within.result.n_patients == 3


def test_a_mean_of_unknown_wrists_is_kept():
    changed = with_visits(
        poznanski_left_sd={2: np.nan}, poznanski_right_sd={2: np.nan}, poznanski_sd={2: -0.9}
    )
    result = larsen_poznanski(changed)
    assert result.visits.n == 8
    assert (result.n_wrists_differ, result.same_wrists) == (0, None)


def test_a_total_that_lacks_joints_is_noted_and_an_operation_named():
    found = tables()
    extra = found["joints"].assign(joint="hip", status="examined")
    extra.loc[2, "larsen"], extra.loc[2, "status"] = None, "replaced"
    extra.loc[3, "larsen"], extra.loc[3, "status"] = None, "not_examined"
    joints = pd.concat([found["joints"].assign(status="examined"), extra], ignore_index=True)
    result = larsen_poznanski(assemble({**found, "joints": joints}))
    assert (result.missing_joints.n_visits, result.missing_joints.n_operated) == (2, 1)
    assert any("At 2 of 8 visits" in note and "1 of them with" in note for note in result.notes)


def test_as_many_joints_but_other_ones_lack_joints_too():
    found = tables()
    is_last = found["joints"]["visit"] == "3"
    joints = found["joints"].assign(side=np.where(is_last, "R", "L"))
    result = larsen_poznanski(assemble({**found, "joints": joints}))
    assert result.missing_joints.n_visits == 8


def test_two_readers_are_averaged_and_said():
    result = larsen_poznanski(cohorts.registry())
    assert "Grades are means of 2 readers." in result.notes
    one = cohorts.registry().where(CohortFilter(reader=cohorts.registry().readers[0]))
    assert not any("readers" in note for note in larsen_poznanski(one).notes)


@pytest.mark.parametrize(
    ("cohort", "between", "within", "pooled"),
    [
        (cohorts.one_patient, "Only 1 patient has both", "Only 1 patient has", "Only 2 patient-v"),
        (cohorts.no_poznanski, "No patient has", "No patient has", "No patient-visit has"),
        (cohorts.no_joints, "No patient has", "No patient has", "No patient-visit has"),
        (cohorts.only_patients, "No patient has", "No patient has", "No patient-visit has"),
        (cohorts.single_films, "", "No patient has both scores at two visits", ""),
        (cohorts.no_months, "", "", ""),
    ],
)
def test_what_cannot_be_told_has_a_reason(cohort, between, within, pooled):
    three = larsen_poznanski(cohort()).correlations
    for answer, reason in [
        (three.between, between),
        (three.within, within),
        (three.pooled, pooled),
    ]:
        assert (answer.result is None) == bool(reason)
        assert answer.reason.startswith(reason)
    assert len(three.undefined) == sum(map(bool, (between, within, pooled)))


def test_scores_that_do_not_vary_have_a_reason():
    level = larsen_poznanski(assemble(tables(grades=((2, 2, 2),) * 4)))
    assert "The Larsen total is the same in all 8 patient-visits" in level.line.reason
    assert "in all 4 patients" in level.correlations.between.reason
    flat = larsen_poznanski(assemble(tables(scores=((-1.0,) * 3,) * 4)))
    assert "The Poznanski score is the same" in flat.correlations.pooled.reason


def test_a_turned_result_keeps_its_reasons():
    empty = as_deficit(larsen_poznanski(cohorts.no_poznanski()))
    assert empty.correlations.pooled.result is None
    assert empty.line.reason


def test_of_a_large_cohort_a_sample_is_drawn_and_all_is_counted():
    result = larsen_poznanski(cohorts.many(2000))
    assert result.correlations.pooled.result.n == result.visits.n == 4000
    assert len(result.drawn.patients) == PATIENTS_DRAWN
    assert result.drawn.n == 2 * PATIENTS_DRAWN
    assert np.array_equal(result.drawn.row, larsen_poznanski(cohorts.many(2000)).drawn.row)
