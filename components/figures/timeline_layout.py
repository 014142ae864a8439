"""How the tracks of a timeline are stacked on one month axis, exact to the pixel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from analysis.timeline import DrugPeriod, PatientTimeline
from components.figures.theme import (
    AXIS_SIZE,
    INK,
    MUTED,
    TREATMENT_BAND,
    UNCHANGED,
    axis,
    styled,
)

MARGIN_TOP: Final = 8
MARGIN_BOTTOM: Final = 52
MARGIN_LEFT: Final = 44
MARGIN_RIGHT: Final = 48
LETTER: Final = 6.6
"""Width of a letter of the axis text, in pixels; joint names take their room by it."""
MONTHS_BEFORE: Final = 12.0
"""How much of a drug's time before the first visit is shown, in months."""
LEAST_SPAN: Final = 6.0
"""Fewest months an axis shows, so that a single visit has room."""
FILM_LINE: Final = {"color": UNCHANGED, "width": 1, "dash": "dot"}
PADDING: Final = 0.035
STEPS: Final = (1, 3, 6, 12, 24, 60, 120)
"""Months between two ticks, of which the first that gives no more than nine is taken."""
MOST_STEPS: Final = 9


@dataclass(frozen=True)
class Months:
    """The common month axis: its first and last month, in months since the start."""

    first: float
    last: float

    @property
    def span(self) -> float:
        """How many months it shows."""
        return self.last - self.first

    def clipped(self, period: DrugPeriod) -> tuple[float, float] | None:
        """Give the part of a drug period that is on the axis; None for none."""
        start = self.first if period.start_month is None else max(period.start_month, self.first)
        stop = self.last if period.stop_month is None else min(period.stop_month, self.last)
        return (start, stop) if period.is_dated and start <= stop else None


@dataclass(frozen=True, eq=False)
class Drawing:
    """What the tracks add up to; Plotly checks it once as a whole, which is five times faster."""

    traces: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)
    axes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add_scatter(self, **trace: Any) -> None:  # noqa: ANN401
        """Add a trace of points or lines."""
        self.traces.append({"type": "scatter", **trace})

    def add_shape(self, **shape: Any) -> None:  # noqa: ANN401
        """Add a rectangle or a line."""
        self.shapes.append(shape)

    def add_annotation(self, **annotation: Any) -> None:  # noqa: ANN401
        """Add words that are no mark."""
        self.annotations.append({"showarrow": False, **annotation})

    def set_axis(self, name: str, **options: Any) -> None:  # noqa: ANN401
        """Describe an axis, or add to its description."""
        key = f"{name[0]}axis{name[1:]}"
        self.axes[key] = self.axes.get(key, {}) | options

    def as_figure(self, height: int, margin: dict[str, float]) -> go.Figure:
        """Make the figure, in the house dress."""
        dress = styled(go.Figure(), height=height).layout.to_plotly_json()
        own = {
            "margin": margin,
            "hoverdistance": 30,
            "shapes": self.shapes,
            "annotations": self.annotations,
        }
        return go.Figure(data=self.traces, layout=dress | own | self.axes)


@dataclass(frozen=True)
class Track:
    """Where a track stands.

    Attributes
    ----------
    number : int
        Its x axis is x<number>, its y axis y<2 number - 1>, its second y axis y<2 number>.
    top, bottom : float
        Its part of the plot's height, 0 to 1.
    months : Months
    """

    number: int
    top: float
    bottom: float
    months: Months

    @property
    def x(self) -> str:
        """Name of its month axis."""
        return _name("x", self.number)

    @property
    def y(self) -> str:
        """Name of its value axis at the left."""
        return _name("y", 2 * self.number - 1)

    @property
    def y_right(self) -> str:
        """Name of its value axis at the right, for a track with two."""
        return _name("y", 2 * self.number)


@dataclass(frozen=True)
class Part:
    """A track to be stacked: its height and the room above and below, in pixels."""

    height: int
    draw: Callable[[Drawing, Track], None]
    above: int = 26
    below: int = 0
    has_ticks: bool = False
    of_patient: int = 0


def _name(letter: str, number: int) -> str:
    return letter if number == 1 else f"{letter}{number}"


def month_axis(timelines: Sequence[PatientTimeline]) -> Months:
    """Find the months that hold every visit and event, and a year of the drugs before."""
    visits = np.concatenate([each.month[each.has_month] for each in timelines])
    events = [
        event.month for each in timelines for event in each.events if event.month is not None
    ]
    first, last = (float(pick([*visits, *events])) for pick in (min, max))
    starts = [
        period.start_month
        for each in timelines
        for period in each.drugs
        if period.start_month is not None
    ]
    first = min(first, max(min([first, *starts]), first - MONTHS_BEFORE))
    last = max(last, first + LEAST_SPAN)
    pad = PADDING * (last - first)
    return Months(first - pad, last + pad)


def stacked(
    timelines: Sequence[PatientTimeline], parts: Sequence[Part], months: Months
) -> go.Figure:
    """Stack the parts from the top down; each patient's bands and films lie behind its own."""
    height = sum(part.above + part.height + part.below for part in parts)
    drawing = Drawing()
    spans: dict[int, tuple[float, float]] = {}
    used = 0
    for number, part in enumerate(parts, start=1):
        top = 1 - (used + part.above) / height
        bottom = max(top - part.height / height, 0.0)
        used += part.above + part.height + part.below
        track = Track(number, top, bottom, months)
        is_last = number == len(parts)
        drawing.set_axis(track.x, **_x_axis(track, part.has_ticks, is_last=is_last))
        part.draw(drawing, track)
        spans[part.of_patient] = (spans.get(part.of_patient, (top, 0.0))[0], bottom)
    for place, (top, bottom) in spans.items():
        _behind(drawing, timelines[place], months, (top, bottom))
    return drawing.as_figure(height + MARGIN_TOP + MARGIN_BOTTOM, _margin(timelines))


def _margin(timelines: Sequence[PatientTimeline]) -> dict[str, float]:
    names = [f"{p.joint} {p.side}" for each in timelines for p in each.joints.places]
    widest = max((len(name) for name in names), default=0) if len(timelines) == 1 else 0
    left = max(MARGIN_LEFT, 8 + LETTER * widest)
    return {"l": left, "r": MARGIN_RIGHT, "t": MARGIN_TOP, "b": MARGIN_BOTTOM}


def _x_axis(track: Track, has_ticks: bool, *, is_last: bool) -> dict[str, Any]:
    step = next((each for each in STEPS if track.months.span <= MOST_STEPS * each), STEPS[-1])
    return axis(
        "Months since start of treatment" if is_last else "",
        anchor=track.y,
        range=[track.months.first, track.months.last],
        dtick=step,
        showgrid=False,
        zeroline=False,
        showticklabels=has_ticks or is_last,
        automargin=False,
        fixedrange=True,
    ) | ({} if has_ticks or is_last else {"ticks": ""})


def _behind(
    drawing: Drawing, timeline: PatientTimeline, months: Months, span: tuple[float, float]
) -> None:
    """Lay drug bands and a hairline a film behind the tracks of one patient."""
    place = {"xref": "x", "yref": "paper", "y0": span[1], "y1": span[0], "layer": "below"}
    for period in timeline.drugs:
        reach = months.clipped(period)
        if reach is not None:
            drawing.add_shape(
                type="rect",
                x0=reach[0],
                x1=reach[1],
                fillcolor=TREATMENT_BAND,
                line_width=0,
                **place,
            )
    for month in timeline.month[timeline.is_film & timeline.has_month]:
        drawing.add_shape(
            type="line",
            x0=month,
            x1=month,
            line=FILM_LINE,
            opacity=0.6,
            **place,
        )


def title(
    drawing: Drawing, track: Track, text: str, colour: str = INK, *, at_right: bool = False
) -> None:
    """Write a track's title above it, at the left or the right."""
    drawing.add_annotation(
        text=f"<b>{text}</b>",
        xref="paper",
        yref="paper",
        x=1 if at_right else 0,
        y=track.top,
        xanchor="right" if at_right else "left",
        yanchor="bottom",
        yshift=3,
        font={"size": AXIS_SIZE, "color": colour},
    )


def value_axis(
    drawing: Drawing,
    track: Track,
    colour: str = MUTED,
    **options: Any,  # noqa: ANN401
) -> None:
    """Describe the value axis at the left of a track; options are Plotly's own."""
    ticks: dict[str, Any] = {"nticks": 5}
    described = axis(
        domain=[track.bottom, track.top],
        anchor=track.x,
        zeroline=False,
        automargin=False,
        fixedrange=True,
        **(ticks | options),
    )
    described["tickfont"] = {"size": AXIS_SIZE, "color": colour} | options.get("tickfont", {})
    drawing.set_axis(track.y, **described)


def right_axis(
    drawing: Drawing,
    track: Track,
    colour: str,
    **options: Any,  # noqa: ANN401
) -> None:
    """Describe the value axis at the right of a track, laid over the left one."""
    # Otherwise Plotly puts the ticks beside those of the left axis, at crooked numbers.
    ticks: dict[str, Any] = {"tickmode": "auto", "nticks": 5}
    described = axis(
        anchor=track.x,
        overlaying=track.y,
        side="right",
        showgrid=False,
        zeroline=False,
        automargin=False,
        fixedrange=True,
        **(ticks | options),
    )
    described["tickfont"] = {"size": AXIS_SIZE, "color": colour}
    drawing.set_axis(track.y_right, **described)
