"""Each patient's values before and after, a panel a measure, the median thick."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

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
    def row(self) -> int:
        """Row of the panel, from 1."""
        return self.number // COLUMNS + 1

    @property
    def column(self) -> int:
        """Column of the panel, from 1."""
        return self.number % COLUMNS + 1


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
    height = HEAD_PIXELS + PANEL_PIXELS * n_rows
    figure = make_subplots(
        n_rows,
        COLUMNS,
        subplot_titles=[_title(each) for each in shown],
        horizontal_spacing=BETWEEN_PANELS,
        vertical_spacing=min(0.9 / n_rows, 84 / (PANEL_PIXELS * n_rows)),
    )
    ids = np.array(change.patient_ids, dtype=object)
    for number, each in enumerate(shown):
        _draw_panel(figure, each, Panel(number, change.pair.names, ids))
    styled(figure, height=height)
    return _dressed(figure, change.pair.names, len(shown))


def _draw_panel(figure: go.Figure, paired: PairedMeasure, panel: Panel) -> None:
    kept = np.flatnonzero(paired.is_paired)
    drawn = kept
    if len(kept) > LINES_AT_MOST:
        drawn = kept[np.linspace(0, len(kept) - 1, LINES_SAMPLED).astype(np.int64)]
        figure.add_trace(_quartile_band(paired, kept), panel.row, panel.column)
    worsening = paired.worsening[drawn]
    for rows, how in zip(
        (drawn[worsening < 0], drawn[worsening == 0], drawn[worsening > 0]),
        DIRECTIONS,
        strict=True,
    ):
        if len(rows):
            lines = _lines(paired, rows, how, panel)
            figure.add_trace(lines, panel.row, panel.column)
    figure.add_trace(_median(paired, kept, panel.names), panel.row, panel.column)


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


def _median(paired: PairedMeasure, kept: NDArray[np.int64], names: tuple[str, str]) -> go.Scatter:
    ends = [np.median(values[kept]) for values in (paired.before, paired.after)]
    return go.Scatter(
        x=np.array([0, 1], dtype=np.int8),
        y=np.array(ends, dtype=np.float32),
        mode="lines",
        name="median",
        line={"color": INK, "width": MEDIAN_WIDTH},
        text=[safe(name) for name in names],
        hovertemplate=f"%{{text}}: median %{{y:.4~g}} {paired.measure.unit}<extra></extra>",
    )


def _quartile_band(paired: PairedMeasure, kept: NDArray[np.int64]) -> go.Scatter:
    low, high = (
        [np.quantile(values[kept], share) for values in (paired.before, paired.after)]
        for share in QUARTILES
    )
    return go.Scatter(
        x=np.array([0, 1, 1, 0], dtype=np.int8),
        y=np.array([*low, *reversed(high)], dtype=np.float32),
        mode="lines",
        fill="toself",
        fillcolor=QUARTILE_BAND,
        line={"width": 0},
        name="middle half",
        hoverinfo="skip",
    )


def _title(paired: PairedMeasure) -> str:
    n = int(paired.is_paired.sum())
    return f"<b>{paired.measure.title}</b><br>{paired.measure.unit}, n = {n:,}"


def _dressed(figure: go.Figure, names: tuple[str, str], n_panels: int) -> go.Figure:
    figure.update_layout(margin={"l": 48, "r": 16, "t": HEAD_PIXELS - 8, "b": 40})
    figure.update_xaxes(
        tickvals=[0, 1],
        ticktext=[safe(name) for name in names],
        range=[-0.25, 1.25],
        showgrid=False,
        ticks="",
    )
    figure.update_yaxes(zeroline=False, nticks=6)
    for title in figure.layout.annotations[:n_panels]:
        title.update(font={"size": AXIS_SIZE, "color": INK}, yshift=2)
    figure.add_annotation(
        text="   ".join(_key(each) for each in DIRECTIONS) + f"   <b>━</b> {MEDIAN_WORD}",
        xref="paper",
        x=0,
        xanchor="left",
        yref="paper",
        y=1,
        yanchor="bottom",
        yshift=KEY_PIXELS,
        showarrow=False,
        font={"size": TEXT_SIZE, "color": INK},
    )
    return figure


def _key(how: Direction) -> str:
    return f'<span style="color:{how.colour}">{how.mark}</span> {how.name}'
