import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import CohortError
from analysis.follow_up import follow_up, follow_up_by_interval, has_lab, lanes
from benchmarks.cohorts import made_up_cohort
from data.assembling import assemble
from data.cohort import Cohort
from data.selection import CohortFilter
from tests.cohorts import demo, many, no_labs, no_months, only_patients, registry


def small() -> Cohort:
    """A followed to 24; B not recorded, last seen at 6; C followed to 36, last seen at 12; D."""
    return assemble(
        {
            "patients": pd.DataFrame(
                {
                    "patient_id": ["A", "B", "C", "D"],
                    "followup_months": [24.0, np.nan, 36.0, np.nan],
                    "treatment": [None, "anakinra", "anakinra", None],
                }
            ),
            "visits": pd.DataFrame(
                {
                    "patient_id": ["A", "A", "B", "C", "C"],
                    "visit": ["1", "2", "1", "1", "2"],
                    "month": [0.0, 24.0, 6.0, -2.0, 12.0],
                    "crp_mg_l": [12.0, np.nan, np.nan, 3.0, 1.0],
                    "ferritin_ug_l": [80.0, np.nan, np.nan, np.nan, np.nan],
                }
            ),
            "joints": pd.DataFrame(
                {
                    "patient_id": ["A", "A", "C"],
                    "visit": ["1", "2", "2"],
                    "joint": ["knee"] * 3,
                    "side": ["L"] * 3,
                    "larsen": [1.0, 2.0, 0.0],
                }
            ),
            "treatments": pd.DataFrame(
                {
                    "patient_id": ["A", "A", "B"],
                    "drug": ["tocilizumab", "methotrexate", "methotrexate"],
                    "start_month": [0.0, -12.0, np.nan],
                    "stop_month": [np.nan, 0.0, np.nan],
                }
            ),
        }
    )


def test_follow_up_is_as_recorded_else_the_last_visit():
    found = follow_up(small())
    assert found.months.tolist()[:3] == [24, 6, 36]
    assert np.isnan(found.months[3])
    assert found.is_recorded.tolist() == [True, False, True, False]
    assert (found.n_known, found.n_from_last_visit, found.n_longer_than_visits) == (3, 1, 1)
    assert found.n_films.tolist() == [2, 0, 1, 0]
    assert found.n_lab_visits == 3


def test_lanes_stand_longest_first_and_unknown_last():
    cohort = small()
    assert follow_up(cohort).order.tolist() == [2, 0, 1, 3]
    shown = lanes(cohort, follow_up(cohort), 0, 4)
    assert shown.patient_ids == ("C", "A", "B", "D")
    np.testing.assert_array_equal(shown.first_month, [-2, 0, 6, np.nan])
    np.testing.assert_array_equal(shown.end, [36, 24, 6, np.nan])


def test_a_lane_holds_its_visits_with_film_and_labs():
    cohort = small()
    visits = lanes(cohort, follow_up(cohort), 0, 2).visits
    assert visits.lane.tolist() == [1, 1, 0, 0]
    assert visits.month.tolist() == [0, 24, -2, 12]
    assert visits.is_film.tolist() == [True, True, False, True]
    assert visits.labs == ("CRP, Ferritin", "", "CRP", "CRP")


def test_a_drug_without_a_stop_goes_on_to_the_end_of_follow_up():
    cohort = small()
    shown = lanes(cohort, follow_up(cohort), 0, 4)
    periods = {each.drug: each for each in shown.drugs}
    tocilizumab, methotrexate = periods["tocilizumab"], periods["methotrexate"]
    assert (tocilizumab.start.tolist(), tocilizumab.stop.tolist()) == ([0], [24])
    assert tocilizumab.is_ongoing.tolist() == [True]
    assert (methotrexate.start.tolist(), methotrexate.stop.tolist()) == ([-12], [0])
    assert methotrexate.lane.tolist() == [1]


def test_a_drug_without_dates_is_named_and_never_drawn():
    cohort = small()
    assert lanes(cohort, follow_up(cohort), 0, 4).undated_drugs == (("anakinra", 2),)
    assert lanes(cohort, follow_up(cohort), 0, 1).undated_drugs == (("anakinra", 1),)


def test_the_demo_was_followed_for_82_months():
    found = follow_up(demo())
    assert found.months.mean() == pytest.approx(82.0)
    assert (found.months.min(), found.months.max()) == (61, 97)
    assert (found.n_from_last_visit, found.n_longer_than_visits, found.n_undated) == (0, 0, 0)


def test_a_follow_up_window_does_not_make_patients_look_lost():
    found = follow_up(demo().where(CohortFilter(months=(0.0, 40.0))))
    assert found.is_windowed
    assert found.months.mean() == pytest.approx(82.0)


def test_the_registry_has_patients_whose_end_is_unknown():
    cohort = registry()
    found = follow_up(cohort)
    lost = cohort.patients["followup_months"].isna().to_numpy()
    assert found.n_from_last_visit == lost.sum() > 0
    assert set(found.order[-int(lost.sum()) :]) == set(np.flatnonzero(lost))


def test_labs_are_absent_where_none_was_taken():
    assert not has_lab(no_labs()).any()
    assert has_lab(demo()).all()


def test_without_months_and_follow_up_there_is_no_axis():
    cohort = assemble(
        {
            "patients": pd.DataFrame({"patient_id": ["A"]}),
            "visits": pd.DataFrame({"patient_id": ["A"], "visit": ["1"], "crp_mg_l": [5.0]}),
        }
    )
    found = follow_up(cohort)
    assert found.n_undated == 1
    with pytest.raises(CohortError, match="None of the 1 visits has a month"):
        lanes(cohort, found, 0, 1)
    with pytest.raises(CohortError, match="Add the column month"):
        follow_up_by_interval(cohort, found)


def test_patients_alone_have_nothing_to_draw():
    bare = assemble({"patients": pd.DataFrame({"patient_id": ["A"]})})
    with pytest.raises(CohortError, match="holds no visit and no follow-up"):
        lanes(bare, follow_up(bare), 0, 1)
    assert lanes(only_patients(), follow_up(only_patients()), 0, 9).visits.label == ()


def test_recorded_follow_up_is_drawn_without_months():
    cohort = no_months()
    shown = lanes(cohort, follow_up(cohort), 0, 9)
    assert np.isnan(shown.last_visit).all()
    assert shown.end.max() == 97


def test_together_counts_who_is_still_followed():
    cohort = small()
    found = follow_up_by_interval(cohort, follow_up(cohort))
    assert found.width == 2
    at = dict(zip(found.start.tolist(), found.n_followed.tolist(), strict=True))
    assert [at[month] for month in (-2, 0, 6, 8, 24, 26, 36)] == [3, 3, 3, 2, 2, 1, 1]
    assert found.n_films.sum() == 3
    assert found.n_labs.sum() == 3


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 40), st.integers(1, 6))
def test_together_loses_no_visit_and_never_gains_a_patient(n_patients, n_visits):
    cohort = made_up_cohort(n_patients, n_visits)
    found = follow_up_by_interval(cohort, follow_up(cohort))
    assert found.n_films.sum() == cohort.is_film.sum()
    assert (np.diff(found.n_followed) <= 0).all()
    assert found.n_followed[0] == n_patients


def test_pages_of_lanes_hold_every_patient_once():
    cohort = many(400)
    found = follow_up(cohort)
    pages = [lanes(cohort, found, first, min(first + 150, 400)) for first in (0, 150, 300)]
    ids = [patient for page in pages for patient in page.patient_ids]
    assert sorted(ids) == sorted(cohort.patient_ids)
    assert sum(len(page.visits.lane) for page in pages) == len(cohort.visits)
