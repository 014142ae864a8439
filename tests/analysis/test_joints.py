import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.joint_cells import JointQuestion, joint_cells
from analysis.joint_change import joint_change
from analysis.joints import (
    BY_CHANGE,
    BY_DAMAGE,
    BY_ID,
    PAGE_ROWS,
    binned,
    joint_answer,
    n_pages,
    page_rows,
    row_order,
)
from tests import cohorts


def cells_of(cohort, reading="change", **options):
    question = JointQuestion(reading, **options)
    return joint_cells(cohort, joint_change(cohort), question)


def order(cohort, sort):
    rows = row_order(joint_change(cohort), cohort.patient_ids, sort)
    return [cohort.patient_ids[row] for row in rows]


def test_the_answer_holds_the_abstracts_numbers():
    answer = joint_answer(cells_of(cohorts.demo()))
    every = answer.everywhere
    counts = (every.n_joints, every.n_events, every.n_unchanged, every.n_worsened)
    assert counts == (90, 47, 33, 10)
    assert (round(answer.share.low, 2), round(answer.share.high, 2)) == (0.35, 0.69)
    assert [(each.joint, each.n_events) for each in answer.most] == [("hip", 12)]
    assert [(each.joint, each.n_events) for each in answer.least] == [("elbow", 6)]


@pytest.mark.parametrize("reading", ["grade", "finding", "change"])
def test_the_types_add_up_to_all_joints(reading):
    answer = joint_answer(cells_of(cohorts.registry(), reading))
    for name in ("n_joints", "n_events", "n_unchanged", "n_worsened", "n_operated", "n_not_read"):
        parts = [getattr(each, name) for each in answer.by_type]
        assert sum(parts) == getattr(answer.everywhere, name)
    assert answer.share.n_events == answer.everywhere.n_events


def test_operated_joints_stand_beside_the_compared_ones():
    cohort = cohorts.registry()
    every = joint_answer(cells_of(cohort)).everywhere
    assert every.n_operated == int(joint_change(cohort).count(3).sum()) > 0
    assert every.n_events + every.n_unchanged + every.n_worsened == every.n_joints


def test_damaged_begins_at_grade_two():
    cells = cells_of(cohorts.demo(), "grade")
    assert joint_answer(cells).everywhere.n_events == int((cells.value >= 2).sum()) == 27


def test_patients_are_ordered_by_what_is_asked():
    cohort = cohorts.demo()
    assert order(cohort, BY_DAMAGE)[0] == "P04"
    assert order(cohort, BY_ID) == sorted(cohort.patient_ids)
    change = joint_change(cohort)
    rise = (change.second_total - change.first_total).tolist()
    by_id = dict(zip(cohort.patient_ids, rise, strict=True))
    sorted_rises = [by_id[name] for name in order(cohort, BY_CHANGE)]
    assert sorted_rises == sorted(rise, reverse=True)


def test_a_joint_type_orders_by_its_final_grades():
    cohort = cohorts.demo()
    cells = cells_of(cohort, "grade")
    hips = [place.joint == "hip" for place in cells.places]
    total = dict(zip(cohort.patient_ids, cells.value[:, hips].sum(axis=1), strict=True))
    shown = [total[name] for name in order(cohort, "hip")]
    assert shown == sorted(shown, reverse=True)


def test_ids_are_ordered_as_people_count():
    cohort = cohorts.demo()
    change = joint_change(cohort)
    ids = ("P10", "P9", "P2", "P1", "P20", "P3", "P4", "P5", "P6")
    rows = row_order(change, ids, BY_ID)
    assert [ids[row] for row in rows] == [
        "P1", "P2", "P3", "P4", "P5", "P6", "P9", "P10", "P20",
    ]  # fmt: skip


@pytest.mark.parametrize("sort", [BY_DAMAGE, BY_CHANGE, BY_ID, "hip"])
@pytest.mark.parametrize("name", ["registry", "single_films", "all_operated", "no_joints"])
def test_every_order_holds_every_patient_once(name, sort):
    cohort = getattr(cohorts, name)()
    assert sorted(order(cohort, sort)) == sorted(cohort.patient_ids)


@given(n_rows=st.integers(1, 70))
def test_bins_hold_every_patient_once_and_keep_the_sum(n_rows):
    cells = cells_of(cohorts.registry(), "grade")
    bins = binned(cells, n_rows)
    sizes = bins.stop - bins.start
    assert sizes.sum() == cells.n_patients
    assert sizes.max() - sizes.min() <= 1
    assert len(sizes) == min(n_rows, cells.n_patients)
    assert np.array_equal(bins.n_read.sum(axis=0), cells.n_read)
    total = np.nansum(bins.mean * bins.n_read, axis=0)
    assert total == pytest.approx(cells.place_sum, rel=1e-5)


@given(n_patients=st.integers(1, 1_000))
def test_pages_hold_every_patient_once(n_patients):
    pages = [page_rows(page, n_patients) for page in range(1, n_pages(n_patients) + 1)]
    assert np.array_equal(np.concatenate(pages), np.arange(n_patients))
    assert max(len(rows) for rows in pages) <= PAGE_ROWS
