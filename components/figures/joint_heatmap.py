"""The joint heatmap: patients down, joints across, a grade, finding or change in each cell."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from analysis.joint_cells import STATES, JointCells
from analysis.joint_change import OUTCOMES
from components.figures import theme
from components.figures.joint_layout import (
    LEGEND_ROOM,
    JointColumns,
    add_cells,
    add_heads,
    add_legend,
    add_states,
    add_texts,
    head_room,
    joint_columns,
    legend_above,
)
from components.figures.joint_scale import STATE_MARKS, codes_of, scale_of
from components.words import joint_with_side, number, recorded, signed

NUMBERED_ROWS: Final = 40
JOINTS_NAME: Final = "Joints"
WRITTEN_NAME: Final = "In the cells"
SQUARE_ROWS: Final = 30
LARGEST_CELL: Final = 40
SMALLEST_SQUARE: Final = 26
ROW_BEYOND: Final = 14
COLUMN_BEYOND: Final = 38
USUAL_WIDTH: Final = 515  # pixels that the plot has in a window of 1440
WANTED_HEIGHT: Final = 400
LONGEST_LABEL: Final = 14
LETTER: Final = 7.2
SPACE: Final = "\u2002"  # keeps words off the cells
SUMS_TO: Final = 150  # patients; above it the foot shows means
BOTTOM: Final = 56
BOTTOM_UNMARKED: Final = 28  # pixels where no mark needs explaining
LEFT: Final = 16
RIGHT: Final = 24
TOTAL_WIDTH: Final = 56
HEAD_LIFT: Final = 8  # pixels from the cells to the middle of a line of text
REACH: Final = 60  # pixels round a label or total in which it can be clicked


@dataclass(frozen=True)
class _Cell:
    """Height and width of a cell in pixels, as far as the screen allows."""

    height: float
    width: float


def draw(page: JointCells, whole: JointCells | None = None) -> go.Figure:
    """Draw the joints of at most a page of patients.

    Parameters
    ----------
    page : JointCells
        The patients in the order shown.
    whole : JointCells, optional
        All patients, for the totals at the foot; the page itself where it is all.
    """
    columns, codes, scale = joint_columns(page.places), codes_of(page), scale_of(page.question)
    cell = _cell(page.n_patients)
    figure = go.Figure()
    add_cells(figure, columns, codes, scale)
    add_heads(figure, columns)
    _add_marks(figure, page, columns, cell)
    _add_rows(figure, page, columns, cell)
    _add_foot(figure, page if whole is None else whole, columns, page.n_patients)
    add_legend(figure, scale)
    add_states(figure, columns, codes, scale)
    return _laid_out(figure, page, columns, cell)


def _cell(n_rows: int) -> _Cell:
    if n_rows > SQUARE_ROWS:
        return _Cell(ROW_BEYOND, COLUMN_BEYOND)
    side = min(LARGEST_CELL, max(SMALLEST_SQUARE, WANTED_HEIGHT / n_rows))
    return _Cell(side, side)


def _add_marks(figure: go.Figure, page: JointCells, columns: JointColumns, cell: _Cell) -> None:
    """Lay squares over the cells for what hovers and the click, and write into the cells.

    Only cells with something to write get a text: a thousand empty ones take the browser long.
    """
    n_rows, n_places = page.value.shape
    x = np.tile(columns.x, n_rows).astype(np.float32)
    y = np.repeat(np.arange(n_rows, dtype=np.float32), n_places)
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y,
            name=JOINTS_NAME,
            mode="markers",
            marker={"symbol": "square", "size": min(cell.height, cell.width), "opacity": 0},
            hovertext=_hover_texts(page),
            hovertemplate="%{hovertext}<extra></extra>",
            customdata=np.repeat(page.patient_ids, n_places)[:, None],
            showlegend=False,
        )
    )
    texts = _cell_texts(page, with_numbers=n_rows <= NUMBERED_ROWS)
    written = np.array([bool(text) for text in texts])
    colours = np.array(scale_of(page.question).text_colours)[codes_of(page).ravel()]
    add_texts(
        figure,
        x[written],
        y[written],
        [text for text in texts if text],
        "middle center",
        name=WRITTEN_NAME,
        textfont={
            "size": min(theme.TEXT_SIZE, cell.height - 2),
            "color": colours[written].tolist(),
        },
    )


def _cell_texts(page: JointCells, *, with_numbers: bool) -> list[str]:
    is_change = page.question.reading == "change"
    marks = ["", *STATE_MARKS]
    texts = []
    for state, value in zip(page.state.ravel(), page.value.ravel(), strict=True):
        if state:
            texts.append(marks[state])
        elif not with_numbers:
            texts.append("")
        else:
            texts.append(_change(float(value)) if is_change else recorded(float(value)))
    return texts


def _change(value: float) -> str:
    return signed(value, 0 if value.is_integer() else 1)


def _hover_texts(page: JointCells) -> list[str]:
    names = [joint_with_side(place.joint, place.side) for place in page.places]
    texts = []
    for row, patient_id in enumerate(page.patient_ids):
        for column, name in enumerate(names):
            said = _said(page, row, column)
            texts.append(f"<b>{theme.safe(patient_id)}</b> · {name}<br>{said}")
    return texts


def _said(page: JointCells, row: int, column: int) -> str:
    state = int(page.state[row, column])
    if state:
        return STATES[state]
    what = value_name(page)
    if page.question.reading != "change":
        return f"{what} {recorded(float(page.value[row, column]))}"
    before, after = (float(each[row, column]) for each in (page.first, page.second))
    became = OUTCOMES[page.outcome[row, column]]
    moved = _change(float(page.value[row, column]))
    return f"{what} {recorded(before)} to {recorded(after)} ({moved}), {became}"


def value_name(cells: JointCells) -> str:
    """Name what a cell's number is: "Larsen", "Erosion" or "Findings"."""
    if cells.question.finding:
        return cells.question.finding.replace("_", " ").capitalize()
    is_grade = cells.question.reading == "grade"
    is_grade |= cells.question.reading == "change" and not cells.question.by_findings
    return "Larsen" if is_grade else "Findings"


def _add_rows(figure: go.Figure, page: JointCells, columns: JointColumns, cell: _Cell) -> None:
    """Write each patient's id at the left and total at the right; both open the patient."""
    y = np.arange(page.n_patients, dtype=np.float32)
    labels = [theme.safe(_short(str(each))) + SPACE for each in page.patient_ids]
    totals = [
        SPACE + _total(page, float(total), maximum)
        for total, maximum in zip(page.row_sum, page.row_maximum, strict=True)
    ]
    size = min(theme.AXIS_SIZE, cell.height - 2)
    for x, texts, position, colour in [
        (columns.left, labels, "middle left", theme.INK),
        (columns.right, totals, "middle right", theme.INK),
    ]:
        add_texts(
            figure,
            np.full(len(y), x),
            y,
            texts,
            position,
            textfont={"size": size, "color": colour},
            customdata=page.patient_ids[:, None],
            hovertemplate="Open this patient<extra></extra>",
            hoverinfo=None,
        )
    _add_note(figure, columns.right, -0.5, "Total", xanchor="left", xshift=6, yshift=HEAD_LIFT)


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"


def _total(page: JointCells, total: float, maximum: float) -> str:
    if not np.isfinite(total):
        return "–"
    if page.question.reading == "change":
        return _change(total)
    return f"{recorded(total)} of {maximum:g}"


def _add_foot(figure: go.Figure, whole: JointCells, columns: JointColumns, n_rows: int) -> None:
    is_sum = whole.n_patients <= SUMS_TO
    values = whole.place_sum if is_sum else whole.place_sum / np.maximum(whole.n_read, 1)
    y = np.full(len(columns.x), n_rows - 0.5)
    add_texts(figure, columns.x, y, _foot_texts(whole, values, is_sum=is_sum), "bottom center")
    word = "Total" if is_sum else "Mean"
    _add_note(
        figure, columns.left, n_rows - 0.5, word, xanchor="right", xshift=-6, yshift=-HEAD_LIFT
    )


def _foot_texts(whole: JointCells, values: NDArray[np.float64], *, is_sum: bool) -> list[str]:
    write = signed if whole.question.reading == "change" else number
    texts = []
    for value in values:
        digits = 0 if is_sum and float(value).is_integer() else 1
        texts.append(write(float(value), digits) if np.isfinite(value) else "–")
    return texts


def _add_note(figure: go.Figure, x: float, y: float, text: str, **options: object) -> None:
    figure.add_annotation(
        x=x,
        y=y,
        text=text,
        yanchor="middle",
        showarrow=False,
        font={"size": theme.AXIS_SIZE, "color": theme.MUTED},
        **options,
    )


def _laid_out(
    figure: go.Figure, page: JointCells, columns: JointColumns, cell: _Cell
) -> go.Figure:
    plot_height = page.n_patients * cell.height
    top = head_room(columns) + LEGEND_ROOM
    bottom = BOTTOM if (page.state > 0).any() else BOTTOM_UNMARKED
    theme.styled(figure, height=round(plot_height) + top + bottom)
    figure.update_layout(
        margin={"l": LEFT, "r": RIGHT, "t": top, "b": bottom},
        hoverdistance=REACH,
        **legend_above(_legend_title(page), plot_height, head_room(columns)),
    )
    # Labels and totals stand inside the axes: only there Plotly sees a click.
    longest = max(max(len(_short(str(each))) for each in page.patient_ids), len("Total"))
    ends = [
        columns.left - longest * LETTER / cell.width,
        columns.right + TOTAL_WIDTH / cell.width,
    ]
    # Square in a window of 1440 pixels; elsewhere wider or narrower, never higher.
    plot_width = (ends[1] - ends[0]) * cell.width
    share = min(1.0, plot_width / USUAL_WIDTH)
    figure.update_xaxes(visible=False, range=ends, domain=[0, share], fixedrange=True)
    figure.update_yaxes(visible=False, range=[page.n_patients - 0.5, -0.5], fixedrange=True)
    return theme.keeps_shape(figure, round(max(plot_width, USUAL_WIDTH)) + LEFT + RIGHT)


def _legend_title(page: JointCells) -> str:
    is_change = page.question.reading == "change"
    return "Blue: improved, orange: worsened" if is_change else value_name(page)
