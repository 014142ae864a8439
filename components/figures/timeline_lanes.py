"""The lanes above a timeline's tracks: drugs as bars, operations and injections as marks."""

from typing import Final

import numpy as np

from analysis.timeline import JointEvent, PatientTimeline
from components.figures.theme import INK, TREATMENT_BAR, safe
from components.figures.timeline_hover import (
    KIND_WORDS,
    LINE,
    drug_card,
    drug_words,
    event_card,
    place_words,
)
from components.figures.timeline_layout import Drawing, Months, Track, title, value_axis
from components.figures.timeline_tracks import CARD, SMALL_TEXT

ROW: Final = 18
SYMBOLS: Final = {
    "surgery": "diamond",
    "injection": "triangle-down",
    "other": "circle-open",
    "": "square-open",
}
SIGNS: Final = {"surgery": "◆", "injection": "▼", "other": "○", "": "□"}
HALF_BAR: Final = 0.42
NARROW_PLOT: Final = 300
"""Width of the plot on a telephone, in pixels: words that fit there fit everywhere."""
LETTER: Final = 6.2
MARK: Final = 16
LATE: Final = 0.5
GAP: Final = "\u00a0"


def draw_drugs(drawing: Drawing, track: Track, timeline: PatientTimeline, heading: str) -> None:
    """Draw a bar a drug period, labelled with drug and dose; none is said too."""
    n_rows, months = len(timeline.drugs), track.months
    _blank_axis(drawing, track, max(n_rows, 1))
    title(drawing, track, heading)
    x, words, sides = [], [], []
    for row, period in enumerate(timeline.drugs):
        reach = months.clipped(period)
        if reach is not None:
            drawing.add_shape(
                type="rect",
                xref=track.x,
                yref=track.y,
                x0=reach[0],
                x1=reach[1],
                y0=row - HALF_BAR,
                y1=row + HALF_BAR,
                fillcolor=TREATMENT_BAR,
                line_width=0,
                layer="below",
            )
        start, stop = reach or (months.first, months.last)
        is_late = (start - months.first) > LATE * months.span
        x.append(stop if is_late else start)
        sides.append("middle left" if is_late else "middle right")
        before = period.start_month is not None and period.start_month < months.first
        words.append(f"{GAP}{'← ' if before else ''}{safe(drug_words(period))}{GAP}")
    drawing.add_scatter(
        x=np.array(x),
        y=np.arange(n_rows, dtype=np.int8),
        xaxis=track.x,
        yaxis=track.y,
        name="Drugs",
        mode="text",
        text=words,
        textposition=sides,
        textfont={"size": SMALL_TEXT, "color": INK},
        customdata=[[timeline.patient_id, drug_card(period)] for period in timeline.drugs],
        hovertemplate=CARD,
    )


def event_rows(timeline: PatientTimeline, months: Months) -> list[int]:
    """Give each labelled event the first row in which its words do not touch another's."""
    ends: list[float] = []
    rows = []
    for month, words, is_late in _labels(timeline, months):
        reach = _reach(words, months)
        start = month - reach if is_late else month
        row = next((row for row, taken in enumerate(ends) if taken <= start), len(ends))
        ends[row : row + 1] = [start + reach + _reach("", months)]
        rows.append(row)
    return rows


def _reach(words: str, months: Months) -> float:
    """How many months a mark and its words take on a narrow screen."""
    return (MARK + LETTER * len(words)) / NARROW_PLOT * months.span


def draw_events(
    drawing: Drawing, track: Track, timeline: PatientTimeline, *, has_title: bool = True
) -> None:
    """Draw a mark an event, the shape saying its kind, with the joint in words."""
    grouped = _grouped(timeline)
    labels = _labels(timeline, track.months)
    rows = event_rows(timeline, track.months)
    kinds = dict.fromkeys(kind for _, kind in grouped)
    _blank_axis(drawing, track, max(rows) + 1)
    if has_title:
        title(drawing, track, "   ".join(f"{SIGNS[kind]} {KIND_WORDS[kind]}" for kind in kinds))
    drawing.add_scatter(
        x=np.array([month for month, _, _ in labels], dtype=np.float32),
        y=np.array(rows, dtype=np.int8),
        xaxis=track.x,
        yaxis=track.y,
        name="Events",
        mode="markers+text",
        text=[words for _, words, _ in labels],
        textposition=["middle left" if is_late else "middle right" for _, _, is_late in labels],
        textfont={"size": SMALL_TEXT, "color": INK},
        marker={
            "symbol": [SYMBOLS[kind] for _, kind in grouped],
            "size": 9,
            "color": INK,
        },
        customdata=[
            [timeline.patient_id, LINE.join(event_card(event) for event in events)]
            for events in grouped.values()
        ],
        hovertemplate=CARD,
    )


def _grouped(timeline: PatientTimeline) -> dict[tuple[float, str], list[JointEvent]]:
    """Take events of one kind in one month together, in order of time."""
    grouped: dict[tuple[float, str], list[JointEvent]] = {}
    for event in timeline.events:
        if event.month is not None:
            grouped.setdefault((event.month, event.kind), []).append(event)
    return grouped


def _labels(timeline: PatientTimeline, months: Months) -> list[tuple[float, str, bool]]:
    """Name the joints of each group: month, words, and whether they stand left of the mark."""
    labels = []
    for (month, _), events in _grouped(timeline).items():
        named = [place_words(event.joint, event.side) for event in events if event.joint]
        words = ", ".join(dict.fromkeys(named))
        labels.append((month, words, month + _reach(words, months) > months.last))
    return labels


def _blank_axis(drawing: Drawing, track: Track, n_rows: int) -> None:
    value_axis(
        drawing,
        track,
        range=[n_rows - 0.5, -0.5],
        showgrid=False,
        showticklabels=False,
        ticks="",
    )
    for name in (track.x, track.y):
        drawing.set_axis(name, showline=False)
