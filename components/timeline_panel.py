"""The timelines on the page: sentences, figure, and the tables beneath."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analysis.timeline import PatientTimeline
from components.figure_panel import FigureTwin, show_figure
from components.figures.patient_timeline import draw, draw_compared
from components.figures.timeline_tracks import TimelineScale
from components.page import note
from components.timeline_tables import treatment_table, visits_table
from components.timeline_words import alt, caption, notes, person_line
from components.words import counted, plain
from data.errors import CohortError


def show_person(timelines: Sequence[PatientTimeline], scale: TimelineScale) -> None:
    """Say who each patient is, and what must be known to read the figure."""
    lines = [plain(person_line(timeline)) for timeline in timelines]
    if len(timelines) > 1:
        names = (plain(timeline.patient_id) for timeline in timelines)
        lines = [f"**{name}** · {line}" for name, line in zip(names, lines, strict=True)]
    st.markdown("  \n".join(lines))
    for sentence in notes(timelines, scale):
        note(sentence)


def show_timelines(
    timelines: Sequence[PatientTimeline], scale: TimelineScale, *, compares: bool
) -> None:
    """Draw one patient, or several on the same axes, with the visits as a table.

    Raises
    ------
    CohortError
        If there is nothing to draw; the visits are listed all the same.
    """
    table = visits_table(timelines) if timelines else pd.DataFrame()
    try:
        drawn = draw_compared(timelines, scale) if compares else draw(timelines[0], scale)
    except CohortError:
        if len(table):
            st.dataframe(table, hide_index=True, key="data-visits", placeholder="")
        raise
    twin = FigureTwin(alt(timelines), table)
    show_figure(
        "patient-timeline", drawn, caption(timelines, scale), twin, opens_patients=compares
    )


def show_treatment(timelines: Sequence[PatientTimeline]) -> None:
    """List drugs and operations with their months.

    Raises
    ------
    CohortError
        If none is recorded.
    """
    table = treatment_table(timelines)
    n_shown = counted(len(timelines), "patient")
    if table.empty:
        raise CohortError(
            f"No drug, operation or injection is recorded for {n_shown}. "
            "Add the sheets treatments and events to have them drawn."
        )
    st.dataframe(table, hide_index=True, key="data-treatment", placeholder="")
