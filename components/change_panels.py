"""The parts of the change page: the answer, the table, the two figures, the notes."""

from typing import Final

import streamlit as st

from analysis.change import Change
from analysis.errors import CohortError
from analysis.joints_changed import JointsChanged
from components.change_words import (
    DEFINITIONS,
    joints_caption,
    joints_sentence,
    measure_sentence,
    paired_caption,
    sensitivity_sentence,
    table_caption,
    tipping_sentence,
)
from components.figure_panel import FigureTwin, filters_in_words, show_figure
from components.figures import joints_changed, paired_change
from components.page import note
from components.result_tables import (
    change_numbers,
    change_table,
    offer_numbers,
    outcome_numbers,
    outcome_table,
    paired_values,
    show_table,
)
from components.session import selected_cohort
from components.words import plain

PATIENTS_LISTED: Final = 200
EXPLORATORY: Final = "Exploratory: a filter is in force."
UNNARROWED: Final = (
    "Active joints, labs and Poznanski score are of all joints; abnormalities and Larsen of those "
    "chosen."
)
HOW_TESTED: Final = (
    "How: [signed rank test](/methods#signed-rank), [labs at a film](/methods#labs)."
)
HOW_JOINTS: Final = "How: [outcomes](/methods#joints-changed), [intervals](/methods#proportion)."
HOW_PAIRED: Final = "How: [which two visits](/methods#visit-pair)."


def show_primary(change: Change) -> None:
    """Answer the page's question: the primary outcome, then the joints.

    Raises
    ------
    CohortError
        If no patient has both visits.
    """
    if not change.pair.n_patients:
        raise CohortError(
            f"None of {len(change.patient_ids)} patients has both visits, so nothing can be "
            "compared. Choose another pair under Compare, or widen the follow-up."
        )
    st.markdown(plain(measure_sentence(change, change.of(change.primary))))


def show_table_of_measures(change: Change) -> None:
    """Show each recorded measure before and after, with its numbers as a file.

    Raises
    ------
    CohortError
        If no measure is recorded at any visit.
    """
    if not change.recorded:
        raise CohortError(
            "No visit records active joints, a laboratory value, a grade, a finding or a "
            "Poznanski score. Add one of them to the file."
        )
    show_table(change_table(change))
    said = (plain(table_caption(change)), _on_filter(), filters_in_words(), HOW_TESTED)
    words, numbers = st.columns([5, 1], gap="small")
    with words:
        note(" ".join(each for each in said if each))
    with numbers:
        offer_numbers("change-table", change_numbers(change))


def show_sentences(change: Change) -> None:
    """Say each result in a sentence, to be read aloud or copied."""
    st.markdown(
        "\n".join(f"- {plain(measure_sentence(change, each))}" for each in change.recorded)
    )


def _on_filter() -> str:
    """Say what a filter in force means for the measures; empty without one."""
    chosen = selected_cohort().chosen
    if chosen.is_empty:
        return ""
    return f"{EXPLORATORY} {UNNARROWED}" if chosen.joints or chosen.sides else EXPLORATORY


def ask_definition() -> str:
    """Ask by what a joint counts as improved: its grade or its number of findings."""
    chosen = st.segmented_control(
        "Compare joints by",
        list(DEFINITIONS),
        format_func=DEFINITIONS.__getitem__,
        default="grade",
        required=True,
        key="change-definition",
        persist_state="session",
        label_visibility="collapsed",
        width="content",
    )
    return str(chosen)


def show_joints_changed(change: Change, definition: str) -> None:
    """Show what became of the joints as bars and as n (%).

    Raises
    ------
    CohortError
        If no joint was read at both visits, and none operated between.
    """
    joints = change.by_findings if definition == "findings" else change.by_grade
    _check_joints(joints)
    said = [joints_sentence(joints), sensitivity_sentence(joints), tipping_sentence(joints)]
    words = " ".join(each for each in said if each)
    st.markdown(plain(words))
    show_figure(
        "joints-changed",
        joints_changed.draw(joints),
        f"{plain(joints_caption(change, joints))} {HOW_JOINTS}",
        FigureTwin(words, outcome_table(joints), lambda: outcome_numbers(joints)),
    )


def _check_joints(joints: JointsChanged) -> None:
    if joints.all_joints.n or joints.all_joints.operated:
        return
    if not joints.not_compared.n_followed:
        raise CohortError(
            "No joint was read on any film. Add a sheet with one row a joint and visit."
        )
    what = "graded" if joints.definition == "grade" else "read for the same finding"
    raise CohortError(
        f"None of {joints.not_compared.n_followed} joints was {what} at both visits. "
        "Choose another pair under Compare, or compare joints by the other measure."
    )


def show_paired_change(change: Change) -> None:
    """Show each patient's values before and after, a panel a measure.

    Raises
    ------
    CohortError
        If no patient has a measure at both visits.
    """
    if not any(each.is_paired.any() for each in change.measures):
        raise CohortError(
            f"None of {len(change.patient_ids)} patients has the same measure at both visits. "
            "Choose another pair under Compare, or widen the follow-up."
        )
    said = " ".join(measure_sentence(change, each) for each in change.recorded)
    is_cut = len(change.patient_ids) > PATIENTS_LISTED
    show_figure(
        "paired-change",
        paired_change.draw(change),
        " ".join(
            each for each in (plain(paired_caption(change)), _on_filter(), HOW_PAIRED) if each
        ),
        FigureTwin(
            said,
            paired_values(change, PATIENTS_LISTED),
            (lambda: paired_values(change)) if is_cut else None,
        ),
        opens_patients=True,
    )


def show_notes(notes: tuple[str, ...]) -> None:
    """List what the comparison left out, decided or could not define."""
    st.markdown("\n".join(f"- {plain(each)}" for each in notes))
