"""How many joints improved, stayed, worsened or were operated: one bar for all, one a type."""

from typing import Final

import numpy as np
import plotly.graph_objects as go

from analysis.clustered import Proportion
from analysis.joint_change import OUTCOMES
from analysis.joints_changed import ALL_JOINTS, JointOutcomes, JointsChanged, n_of
from components.figures.theme import (
    AXIS_SIZE,
    INK,
    OUTCOME_COLOURS,
    OUTCOME_TEXT,
    PAPER,
    TEXT_SIZE,
    axis,
    safe,
    styled,
)
from components.words import joint_name, percent, percent_interval

ROW_PIXELS: Final = 46
HEAD_PIXELS: Final = 64
FOOT_PIXELS: Final = 40
BAR_WIDTH: Final = 0.44
ABOVE_BAR: Final = 0.26
INK_LINE: Final = 1.5
TICKS: Final = (0, 25, 50, 75, 100)


def draw(joints: JointsChanged) -> go.Figure:
    """Draw the outcomes as stacked bars, each the whole of its joints, with shares above it.

    Parameters
    ----------
    joints : JointsChanged
        Types without a joint compared or operated are left out.
    """
    rows = [each for each in (joints.all_joints, *joints.by_joint) if each.n + each.operated]
    figure = go.Figure([_bars(rows, code) for code in range(len(OUTCOMES)) if _any(rows, code)])
    styled(figure, height=HEAD_PIXELS + FOOT_PIXELS + ROW_PIXELS * len(rows))
    figure.update_layout(
        barmode="stack",
        margin={"l": 16, "r": 24, "t": HEAD_PIXELS, "b": FOOT_PIXELS},
        annotations=[_legend(rows), *(_label(each, row) for row, each in enumerate(rows))],
    )
    figure.update_xaxes(
        **{**axis(), "title": None},
        range=[0, 100],
        ticksuffix=" %",
        showgrid=False,
        tickvals=TICKS,
        ticktext=[f"{tick} %" for tick in TICKS],
    )
    figure.update_yaxes(visible=False, range=[len(rows) - 0.5, -0.75])
    return figure


def _counts(found: JointOutcomes) -> tuple[int, int, int, int]:
    return n_of(found.improved), n_of(found.unchanged), n_of(found.worsened), found.operated


def _any(rows: list[JointOutcomes], code: int) -> bool:
    return any(_counts(each)[code] for each in rows)


def _bars(rows: list[JointOutcomes], code: int) -> go.Bar:
    counts = np.array([_counts(each)[code] for each in rows], dtype=np.int32)
    whole = np.array([sum(_counts(each)) for each in rows], dtype=np.int32)
    names = [safe(joint_name(each.of)) for each in rows]
    return go.Bar(
        x=(100 * counts / whole).astype(np.float32),
        y=np.arange(len(rows), dtype=np.int16),
        width=BAR_WIDTH,
        orientation="h",
        name=OUTCOMES[code],
        marker={
            "color": OUTCOME_COLOURS[code],
            "line": {"color": INK if code == len(OUTCOMES) - 1 else PAPER, "width": INK_LINE},
        },
        text=[f"{count:,}" if count else "" for count in counts.tolist()],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        textfont={"size": AXIS_SIZE, "color": OUTCOME_TEXT[code]},
        customdata=np.stack([counts, whole], axis=1),
        hovertext=names,
        hovertemplate=(
            f"%{{hovertext}}: %{{customdata[0]:,}} of %{{customdata[1]:,}} {OUTCOMES[code]}"
            "<extra></extra>"
        ),
    )


def _legend(rows: list[JointOutcomes]) -> dict[str, object]:
    """Name the colours once, above the bars; the operated are white with an ink outline."""
    boxes = [
        f'<span style="color:{INK if code == len(OUTCOMES) - 1 else OUTCOME_COLOURS[code]}">'
        f"{'□' if code == len(OUTCOMES) - 1 else '■'}</span> {OUTCOMES[code]}"
        for code in range(len(OUTCOMES))
        if _any(rows, code)
    ]
    return {
        "text": "   ".join(boxes),
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "font": {"size": TEXT_SIZE},
    }


def _label(found: JointOutcomes, row: int) -> dict[str, object]:
    name = safe(_capital(joint_name(found.of)))
    said = [
        f"{outcome} {_share(share)}"
        for outcome, share in (("improved", found.improved), ("worsened", found.worsened))
        if share is not None
    ]
    if found.operated:
        said.append(f"operated {found.operated:,}")
    text = f"<b>{name}</b> {found.n:,}: {', '.join(said)}"
    return {
        "text": text,
        "x": 0,
        "xanchor": "left",
        "y": row - ABOVE_BAR,
        "yanchor": "bottom",
        "showarrow": False,
        "align": "left",
        "font": {"size": TEXT_SIZE if found.of == ALL_JOINTS else AXIS_SIZE},
    }


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]


def _share(share: Proportion) -> str:
    reach = percent_interval(share.low, share.high).replace(" to ", "–").removesuffix(" %")
    return percent(share.share) + (f" ({reach})" if reach else "")
