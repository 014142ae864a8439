import numpy as np
import pandas as pd
import pytest

from analysis.change import change
from analysis.joint_change import IMPROVED, WORSENED, joint_change
from analysis.poznanski import larsen_poznanski
from analysis.result_notes import comparison_notes
from analysis.scores import visit_scores
from data.assembling import assemble
from tests import cohorts

TWO_VISITS = ["1", "2"]


def read_by(first, second):
    """The demo's children at two visits, each read by the readers of that visit's tables."""
    tables = cohorts.demo_tables()
    visits = tables["visits"]
    visits = visits[visits["visit"].isin(TWO_VISITS)].drop(columns="timepoint")
    reads = pd.concat([*first, *(each.assign(visit="2") for each in second)], ignore_index=True)
    return assemble({**tables, "visits": visits.reset_index(drop=True), "joints": reads})


def reads_of(reader, *raised):
    """All joints graded 1 at the first visit by one reader, and those joints graded 2."""
    joints = cohorts.demo_tables()["joints"]
    joints = joints[joints["visit"] == "1"].drop(columns=["timepoint", "month"])
    place = joints["joint"] + " " + joints["side"]
    return joints.assign(reader=reader, larsen=np.where(place.isin(raised), 2.0, 1.0))


def test_thirds_of_three_readers_add_up_alike_whichever_joints_they_come_from():
    first = [reads_of("A", "hip L", "hip R", "knee L"), reads_of("B"), reads_of("C")]
    second = [reads_of(reader, "knee R") for reader in "ABC"]
    cohort = read_by(first, second)
    larsen = change(cohort).of("larsen_total")
    assert (larsen.before == larsen.after).all()
    assert larsen.tested.result.n_zero == 9
    assert larsen.tested.result.p is None
    moved = joint_change(cohort)
    assert moved.count(IMPROVED).sum() == 27
    assert moved.count(WORSENED).sum() == 9


def test_a_reader_without_a_name_is_averaged_with_the_one_who_has_one():
    joints = cohorts.demo_tables()["joints"]
    both = pd.concat([joints.assign(reader=None), joints.assign(reader="B")], ignore_index=True)
    cohort = assemble({**cohorts.demo_tables(), "joints": both})
    alone, together = visit_scores(cohorts.demo()), visit_scores(cohort)
    np.testing.assert_array_equal(together.larsen_total, alone.larsen_total)
    np.testing.assert_array_equal(together.n_graded, alone.n_graded)
    assert larsen_poznanski(cohort).n_readers == 2
    assert any("Grades of 2 readers" in each for each in comparison_notes(cohort, change(cohort)))


@pytest.mark.parametrize("name", ["demo", "no_joints", "only_patients"])
def test_one_unnamed_reader_is_at_most_one_reader(name):
    assert getattr(cohorts, name)().n_readers == int(name == "demo")


def test_joints_graded_by_other_readers_at_the_second_visit_are_counted():
    alone, both = [reads_of("A")], [reads_of("A"), reads_of("B")]
    cohort = read_by(both, alone)
    said = " ".join(comparison_notes(cohort, change(cohort)))
    assert "Of 90 joints graded at both visits 90 were not graded by the same readers" in said
    for first, second in [(both, both), (alone, alone)]:
        cohort = read_by(first, second)
        assert "same readers" not in " ".join(comparison_notes(cohort, change(cohort)))
