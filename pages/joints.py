"""Page: which joints are damaged, which improved and which worsened."""

import streamlit as st

from analysis.joint_cells import joint_cells
from analysis.joint_change import joint_change
from analysis.joints import PAGE_ROWS, binned, joint_answer, page_rows, row_order
from components.figure_panel import FigureTwin, show_figure
from components.figures import joint_heatmap, joint_overview
from components.joint_controls import ask_joint_view, ask_page, reading_asked
from components.joint_tables import cells_table, overview_table, show_by_joint
from components.joints_words import (
    HOW,
    alt_in_words,
    answer_in_words,
    caption_in_words,
    overview_in_words,
    title_in_words,
)
from components.page import open_page, section
from components.session import computed, selected_cohort

cohort = selected_cohort()
change = computed(joint_change, cohort)
open_page(title_in_words(reading_asked(change)), cohort)
place_of_answer = st.container()
view = ask_joint_view(cohort, change)

with section(""):
    compared = computed(joint_change, cohort, "findings") if view.by_findings else change
    cells = computed(joint_cells, cohort, compared, view.question)
    answer = computed(joint_answer, cells)
    order = computed(row_order, change, cohort.patient_ids, view.sort)
    sentence = answer_in_words(cells, answer)
    place_of_answer.markdown(sentence)

    ordered = cells.of(order)
    is_large = ordered.n_patients > PAGE_ROWS
    wide, narrow = st.columns([4, 3], gap="small")
    with narrow:
        show_by_joint(answer, view.question)
    with wide:
        if is_large:
            bins = binned(ordered)
            twin = FigureTwin(alt_in_words(cells, sentence), overview_table(bins))
            show_figure(
                "joint-overview",
                joint_overview.draw(bins),
                f"{overview_in_words(bins)} {HOW}",
                twin,
            )
        page = ask_page(ordered.n_patients)
        shown = ordered.of(page_rows(page, ordered.n_patients))
        whole = (lambda: cells_table(ordered)) if is_large else None
        show_figure(
            "joint-heatmap",
            joint_heatmap.draw(shown, ordered),
            f"{caption_in_words(cohort, cells, change.pair.rule)} {HOW}",
            FigureTwin(alt_in_words(cells, sentence), cells_table(shown), whole),
            opens_patients=True,
        )
