"""The frame of every page: the question on top, n of N, and errors as sentences."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

import streamlit as st

from components import session
from components.words import n_of_n, number
from data.cohort import Cohort
from data.errors import CohortError


def open_page(question: str, cohort: Cohort | None) -> None:
    """Draw the head of a page: what it answers, and how much of the cohort it shows.

    Parameters
    ----------
    question : str
        The page's title, a question of the clinic.
    cohort : Cohort or None
        As narrowed by the sidebar; None where nothing is loaded, or the filter leaves nothing.
    """
    # Side by side where there is room: every line here pushes the figure below the fold.
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        gap="xsmall",
    ):
        st.title(question, anchor=False, width="content")
        if cohort is not None:
            note(" · ".join(_how_much(cohort)))


def _how_much(cohort: Cohort) -> list[str]:
    first, last = cohort.month_range
    said = [n_of_n(cohort.n_patients, cohort.n_patients_all, cohort.n_joints, cohort.n_joints_all)]
    if cohort.has_months:
        said.append(f"month {number(first, 0)} to {number(last, 0)}")
    if cohort.synthetic:
        said.append("synthetic data")
    return said


def note(text: str) -> None:
    """Write small muted text; Streamlit's own caption is too pale to read (4.1 to 1)."""
    st.markdown(f":small[:gray[{text}]]")


@contextmanager
def section(title: str, anchor: str = "") -> Iterator[None]:
    """Draw a part of a page; a question the data cannot answer becomes a sentence.

    Parameters
    ----------
    title : str
        Heading of the part; none is drawn where it is empty.
    anchor : str, optional
        Name of the place for links.
    """
    if title:
        st.subheader(title, anchor=anchor or False)
    try:
        yield
    except CohortError as error:
        st.info(str(error), icon=":material/info:")


def main_button() -> Literal["primary", "secondary"]:
    """Fill a page's main button; not in the dark, where the blue is too light beneath white."""
    return "secondary" if st.context.theme.type == "dark" else "primary"


def say_nothing_loaded(open_upload: str) -> None:
    """Say on an empty page what to do: upload a file or open the demo.

    Parameters
    ----------
    open_upload : str
        Path of the upload page.
    """
    st.write("Nothing is loaded yet. Upload your cohort's spreadsheet, or look round the demo.")
    with st.container(horizontal=True):
        if st.button("Upload a file", type=main_button()):
            st.switch_page(open_upload)
        st.button("Open the demo", on_click=session.ask_for_demo)


def say_nothing_left(error: CohortError, on_reset: Callable[[], None]) -> None:
    """Say that the filter leaves nothing, and offer the way out."""
    st.info(str(error), icon=":material/filter_alt:")
    st.button("Reset the filter", on_click=on_reset, type=main_button())
