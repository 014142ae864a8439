import pytest

from analysis.joint_change import joint_change
from analysis.joints_changed import ALL_JOINTS, joints_changed, n_of
from tests import cohorts


def changed(cohort, definition="grade"):
    return joints_changed(cohort, joint_change(cohort, definition))


def counts(found):
    return n_of(found.improved), n_of(found.unchanged), n_of(found.worsened), found.operated


def test_the_demo_holds_the_abstracts_outcomes():
    joints = changed(cohorts.demo())
    assert joints.all_joints.of == ALL_JOINTS
    assert joints.all_joints.n == 90
    assert counts(joints.all_joints) == (47, 33, 10, 0)
    hip = joints.by_joint[0]
    assert (hip.of, counts(hip)) == ("hip", (12, 5, 1, 0))


def test_intervals_count_patients_and_hold_the_share():
    improved = changed(cohorts.demo()).all_joints.improved
    assert improved.n_patients == 9
    assert improved.low < 47 / 90 < improved.high
    assert improved.effective_n < 90  # children differ, so joints tell less than their number


@pytest.mark.parametrize("definition", ["grade", "findings"])
@pytest.mark.parametrize("name", ["demo", "registry", "all_operated", "single_films", "many"])
def test_every_joint_followed_is_accounted_for(name, definition):
    joints = changed(getattr(cohorts, name)(), definition)
    left_out = joints.not_compared
    accounted = joints.all_joints.n + joints.all_joints.operated + left_out.operated_before
    accounted += left_out.of_patients_without_pair + left_out.not_read_at_both
    assert accounted == left_out.n_followed
    for part in range(4):
        assert counts(joints.all_joints)[part] == sum(counts(f)[part] for f in joints.by_joint)


def test_operated_joints_stand_beside_n_and_are_named():
    joints = changed(cohorts.registry())
    found = joints.all_joints
    assert found.operated == len(joints.operated) > 0
    assert found.n == sum(counts(found)[:3])
    assert found.worsened_or_operated.n_joints == found.n + found.operated
    assert found.worsened_or_operated.n_events == n_of(found.worsened) + found.operated
    assert {each.joint for each in joints.operated} <= {each.of for each in joints.by_joint}


def test_nothing_compared_gives_no_share():
    found = changed(cohorts.all_operated()).all_joints
    assert (found.n, found.improved, found.operated) == (0, None, 120)
    assert found.worsened_or_operated.share == 1


def test_one_patient_has_shares_without_interval():
    improved = changed(cohorts.one_patient()).all_joints.improved
    assert improved.n_joints == 10
    assert improved.low is None


def test_the_balance_counts_operated_joints_as_lost():
    joints = changed(cohorts.registry())
    improved, _, worsened, operated = counts(joints.all_joints)
    assert joints.net_improved == improved - worsened - operated


@pytest.mark.parametrize("name", ["demo", "registry", "all_operated", "many"])
def test_joints_followed_are_those_of_the_cohort(name):
    cohort = getattr(cohorts, name)()
    assert changed(cohort).not_compared.n_followed == cohort.n_joints
