"""The overview's tables: the patients' characteristics, the study, and the figures' numbers."""

import pandas as pd
import streamlit as st

from analysis.follow_up import FollowUp, FollowUpByInterval
from analysis.missing_data import MissingData
from analysis.overview import CategoryOfPatients, NumberOfPatients, Overview, StudyFact
from components.change_words import unbroken
from components.overview_words import category_words
from components.words import n_percent, number, plain
from data.cohort import Cohort
from data.schema import LABS

HEADINGS = ("Characteristic", "Median (range) or n (%)", "Known", "Missing")


def show(table: pd.DataFrame) -> None:
    """Show a table of texts; the first column names the row."""
    st.table(table.set_index(table.columns[0]), border="horizontal")


def characteristics_table(found: Overview) -> pd.DataFrame:
    """Lay out who the patients are, as text; labels of the file are escaped for markdown."""
    sex = [each for each in found.categories if each.name == "sex"]
    others = [each for each in found.categories if each.name != "sex"]
    rows = [
        *(row for each in sex for row in _category_rows(each)),
        *(_number_row(each) for each in found.numbers),
        *(row for each in others for row in _category_rows(each)),
    ]
    return pd.DataFrame(rows, columns=list(HEADINGS))


def _number_row(found: NumberOfPatients) -> tuple[str, str, str, str]:
    spread, digits = found.spread, 0 if found.unit == "a patient" else 1
    reach = f"{number(spread.min, digits)} to {number(spread.max, digits)}"
    return (
        f"{found.title} ({found.unit})"
        if found.unit != "a patient"
        else f"{found.title} a patient",
        unbroken(f"{number(spread.median)} ({reach})"),
        f"{spread.n:,}",
        f"{found.n_missing:,}",
    )


def _category_rows(found: CategoryOfPatients) -> list[tuple[str, str, str, str]]:
    n_known = found.n_patients - found.n_missing
    rows = [
        (
            f"{found.title}: {plain(category_words(found.name, each.value))}",
            unbroken(n_percent(each.n, n_known)),
            "",
            "",
        )
        for each in found.counts
    ]
    if found.n_values_more:
        others = f"{found.title}: {found.n_values_more:,} other values"
        rows.append((others, unbroken(n_percent(found.n_patients_more, n_known)), "", ""))
    rows[0] = (*rows[0][:2], f"{n_known:,}", f"{found.n_missing:,}")
    return rows


def study_table(facts: tuple[StudyFact, ...]) -> pd.DataFrame:
    """Lay out what the file tells about the study; labels are escaped for markdown."""
    rows = [(plain(each.key.replace("_", " ").capitalize()), plain(each.value)) for each in facts]
    return pd.DataFrame(rows, columns=["Study", "As recorded"])


def visits_table(cohort: Cohort, followup: FollowUp, first: int, last: int) -> pd.DataFrame:
    """Lay out the lanes' numbers: a row a visit, or a patient without one, in order of lanes.

    Parameters
    ----------
    cohort : Cohort
    followup : FollowUp
        Of that cohort.
    first, last : int
        Places in the order, from 0; the last is not included.
    """
    patients = followup.order[first:last]
    followed = pd.DataFrame(
        {
            "patient": patients,
            "Patient": cohort.patients["patient_id"].iloc[patients].astype("str").to_numpy(),
            "Follow-up (months)": followup.months[patients],
            "Follow-up recorded": _yes_or_no(pd.Series(followup.is_recorded[patients])),
        }
    )
    labs = {f"{lab.title} taken": cohort.visits[lab.name].notna() for lab in LABS}
    seen = pd.DataFrame(
        {
            "patient": cohort.patient_of_visit,
            "Visit": cohort.visits["visit"].astype("str"),
            "Month": cohort.month,
            "Film": _yes_or_no(pd.Series(cohort.is_film)),
            **{name: _yes_or_no(taken) for name, taken in labs.items() if taken.any()},
        }
    )
    # A patient without a visit stays empty, neither yes nor no.
    return followed.merge(seen, on="patient", how="left").drop(columns="patient")


def _yes_or_no(claim: "pd.Series[bool]") -> "pd.Series[str]":
    """Write flags as words: Streamlit would draw boxes that look as if they could be ticked."""
    return claim.map({True: "yes", False: "no"})


def intervals_table(found: FollowUpByInterval) -> pd.DataFrame:
    """Lay out the numbers of all patients together, a row an interval."""
    return pd.DataFrame(
        {
            "From month": found.start,
            "Until month": found.start + found.width,
            "Patients followed": found.n_followed,
            "Visits with film": found.n_films,
            "Visits with labs": found.n_labs,
        }
    )


def completeness_table(found: MissingData) -> pd.DataFrame:
    """Lay out how often each measure was recorded, by the number of the visit."""
    columns: dict[str, object] = {
        "Measure": [each.title for each in found.measures],
        "Recorded": [each.n_recorded for each in found.measures],
        "Expected": [each.n_expected for each in found.measures],
    }
    for rank in range(found.n_ranks):
        columns[f"Visit {rank + 1}"] = [
            f"{each.recorded_at[rank]:,} of {each.expected_at[rank]:,}" for each in found.measures
        ]
    return pd.DataFrame(columns)


def visit_completeness_table(cohort: Cohort, found: MissingData) -> pd.DataFrame:
    """Lay out how complete each visit is, a row a visit."""
    return pd.DataFrame(
        {
            "Patient": cohort.visits["patient_id"].astype("str").to_numpy(),
            "Visit": cohort.visits["visit"].astype("str").to_numpy(),
            "Month": cohort.month,
            "Film": _yes_or_no(pd.Series(found.is_film)),
            "Entries recorded": found.n_recorded,
            "Entries expected": found.n_expected,
            "Joints read": found.n_joints_read,
            "Joints not filmed": found.n_not_filmed,
            "Joints replaced or fused": found.n_operated,
        }
    )
