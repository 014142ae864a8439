"""Follow-up: a lane a patient with films, labs and drugs; or all patients together."""

from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from analysis.follow_up import DrugPeriods, FollowUpByInterval, Lanes
from components.figures import theme
from components.words import number, recorded

MONTH_AXIS: Final = "Months since the start of treatment"
FEW_LANES: Final = 30
LOW_LANE: Final = 14
LONGEST_LABEL: Final = 14
LONGEST_DRUG: Final = 40
UNDATED_NAMED: Final = 2
LETTER: Final = 7.2
BAND_WIDTH: Final = 0.72
BAND_OPACITY: Final = 0.4
FILM: Final = "film"
LAB: Final = "labs"
LAST_MARK: Final = 10  # drugs stand after the marks in the legend
YEARS_APART: Final = ((60, 6), (144, 12), (300, 24))  # months shown, months between ticks
SPACE: Final = "\u2002\u2002"  # keeps the number off the last film
LABEL_SPACE: Final = "\u2002"  # and the label off the first
TOP: Final = 48
UNDATED_ROOM: Final = 20
BOTTOM: Final = 56


def draw(lanes: Lanes) -> go.Figure:
    """Draw a lane a patient: films as squares, labs as ticks, drugs as bands.

    Parameters
    ----------
    lanes : Lanes
        At most a page of patients, in the order drawn.
    """
    figure = go.Figure()
    for place, periods in enumerate(lanes.drugs):
        _add_band(figure, lanes, periods, place)
    _add_lines(figure, lanes)
    _add_visits(figure, lanes)
    _add_ends(figure, lanes)
    _add_undated(figure, lanes)
    return _laid_out(figure, lanes)


def _add_band(figure: go.Figure, lanes: Lanes, periods: DrugPeriods, place: int) -> None:
    is_own = place < len(theme.SERIES)
    name = theme.safe(periods.drug)
    n_more = len(lanes.drugs) - len(theme.SERIES)
    figure.add_trace(
        go.Bar(
            orientation="h",
            base=periods.start,
            x=periods.stop - periods.start,
            y=periods.lane,
            width=BAND_WIDTH,
            marker={
                "color": theme.SERIES[place] if is_own else theme.UNCHANGED,
                "line": {"width": 0},
                "pattern": _pattern(theme.BAND_PATTERNS[place] if is_own else ""),
            },
            opacity=BAND_OPACITY,
            name=name if is_own else f"{n_more} other drugs",
            legendrank=LAST_MARK + place,
            showlegend=place <= len(theme.SERIES),
            hovertext=_band_texts(lanes, periods),
            hovertemplate="%{hovertext}<extra></extra>",
            customdata=_ids(lanes, periods.lane),
        )
    )


def _pattern(shape: str) -> dict[str, object]:
    return {
        "shape": shape,
        "fillmode": "overlay",
        "fgcolor": theme.PAPER,
        "fgopacity": 1,
        "size": 6,
        "solidity": 0.25,
    }


def _band_texts(lanes: Lanes, periods: DrugPeriods) -> list[str]:
    return [
        f"<b>{theme.safe(lanes.patient_ids[lane])}</b><br>"
        f"{theme.safe(' '.join(each for each in (periods.drug, dose) if each))}<br>"
        f"month {recorded(float(start))} to " + ("the end" if goes_on else recorded(float(stop)))
        for lane, dose, start, stop, goes_on in zip(
            periods.lane,
            periods.dose,
            periods.start,
            periods.stop,
            periods.is_ongoing,
            strict=True,
        )
    ]


def _ids(lanes: Lanes, lane: NDArray[np.int32]) -> NDArray[np.object_]:
    return np.asarray(lanes.patient_ids, dtype=object)[lane][:, None]


def _add_lines(figure: go.Figure, lanes: Lanes) -> None:
    """Draw what is followed: solid as far as there are visits, dotted where there are none."""
    seen_from = np.where(np.isfinite(lanes.first_month), lanes.first_month, 0.0)
    seen_to = np.where(np.isfinite(lanes.last_visit), lanes.last_visit, seen_from)
    for start, stop, dash in [(seen_from, seen_to, "solid"), (seen_to, lanes.end, "dot")]:
        gap = np.full(len(start), np.nan)
        y = np.repeat(np.arange(len(start), dtype=np.float32), 3)
        figure.add_trace(
            go.Scatter(
                x=np.stack([start, stop, gap], axis=1).ravel().astype(np.float32),
                y=y,
                mode="lines",
                line={"color": theme.MUTED, "width": 1, "dash": dash},
                hoverinfo="skip",
                showlegend=False,
            )
        )


def _add_visits(figure: go.Figure, lanes: Lanes) -> None:
    visits, texts = lanes.visits, np.array(_visit_texts(lanes), dtype=object)
    has_lab = np.array([bool(each) for each in visits.labs], dtype=bool)
    for rank, (is_marked, name, symbol, below) in enumerate(
        [
            (visits.is_film, FILM, "square", 0.0),
            (has_lab, LAB, "line-ns", 0.36),
            (~has_lab & ~visits.is_film, "other visit", "circle-open", 0.0),
        ]
    ):
        rows = np.flatnonzero(is_marked)
        if not len(rows):
            continue
        figure.add_trace(
            go.Scatter(
                x=visits.month[rows],
                y=visits.lane[rows].astype(np.float32) + np.float32(below),
                mode="markers",
                marker=_marker(symbol, len(lanes.patient_ids)),
                name=name,
                legendrank=rank + 1,
                hovertext=texts[rows],
                hovertemplate="%{hovertext}<extra></extra>",
                customdata=_ids(lanes, visits.lane[rows]),
            )
        )


def _marker(symbol: str, n_lanes: int) -> dict[str, object]:
    size = 6 if n_lanes > FEW_LANES else 9
    line = {"color": theme.INK, "width": 1 if symbol == "line-ns" else 0}
    return {"symbol": symbol, "size": size, "color": theme.INK, "line": line}


def _visit_texts(lanes: Lanes) -> list[str]:
    visits = lanes.visits
    return [
        f"<b>{theme.safe(lanes.patient_ids[lane])}</b> · visit {theme.safe(label)}<br>"
        f"month {recorded(float(month))} · {'film' if is_film else 'no film'}<br>"
        + (f"labs: {labs}" if labs else "no lab value")
        for lane, month, label, is_film, labs in zip(
            visits.lane, visits.month, visits.label, visits.is_film, visits.labs, strict=True
        )
    ]


def _add_ends(figure: go.Figure, lanes: Lanes) -> None:
    """Write at each lane's end how long it is; it opens the patient, too."""
    known = np.flatnonzero(np.isfinite(lanes.end))
    texts = [
        SPACE
        + number(float(lanes.months[row]), 0)
        + ("" if lanes.is_recorded[row] else ", last seen")
        for row in known
    ]
    figure.add_trace(
        go.Scatter(
            x=lanes.end[known].astype(np.float32),
            y=known.astype(np.float32),
            mode="text",
            text=texts,
            textposition="middle right",
            textfont={"size": _text_size(lanes), "color": theme.MUTED},
            customdata=_ids(lanes, known.astype(np.int32)),
            hovertemplate="Open this patient<extra></extra>",
            cliponaxis=False,
            showlegend=False,
        )
    )


def _text_size(lanes: Lanes) -> int:
    return theme.AXIS_SIZE if len(lanes.patient_ids) <= FEW_LANES else LOW_LANE - 3


def _add_undated(figure: go.Figure, lanes: Lanes) -> None:
    """Write above the lanes which drugs were given without dates: no band can show them."""
    if not lanes.undated_drugs:
        return
    said = [
        f"{theme.safe(_short(drug, LONGEST_DRUG))} ({n:,})"
        for drug, n in lanes.undated_drugs[:UNDATED_NAMED]
    ]
    n_more = len(lanes.undated_drugs) - UNDATED_NAMED
    said += [f"{n_more:,} more"] if n_more > 0 else []
    figure.add_annotation(
        x=0,
        xref="paper",
        y=1,
        yref="paper",
        text=f"{', '.join(said)}: dates not recorded",
        showarrow=False,
        xanchor="left",
        yanchor="bottom",
        font={"size": theme.AXIS_SIZE, "color": theme.MUTED},
    )


def _laid_out(figure: go.Figure, lanes: Lanes) -> go.Figure:
    n_lanes = len(lanes.patient_ids)
    is_low = n_lanes > FEW_LANES
    row = LOW_LANE if is_low else theme.ROW_HEIGHT
    top = TOP + (UNDATED_ROOM if lanes.undated_drugs else 0)
    theme.styled(figure, x=MONTH_AXIS, height=n_lanes * row + top + BOTTOM, legend=True)
    low, high = _month_range(lanes)
    figure.update_xaxes(
        range=[low, high],
        dtick=_tick_distance(high - low),
        zeroline=True,
        zerolinecolor=theme.MUTED,
        mirror="allticks" if is_low else False,
    )
    labels = [_short(str(each)) for each in lanes.patient_ids]
    _name_lanes(figure, labels, _text_size(lanes))
    figure.update_layout(
        margin={"l": round(max(map(len, labels)) * LETTER) + 16, "r": 88, "t": top, "b": BOTTOM},
        legend={"yref": "container", "y": 1.0, "yanchor": "top"},
        barmode="overlay",
    )
    return figure


def _name_lanes(figure: go.Figure, labels: list[str], size: int) -> None:
    figure.update_yaxes(
        range=[len(labels) - 0.5, -0.6],
        tickvals=np.arange(len(labels)),
        ticktext=[theme.safe(each) + LABEL_SPACE for each in labels],
        tickfont={"size": size},
        showgrid=False,
        zeroline=False,
        ticks="",
        showline=False,
    )


def _short(label: str, longest: int = LONGEST_LABEL) -> str:
    return label if len(label) <= longest else label[: longest - 1] + "…"


def _month_range(lanes: Lanes) -> tuple[float, float]:
    starts = [each.start for each in lanes.drugs]
    stops = [each.stop for each in lanes.drugs]
    low = float(np.nanmin(np.concatenate([[0.0], lanes.first_month, *starts])))
    high = float(np.nanmax(np.concatenate([[1.0], lanes.end, *stops])))
    room = 0.02 * (high - low)
    return low - room, high + room


def _tick_distance(months: float) -> int:
    return next((apart for shown, apart in YEARS_APART if months <= shown), 60)


def draw_together(found: FollowUpByInterval) -> go.Figure:
    """Draw how many patients are still followed, and how many films and labs were taken.

    Parameters
    ----------
    found : FollowUpByInterval
        Of all patients.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.1)
    edges = np.append(found.start, found.start[-1] + found.width).astype(np.float32)
    _add_followed(figure, edges, found)
    _add_taken(figure, found)
    theme.styled(figure, height=440, legend=True)
    figure.update_yaxes(rangemode="tozero", tickformat=",d")
    figure.update_xaxes(dtick=_tick_distance(float(edges[-1] - edges[0])))
    figure.update_xaxes(title=theme.axis(MONTH_AXIS)["title"], row=2, col=1)
    apart = "month" if found.width == 1 else f"{found.width} months"
    for row, title in [(1, "Patients followed"), (2, f"Visits in each {apart}")]:
        figure.update_yaxes(title=theme.axis(title)["title"], row=row, col=1)
    figure.update_layout(barmode="group", bargap=0.1)
    return figure


def _add_followed(
    figure: go.Figure, edges: NDArray[np.float32], found: FollowUpByInterval
) -> None:
    figure.add_trace(
        go.Scatter(
            x=edges,
            y=np.append(found.n_followed, found.n_followed[-1]),
            mode="lines",
            line={"shape": "hv", "color": theme.ACCENT, "width": 2},
            fill="tozeroy",
            fillcolor=theme.TREATMENT_BAND,
            hovertemplate="month %{x:.0f}: %{y:,} patients still followed<extra></extra>",
            showlegend=False,
        ),
        row=1,
        col=1,
    )


def _add_taken(figure: go.Figure, found: FollowUpByInterval) -> None:
    for counts, name, colour, pattern in [
        (found.n_films, FILM, theme.INK, ""),
        (found.n_labs, LAB, theme.UNCHANGED, "/"),
    ]:
        figure.add_trace(
            go.Bar(
                x=found.start + np.float32(found.width / 2),
                y=counts,
                name=f"visits with {name}",
                marker={"color": colour, "pattern": {"shape": pattern, "size": 5}},
                hovertemplate=f"%{{y:,}} visits with {name}<extra></extra>",
            ),
            row=2,
            col=1,
        )
