"""Each patient's values before and after, a panel a measure, the median thick."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from analysis.change import Change
from analysis.paired_measures import PairedMeasure, Values
from components.figures.theme import (
    AXIS_SIZE,
    IMPROVED,
    INK,
    QUARTILE_BAND,
    TEXT_SIZE,
    UNCHANGED,
    WORSENED,
    safe,
    styled,
)

COLUMNS: Final = 3
PANEL_PIXELS: Final = 250
HEAD_PIXELS: Final = 112
LINES_AT_MOST: Final = 200
LINES_SAMPLED: Final = 60
FEW_LINES: Final = 20
MEDIAN_WIDTH: Final = 4
BETWEEN_PANELS: Final = 0.09
QUARTILES: Final = (0.25, 0.75)
MEDIAN_WORD: Final = "median"
KEY_PIXELS: Final = 42


@dataclass(frozen=True)
class Direction:
    """How patients are drawn who changed one way: word, colour, dash, symbol, key mark."""

    name: str
    colour: str
    dash: str
    symbol: str
    mark: str


DIRECTIONS: Final = (
    Direction("improved", IMPROVED, "solid", "circle", "●"),
    Direction("unchanged", UNCHANGED, "dot", "square", "■"),
    Direction("worsened", WORSENED, "dash", "diamond", "◆"),
)


@dataclass(frozen=True)
class Spot:
    """Where on the paper a panel stands, in shares of its width and height."""

    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, eq=False)
class Panel:
    """Where the lines of one measure go: its number, names of the visits, patients' ids."""

    number: int
    names: tuple[str, str]
    ids: NDArray[np.object_]

    @property
    def is_roomy(self) -> bool:
        """Tell whether patients are few enough for strong lines."""
        return len(self.ids) <= FEW_LINES

    @property
    def axes(self) -> dict[str, str]:
        """Name the axes of the panel as a trace does."""
        place = "" if self.number == 0 else str(self.number + 1)
        return {"xaxis": f"x{place}", "yaxis": f"y{place}"}

    def spot(self, n_rows: int) -> "Spot":
        """Find the place of the panel on paper with that many rows of panels."""
        between = min(0.9 / n_rows, 84 / (PANEL_PIXELS * n_rows))
        width = (1 - BETWEEN_PANELS * (COLUMNS - 1)) / COLUMNS
        height = (1 - between * (n_rows - 1)) / n_rows
        row, column = divmod(self.number, COLUMNS)
        left, top = column * (width + BETWEEN_PANELS), 1 - row * (height + between)
        # Rounded: beyond 1, be it by a rounding error, Plotly takes no share.
        return Spot(*(round(each, 9) for each in (left, left + width, top - height, top)))


def draw(change: Change) -> go.Figure:
    """Draw a line a patient from the first visit to the second, coloured by what it means.

    Parameters
    ----------
    change : Change
        Measures without a pair of values are left out. Above ``LINES_AT_MOST`` patients a sample
        of ``LINES_SAMPLED`` is drawn over the band between the quartiles.
    """
    shown = [each for each in change.recorded if each.is_paired.any()]
    n_rows = max(1, -(-len(shown) // COLUMNS))
    ids = np.array(change.patient_ids, dtype=object)
    panels = [Panel(number, change.pair.names, ids) for number in range(len(shown))]
    traces = [
        trace
        for paired, panel in zip(shown, panels, strict=True)
        for trace in _panel_traces(paired, panel)
    ]
    # All of the layout at once: Plotly takes long over each change of a figure that exists.
    figure = go.Figure(traces, _layout(shown, panels, n_rows))
    styled(figure, height=HEAD_PIXELS + PANEL_PIXELS * n_rows)
    return figure.update_layout(margin={"l": 48, "r": 16, "t": HEAD_PIXELS - 8, "b": 40})


def _panel_traces(paired: PairedMeasure, panel: Panel) -> list[go.Scatter]:
    kept = np.flatnonzero(paired.is_paired)
    drawn, traces = kept, []
    if len(kept) > LINES_AT_MOST:
        drawn = kept[np.linspace(0, len(kept) - 1, LINES_SAMPLED).astype(np.int64)]
        traces.append(_quartile_band(paired, kept, panel))
    worsening = paired.worsening[drawn]
    for rows, how in zip(
        (drawn[worsening < 0], drawn[worsening == 0], drawn[worsening > 0]),
        DIRECTIONS,
        strict=True,
    ):
        if len(rows):
            traces.append(_lines(paired, rows, how, panel))
    return [*traces, _median(paired, kept, panel)]


def _layout(shown: list[PairedMeasure], panels: list[Panel], n_rows: int) -> dict[str, object]:
    layout: dict[str, object] = {}
    titles = []
    for paired, panel in zip(shown, panels, strict=True):
        spot, axes = panel.spot(n_rows), panel.axes
        layout[axes["xaxis"].replace("x", "xaxis")] = {
            "domain": [spot.left, spot.right],
            "anchor": axes["yaxis"],
            "tickvals": [0, 1],
            "ticktext": [safe(name) for name in panel.names],
            "range": [-0.25, 1.25],
            "showgrid": False,
            "ticks": "",
        }
        layout[axes["yaxis"].replace("y", "yaxis")] = {
            "domain": [spot.bottom, spot.top],
            "anchor": axes["xaxis"],
            "zeroline": False,
            "nticks": 6,
        }
        titles.append(_title(paired, spot))
    return layout | {"annotations": [*titles, _key_to_colours()]}


def _lines(
    paired: PairedMeasure, rows: NDArray[np.int64], how: Direction, panel: Panel
) -> go.Scatter:
    """Draw patients with one direction as one trace, a gap between each and the next."""
    before, after = paired.before[rows], paired.after[rows]
    ids = panel.ids[rows]
    shown = np.array([safe(each) for each in ids], dtype=object)
    custom = np.stack([ids, shown, before, after], axis=1)
    return go.Scatter(
        x=np.tile(np.array([0, 1, np.nan], dtype=np.float32), len(rows)),
        y=_with_gaps(before, after),
        customdata=np.repeat(custom, 3, axis=0),
        **panel.axes,
        mode="lines+markers",
        name=how.name,
        line={"color": how.colour, "width": 1.5 if panel.is_roomy else 1, "dash": how.dash},
        marker={
            "color": how.colour,
            "size": 7 if panel.is_roomy else 5,
            "symbol": _symbols(paired, rows, how.symbol),
        },
        opacity=0.75 if panel.is_roomy else 0.45,
        connectgaps=False,
        hovertemplate=(
            f"%{{customdata[1]}}: %{{customdata[2]:.4~g}} to %{{customdata[3]:.4~g}} "
            f"{paired.measure.unit}, {how.name}<extra></extra>"
        ),
    )


def _symbols(
    paired: PairedMeasure, rows: NDArray[np.int64], symbol: str
) -> str | NDArray[np.object_]:
    """Leave values below their limit of detection hollow."""
    below = np.stack([paired.before_below[rows], paired.after_below[rows]], axis=1)
    if not below.any():
        return symbol
    both = np.where(below, f"{symbol}-open", symbol).astype(object)
    gaps = np.full((len(rows), 1), symbol, dtype=object)
    symbols: NDArray[np.object_] = np.concatenate([both, gaps], axis=1).ravel()
    return symbols


def _with_gaps(before: Values, after: Values) -> NDArray[np.float32]:
    gaps = np.full(len(before), np.nan)
    return np.stack([before, after, gaps], axis=1).ravel().astype(np.float32)


def _median(paired: PairedMeasure, kept: NDArray[np.int64], panel: Panel) -> go.Scatter:
    ends = [np.median(values[kept]) for values in (paired.before, paired.after)]
    return go.Scatter(
        x=np.array([0, 1], dtype=np.int8),
        y=np.array(ends, dtype=np.float32),
        **panel.axes,
        mode="lines",
        name="median",
        line={"color": INK, "width": MEDIAN_WIDTH},
        text=[safe(name) for name in panel.names],
        hovertemplate=f"%{{text}}: median %{{y:.4~g}} {paired.measure.unit}<extra></extra>",
    )


def _quartile_band(paired: PairedMeasure, kept: NDArray[np.int64], panel: Panel) -> go.Scatter:
    low, high = (
        [np.quantile(values[kept], share) for values in (paired.before, paired.after)]
        for share in QUARTILES
    )
    return go.Scatter(
        x=np.array([0, 1, 1, 0], dtype=np.int8),
        y=np.array([*low, *reversed(high)], dtype=np.float32),
        **panel.axes,
        mode="lines",
        fill="toself",
        fillcolor=QUARTILE_BAND,
        line={"width": 0},
        name="middle half",
        hoverinfo="skip",
    )


def _title(paired: PairedMeasure, spot: Spot) -> dict[str, object]:
    n = int(paired.is_paired.sum())
    return {
        "text": f"<b>{paired.measure.title}</b><br>{paired.measure.unit}, n = {n:,}",
        "xref": "paper",
        "x": (spot.left + spot.right) / 2,
        "xanchor": "center",
        "yref": "paper",
        "y": spot.top,
        "yanchor": "bottom",
        "yshift": 2,
        "showarrow": False,
        "font": {"size": AXIS_SIZE, "color": INK},
    }


def _key_to_colours() -> dict[str, object]:
    return {
        "text": "   ".join(_key(each) for each in DIRECTIONS) + f"   <b>━</b> {MEDIAN_WORD}",
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": KEY_PIXELS,
        "showarrow": False,
        "font": {"size": TEXT_SIZE, "color": INK},
    }


def _key(how: Direction) -> str:
    return f'<span style="color:{how.colour}">{how.mark}</span> {how.name}'
