"""The tracks of a timeline that have a scale: active joints with CRP, scores, hands, labs."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.joint_grid import OPERATED_CODES
from analysis.thresholds import CRP_LINE_MG_L, POZNANSKI_LINE_SD
from analysis.timeline import Measure, PatientTimeline
from components.figures.theme import (
    ACTIVE_JOINTS,
    ACTIVE_JOINTS_TEXT,
    AXIS_SIZE,
    CRP,
    CRP_TEXT,
    INK,
    LARSEN,
    LARSEN_TEXT,
    MUTED,
    NOT_FILMED,
    OPERATED_FILL,
    PAPER,
    RULE,
)
from components.figures.timeline_hover import SIDE_WORDS, joint_card, place_words, visit_card
from components.figures.timeline_layout import Drawing, Track, right_axis, title, value_axis
from components.words import joint_name, listed, recorded
from data.schema import STATUSES

HEADROOM: Final = 1.15
CRP_HEADROOM: Final = 1.35
"""More than the joints', so that two maxima at baseline do not cover each other."""
NUMBER_ROOM: Final = 1.5
FEWEST_JOINTS_SHOWN: Final = 5.0
HAND_ROOM_SD: Final = 0.4
SMALL_TEXT: Final = 12
TINY_TEXT: Final = 9
SMALLEST_WITH_HALVES: Final = 12
"""Side of a square, in pixels, in which 2½ can still be read."""
STATUS_MARKS: Final = {"not_examined": "/", "replaced": "R", "fused": "F"}
CARD: Final = "%{customdata[1]}<extra></extra>"


@dataclass(frozen=True)
class TimelineScale:
    """What the reader of a timeline sets, and the top of the axes that patients share.

    Attributes
    ----------
    crp_line : float, in mg/L
        Where the CRP line is drawn.
    crp_is_log : bool
    joints_top, crp_top, larsen_top : float
        Largest value on each axis; 0 takes the patient's own.
    """

    crp_line: float = CRP_LINE_MG_L
    crp_is_log: bool = False
    joints_top: float = 0.0
    crp_top: float = 0.0
    larsen_top: float = 0.0


@dataclass(frozen=True)
class ReferenceLine:
    """A line to hold values against: where, its label, its colour."""

    value: float
    label: str
    colour: str


def largest(values: NDArray[np.float64]) -> float:
    """Give the largest recorded value, 0 for none."""
    known = values[np.isfinite(values)]
    return float(known.max()) if known.size else 0.0


def draw_activity(
    drawing: Drawing, track: Track, timeline: PatientTimeline, scale: TimelineScale
) -> None:
    """Draw active joints as steps at the left and CRP as dots at the right."""
    joints = timeline.active_joints
    top = max(scale.joints_top, largest(joints.value), FEWEST_JOINTS_SHOWN)
    value_axis(
        drawing,
        track,
        ACTIVE_JOINTS_TEXT,
        range=[0, top * HEADROOM],
        tickformat="d",
        showgrid=False,
    )
    title(drawing, track, _joints_title(timeline), ACTIVE_JOINTS_TEXT)
    drawing.add_scatter(
        **_points(timeline, joints.value),
        **_axes(track),
        name="Active joints",
        mode="lines+markers",
        line={"shape": "hv", "color": ACTIVE_JOINTS, "width": 2.5},
        marker={"color": ACTIVE_JOINTS, "size": 6, "symbol": "square"},
        cliponaxis=False,
    )
    if timeline.crp.is_recorded:
        _draw_crp(drawing, track, timeline, scale)


def _joints_title(timeline: PatientTimeline) -> str:
    examined = np.unique(timeline.n_examined[np.isfinite(timeline.n_examined)])
    said = ["all joints"] if timeline.chosen_joints else []
    said += [f"of {recorded(examined[0])}"] if len(examined) == 1 else []
    return "Active joints" + (f" ({', '.join(said)})" if said else "")


def _draw_crp(
    drawing: Drawing, track: Track, timeline: PatientTimeline, scale: TimelineScale
) -> None:
    crp = timeline.crp
    value = np.where(crp.value > 0, crp.value, np.nan) if scale.crp_is_log else crp.value
    top = max(scale.crp_top, largest(crp.value), scale.crp_line)
    right_axis(drawing, track, CRP_TEXT, **_crp_axis(value, top, scale))
    title(
        drawing,
        track,
        "CRP (mg/L" + (", log)" if scale.crp_is_log else ")"),
        CRP_TEXT,
        at_right=True,
    )
    axes = _axes(track) | {"yaxis": track.y_right}
    line = ReferenceLine(scale.crp_line, f"{recorded(scale.crp_line)} mg/L", CRP_TEXT)
    _draw_line(drawing, track, line, axes)
    drawing.add_scatter(
        **_points(timeline, value),
        **axes,
        name="CRP",
        mode="lines+markers",
        line={"color": CRP, "width": 1, "dash": "dot"},
        marker=_dots(timeline, crp, value, CRP),
        cliponaxis=False,
    )


def _crp_axis(value: NDArray[np.float64], top: float, scale: TimelineScale) -> dict[str, object]:
    if not scale.crp_is_log:
        return {"range": [0, top * CRP_HEADROOM]}
    known = value[np.isfinite(value)]
    low = np.floor(np.log10(min([*known, scale.crp_line])) - 0.1)
    return {"type": "log", "range": [low, np.log10(top) + 0.15], "tickmode": "linear", "dtick": 1}


def draw_larsen(
    drawing: Drawing, track: Track, timeline: PatientTimeline, scale: TimelineScale
) -> None:
    """Draw the Larsen total with its numbers; hollow where fewer joints were graded."""
    scores = timeline.scores
    top = max(scale.larsen_top, largest(scores.larsen_total), FEWEST_JOINTS_SHOWN)
    value_axis(drawing, track, range=[0, top * NUMBER_ROOM], nticks=3)
    maximum = largest(scores.maximum)
    which = f"{_chosen(timeline)}, " if timeline.chosen_joints else ""
    title(drawing, track, f"Larsen total ({which}of {recorded(maximum)}; up is worse)")
    known = np.isfinite(scores.larsen_total) & timeline.has_month
    drawing.add_scatter(
        **_points(timeline, scores.larsen_total),
        **_axes(track),
        name="Larsen total",
        mode="lines+markers+text",
        text=[recorded(total) for total in scores.larsen_total[known]],
        textposition="top center",
        textfont={"size": SMALL_TEXT, "color": INK},
        line={"color": INK, "width": 1.5},
        marker={
            "color": INK,
            "size": 8,
            "symbol": np.where(scores.maximum[known] < maximum, "square-open", "square"),
        },
        cliponaxis=False,
    )


def _chosen(timeline: PatientTimeline) -> str:
    sides = [SIDE_WORDS[name] for name in timeline.chosen_joints if name in SIDE_WORDS]
    joints = [joint_name(name) for name in timeline.chosen_joints if name not in SIDE_WORDS]
    return f"{listed(sides)} {listed(joints)}".strip()


def draw_joints(drawing: Drawing, track: Track, timeline: PatientTimeline, size: int) -> None:
    """Draw a square a joint under each film: its grade as shade and as number.

    Parameters
    ----------
    drawing : Drawing
    track : Track
    timeline : PatientTimeline
    size : int, in pixels
        Side of a square.
    """
    joints = timeline.joints
    n_places = len(joints.places)
    value_axis(
        drawing,
        track,
        range=[n_places - 0.5, -0.5],
        tickvals=np.arange(n_places, dtype=np.int8),
        ticktext=[place_words(place.joint, place.side) for place in joints.places],
        tickfont={"size": min(AXIS_SIZE, size + 1)},
        showgrid=False,
        ticks="",
    )
    is_shown = ((joints.status >= 0) | np.isfinite(joints.grade)) & timeline.has_month[:, None]
    shown = np.argwhere(is_shown).tolist()
    rows, places = (np.array(each, dtype=np.int64) for each in zip(*shown, strict=True))
    has_halves = size >= SMALLEST_WITH_HALVES
    marks = [_square(joints.grade[*at], joints.status[*at], has_halves=has_halves) for at in shown]
    drawing.add_scatter(
        x=timeline.month[rows].astype(np.float32),
        y=places.astype(np.int8),
        **_axes(track),
        name="Larsen grade",
        mode="markers+text",
        text=[mark for mark, _, _ in marks],
        textfont={"size": TINY_TEXT, "color": [ink for _, _, ink in marks]},
        marker={
            "symbol": "square",
            "size": size,
            "color": [fill for _, fill, _ in marks],
            "line": {"color": RULE, "width": 1},
        },
        customdata=[
            [timeline.patient_id, joint_card(timeline, row, place)] for row, place in shown
        ],
        hovertemplate=CARD,
        cliponaxis=False,
    )


def _square(grade: np.float32, status: np.int8, *, has_halves: bool) -> tuple[str, str, str]:
    """Give the mark, the fill and the colour of the mark; half a grade takes the darker fill."""
    if np.isfinite(grade):
        step = int(np.floor(grade + 0.5))
        half = np.floor(2 * grade + 0.5) / 2 if has_halves else step
        mark = f"{int(half) or ''}½" if half % 1 else str(int(half))
        return mark, LARSEN[step], LARSEN_TEXT[step]
    mark = STATUS_MARKS.get(STATUSES[status], "")
    if status in OPERATED_CODES:
        return mark, OPERATED_FILL, PAPER
    return mark, NOT_FILMED, INK


def draw_hands(drawing: Drawing, track: Track, timeline: PatientTimeline) -> None:
    """Draw the Poznanski score of both wrists, with lines at 0 and -2 SD."""
    left, right = timeline.wrists
    mean = np.where(np.isfinite(left) | np.isfinite(right), np.nan, timeline.scores.poznanski)
    every = np.concatenate([left, right, mean])
    known = every[np.isfinite(every)]
    low = min(known.min(), POZNANSKI_LINE_SD) - HAND_ROOM_SD
    value_axis(drawing, track, range=[low, max(known.max(), 0) + HAND_ROOM_SD], showgrid=False)
    of_all = "all joints, " if timeline.chosen_joints else ""
    title(drawing, track, f"Poznanski ({of_all}SD; down is worse)")
    axes = _axes(track)
    for at in (0.0, POZNANSKI_LINE_SD):
        label = f"{recorded(at)} SD" if at else ""
        _draw_line(drawing, track, ReferenceLine(at, label, MUTED), axes)
    for name, value, dress in (
        ("left", left, {"symbol": "circle", "color": INK, "dash": "solid"}),
        ("right", right, {"symbol": "diamond", "color": MUTED, "dash": "dash"}),
        ("mean", mean, {"symbol": "cross", "color": INK, "dash": "dot"}),
    ):
        _draw_wrist(drawing, timeline, (name, value), dress, axes)
    _name_wrists(drawing, track, timeline)


def _draw_wrist(
    drawing: Drawing,
    timeline: PatientTimeline,
    wrist: tuple[str, NDArray[np.float64]],
    dress: dict[str, str],
    axes: dict[str, str],
) -> None:
    name, value = wrist
    if not np.isfinite(value).any():
        return
    drawing.add_scatter(
        **_points(timeline, value),
        **axes,
        name=f"Poznanski {name}",
        mode="lines+markers",
        line={"color": dress["color"], "dash": dress["dash"], "width": 1.5},
        marker={"color": dress["color"], "symbol": dress["symbol"], "size": 8},
        cliponaxis=False,
    )


def _name_wrists(drawing: Drawing, track: Track, timeline: PatientTimeline) -> None:
    """Write left and right at the ends of their lines, the higher one above the other."""
    drawn = [np.flatnonzero(np.isfinite(wrist) & timeline.has_month) for wrist in timeline.wrists]
    ends = [
        (float(wrist[rows[-1]]), name, float(timeline.month[rows[-1]]))
        for wrist, rows, name in zip(timeline.wrists, drawn, ("left", "right"), strict=True)
        if len(rows)
    ]
    for shift, (value, name, month) in zip((-7, 7), sorted(ends), strict=False):
        # At the last visit the margin is free of lines that would cross the word.
        is_last = month == np.nanmax(timeline.month)
        drawing.add_annotation(
            x=track.months.last if is_last else month,
            y=value,
            xref=track.x,
            yref=track.y,
            text=name,
            xanchor="left",
            xshift=2 if is_last else 7,
            yshift=shift,
            font={"size": SMALL_TEXT, "color": INK if name == "left" else MUTED},
        )


def draw_lab(drawing: Drawing, track: Track, timeline: PatientTimeline, lab: Measure) -> None:
    """Draw a further lab as dots, hollow where below the limit of detection."""
    value_axis(drawing, track, range=[0, max(largest(lab.value), 1.0) * HEADROOM], nticks=3)
    title(drawing, track, f"{lab.column.title} ({lab.column.unit})")
    drawing.add_scatter(
        **_points(timeline, lab.value),
        **_axes(track),
        name=lab.column.title,
        mode="lines+markers",
        line={"color": MUTED, "width": 1, "dash": "dot"},
        marker=_dots(timeline, lab, lab.value, INK),
        cliponaxis=False,
    )


def _axes(track: Track) -> dict[str, str]:
    return {"xaxis": track.x, "yaxis": track.y}


def _points(timeline: PatientTimeline, value: NDArray[np.float64]) -> dict[str, object]:
    """Place the recorded values on the month axis, each with its patient and its visit's card."""
    rows = np.flatnonzero(np.isfinite(value) & timeline.has_month)
    return {
        "x": timeline.month[rows].astype(np.float32),
        "y": value[rows].astype(np.float32),
        "customdata": [[timeline.patient_id, visit_card(timeline, row)] for row in rows.tolist()],
        "hovertemplate": CARD,
    }


def _dots(
    timeline: PatientTimeline, measure: Measure, value: NDArray[np.float64], colour: str
) -> dict[str, object]:
    below = measure.is_below_limit[np.isfinite(value) & timeline.has_month]
    return {
        "color": colour,
        "size": 9,
        "symbol": np.where(below, "circle-open", "circle"),
        "line": {"color": colour, "width": 1.5},
    }


def _draw_line(drawing: Drawing, track: Track, line: ReferenceLine, axes: dict[str, str]) -> None:
    """Draw a dashed line across a track, labelled at its left end."""
    drawing.add_scatter(
        # In full precision: a label rounded off the axis would not be drawn.
        x=np.array([track.months.first, track.months.last]),
        y=np.array([line.value, line.value], dtype=np.float32),
        **axes,
        name=line.label,
        mode="lines+text",
        text=[line.label, ""],
        textposition="top right",
        textfont={"size": SMALL_TEXT, "color": line.colour},
        line={"color": line.colour, "width": 1, "dash": "dash"},
        hoverinfo="skip",
    )
