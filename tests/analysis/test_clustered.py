import numpy as np
import pandas as pd
import pytest
from gold_values import RELATIVE_P, agrees, cases, expected
from hypothesis import given
from hypothesis import strategies as st

from analysis.clustered import paired_binary, proportion
from analysis.errors import CohortError

SHARES, CHANGES = cases("proportion_cases.csv"), cases("binary_cases.csv")
EXPECTED = expected("clustered_expected.csv")

counts = st.lists(
    st.integers(1, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=15,
).map(lambda rows: np.array(rows).T)
joints = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=40
).map(lambda rows: np.array(rows).T)


@pytest.mark.parametrize("name", SHARES)
def test_proportion_agrees_with_r(name):
    result = proportion(SHARES[name]["events"], SHARES[name]["joints"])
    wanted = EXPECTED[name]
    assert {q: v for q, v in wanted.items() if not agrees(getattr(result, q), v)} == {}


@pytest.mark.parametrize("name", CHANGES)
def test_paired_binary_agrees_with_r(name):
    rows = CHANGES[name]
    result = paired_binary(rows["patient"], rows["before"], rows["after"])
    wanted = EXPECTED[f"binary_{name}"].drop("p")
    # a share cannot change by more than all joints, which the t interval does not know
    wanted["low"], wanted["high"] = max(-1.0, wanted["low"]), min(1.0, wanted["high"])
    assert {q: v for q, v in wanted.items() if not agrees(getattr(result, q), v)} == {}
    assert agrees(result.p, EXPECTED[f"binary_{name}"]["p"], RELATIVE_P)


@given(counts)
def test_the_share_lies_within_its_interval(given_counts):
    result = proportion(*given_counts)
    assert 0.0 <= result.low <= result.share <= result.high <= 1.0
    assert 0.0 < result.effective_n <= result.n_joints


@given(counts)
def test_events_and_their_absence_mirror_each_other(given_counts):
    events, seen = given_counts
    one, other = proportion(events, seen), proportion(seen - events, seen)
    assert one.low == pytest.approx(1.0 - other.high, abs=1e-12)
    assert one.share == pytest.approx(1.0 - other.share)


@given(counts)
def test_the_order_of_patients_does_not_matter_to_a_share(given_counts):
    turned = proportion(*given_counts[:, ::-1])
    assert turned.low == pytest.approx(proportion(*given_counts).low, abs=1e-12)


def test_patients_that_differ_widen_the_interval():
    alike, apart = proportion([5] * 8, [10] * 8), proportion([0, 10] * 4, [10] * 8)
    assert alike.share == apart.share == 0.5
    assert apart.high - apart.low > 2 * (alike.high - alike.low)


def test_more_patients_narrow_the_interval():
    events, seen = [8, 2, 6, 9, 1], [10] * 5
    few, many = proportion(events, seen), proportion(events * 2, seen * 2)
    assert many.high - many.low < few.high - few.low


def test_one_patient_has_a_share_but_no_interval():
    result = proportion([4], [10])
    assert (result.share, result.low, result.high) == (0.4, None, None)
    assert "Only 1 patient" in result.note


def test_patients_without_a_joint_are_counted_not_used():
    result = proportion([4, 0, None, 2], [10, 0, 10, 10])
    assert (result.n_patients, result.n_joints, result.n_dropped) == (2, 20, 2)


@pytest.mark.parametrize(
    ("events", "seen", "sentence"),
    [
        ([], [], "No patient has a joint"),
        ([0, 0], [0, 0], "No patient has a joint"),
        ([None], [10], "No patient has a joint"),
        ([11, 3], [10, 10], "In 1 patient the joints concerned"),
        ([-1, 3], [10, 10], "In 1 patient the joints concerned"),
        ([1], [10, 10], "events 1, joints 2"),
    ],
)
def test_counts_that_are_none_are_a_sentence(events, seen, sentence):
    with pytest.raises(CohortError, match=sentence):
        proportion(events, seen)


@given(joints)
def test_swapping_the_visits_mirrors_a_finding(given_joints):
    patient, before, after = given_joints
    forth, back = paired_binary(patient, before, after), paired_binary(patient, after, before)
    assert (forth.lost, forth.gained, forth.p) == (back.gained, back.lost, back.p)
    assert forth.risk_difference == -back.risk_difference
    assert forth.low == (None if back.high is None else pytest.approx(-back.high))


@given(joints)
def test_labels_and_order_of_joints_do_not_matter(given_joints):
    patient, before, after = given_joints
    named = pd.Series([f"child {code}" for code in patient[::-1]], dtype="category")
    one, other = (
        paired_binary(patient, before, after),
        paired_binary(named, before[::-1], after[::-1]),
    )
    assert (one.p, one.lost, one.n_patients) == (other.p, other.lost, other.n_patients)
    assert one.risk_difference == other.risk_difference
    assert (one.low is None) == (other.low is None)


@given(joints)
def test_p_of_a_finding_lies_between_its_floor_and_one(given_joints):
    result = paired_binary(*given_joints)
    if result.p is None:
        assert "nothing to test" in result.note
    else:
        assert result.p_floor <= result.p <= 1.0


def test_beyond_a_thousand_patients_the_method_is_named():
    patient = np.arange(1_200)
    after = np.where(patient % 3 == 0, 1, 0)
    exact = paired_binary(patient[:999], 1 - after[:999], after[:999])
    normal = paired_binary(patient, 1 - after, after)
    assert exact.method.endswith("exact")
    assert normal.method.endswith("normal approximation")
    assert 0 < normal.p < exact.p < 1e-20


def test_no_joint_changed_is_a_sentence():
    result = paired_binary([1, 1, 2], [1, 0, 1], [1, 0, 1])
    assert (result.p, result.low, result.high) == (None, None, None)
    assert "No joint of 2 patients changed" in result.note


def test_changes_that_balance_in_every_patient_are_a_sentence():
    result = paired_binary([1, 1, 2, 2], [1, 0, 1, 0], [0, 1, 0, 1])
    assert (result.lost, result.gained, result.p) == (2, 2, None)
    assert "as many joints gained the finding as lost it" in result.note


def test_one_patient_has_a_difference_but_no_interval():
    result = paired_binary(["a"] * 3, [1, 1, 0], [0, 1, 0])
    assert result.risk_difference == pytest.approx(-1 / 3)
    assert (result.low, result.p, result.p_floor) == (None, 1.0, 1.0)
    assert "Only 1 of 1 patient had a net change" in result.note


def test_joints_with_a_gap_are_counted_not_used():
    result = paired_binary(["a", "a", None, "b"], [1, None, 1, 1], [0, 1, 0, 1])
    assert (result.n_joints, result.n_dropped, result.n_patients) == (2, 2, 2)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ([None, 1], [1, None], "None of 2 joints was read at both"),
        ([2, 1], [0, 1], "1 joint of 2"),
    ],
)
def test_findings_that_are_none_are_a_sentence(before, after, sentence):
    with pytest.raises(CohortError, match=sentence):
        paired_binary(["a", "b"], before, after)
