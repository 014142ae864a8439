import pandas as pd
import pytest

from analysis.follow_up import follow_up, lanes
from analysis.missing_data import missing_data
from analysis.overview import overview
from components.overview_tables import (
    characteristics_table,
    completeness_table,
    study_table,
    visits_table,
)
from components.overview_words import (
    followup_remarks,
    key_numbers,
    lanes_alt,
    lanes_caption,
    missing_caption,
    missing_in_words,
    who_in_words,
)
from data.assembling import assemble
from data.selection import CohortFilter
from tests.cohorts import (
    dangerous_names,
    demo,
    many,
    no_joints,
    one_patient,
    only_patients,
    registry,
)


def bare(**columns):
    return assemble({"patients": pd.DataFrame({"patient_id": ["A", "B"], **columns})})


@pytest.mark.parametrize(
    ("cohort", "sentence"),
    [
        (
            demo,
            "9 patients (5 female and 4 male), 2.8 to 8.0 years old at the start, were followed "
            "for 82.0 months on average (61 to 97), all on tocilizumab 8 mg/kg every 2 weeks.",
        ),
        (
            one_patient,
            "1 patient (1 female), 8.0 years old at the start, was followed for 93.0 months, "
            "on tocilizumab 8 mg/kg every 2 weeks.",
        ),
        (bare, "2 patients were followed for a time that is not recorded."),
    ],
)
def test_the_cohort_is_told_in_one_sentence(cohort, sentence):
    assert who_in_words(overview(cohort())) == sentence


def test_what_is_not_recorded_is_told_in_the_sentence():
    found = overview(bare(sex=["F", None], treatment=["anakinra", None], followup_months=[8, 8]))
    assert who_in_words(found) == (
        "2 patients (1 female and 1 not recorded) were followed for 8.0 months each, "
        "on anakinra (1 of 2)."
    )


def test_several_treatments_are_counted():
    assert "; 3 treatments, most often tocilizumab" in who_in_words(overview(registry()))


def test_labels_of_the_file_are_escaped():
    cohort = bare(treatment=["![x](http://example.invalid/x.png)"] * 2)
    assert "![x]" not in who_in_words(overview(cohort))
    table = characteristics_table(overview(dangerous_names()))
    assert not table["Characteristic"].str.contains("<script>", regex=False).any()


def test_four_numbers_stand_at_the_head():
    said = [(each.value, each.remark) for each in key_numbers(overview(demo()))]
    assert said == [
        ("9", "43 visits"),
        ("90", "5 types of joint"),
        ("82.0", "61 to 97, n 9"),
        ("4.8", "43 films, 3 to 6 a patient"),
    ]
    assert key_numbers(overview(no_joints()))[1].remark == "no joint was read"
    assert key_numbers(overview(bare()))[2].value == "not known"


def test_the_caption_tells_who_was_last_seen_and_what_is_unknown():
    cohort = registry()
    found = overview(cohort)
    caption = lanes_caption(found, lanes(cohort, found.followup, 0, 60), 0)
    assert "For 5 patients no follow-up is recorded" in caption
    assert "(n = 60)" in caption
    assert "248 in all" in caption


def test_the_caption_of_a_page_names_its_patients():
    cohort = many(400)
    found = overview(cohort)
    caption = lanes_caption(found, lanes(cohort, found.followup, 150, 300), 150)
    assert "patients 151 to 300 of 400" in caption


def test_a_window_is_told_instead_of_visits_that_seem_missing():
    cohort = demo().where(CohortFilter(months=(0.0, 40.0)))
    (remark,) = followup_remarks(follow_up(cohort))
    assert "window hides visits" in remark


def test_follow_up_without_visits_is_told_and_stays_in_the_table():
    cohort = only_patients()
    followup = follow_up(cohort)
    (remark,) = followup_remarks(followup)
    assert "without a dated visit (9 patients)" in remark
    table = visits_table(cohort, followup, 0, 9)
    assert table["Follow-up (months)"].tolist()[:2] == [97, 93]
    assert table["Film"].isna().all()


def test_the_picture_can_be_read_out():
    cohort = demo()
    said = lanes_alt(overview(cohort), lanes(cohort, follow_up(cohort), 0, 9))
    assert "9 patients" in said
    assert "tocilizumab" in said
    assert "61 to 97 months" in said


def test_what_is_missing_is_told_with_its_n():
    assert missing_in_words(missing_data(demo())) == (
        "Nothing that this cohort records is missing: 602 entries at 43 visits."
    )
    said = missing_in_words(missing_data(registry()))
    assert said.startswith("82 % of what this cohort records is there: 4,874 of 5,954 entries.")
    assert said.endswith("Recorded least: mSMS (86 of 307).")


def test_the_caption_tells_not_filmed_replaced_and_no_film_apart():
    said = missing_caption(missing_data(registry()))
    assert "244 expected joints not on the film" in said
    assert "74 joints replaced or fused" in said
    assert "a visit without a film (59)" in said
    assert "film" not in missing_caption(missing_data(no_joints()))


def test_characteristics_add_up():
    table = characteristics_table(overview(registry())).set_index("Characteristic")
    summary = table["Median (range) or n (%)"].str.replace("\N{NO-BREAK SPACE}", " ")
    assert summary["Sex: female"] == "40 of 60 (67 %)"
    assert summary["Age at start (years)"] == "8.2 (2.8 to 15.1)"
    assert table.loc["Disease duration at start (months)", "Missing"] == "3"
    arms = summary[summary.index.str.startswith("Arm")].str.split(" ").str[0].astype(int)
    assert arms.sum() == 60


def test_further_values_stand_in_one_row():
    cohort = assemble(
        {"patients": pd.DataFrame({"patient_id": list("abcdefgh"), "diagnosis": list("ABCDEFGH")})}
    )
    table = characteristics_table(overview(cohort))
    assert table["Characteristic"].iloc[-1] == "Diagnosis: 2 other values"


def test_the_study_stands_as_recorded():
    table = study_table(overview(registry()).study)
    assert table["Study"].tolist()[:3] == ["Disease", "Reading order", "Blinding"]
    assert table["As recorded"].iloc[1] == "chronological"


def test_the_tables_repeat_what_the_figures_show():
    cohort = demo()
    table = visits_table(cohort, follow_up(cohort), 0, 9)
    assert len(table) == 43
    assert set(table["Film"]) == {"yes"}
    assert set(table["Follow-up recorded"]) == {"yes"}
    assert table["Patient"].iloc[0] == "P02"
    assert table["Film"].all()
    assert "SAA taken" not in table
    counts = completeness_table(missing_data(registry())).set_index("Measure")
    assert counts.loc["mSMS", "Recorded"] == 86
    assert counts.loc["Active joints", "Visit 1"] == "60 of 60"
