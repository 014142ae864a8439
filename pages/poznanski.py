"""Page: whether the hands tell the same story as the large joints."""

import streamlit as st

from analysis.poznanski import as_deficit, larsen_poznanski
from components import session
from components.correlation_cards import show_correlations
from components.figure_panel import FigureTwin, show_figure
from components.figures import larsen_poznanski as figure
from components.page import note, open_page, section
from components.poznanski_controls import adds_visits_between, as_deficit_chosen
from components.poznanski_words import (
    HOW,
    alt,
    answer,
    caption,
    check_any,
    how,
    numbers_table,
    whole_table,
)

cohort = session.selected_cohort()
open_page("Do the hands tell the same story?", cohort)
said = st.container()
switches = st.container(horizontal=True, vertical_alignment="center", gap="medium")

with switches:
    result = session.computed(larsen_poznanski, cohort, between_visits=adds_visits_between())
    if as_deficit_chosen():
        result = as_deficit(result)

with said, section(""):
    check_any(result)
    st.write(answer(result))

if result.visits.n:
    scatter, numbers = st.columns([2, 1], gap="medium")
    with scatter, section(""):
        twin = FigureTwin(alt(result), numbers_table(result, cohort), whole_table(result, cohort))
        drawn, words = figure.draw(result), f"{caption(result, cohort)} {HOW}"
        show_figure("larsen-poznanski", drawn, words, twin, opens_patients=True)
    with numbers, section(""):
        show_correlations(result)
    with section("How it was computed"):
        note("  \n".join(how(result)))
