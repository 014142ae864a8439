import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.change import change
from analysis.result_notes import comparison_notes, same_wrists
from data.assembling import assemble
from data.selection import CohortFilter
from tests import cohorts


def notes(cohort):
    return " ".join(comparison_notes(cohort, change(cohort)))


def with_wrists(left, right):
    """The demo's children with these Poznanski scores at the first and second of two visits."""
    tables = cohorts.demo_tables()
    visits = tables["visits"]
    visits = visits[visits["timepoint"].isin(["baseline", "final"])].reset_index(drop=True)
    n = len(visits) // 2
    visits = visits.assign(
        poznanski_left_sd=np.tile(left, n), poznanski_right_sd=np.tile(right, n)
    )
    joints = tables["joints"]
    joints = joints[joints["timepoint"].isin(["baseline", "final"])].reset_index(drop=True)
    return assemble({**tables, "visits": visits, "joints": joints})


def test_the_demo_leaves_nothing_out():
    assert comparison_notes(cohorts.demo(), change(cohorts.demo())) == (
        "Baseline and final are the visits recorded as such.",
        "6 tests done on this comparison, not adjusted for each other; "
        "the primary outcome is Total Larsen.",
    )


@pytest.mark.parametrize(
    "said",
    [
        "Patients without both visits: 5 of 60",
        "Grades of 2 readers are averaged",
        "visits with a grade the Larsen sum lacks joints",
        "were not graded at both visits",
        "replaced or fused between the two visits, counted as operated beside n: R005 ankle R",
        "Counted as worsened, 210 of 560",
        "lie below the limit of detection",
        "highest possible total lies between",
        "the growth plate had closed",
        "the wrists differ between the visits; over the same wrists",
    ],
)
def test_the_registry_names_what_is_left_out_and_decided(said):
    assert said in notes(cohorts.registry())


def test_every_note_is_a_sentence():
    for cohort in (cohorts.registry(), cohorts.one_patient(), cohorts.single_films()):
        said = comparison_notes(cohort, change(cohort))
        assert all(each[0].isupper() or each[0].isdigit() for each in said)
        assert all(each.endswith(".") for each in said)
        assert not re.search(r"\b(nan|None|inf)\b", " ".join(said).replace("None of", ""))


def test_the_rule_of_a_window_is_said():
    narrowed = cohorts.demo().where(CohortFilter(months=(0, 40)))
    assert "last film inside the follow-up window" in notes(narrowed)


def test_one_reader_is_not_an_average():
    assert "readers" not in notes(cohorts.registry().where(CohortFilter(reader="A")))


def test_unrecorded_measures_of_the_abstract_are_named():
    assert "CRP: not recorded at any visit." in notes(cohorts.no_labs())
    assert "SAA" not in notes(cohorts.no_labs())


def test_an_unknown_primary_outcome_is_quoted():
    study = pd.DataFrame({"key": ["primary_outcome"], "value": ["walking distance"]})
    assert 'calls "walking distance" the primary outcome' in notes(
        replace(cohorts.demo(), study=study)
    )


def test_wrists_that_differ_are_counted_and_tested_on_the_same_wrist():
    cohort = with_wrists(left=[-1.0, -2.0], right=[-3.0, np.nan])
    assert "in 9 of 9 pairs the wrists differ" in notes(cohort)
    result = same_wrists(cohort, change(cohort)).result
    assert (result.n, result.shift) == (9, -1.0)  # left alone: -1 to -2, not the mean of -2 to -2


def test_no_wrist_in_common_is_said():
    cohort = with_wrists(left=[-1.0, np.nan], right=[np.nan, -2.0])
    assert same_wrists(cohort, change(cohort)).result is None
    assert "no patient has the same wrist at both" in notes(cohort)


def test_patients_without_a_value_at_both_visits_are_counted_measure_by_measure():
    cohort = cohorts.registry()
    compared = change(cohort)
    said = next(each for each in comparison_notes(cohort, compared) if "lack a value" in each)
    n_both = compared.pair.n_patients
    assert said.startswith(f"Of {n_both} patients with both visits")
    for each in compared.recorded:
        n_missing = n_both - each.n_pairs
        assert (f"{each.measure.title} {n_missing}" in said) == (n_missing > 0)
