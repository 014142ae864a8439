"""Where the joints stand: types side by side with a gap between, left before right."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from analysis.joint_grid import Place
from components.figures import theme
from components.figures.joint_scale import Codes, JointScale
from components.words import joint_name

GROUP_GAP: Final = 0.35
SIDE_LETTERS: Final = {"L": "L", "R": "R", "midline": ""}
CROWDED_GROUPS: Final = 9
RULED_ROWS: Final = 150
HEAD: Final = 46
CROWDED_HEAD: Final = 112
LEGEND_ROOM: Final = 68
FOOT: Final = 24


@dataclass(frozen=True, eq=False)
class JointColumns:
    """The columns of a heatmap, in widths of a cell.

    Attributes
    ----------
    places : tuple of Place, length n_places
    x : array of float32, shape (n_places,)
        Middle of each column; the first stands at 0.
    groups : tuple of (str, int, int)
        Joint type, first column and one past the last.
    """

    places: tuple[Place, ...]
    x: NDArray[np.float32]
    groups: tuple[tuple[str, int, int], ...]

    @property
    def left(self) -> float:
        """Left edge of the first column."""
        return -0.5

    @property
    def right(self) -> float:
        """Right edge of the last column."""
        return float(self.x[-1]) + 0.5


def joint_columns(places: tuple[Place, ...]) -> JointColumns:
    """Place the joints in columns, a gap between the types."""
    joints = np.array([place.joint for place in places])
    is_new = np.append(False, joints[1:] != joints[:-1])
    x = (np.arange(len(places)) + GROUP_GAP * np.cumsum(is_new)).astype(np.float32)
    starts = [0, *np.flatnonzero(is_new).tolist()]
    stops = [*starts[1:], len(places)]
    groups = tuple(
        (str(joints[start]), start, stop) for start, stop in zip(starts, stops, strict=True)
    )
    return JointColumns(places, x, groups)


def add_cells(figure: go.Figure, columns: JointColumns, codes: Codes, scale: JointScale) -> None:
    """Paint the cells, a heatmap a joint type, with a thin rule round every cell.

    Parameters
    ----------
    figure : Figure
        Changed in place.
    columns : JointColumns
    codes : array of int8, shape (n_rows, n_places)
    scale : JointScale
    """
    n_rows = len(codes)
    for _, start, stop in columns.groups:
        figure.add_trace(
            go.Heatmap(
                z=np.ascontiguousarray(codes[:, start:stop]),
                x0=float(columns.x[start]),
                dx=1,
                y0=0,
                dy=1,
                zmin=-0.5,
                zmax=len(scale.colours) - 0.5,
                colorscale=scale.colorscale,
                showscale=False,
                xgap=1,
                ygap=1 if n_rows <= RULED_ROWS else 0,
                hoverinfo="skip",
            )
        )
        figure.add_shape(
            type="rect",
            x0=float(columns.x[start]) - 0.5,
            x1=float(columns.x[stop - 1]) + 0.5,
            y0=-0.5,
            y1=n_rows - 0.5,
            fillcolor=theme.RULE,
            line={"color": theme.RULE, "width": 1},
            layer="below",
        )


def head_room(columns: JointColumns) -> int:
    """Give the room above the cells for joint types and sides, in pixels."""
    return CROWDED_HEAD if len(columns.groups) > CROWDED_GROUPS else HEAD


def add_heads(figure: go.Figure, columns: JointColumns) -> None:
    """Write the joint types and, beneath them, the sides above the columns."""
    is_crowded = len(columns.groups) > CROWDED_GROUPS
    for joint, start, stop in columns.groups:
        figure.add_annotation(
            x=float(columns.x[start] + columns.x[stop - 1]) / 2,
            y=-0.5,
            text=joint_name(joint),
            textangle=-90 if is_crowded else 0,
            yshift=20,
            yanchor="bottom",
            showarrow=False,
            font={"size": theme.AXIS_SIZE, "color": theme.INK},
        )
    letters = [SIDE_LETTERS[place.side] for place in columns.places]
    add_texts(figure, columns.x, np.full(len(letters), -0.5), letters, "top center")


def add_texts(
    figure: go.Figure,
    x: NDArray[np.floating],
    y: NDArray[np.floating],
    texts: list[str],
    position: str,
    **options: object,
) -> None:
    """Write words beside points; they may stand outside the axes."""
    figure.add_trace(
        go.Scatter(
            x=x.astype(np.float32),
            y=y.astype(np.float32),
            mode="text",
            text=texts,
            textposition=position,
            cliponaxis=False,
            showlegend=False,
            **{
                "hoverinfo": "skip",
                "textfont": {"size": theme.AXIS_SIZE, "color": theme.MUTED},
                **options,
            },
        )
    )


def add_legend(figure: go.Figure, scale: JointScale) -> None:
    """List the steps in the legend."""
    for colour, words in zip(scale.colours[: scale.n_steps], scale.words, strict=False):
        figure.add_trace(
            go.Scatter(
                x=[None],
                y=[None],
                mode="markers",
                name=words,
                marker={
                    "symbol": "square",
                    "size": 13,
                    "color": colour,
                    "line": {"color": theme.UNCHANGED, "width": 1},
                },
                hoverinfo="skip",
            )
        )


def add_states(figure: go.Figure, columns: JointColumns, codes: Codes, scale: JointScale) -> None:
    """Explain beneath the foot the marks of joints without a value that occur."""
    there = np.bincount(codes.ravel(), minlength=len(scale.colours)) > 0
    said = [
        f'<span style="color:{scale.colours[code]}">■</span> {scale.words[code]}'
        for code in range(scale.n_steps, len(scale.colours))
        if there[code]
    ]
    if said:
        figure.add_annotation(
            x=columns.left,
            y=len(codes) - 0.5,
            xanchor="left",
            yanchor="top",
            yshift=-FOOT,
            text="\u2003".join(said),
            showarrow=False,
            font={"size": theme.AXIS_SIZE, "color": theme.INK},
        )


def legend_above(title: str, plot_height: float, heads: int) -> dict[str, object]:
    """Describe the legend: the steps in rows above the heads, named but not clickable.

    Parameters
    ----------
    title : str
    plot_height : float, in pixels
        Height of the cells.
    heads : int, in pixels
        Room for the joint types and sides between the cells and the legend.
    """
    size = {"size": theme.AXIS_SIZE}
    return {
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1 + heads / plot_height,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": size,
            "itemwidth": 30,
            "title": {"text": title, "font": size, "side": "top"},
        },
    }
