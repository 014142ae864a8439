"""Figure ``larsen-poznanski``: a point a patient-visit, a thin line a patient, line and band."""

from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from analysis.correlation import RegressionBand
from analysis.poznanski import LarsenPoznanski
from analysis.scored_visits import BETWEEN, FIRST_VISIT, SECOND_VISIT, ScoredVisits
from components.figures.theme import (
    ACCENT,
    AXIS_SIZE,
    INK,
    LINE_BAND,
    MOMENT_FILLS,
    MOMENT_SIZES,
    MOMENT_SIZES_MANY,
    MOMENT_SYMBOLS,
    MUTED,
    PATIENT_LINE,
    WORSENED_TEXT,
    last_in_legend,
    safe,
    styled,
)
from components.words import number

HEIGHT: Final = 480
PATIENTS_NAMED: Final = 12
LONGEST_NAME: Final = 8  # characters; a longer id would run over the axis
PATIENTS_LARGE: Final = 100  # up to here marks have their full size
EDGE: Final = 0.03  # of the x axis, free of marks at either end
MARGIN: Final = {"t": 84, "b": 64}  # in a narrow window the legend would lie under the buttons
BETWEEN_NAME: Final = "Visits between"


def draw(result: LarsenPoznanski) -> go.Figure:
    """Draw Poznanski score against Larsen total, and which way is worse on both axes.

    Parameters
    ----------
    result : LarsenPoznanski
        Signed, or turned to the deficit; the axes follow.
    """
    figure, band = go.Figure(), result.line.result
    if band is not None:
        _add_band(figure, band)
    _add_patient_lines(figure, result.drawn)
    names = {
        FIRST_VISIT: safe(result.pair.names[0]),
        BETWEEN: BETWEEN_NAME,
        SECOND_VISIT: safe(result.pair.names[1]),
    }
    for moment, name in names.items():
        _add_points(figure, result, moment, name)
    if band is not None:
        _add_line(figure, band)
    _dress(figure, result)
    return figure


def _dress(figure: go.Figure, result: LarsenPoznanski) -> None:
    """Write on both axes which way is worse, and mark what a healthy carpus would score."""
    worse = f'<span style="color:{WORSENED_TEXT}">'
    y_title = f"{worse}← worse</span>    Poznanski score (SD)"
    if result.is_deficit:
        y_title = f"Poznanski deficit (SD)    {worse}worse →</span>"
    styled(figure, f"Larsen total (points)    {worse}worse →</span>", y_title, HEIGHT, legend=True)
    figure.update_layout(margin=MARGIN)
    most = max(float(result.visits.larsen.max(initial=0)), 1)
    figure.update_xaxes(range=[-EDGE * most, most + EDGE * most], showgrid=False, zeroline=False)
    figure.update_yaxes(rangemode="tozero", zeroline=True, zerolinecolor=MUTED)
    figure.add_annotation(
        text="0 SD: carpus as long as expected",
        xref="paper",
        x=1,
        xanchor="right",
        y=0,
        yanchor="bottom" if result.is_deficit else "top",
        showarrow=False,
        font={"color": MUTED, "size": AXIS_SIZE},
    )


def _add_band(figure: go.Figure, band: RegressionBand) -> None:
    if band.low is None or band.high is None:
        return
    figure.add_scatter(
        x=np.concatenate([band.at, band.at[::-1]]).astype(np.float32),
        y=np.concatenate([band.high, band.low[::-1]]).astype(np.float32),
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=LINE_BAND,
        hoverinfo="skip",
        showlegend=False,
        name="95 % band",
    )


def _add_line(figure: go.Figure, band: RegressionBand) -> None:
    figure.add_scatter(
        x=band.at.astype(np.float32),
        y=band.line.astype(np.float32),
        mode="lines",
        line={"color": INK, "width": 1.5},
        hoverinfo="skip",
        name=last_in_legend("Line" if band.low is None else "Line, 95 % band"),
    )


def _add_patient_lines(figure: go.Figure, visits: ScoredVisits) -> None:
    breaks = np.flatnonzero(np.diff(visits.patient)) + 1
    figure.add_scatter(
        x=np.insert(visits.larsen, breaks, np.nan).astype(np.float32),
        y=np.insert(visits.poznanski, breaks, np.nan).astype(np.float32),
        mode="lines",
        line={"color": PATIENT_LINE, "width": 1},
        hoverinfo="skip",
        showlegend=False,
        name="One patient",
    )


def _add_points(figure: go.Figure, result: LarsenPoznanski, moment: int, name: str) -> None:
    chosen = result.drawn.only(result.drawn.moment == moment)
    if not chosen.n:
        return
    has_labels = moment == SECOND_VISIT and _may_name(result)
    score = "Poznanski deficit" if result.is_deficit else "Poznanski score"
    sizes = MOMENT_SIZES if result.n_patients <= PATIENTS_LARGE else MOMENT_SIZES_MANY
    custom = _custom(chosen, result.patient_ids)
    figure.add_scatter(
        x=chosen.larsen.astype(np.float32),
        y=chosen.poznanski.astype(np.float32),
        mode="markers+text" if has_labels else "markers",
        text=custom[:, 1] if has_labels else None,
        textposition=_label_sides(result.visits, chosen) if has_labels else None,
        textfont={"color": MUTED, "size": AXIS_SIZE},
        marker={
            "color": MOMENT_FILLS[moment],
            "symbol": MOMENT_SYMBOLS[moment],
            "size": sizes[moment],
            "line": {"color": ACCENT, "width": 1.5},
        },
        cliponaxis=False,
        customdata=custom,
        hovertemplate=(
            f"<b>%{{customdata[1]}}</b><br>{name}, %{{customdata[2]}}<br>"
            f"Larsen total %{{x:.1~f}} of %{{customdata[3]}}<br>"
            f"{score} %{{y:.2f}} SD<extra></extra>"
        ),
        name=name,
    )


def _may_name(result: LarsenPoznanski) -> bool:
    few = result.n_patients <= PATIENTS_NAMED
    return few and all(
        len(result.patient_ids[each]) <= LONGEST_NAME for each in result.visits.patients
    )


def _label_sides(visits: ScoredVisits, chosen: ScoredVisits) -> list[str]:
    """Put each name on the side of its mark where the patient's line does not run."""
    before = np.maximum(np.searchsorted(visits.row, chosen.row) - 1, 0)
    comes_from_right = visits.larsen[before] > chosen.larsen
    comes_from_right &= visits.patient[before] == chosen.patient
    return ["middle left" if each else "middle right" for each in comes_from_right]


def _custom(visits: ScoredVisits, patient_ids: tuple[str, ...]) -> NDArray[np.object_]:
    """Lay out what a mark carries: id as it is, id to show, month, highest possible total."""
    rows = [
        (
            patient_ids[patient],
            safe(patient_ids[patient]),
            f"month {number(month, 0)}" if np.isfinite(month) else "month not known",
            number(maximum, 0),
        )
        for patient, month, maximum in zip(
            visits.patient, visits.month, visits.maximum, strict=True
        )
    ]
    return np.array(rows, dtype=object).reshape(len(rows), 4)
