import pandas as pd

from analysis.visit_pair import most_films, paired_visits
from data.assembling import assemble
from data.selection import CohortFilter, VisitPair
from tests.data.test_cohort import small_cohort


def test_baseline_and_final_are_worked_out_from_the_films() -> None:
    pair = paired_visits(small_cohort())
    assert pair.first.tolist() == [0, 3]
    assert pair.second.tolist() == [2, -1]
    assert (pair.n_patients, pair.n_without) == (1, 1)
    assert pair.rule.startswith("Baseline is the last film at or before month 0")


def test_recorded_timepoints_hold_while_the_window_is_full() -> None:
    visits = small_cohort().visits.assign(
        timepoint=pd.Categorical([None, "baseline", "final", "baseline", None])
    )
    cohort = small_cohort(visits=visits)
    assert paired_visits(cohort).first.tolist() == [1, 3]
    assert paired_visits(cohort).rule == "Baseline and final are the visits recorded as such."
    narrowed = cohort.where(CohortFilter(months=(-1, 20)))
    pair = paired_visits(narrowed)
    assert narrowed.visits["visit"].to_numpy()[pair.first].tolist() == ["a", "1"]
    assert narrowed.visits["visit"].to_numpy()[pair.second[0]] == "b"
    assert pair.rule == "Final is the last film inside the follow-up window."


def test_a_mixture_says_how_many_were_worked_out() -> None:
    visits = small_cohort().visits.assign(
        timepoint=pd.Categorical([None, None, None, "baseline", None])
    )
    pair = paired_visits(small_cohort(visits=visits))
    assert pair.rule == "Baseline and final as recorded; worked out from the films for 1 of 2."


def test_pairs_by_rank_and_by_label() -> None:
    cohort = small_cohort()
    by_rank = paired_visits(cohort.where(CohortFilter(pair=VisitPair("rank", "1", "2"))))
    assert by_rank.first.tolist() == [0, 3]
    assert by_rank.second.tolist() == [1, -1]
    assert by_rank.names == ("Film 1", "Film 2")
    by_label = paired_visits(cohort.where(CohortFilter(pair=VisitPair("label", "b", "c"))))
    assert by_label.first.tolist() == [1, -1]
    assert by_label.second.tolist() == [2, -1]
    assert most_films(cohort) == 3


def test_a_cohort_without_films_has_no_pair() -> None:
    cohort = assemble({"patients": pd.DataFrame({"patient_id": ["A"]})})
    assert paired_visits(cohort).n_patients == 0
    assert most_films(cohort) == 0


def test_a_second_visit_before_the_first_is_said() -> None:
    visits = small_cohort().visits.assign(
        timepoint=pd.Categorical(["final", "baseline", None, "baseline", None])
    )
    rule = paired_visits(small_cohort(visits=visits)).rule
    assert rule.endswith("In 1 patient the second lies before the first.")


def test_a_film_without_a_month_that_is_taken_as_the_last_is_said() -> None:
    visits = small_cohort().visits.drop(columns="timepoint")
    undated = visits.assign(month=visits["month"].mask(visits["visit"] == "b"))
    rule = paired_visits(small_cohort(visits=undated)).rule
    assert rule.endswith("In 1 patient a film without a month is taken as the last.")
    assert "without a month" not in paired_visits(small_cohort(visits=visits)).rule


def test_a_final_visit_that_is_not_recorded_as_such_is_worked_out() -> None:
    visits = small_cohort().visits.assign(
        timepoint=pd.Categorical(["baseline", None, None, "baseline", None])
    )
    pair = paired_visits(small_cohort(visits=visits))
    assert pair.second.tolist() == [2, -1]
    assert pair.rule == "Baseline and final as recorded; worked out from the films for 1 of 2."


def test_films_are_numbered_inside_the_window() -> None:
    chosen = CohortFilter(months=(-1, 20), pair=VisitPair("rank", "1", "2"))
    rule = paired_visits(small_cohort().where(chosen)).rule
    assert rule.startswith("The patient's films number 1 and 2 of those inside the follow-up")
