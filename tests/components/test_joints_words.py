import pytest

from analysis.joint_cells import JointQuestion, joint_cells
from analysis.joint_change import joint_change
from analysis.joints import binned, joint_answer
from components.joint_tables import cells_table, overview_table
from components.joints_words import (
    alt_in_words,
    answer_in_words,
    at_visit,
    caption_in_words,
    overview_in_words,
)
from components.words import joint_name, joint_plural, joint_with_side
from data.selection import CohortFilter
from tests import cohorts


def cells_of(cohort, reading="change", **options):
    return joint_cells(cohort, joint_change(cohort), JointQuestion(reading, **options))


def answer(cohort, reading="change", **options):
    cells = cells_of(cohort, reading, **options)
    return answer_in_words(cells, joint_answer(cells))


def test_joints_are_called_as_in_the_clinic():
    names = ["hip", "toe_ip", "mcp2", "tmj", "cervical_spine"]
    assert [joint_name(each) for each in names] == [
        "hip",
        "toe IP",
        "MCP 2",
        "TMJ",
        "cervical spine",
    ]
    assert [joint_plural(each) for each in ("hip", "mcp2")] == ["hips", "MCP 2 joints"]
    assert joint_with_side("hip", "L") == "left hip"
    assert joint_with_side("cervical_spine", "midline") == "cervical spine"


def test_the_answer_is_one_sentence_with_its_interval_and_all_four_outcomes():
    assert answer(cohorts.demo()) == (
        "**47 of 90 joints improved** (52 %, 95 % CI 35 to 69 %), 10 worsened, 33 unchanged, "
        "none operated; most often hips (12 of 18), least elbows (6 of 18)."
    )


def test_one_joint_type_is_not_compared_with_itself():
    hips = cohorts.demo().where(CohortFilter(joints=("hip",)))
    assert answer(hips).endswith("none operated.")


def test_two_types_that_share_a_place_are_both_named():
    assert "most often hips (14 of 18) and ankles (14 of 18)" in answer(cohorts.demo(), "finding")


def test_visits_are_named_in_the_sentence():
    assert at_visit("Baseline") == "at baseline"
    assert at_visit("Final") == "at the final film"
    assert at_visit("Film 2") == "at film 2"


def test_the_caption_counts_who_is_left_out():
    cells = cells_of(cohorts.registry())
    caption = caption_in_words(cohorts.registry(), cells, "The rule.")
    assert caption.startswith(
        "Change of the Larsen grade from baseline to final, 60 patients, 532 joints."
    )
    assert "5 patients lack one of the visits." in caption
    assert "160 joints not filmed at one of the visits or both." in caption
    assert "The rule." in caption


def test_the_alternative_text_has_no_marks_of_formatting():
    cells = cells_of(cohorts.demo())
    assert alt_in_words(cells, "**47 of 90** improved.") == (
        "Heatmap of 9 patients by 10 joints: Change of the Larsen grade from baseline to final. "
        "47 of 90 improved."
    )


def test_the_overview_says_how_many_patients_a_row_holds():
    bins = binned(cells_of(cohorts.many(400)), 150)
    assert "the mean of 2 to 3 patients in each of 150 rows" in overview_in_words(bins)
    assert overview_table(bins).shape == (150, 12)


@pytest.mark.parametrize("reading", ["grade", "finding", "change"])
def test_the_table_has_a_row_a_joint_and_keeps_the_states_apart(reading):
    cells = cells_of(cohorts.registry(), reading)
    table = cells_table(cells)
    assert len(table) == cells.value.size
    assert (table["State"] == "read").sum() == cells.is_read.sum()
    assert {"not filmed", "replaced", "fused"} <= set(table["State"])


def test_the_table_of_a_change_shows_both_values():
    row = cells_table(cells_of(cohorts.demo())).query("Patient == 'P04' and Joint == 'knee'")
    assert row[["Side", "Baseline", "Final", "Change", "Outcome"]].to_numpy().tolist() == [
        ["left", 3.0, 5.0, 2.0, "worsened"],
        ["right", 2.0, 3.0, 1.0, "worsened"],
    ]
