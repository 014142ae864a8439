import pytest

from analysis.change import change
from analysis.paired import signed_rank
from analysis.paired_measures import LARSEN
from components.change_words import (
    direction_mark,
    highest_possible,
    joints_caption,
    joints_sentence,
    mean_and_range,
    measure_sentence,
    p_cell,
    paired_caption,
    sensitivity_sentence,
    shift_in_words,
    table_caption,
    tipping_sentence,
)
from tests import cohorts


def of(cohort, name):
    return change(cohort).of(name)


def told(cohort, name):
    result = change(cohort)
    return measure_sentence(result, result.of(name))


def test_the_primary_result_in_a_sentence():
    assert told(cohorts.demo(), "larsen_total") == (
        "Total Larsen (of 50) fell in 8 of 9 patients and rose in 1: median 15 to 9, typical "
        "change −5.0 points (95 % CI −8.5 to −1.5), an improvement; exact p = 0.020 "
        "(smallest possible 0.0039)."
    )


def test_a_result_at_its_floor_says_so():
    said = told(cohorts.demo(), "crp_mg_l")
    assert said.startswith("CRP fell in all 9 patients")
    assert said.endswith("exact p = 0.0039, the smallest that 9 changes can give.")


def test_an_interval_over_0_is_no_verdict():
    said = told(cohorts.demo(), "poznanski_sd")
    assert "worsening" not in said
    assert "−0.05 SD (95 % CI −0.40 to 0.30)" in said


def test_one_patient_is_told_without_interval():
    said = told(cohorts.one_patient(), "larsen_total")
    assert said.startswith("Total Larsen (of 50) rose in the only patient with both")
    assert "no interval" in said


@pytest.mark.parametrize("name", ["single_films", "no_labs"])
def test_no_result_gives_its_reason(name):
    said = told(getattr(cohorts, name)(), "crp_mg_l")
    assert said.startswith("CRP: ")


def test_cells_of_the_table():
    larsen = of(cohorts.demo(), "larsen_total")
    result = larsen.tested.result
    assert mean_and_range(larsen.before, larsen.measure) == "15.8 · 15 (6 to 27)"
    assert shift_in_words(result, larsen.measure) == "−5.0 (−8.5 to −1.5)"
    assert p_cell(result) == "0.020 (0.0039)"
    assert direction_mark(result, larsen.measure) == "▼ improved"


def test_a_falling_poznanski_score_is_marked_worse():
    poznanski = of(cohorts.demo(), "poznanski_sd")
    mark = direction_mark(poznanski.tested.result, poznanski.measure)
    assert mark == "▼ worsened; 0 not excluded"


def test_as_many_up_as_down_is_not_called_unchanged():
    up_and_down, nobody = signed_rank([1, 2, 3], [2, 1, 3]), signed_rank([1, 2], [1, 2])
    assert direction_mark(up_and_down, LARSEN) == "– no typical change"
    assert direction_mark(nobody, LARSEN) == "– unchanged"


def test_joints_in_a_sentence():
    assert joints_sentence(change(cohorts.demo()).by_grade) == (
        "By Larsen grade 47 of 90 joints improved (52 %, 95 % CI 35 to 69 %), 33 stayed "
        "unchanged and 10 worsened."
    )


def test_operated_joints_are_told_beside_and_as_worsened():
    joints = change(cohorts.registry()).by_grade
    assert "182 worsened and 28 more were operated" in joints_sentence(joints)
    assert sensitivity_sentence(joints).startswith("With the 28 operated counted as worsened, 210")
    assert sensitivity_sentence(change(cohorts.demo()).by_grade) == ""


def test_joints_not_seen_could_turn_the_balance_or_not():
    joints = change(cohorts.registry()).by_grade
    assert tipping_sentence(joints).endswith(
        "so it stays unless at least 6 of the 154 joints not seen improved."
    )
    assert tipping_sentence(change(cohorts.demo()).by_grade) == ""


def test_captions_name_test_n_and_what_is_left_out():
    result = change(cohorts.registry())
    assert "Wilcoxon signed rank, exact, unchanged pairs dropped." in table_caption(result)
    assert "with both values, of 55 with both visits and 60 in all." in table_caption(result)
    assert "in all" not in table_caption(change(cohorts.demo()))
    assert "532 joints of 55 patients" in joints_caption(result, result.by_grade)
    assert "54 of patients without both visits" in joints_caption(result, result.by_grade)
    assert "Hollow: below the limit of detection" in paired_caption(result)
    assert "Hollow" not in paired_caption(change(cohorts.demo()))
    assert "60 patients a panel" in paired_caption(change(cohorts.many()))


def test_a_total_shows_out_of_how_much():
    assert highest_possible(change(cohorts.demo()), LARSEN) == "of 50"
    assert highest_possible(change(cohorts.registry()), LARSEN) == "of 15 to 60"
    assert highest_possible(change(cohorts.single_films()), LARSEN) == ""
