"""Three correlations side by side: each a card with r, interval and n."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from analysis.answer import Answer
from analysis.correlation import Correlation, PooledCorrelation, RepeatedMeasuresCorrelation
from analysis.poznanski import LarsenPoznanski
from components.page import note
from components.poznanski_words import (
    QUESTIONS,
    of_changes,
    of_patients,
    of_points,
    reach_of,
    why_they_differ,
)
from components.words import signed

C = TypeVar("C", Correlation, RepeatedMeasuresCorrelation, PooledCorrelation)


def show_correlations(result: LarsenPoznanski) -> None:
    """Draw the three cards and, beneath, which question each answers and why they differ."""
    three = result.correlations
    _card("Between patients", three.between, of_patients)
    _card("Within patients", three.within, of_changes)
    _card("All points", three.pooled, of_points)
    for sentence in (*QUESTIONS, why_they_differ(result)):
        note(sentence)


def _card(title: str, answer: Answer[C], rests_on: Callable[[C], str]) -> None:
    with st.container(border=True, gap="xxsmall"):
        if answer.result is None:
            st.metric(title, "no r")
            note(answer.reason)
        else:
            st.metric(title, f"r = {signed(answer.result.r, 2)}")
            note(f"{reach_of(answer.result)}  \n{rests_on(answer.result)}")
