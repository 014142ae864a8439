"""Asking which patients of a large cohort a figure shows: all together, or a page of them."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from analysis.follow_up import LANES_A_PAGE
from components.page import note

TOGETHER: Final = "All together"
ONE_BY_ONE: Final = "One by one"


@dataclass(frozen=True)
class PatientPart:
    """Patients from one place in the order to another, the last not included.

    ``is_together`` says that they are too many for a row each.
    """

    first: int
    last: int
    is_together: bool


def ask_patient_part(n_patients: int, figure: str, order: str) -> PatientPart:
    """Ask which patients to show; no question while a page holds them all.

    Parameters
    ----------
    n_patients : int
    figure : str
        The contract's name of the figure, which keeps its own answer.
    order : str
        How the patients are ordered, in words.
    """
    if n_patients <= LANES_A_PAGE:
        return PatientPart(0, n_patients, is_together=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        how = st.segmented_control(
            "Patients shown",
            [TOGETHER, ONE_BY_ONE],
            default=TOGETHER,
            required=True,
            key=f"part-{figure}",
            persist_state="session",
        )
        if how != ONE_BY_ONE:
            return PatientPart(0, n_patients, is_together=True)
        page = st.pagination(
            -(-n_patients // LANES_A_PAGE), key=f"page-{figure}", persist_state="session"
        )
    first = (page - 1) * LANES_A_PAGE
    last = min(first + LANES_A_PAGE, n_patients)
    note(f"Patients {first + 1:,} to {last:,} of {n_patients:,}, {order}.")
    return PatientPart(first, last, is_together=False)
