import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import CohortError
from analysis.missing_data import completeness_rows, missing_data
from benchmarks.cohorts import made_up_cohort
from data.assembling import assemble
from data.cohort import Cohort
from data.selection import CohortFilter
from tests.cohorts import all_operated, demo, many, no_joints, only_patients, registry


def small(second_reader: bool = False) -> Cohort:
    """Two knees; A: whole film, then one knee replaced; B: a knee not filmed, then labs alone."""
    reads = pd.DataFrame(
        {
            "patient_id": ["A", "A", "A", "A", "B", "B"],
            "visit": ["1", "1", "2", "2", "1", "1"],
            "joint": ["knee"] * 6,
            "side": ["L", "R", "L", "R", "L", "R"],
            "larsen": [3.0, 1.0, np.nan, 2.0, 0.0, np.nan],
            "status": ["examined", "examined", "replaced", None, "examined", "not_examined"],
        }
    )
    if second_reader:
        reads = pd.concat([reads.assign(reader="X"), reads.assign(reader="Y")])
    return assemble(
        {
            "patients": pd.DataFrame({"patient_id": ["A", "B"]}),
            "visits": pd.DataFrame(
                {
                    "patient_id": ["A", "A", "A", "B", "B"],
                    "visit": ["1", "2", "3", "1", "2"],
                    "month": [0.0, 12.0, 24.0, 0.0, 6.0],
                    "crp_mg_l": [10.0, np.nan, np.nan, 4.0, 1.0],
                    "poznanski_left_sd": [-1.0, np.nan, np.nan, np.nan, np.nan],
                    "physis_closed": [False, True, None, False, None],
                }
            ),
            "joints": reads,
        }
    )


def test_each_visit_counts_what_was_expected_of_it():
    found = missing_data(small())
    # Two knees, CRP and a wrist; the growth plate had closed at A's second visit; the last visits
    # of both have no film.
    assert found.n_expected.tolist() == [4, 3, 1, 4, 1]
    assert found.n_recorded.tolist() == [4, 2, 0, 2, 1]
    assert found.rank.tolist() == [0, 1, 2, 0, 1]
    assert found.n_patients_at_rank.tolist() == [2, 2, 1]
    assert found.overall == pytest.approx(9 / 13)


def test_not_filmed_and_replaced_are_told_apart():
    found = missing_data(small())
    assert found.n_joints_read.tolist() == [2, 1, 0, 1, 0]
    assert found.n_operated.tolist() == [0, 1, 0, 0, 0]
    assert found.n_not_filmed.tolist() == [0, 0, 0, 1, 0]


def test_a_second_reader_doubles_nothing():
    once, twice = missing_data(small()), missing_data(small(second_reader=True))
    assert once.n_recorded.tolist() == twice.n_recorded.tolist()
    assert once.n_expected.tolist() == twice.n_expected.tolist()


def test_measures_say_how_often_they_were_recorded():
    found = {each.title: each for each in missing_data(small()).measures}
    assert list(found) == ["Joint reads", "CRP", "Poznanski score"]
    assert (found["Joint reads"].n_recorded, found["Joint reads"].n_expected) == (5, 6)
    assert (found["CRP"].n_recorded, found["CRP"].n_expected) == (3, 5)
    assert (found["Poznanski score"].n_recorded, found["Poznanski score"].n_expected) == (1, 2)
    np.testing.assert_array_equal(found["CRP"].share, np.float32([1, 0.5, 0]))
    np.testing.assert_array_equal(
        found["Poznanski score"].share, np.float32([0.5, np.nan, np.nan])
    )


def test_the_measure_recorded_least_is_named():
    assert missing_data(small()).least_complete.title == "Poznanski score"
    assert missing_data(demo()).least_complete is None


def test_the_demo_lacks_nothing():
    found = missing_data(demo())
    assert found.overall == 1
    assert found.n_expected.sum() == 43 * (10 + 4)
    assert found.n_ranks == 6


def test_a_joint_once_replaced_stays_known():
    found = missing_data(all_operated())
    assert found.n_operated.sum() == 120
    assert found.n_not_filmed[found.rank == 1].sum() == 0


def test_every_expected_joint_is_read_operated_or_missing():
    found = missing_data(registry())
    seen = found.n_joints_read + found.n_operated + found.n_not_filmed
    assert (seen[found.is_film] == found.n_joints_expected).all()
    assert (seen[~found.is_film] == 0).all()
    assert (found.n_recorded <= found.n_expected).all()


def test_a_filter_of_joints_narrows_what_is_expected():
    found = missing_data(demo().where(CohortFilter(joints=("knee",))))
    assert found.n_joints_expected == 2


def test_without_joints_the_measures_are_left():
    found = missing_data(no_joints())
    assert found.measures[0].title == "Active joints"
    assert found.overall == 1


def test_without_visits_it_says_so():
    with pytest.raises(CohortError, match="holds no visit"):
        missing_data(only_patients())


def test_empty_visits_are_no_answer():
    cohort = assemble(
        {
            "patients": pd.DataFrame({"patient_id": ["A"]}),
            "visits": pd.DataFrame({"patient_id": ["A"], "visit": ["1"]}),
        }
    )
    with pytest.raises(CohortError, match="None of the 1 visits"):
        missing_data(cohort)


def test_rows_show_a_patient_each_and_gaps_where_there_is_no_visit():
    cohort = small()
    found = missing_data(cohort)
    order = found.least_complete_first(np.array([0, 1], dtype=np.int32))
    assert order.tolist() == [1, 0]  # 3 of 5 against 6 of 8
    rows = completeness_rows(cohort, found, order, 0, 2)
    assert rows.patient_ids == ("B", "A")
    np.testing.assert_allclose(rows.share, [[0.5, 1, np.nan], [1, 2 / 3, 0]], rtol=1e-6)
    assert rows.n_visits.tolist() == [[1, 1, 0], [1, 1, 1]]
    assert rows.has_no_film.tolist() == [[False, True, False], [False, False, True]]


def test_patients_without_visits_stand_last():
    cohort = assemble(
        {
            "patients": pd.DataFrame({"patient_id": ["A", "B"]}),
            "visits": pd.DataFrame({"patient_id": ["B"], "visit": ["1"], "crp_mg_l": [3.0]}),
        }
    )
    found = missing_data(cohort)
    assert found.least_complete_first(np.array([0, 1], dtype=np.int32)).tolist() == [1, 0]


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 500), st.integers(1, 4))
def test_rows_of_any_size_lose_no_entry(n_patients, n_visits):
    cohort = made_up_cohort(n_patients, n_visits)
    found = missing_data(cohort)
    order = np.arange(n_patients, dtype=np.int32)
    rows = completeness_rows(cohort, found, order, 0, n_patients)
    assert rows.n_rows <= 150
    assert rows.n_recorded.sum() == found.n_recorded.sum()
    assert rows.n_expected.sum() == found.n_expected.sum()
    assert (rows.stop[-1], rows.start[0]) == (n_patients, 0)
    assert bool(rows.patient_ids) == (n_patients <= 150)


def test_a_page_shows_its_patients_only():
    cohort = many(400)
    found = missing_data(cohort)
    rows = completeness_rows(cohort, found, np.arange(400, dtype=np.int32), 300, 400)
    assert rows.patient_ids == cohort.patient_ids[300:]
    assert rows.n_visits.sum() == 400
