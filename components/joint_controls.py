"""What the joints page asks: the reading, the visit, the order, the page of patients."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from analysis.joint_cells import FIRST_VISIT, SECOND_VISIT, JointQuestion, Reading
from analysis.joint_change import JointChange
from analysis.joints import BY_CHANGE, BY_DAMAGE, BY_ID, ROWS_A_PAGE, n_pages
from analysis.visit_pair import most_films
from components import session
from components.joints_words import finding_name
from components.page import note
from components.words import joint_plural
from data.cohort import Cohort
from data.schema import FINDINGS

READING, VISIT, FINDING = "joints_reading", "joints_visit", "joints_finding"
MEASURE, SORT, PAGE = "joints_measure", "joints_sort", "joints_page"
READING_WORDS: Final[dict[Reading, str]] = {
    "grade": "Grade",
    "finding": "Finding",
    "change": "Change",
}
SORT_WORDS: Final = {
    BY_DAMAGE: "Worst first",
    BY_CHANGE: "Most worsened first",
    BY_ID: "Patient",
}
BY_GRADE, BY_FINDINGS = "Larsen grade", "Number of findings"


@dataclass(frozen=True)
class JointView:
    """What the page shows: the question its cells answer and the order of the patients."""

    question: JointQuestion
    sort: str

    @property
    def by_findings(self) -> bool:
        """Tell whether the change is that of the number of findings."""
        return self.question.by_findings


def reading_asked(change: JointChange) -> Reading:
    """Return the reading chosen, before its widget is drawn; by default the change."""
    default: Reading = "change" if change.pair.n_patients else "grade"
    found: Reading | None = session.widget_value(READING)
    return found or default


def ask_joint_view(cohort: Cohort, change: JointChange) -> JointView:
    """Ask what the heatmap shall show, and in which order.

    Parameters
    ----------
    cohort : Cohort
    change : JointChange
        Of that cohort, by Larsen grade.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", key="joints-controls"):
        reading = st.segmented_control(
            "Show",
            list(READING_WORDS),
            default=reading_asked(change),
            required=True,
            format_func=READING_WORDS.__getitem__,
            key=READING,
            persist_state="session",
        )
        if reading == "change":
            question = JointQuestion(by_findings=_measure() == BY_FINDINGS)
        else:
            finding = _finding() if reading == "finding" else ""
            question = JointQuestion(reading, _visit(cohort, change), finding)
        return JointView(question, _sort(change))


def ask_page(n_patients: int) -> int:
    """Ask for a page of patients, counted from 1; no question while one page holds them."""
    pages = n_pages(n_patients)
    if pages == 1:
        return 1
    page = st.pagination(pages, key=PAGE, max_visible_pages=9)
    note(
        f"Patients {(page - 1) * ROWS_A_PAGE + 1:,} to {min(page * ROWS_A_PAGE, n_patients):,} "
        f"of {n_patients:,}, in the order chosen."
    )
    return page


def _measure() -> str:
    chosen: str = st.selectbox(
        "Change of", [BY_GRADE, BY_FINDINGS], key=MEASURE, persist_state="session", width=200
    )
    return chosen


def _finding() -> str:
    chosen: str = st.selectbox(
        "Finding",
        ["", *FINDINGS],
        format_func=lambda name: finding_name(name) or "Number of findings",
        key=FINDING,
        persist_state="session",
        width=240,
    )
    return chosen


def _visit(cohort: Cohort, change: JointChange) -> str:
    first, second = change.pair.names
    words = {FIRST_VISIT: first, SECOND_VISIT: second}
    words |= {str(rank): f"Film {rank}" for rank in range(1, most_films(cohort) + 1)}
    order = [SECOND_VISIT, *(each for each in words if each != SECOND_VISIT)]
    if not change.pair.n_patients:
        order = list(words)
    chosen: str = st.selectbox(
        "Visit",
        order,
        format_func=lambda name: words.get(name, name),
        key=VISIT,
        persist_state="session",
        width=150,
    )
    return chosen


def _sort(change: JointChange) -> str:
    types = dict.fromkeys(place.joint for place in change.first.places)
    words = SORT_WORDS | {joint: f"Worst {joint_plural(joint)} first" for joint in types}
    chosen: str = st.selectbox(
        "Order",
        list(words),
        format_func=lambda name: words.get(name, name),
        key=SORT,
        persist_state="session",
        width=200,
    )
    return chosen
