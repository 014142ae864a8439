"""The overview of a large cohort: the joint heatmap with several patients in a row."""

from typing import Final

import numpy as np
import plotly.graph_objects as go

from analysis.joints import BinnedCells
from components.figures import theme
from components.figures.joint_heatmap import value_name
from components.figures.joint_layout import (
    LEGEND_ROOM,
    JointColumns,
    add_cells,
    add_heads,
    add_legend,
    head_room,
    joint_columns,
    legend_above,
)
from components.figures.joint_scale import overview_codes_of, overview_scale_of
from components.words import joint_with_side, number

PLOT_HEIGHT: Final = 360
BOTTOM: Final = 16
N_TICKS: Final = 5


def draw(binned: BinnedCells) -> go.Figure:
    """Draw the mean of each bin of patients, joint by joint.

    Parameters
    ----------
    binned : BinnedCells
    """
    cells = binned.cells
    scale, columns = overview_scale_of(cells.question), joint_columns(cells.places)
    codes = overview_codes_of(binned.mean, cells.question)
    figure = go.Figure()
    add_cells(figure, columns, codes, scale)
    _add_hover(figure, binned, columns)
    add_heads(figure, columns)
    add_legend(figure, scale)
    top = head_room(columns) + LEGEND_ROOM
    theme.styled(figure, height=PLOT_HEIGHT + top + BOTTOM)
    figure.update_layout(
        margin={"l": 80, "r": 24, "t": top, "b": BOTTOM},
        **legend_above(f"Mean {_what(binned)}", PLOT_HEIGHT, head_room(columns)),
    )
    figure.update_xaxes(visible=False, range=[columns.left, columns.right], fixedrange=True)
    figure.update_yaxes(range=[len(codes) - 0.5, -0.5], fixedrange=True, **_ticks(binned))
    return figure


def _what(binned: BinnedCells) -> str:
    name = value_name(binned.cells)
    if binned.cells.question.reading == "change":
        return f"change of {name}: blue improved, orange worsened"
    return f"share with {name.lower()}" if binned.cells.question.finding else name


def _add_hover(figure: go.Figure, binned: BinnedCells, columns: JointColumns) -> None:
    names = [joint_with_side(place.joint, place.side) for place in binned.cells.places]
    bins = [
        f"patients {first + 1:,} to {stop:,}"
        for first, stop in zip(binned.start.tolist(), binned.stop.tolist(), strict=True)
    ]
    said = [
        [
            f"{name}, {who}<br>mean {number(float(mean))} of {n:,} joints"
            for name, mean, n in zip(names, means, counts, strict=True)
        ]
        for who, means, counts in zip(bins, binned.mean, binned.n_read, strict=True)
    ]
    texts = np.array(said, dtype=object)
    for trace, (_, start, stop) in zip(figure.data, columns.groups, strict=True):
        trace.update(
            text=texts[:, start:stop], hovertemplate="%{text}<extra></extra>", hoverinfo=None
        )


def _ticks(binned: BinnedCells) -> dict[str, object]:
    """Count the patients down the side: bins are nothing a clinician counts in."""
    places = np.linspace(0, len(binned.start) - 1, N_TICKS).round().astype(np.int64)
    numbers = [*binned.start[places[:-1]] + 1, binned.cells.n_patients]
    return {
        "tickvals": places.tolist(),
        "ticktext": [f"{each:,}" for each in numbers],
        "showgrid": False,
        "title": {"text": "Patients, in the order chosen", "font": {"size": theme.AXIS_SIZE}},
    }
