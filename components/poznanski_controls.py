"""What the Poznanski page asks: which visits, and score or deficit."""

from typing import Final

import streamlit as st

SCORE: Final = "Score (SD)"
DEFICIT: Final = "Deficit (SD)"


def adds_visits_between() -> bool:
    """Ask whether the visits between the pair's two count as well."""
    return st.toggle(
        "Add the visits between",
        key="poznanski_between",
        persist_state="session",
        help="Adds the films between the two visits of the pair to the points and all numbers.",
    )


def as_deficit_chosen() -> bool:
    """Ask whether the Poznanski score is shown as it is or as a deficit."""
    shown = st.segmented_control(
        "Poznanski as",
        (SCORE, DEFICIT),
        default=SCORE,
        required=True,
        key="poznanski_shown_as",
        persist_state="session",
        help="Score: lower is worse. Deficit: the score with its sign turned, higher is worse.",
        label_visibility="collapsed",
    )
    return shown == DEFICIT
