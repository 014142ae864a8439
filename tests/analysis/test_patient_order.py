import numpy as np
import pytest

from analysis.joint_change import joint_change
from analysis.patient_order import patient_order
from analysis.worst_first import final_larsen_total, worst_first
from data.selection import CohortFilter
from tests.cohorts import all_operated, demo, no_joints, only_patients, registry, single_films


def test_the_demo_stands_worst_first():
    order = patient_order(demo())
    # Final totals 25, 18, 18, 9, 9, 7, 5, 4, 3; equals by their change: -6 before -9.
    assert order.patient_ids == ("P04", "P02", "P08", "P06", "P05", "P01", "P07", "P09", "P03")
    assert order.n_patients == 9
    assert order.n_ungraded == 0
    assert order.place_of("P08") == 2
    assert order.place_of("nobody") is None


def test_totals_fall_and_equals_stand_by_their_change():
    change = joint_change(registry())
    order = worst_first(change)
    total = final_larsen_total(change)[order]
    moved = (change.second_total - change.first_total)[order]
    assert sorted(order.tolist()) == list(range(60))
    assert (np.diff(total) <= 0).all()
    equal = (np.diff(total) == 0) & np.isfinite(moved[:-1]) & np.isfinite(moved[1:])
    assert (np.diff(moved)[equal] <= 0).all()


@pytest.mark.parametrize("cohort", [no_joints(), only_patients()])
def test_without_grades_the_order_is_that_of_the_file(cohort):
    order = patient_order(cohort)
    assert order.patient_ids == cohort.patient_ids
    assert order.n_ungraded == cohort.n_patients


def test_the_only_film_counts_as_the_final_one():
    assert patient_order(single_films()).n_ungraded == 0
    assert patient_order(all_operated()).n_ungraded == 0


def test_a_joint_filter_changes_the_order():
    hips = demo().where(CohortFilter(joints=("hip",)))
    assert patient_order(hips).patient_ids != patient_order(demo()).patient_ids
