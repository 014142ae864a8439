import numpy as np
import pandas as pd
import pytest

from analysis.errors import CohortError
from analysis.lab_at_film import lab_at_film
from analysis.scores import deficit, mean_poznanski, poznanski, wrists_recorded
from data.assembling import assemble
from data.cohort import Cohort

REFERENCE = pd.DataFrame(
    {
        "sex": ["F", "F", "M"],
        "m2_min_mm": [20, 40, 20],
        "m2_max_mm": [39.9, 60, 60],
        "intercept_mm": [4, 5, 6],
        "slope": [0.5, 0.4, 0.45],
        "sd_mm": [1.5, 2, 1],
        "citation": ["made up for this test"] * 3,
    }
)


def visits(**columns: list) -> Cohort:
    n = len(next(iter(columns.values())))
    frame = pd.DataFrame({"patient_id": ["A"] * n, "visit": [str(i) for i in range(n)]} | columns)
    return assemble({"patients": pd.DataFrame({"patient_id": ["A"]}), "visits": frame})


def test_poznanski_is_the_distance_from_the_expected_length_in_sds() -> None:
    score = poznanski([20, 21, 26.0], [30, 40, 40], ["F", "F", "M"], REFERENCE)
    np.testing.assert_allclose(score, [(20 - 19) / 1.5, (21 - 21) / 2, 26 - 24])


def test_poznanski_outside_the_table_is_missing() -> None:
    score = poznanski([20, 20, 20], [10, 30, np.nan], ["F", "U", "F"], REFERENCE)
    assert score.isna().all()


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        (REFERENCE.drop(columns="sd_mm"), "lacks sd_mm"),
        (REFERENCE.rename(columns={"m2_min_mm": "age_years"}), "lengths by age"),
        (REFERENCE.assign(sd_mm=0), "sd_mm above 0"),
    ],
)
def test_an_unusable_reference_is_refused(reference: pd.DataFrame, sentence: str) -> None:
    with pytest.raises(CohortError, match=sentence):
        poznanski([20], [30], ["F"], reference)


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(CohortError, match="2, 1 and 1 values"):
        poznanski([20, 21], [30], ["F"], REFERENCE)


def test_wrists_are_averaged_and_a_closed_growth_plate_ends_the_score() -> None:
    cohort = visits(
        poznanski_left_sd=[-1, -2, None, None, -1],
        poznanski_right_sd=[-2, None, None, None, -1],
        poznanski_sd=[None, -9, -3, None, None],
        physis_closed=[None, False, None, None, True],
    )
    np.testing.assert_allclose(mean_poznanski(cohort), [-1.5, -2, -3, np.nan, np.nan])
    wrists = [
        int(wrists_recorded(cohort, np.array([row], dtype=np.int32))[0]) for row in (0, 1, 2)
    ]
    assert wrists == [3, 1, 0]
    np.testing.assert_allclose(deficit([-1.5, 2]), [1.5, -2])


def test_a_lab_is_the_films_own_else_the_nearest_within_a_month() -> None:
    cohort = visits(month=[-0.5, 0.5, 12, 12.8, 20], crp_mg_l=[4, 9, None, 2, 7.0])
    final = lab_at_film(cohort, "crp_mg_l", np.array([2], dtype=np.int32), is_baseline=False)
    assert final.value[0] == 2
    assert final.gap_days[0] == pytest.approx(0.8 * 30.4375)
    far = lab_at_film(
        cohort, "crp_mg_l", np.array([2], dtype=np.int32), is_baseline=False, window_days=20
    )
    assert np.isnan(far.value[0])


def test_a_baseline_lab_is_never_taken_after_the_first_dose() -> None:
    cohort = visits(month=[-0.9, 0, 0.1], crp_mg_l=[4, None, 9.0])
    lab = lab_at_film(cohort, "crp_mg_l", np.array([1], dtype=np.int32), is_baseline=True)
    assert lab.value[0] == 4


def test_a_limit_flag_goes_with_its_value() -> None:
    cohort = visits(month=[0, 1], crp_mg_l=[0.3, 1], crp_mg_l_below_limit=[True, False])
    lab = lab_at_film(cohort, "crp_mg_l", np.array([0], dtype=np.int32), is_baseline=True)
    assert lab.is_below_limit.tolist() == [True]


@pytest.mark.parametrize("dtype", ["object", "string", "category"])
def test_a_missing_sex_or_length_gives_no_score(dtype: str) -> None:
    rm = pd.Series([30, 30, pd.NA], dtype="Float64", index=[7, 7, 1])
    score = poznanski(rm, [48, 48, 48], pd.Series(["F", None, "F"], dtype=dtype), REFERENCE)
    assert score.notna().tolist() == [True, False, False]


@pytest.mark.parametrize("rm", [["long", 30], [np.inf, 30]])
def test_a_length_that_is_no_number_is_refused_with_a_sentence(rm: list[object]) -> None:
    with pytest.raises(CohortError, match="RM"):
        poznanski(rm, [48, 48], ["F", "F"], REFERENCE)  # type: ignore[arg-type]
