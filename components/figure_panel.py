"""One figure on a page: chart, caption, data table and downloads, alike on all pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components import session
from components.downloads import file_name
from components.figures.theme import footed, image_size
from components.page import note
from components.words import counted, day, plain
from data.exporting import as_csv
from data.version import VERSION

FORMATS: Final = ("PNG", "SVG")
TABLE_HEIGHT: Final = 282
TIMELINE: Final = "../pages/timeline.py"
SHOWS_POZNANSKI: Final = ("larsen-poznanski", "patient-timeline", "paired-change")
NO_BUTTONS: Final = ("select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d", "pan2d")


@dataclass(frozen=True, eq=False)
class FigureTwin:
    """What says in words and numbers what a figure shows.

    Attributes
    ----------
    alt : str
        The figure in one or two sentences, for those who cannot see it.
    table : DataFrame
        Its numbers under the clinic's headings, full precision.
    whole : callable, optional
        Makes the table to download where the one on screen is a part of it.
    """

    alt: str
    table: pd.DataFrame
    whole: Callable[[], pd.DataFrame] | None = None


def show_figure(
    name: str, figure: go.Figure, caption: str, twin: FigureTwin, *, opens_patients: bool = False
) -> None:
    """Show a figure with its caption, its downloads and its numbers.

    Parameters
    ----------
    name : str
        The contract's name of the figure, such as ``joint-heatmap``.
    figure : Figure
    caption : str
        What was computed, with n; the filters in force and the date are added here.
    twin : FigureTwin
    opens_patients : bool
        A click on a mark opens the timeline of the patient whose id is the first entry of the
        mark's ``customdata``.
    """
    cohort = session.selected_cohort()
    with st.container(key=f"figure-{name}", gap="xsmall"):
        wanted = session.widget_value(f"format-{name}") or FORMATS[0]
        event = st.plotly_chart(
            footed(figure, foot_in_words(synthetic=cohort.synthetic)),
            key=f"chart-{name}",
            theme=None,
            alt=twin.alt,
            config=_config(file_name(cohort.name, name, "x")[:-2], wanted.lower(), figure),
            on_select="rerun" if opens_patients else "ignore",
            selection_mode="points",
        )
        said = (caption, reference_in_words(name), filters_in_words())
        note(" ".join(each for each in said if each))
        _controls(name, twin)
        st.dataframe(
            twin.table,
            hide_index=True,
            height=_table_height(len(twin.table)),
            key=f"data-{name}",
            placeholder="",
        )
    if opens_patients:
        _open_clicked(event)


def reference_in_words(name: str) -> str:
    """Cite the reference under a figure that shows Poznanski scores computed by it."""
    citation = session.selected_cohort().poznanski_reference
    if name not in SHOWS_POZNANSKI or not citation:
        return ""
    return f"Poznanski scores computed from RM and M2 by {plain(citation)}."


def filters_in_words() -> str:
    """Say the filters in force, that data are made up, and the day: the end of a caption."""
    cohort = session.selected_cohort()
    said = []
    if not cohort.chosen.is_empty:
        said.append(f"Filter: {'; '.join(plain(each) for each in cohort.chosen.in_words)}.")
    if cohort.synthetic:
        said.append("Synthetic data.")
    return " ".join([*said, f"{day(date.today())}."])


def foot_in_words(*, synthetic: bool) -> str:
    """Say what an image must still say where its caption is gone."""
    made_up = "Synthetic data · " if synthetic else ""
    return f"{made_up}Jointscape {VERSION} · For research and teaching. Not a medical device."


def open_patient(patient_id: str) -> None:
    """Go to the timeline of a patient."""
    session.choose_patient(patient_id)
    st.switch_page(TIMELINE)


def _config(stem: str, wanted: str, figure: go.Figure) -> dict[str, object]:
    return {
        "displaylogo": False,
        "displayModeBar": True,
        "modeBarButtonsToRemove": list(NO_BUTTONS),
        "toImageButtonOptions": {
            "format": wanted,
            "filename": stem,
            **image_size(figure),
        },
    }


def _controls(name: str, twin: FigureTwin) -> None:
    """Draw one row: what the camera saves, the numbers as a file, the head of the table."""
    cohort = session.selected_cohort()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        note("Choose, then press the camera")
        st.segmented_control(
            "Choose, then press the camera",
            FORMATS,
            default=FORMATS[0],
            required=True,
            key=f"format-{name}",
            persist_state="session",
            label_visibility="collapsed",
            width="content",
        )
        st.download_button(
            "Numbers (CSV)",
            lambda: as_csv(twin.whole() if twin.whole else twin.table),
            file_name(cohort.name, name, "csv"),
            "text/csv",
            key=f"csv-{name}",
            on_click="ignore",
            icon=":material/download:",
        )
        note(_data_line(twin))


def _data_line(twin: FigureTwin) -> str:
    more = "; more in the CSV" if twin.whole else ""
    return f"Data ({counted(len(twin.table), 'row')}{more})"


def _table_height(n_rows: int) -> int:
    return min(TABLE_HEIGHT, 37 + 35 * max(n_rows, 1))


def _open_clicked(event: object) -> None:
    points = event["selection"]["points"] if isinstance(event, dict) else []
    custom = points[0].get("customdata") if points else None
    if custom:
        open_patient(str(custom[0] if isinstance(custom, (list, tuple)) else custom))
