from dataclasses import replace

import numpy as np
import pytest

from analysis.timeline import DrugPeriod, JointEvent, Profile, patient_timeline
from components.figures.timeline_tracks import TimelineScale
from components.timeline_words import alt, caption, notes, person_line
from data.selection import CohortFilter
from tests.cohorts import (
    all_operated,
    demo,
    no_joints,
    no_labs,
    no_months,
    registry,
    single_films,
)

LINEAR = TimelineScale()


def told(cohort, patient_id):
    return patient_timeline(cohort, patient_id)


@pytest.mark.parametrize(
    ("cohort", "patient_id", "line"),
    [
        (
            demo(),
            "P04",
            "girl · 8.0 years at start · 93 months · Larsen 22 to 25 of 50, worsened",
        ),
        (demo(), "P02", "boy · 7.4 years at start · 97 months · Larsen 24 to 18 of 50, improved"),
        (
            single_films(),
            "P04",
            "girl · 8.0 years at start · Larsen 22 of 50 at the only graded film",
        ),
        (no_joints(), "P04", "girl · 8.0 years at start · 93 months · no joint graded"),
        (
            all_operated(),
            "M0009",
            "girl · 14.4 years at start · 12 months · Larsen 30 of 50 at the only graded film, "
            "10 joints operated between",
        ),
    ],
)
def test_the_line_says_who_and_what_became_of_the_joints(cohort, patient_id, line):
    assert person_line(told(cohort, patient_id)) == line


def test_operated_joints_are_said_beside_the_totals():
    assert person_line(told(registry(), "R009")).endswith("worsened, 1 joint operated between")


def test_totals_over_part_of_the_joints_say_so():
    said = person_line(told(registry(), "R042"))
    assert said.endswith("Larsen 22 to 31 of 50 over the 10 joints graded at both, worsened")


@pytest.mark.parametrize(
    ("profile", "line"),
    [
        (Profile("F", 18, None, ""), "woman · 18.0 years at start · "),
        (Profile("M", None, None, ""), "male · "),
        (Profile("U", 3, None, ""), "3.0 years at start · "),
        (Profile("", None, None, ""), ""),
    ],
)
def test_what_is_not_known_of_a_person_is_left_out(profile, line):
    timeline = replace(told(demo(), "P04"), profile=profile)
    assert person_line(timeline) == f"{line}Larsen 22 to 25 of 50, worsened"


def test_il6_blockade_is_noted_once_for_all():
    said = notes([told(demo(), "P04"), told(demo(), "P02")], LINEAR)
    assert len(said) == 1
    assert said[0].startswith("CRP is unreliable under tocilizumab")
    assert notes([told(registry(), "R006")], LINEAR) == []


def test_what_has_no_month_is_counted():
    timeline = told(no_months(), "P04")
    (said,) = (each for each in notes([timeline], LINEAR) if "month" in each)
    assert "6 of 6 visits have no month" in said
    assert "(1, 2, 3, 4, 5, 6)" in said.replace("\\", "")
    event = JointEvent(None, "surgery", "hip", "L", "")
    undated = replace(told(demo(), "P04"), events=(event,), drugs=())
    assert notes([undated], LINEAR) == ["P04: 1 event without a month in the table only."]


def test_zeros_are_counted_on_a_log_axis_alone():
    timeline = replace(told(demo(), "P04"), drugs=())
    zero = replace(timeline.crp, value=np.array([0.0, 0.0, 5, 1, 1, np.nan]))
    timeline = replace(timeline, labs=(zero, *timeline.labs[1:]))
    assert notes([timeline], LINEAR) == []
    (said,) = notes([timeline], TimelineScale(crp_is_log=True))
    assert said == "P04: 2 CRP values of 0 cannot stand on a log axis."


def test_the_caption_says_n_and_what_marks_mean():
    said = caption([told(registry(), "R007")], TimelineScale(crp_line=3))
    for words in (
        "R007: 6 visits, 6 films",
        "CRP 3 mg/L",
        "Hollow dots",
        "Hollow squares",
        "R replaced",
        "drug periods",
        "/methods#crp",
    ):
        assert words in said
    assert "Not recorded" not in said


def test_the_caption_names_what_is_not_recorded():
    said = caption([told(no_labs(), "P04")], LINEAR)
    assert "Not recorded: CRP, ESR, SAA, Ferritin, MMP-3." in said
    assert "Dashed" not in said
    assert "Hollow" not in said
    undated = replace(told(demo(), "P04"), drugs=(DrugPeriod("x", ""),))
    assert "drug periods" not in caption([undated], LINEAR)


def test_the_caption_says_what_the_filter_narrows():
    hips = demo().where(CohortFilter(joints=("hip",)))
    assert "narrows the Larsen grades alone" in caption([told(hips, "P04")], LINEAR)


def test_the_figure_is_said_in_words():
    one = alt([told(demo(), "P04")])
    assert one.startswith("Timeline of P04: active joints and CRP, Larsen total and grades, Poz")
    assert "Larsen 22 to 25" in one
    assert "P02 and P04" in alt([told(demo(), "P02"), told(demo(), "P04")])
