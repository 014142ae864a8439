import numpy as np
import pandas as pd
import pytest

from analysis.errors import CohortError
from analysis.poznanski_from_lengths import has_lengths, with_poznanski
from data.assembling import assemble
from data.cohort import Cohort
from tests.analysis.test_scores import REFERENCE


def measured(**columns: list) -> Cohort:
    patients = pd.DataFrame({"patient_id": ["A", "B"], "sex": ["F", "U"]})
    visits = pd.DataFrame(
        {"patient_id": ["A", "A", "A", "B"], "visit": ["1", "2", "3", "1"]} | columns
    )
    return assemble({"patients": patients, "visits": visits})


def test_only_wrists_without_a_recorded_score_are_scored() -> None:
    cohort = measured(
        rm_left_mm=[20, 20, 20, 20],
        m2_left_mm=[30, 30, 30, 30],
        poznanski_left_sd=[None, -3, None, None],
        physis_closed=[None, None, True, None],
    )
    found = with_poznanski(cohort, REFERENCE)
    assert (found.n_scored, found.n_kept, found.n_closed, found.n_outside) == (1, 1, 1, 1)
    np.testing.assert_allclose(
        found.cohort.visits["poznanski_left_sd"], [(20 - 19) / 1.5, -3, np.nan, np.nan]
    )
    assert found.cohort.poznanski_reference == "made up for this test"
    assert cohort.visits["poznanski_left_sd"].isna().sum() == 3


def test_nothing_scored_cites_nothing() -> None:
    cohort = measured(rm_right_mm=[20] * 4, m2_right_mm=[90] * 4)
    found = with_poznanski(cohort, REFERENCE)
    assert found.n_outside == 4
    assert found.cohort.poznanski_reference == ""


def test_a_cohort_without_lengths_gets_a_sentence() -> None:
    cohort = measured(rm_left_mm=[20, None, None, None], m2_right_mm=[30, None, None, None])
    assert not has_lengths(cohort)
    with pytest.raises(CohortError, match="None of the 4 visits"):
        with_poznanski(cohort, REFERENCE)
