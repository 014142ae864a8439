"""Page: who is in the cohort."""

import streamlit as st

from analysis.follow_up import follow_up_by_interval, lanes
from analysis.missing_data import completeness_rows, missing_data
from analysis.overview import overview
from components import overview_tables as tables
from components import overview_words as words
from components.figure_panel import FigureTwin, show_figure
from components.figures import follow_up as follow_up_figure
from components.figures import missing_data as missing_data_figure
from components.page import note, open_page, section
from components.patient_part import ask_patient_part
from components.session import computed, selected_cohort

cohort = selected_cohort()
open_page("Who is in the cohort?", cohort)
found = computed(overview, cohort)
st.write(words.who_in_words(found))

with st.container(horizontal=True, key="key-numbers"):
    for each in words.key_numbers(found):
        with st.container(width=164, gap="xxsmall"):
            st.metric(each.label, each.value)
            note(each.remark)

with section("Films, labs and treatment over time", anchor="follow-up"):
    part = ask_patient_part(cohort.n_patients, "follow-up", words.LONGEST_FIRST)
    if part.is_together:
        by_interval = computed(follow_up_by_interval, cohort, found.followup)
        show_figure(
            "follow-up",
            follow_up_figure.draw_together(by_interval),
            f"{words.together_caption(found)} {words.HOW}",
            FigureTwin(words.together_alt(by_interval), tables.intervals_table(by_interval)),
        )
    else:
        shown = computed(lanes, cohort, found.followup, part.first, part.last)
        show_figure(
            "follow-up",
            follow_up_figure.draw(shown),
            f"{words.lanes_caption(found, shown, part.first)} {words.HOW}",
            FigureTwin(
                words.lanes_alt(found, shown),
                tables.visits_table(cohort, found.followup, part.first, part.last),
            ),
            opens_patients=True,
        )

with section("The patients", anchor="patients"):
    tables.show(tables.characteristics_table(found))

with section("What is missing", anchor="missing-data"):
    missing = computed(missing_data, cohort)
    st.write(words.missing_in_words(missing))
    part = ask_patient_part(cohort.n_patients, "missing-data", words.LEAST_COMPLETE_FIRST)
    order = missing.least_complete_first(found.followup.order)
    rows = completeness_rows(cohort, missing, order, part.first, part.last)
    show_figure(
        "missing-data",
        missing_data_figure.draw(missing, rows),
        f"{words.missing_caption(missing)} {words.HOW}",
        FigureTwin(
            words.missing_alt(missing),
            tables.completeness_table(missing),
            whole=lambda: tables.visit_completeness_table(cohort, missing),
        ),
        opens_patients=not part.is_together,
    )

if found.study:
    with section("The study", anchor="study"):
        tables.show(tables.study_table(found.study))
