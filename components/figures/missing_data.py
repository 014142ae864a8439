"""Missing data: how complete each visit is, measures above, patients below."""

from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from analysis.missing_data import CompletenessRows, MissingData
from components.figures import theme
from components.words import counted, number

STEPS: Final = ("nothing", "under half", "half or more", "80 % or more", "complete")
FROM_SHARE: Final = (0.5, 0.8)
NO_CELL: Final = -1
MEASURE_ROW: Final = 22
FEW_ROWS: Final = 30
PATIENT_ROW: Final = 20
LOW_ROW: Final = 13
BIN_ROW: Final = 6
BETWEEN: Final = 64  # pixels from the measures to the patients
TOP: Final = 76
BOTTOM: Final = 24
LEFT: Final = 116
RIGHT: Final = 96
LONGEST_LABEL: Final = 16
COLUMNS_NAMED: Final = 20
SPACE: Final = "\u2002"  # keeps words off the cells
Codes = NDArray[np.int8]


def draw(found: MissingData, rows: CompletenessRows) -> go.Figure:
    """Draw measures and patients by visit: the darker, the more complete.

    Parameters
    ----------
    found : MissingData
        Of all patients.
    rows : CompletenessRows
        Those drawn, of that result.
    """
    heights = (len(found.measures) * MEASURE_ROW, rows.n_rows * _row_height(rows))
    plot = heights[0] + heights[1] + BETWEEN
    figure = make_subplots(
        rows=2,
        cols=1,
        row_heights=[heights[0] / (plot - BETWEEN), heights[1] / (plot - BETWEEN)],
        vertical_spacing=BETWEEN / plot,
    )
    _add_measures(figure, found)
    _add_patients(figure, found, rows)
    _add_legend(figure)
    theme.styled(figure, height=plot + TOP + BOTTOM, legend=True)
    figure.update_layout(
        margin={"l": LEFT, "r": RIGHT, "t": TOP, "b": BOTTOM},
        legend={"yref": "container", "y": 1.0, "yanchor": "top"},
    )
    _dress_axes(figure, found)
    _name_all_rows(figure, found, rows)
    _add_measure_counts(figure, found)
    return figure


def _row_height(rows: CompletenessRows) -> int:
    if not rows.patient_ids:
        return BIN_ROW
    return PATIENT_ROW if rows.n_rows <= FEW_ROWS else LOW_ROW


def _codes(share: NDArray[np.float32]) -> Codes:
    """Give each share its step, ``NO_CELL`` where nothing was expected."""
    known = np.where(np.isfinite(share), share, 0)
    codes = np.digitize(known, FROM_SHARE) + 1
    codes = np.where(known <= 0, 0, np.where(known >= 1, len(STEPS) - 1, codes))
    return np.where(np.isfinite(share), codes, NO_CELL).astype(np.int8)


def _add_cells(
    figure: go.Figure, codes: Codes, row: int, gap: int, texts: list[list[str]] | None = None
) -> None:
    colours = (theme.PAPER, *theme.COMPLETENESS)
    scale = [
        (edge / len(colours), colour)
        for code, colour in enumerate(colours)
        for edge in (code, code + 1)
    ]
    figure.add_trace(
        go.Heatmap(
            z=codes,
            x=np.arange(1, codes.shape[1] + 1, dtype=np.int16),
            zmin=NO_CELL - 0.5,
            zmax=len(STEPS) - 0.5,
            colorscale=scale,
            showscale=False,
            xgap=1,
            ygap=gap,
            hoverinfo="skip",
            # Without a size of its own the text is left out where it does not fit.
            text=texts,
            texttemplate="%{text}" if texts else None,
        ),
        row=row,
        col=1,
    )


def _add_measures(figure: go.Figure, found: MissingData) -> None:
    share = np.stack([each.share for each in found.measures])
    numbers = [[_percent(each) for each in row] for row in share.tolist()]
    _add_cells(figure, _codes(share), row=1, gap=1, texts=numbers)
    place, rank = np.nonzero(np.isfinite(share))
    figure.add_trace(
        go.Scatter(
            x=(rank + 1).astype(np.int16),
            y=place.astype(np.int16),
            mode="markers",
            marker={"opacity": 0, "size": MEASURE_ROW - 4, "symbol": "square"},
            hovertext=[
                f"{found.measures[row].title}, visit {column + 1}<br>"
                f"{found.measures[row].recorded_at[column]:,} of "
                f"{found.measures[row].expected_at[column]:,} recorded"
                for row, column in zip(place, rank, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        ),
        row=1,
        col=1,
    )


def _percent(share: float) -> str:
    """Write a share in percent; 0 and 100 only where it is exactly that."""
    if not np.isfinite(share):
        return ""
    return number(100 * share if share in (0, 1) else min(max(100 * share, 1), 99), 0)


def _add_patients(figure: go.Figure, found: MissingData, rows: CompletenessRows) -> None:
    _add_cells(figure, _codes(rows.share), row=2, gap=1 if rows.patient_ids else 0)
    place, rank = np.nonzero(rows.n_visits > 0)
    ids = np.asarray(rows.patient_ids, dtype=object)
    figure.add_trace(
        go.Scatter(
            x=(rank + 1).astype(np.int16),
            y=place.astype(np.int16),
            mode="markers+text",
            marker={"opacity": 0, "size": _row_height(rows) - 2, "symbol": "square"},
            text=_no_film_marks(found, rows)[place, rank],
            textfont=_mark_font(rows, _codes(rows.share)[place, rank]),
            hovertext=_hover_texts(found, rows, place, rank),
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
            customdata=ids[place][:, None] if rows.patient_ids else None,
        ),
        row=2,
        col=1,
    )


def _no_film_marks(found: MissingData, rows: CompletenessRows) -> NDArray[np.str_]:
    """Mark the visits without a film, where the cohort has films and a row is one patient."""
    is_told = bool(found.n_joints_expected) and bool(rows.patient_ids)
    return np.where(rows.has_no_film & is_told, "/", "")


def _mark_font(rows: CompletenessRows, codes: Codes) -> dict[str, object]:
    colours = [theme.COMPLETENESS_TEXT[max(code, 0)] for code in codes.tolist()]
    return {"size": min(theme.TEXT_SIZE, _row_height(rows) - 1), "color": colours}


def _hover_texts(
    found: MissingData,
    rows: CompletenessRows,
    place: NDArray[np.intp],
    rank: NDArray[np.intp],
) -> list[str]:
    return [
        f"<b>{_row_name(rows, row)}</b> · visit {column + 1}<br>"
        f"{rows.n_recorded[row, column]:,} of {rows.n_expected[row, column]:,} entries"
        f"{_joints_said(found, rows, row, column)}"
        for row, column in zip(place.tolist(), rank.tolist(), strict=True)
    ]


def _row_name(rows: CompletenessRows, row: int) -> str:
    if rows.patient_ids:
        return theme.safe(rows.patient_ids[row])
    return f"Patients {rows.start[row] + 1:,} to {rows.stop[row]:,}"


def _joints_said(found: MissingData, rows: CompletenessRows, row: int, column: int) -> str:
    if not found.n_joints_expected:
        return ""
    if rows.has_no_film[row, column]:
        return "<br>/ no film at this visit"
    said = [f"{counted(int(rows.n_joints_read[row, column]), 'joint')} read"]
    for counts, word in [
        (rows.n_not_filmed, "not filmed"),
        (rows.n_operated, "replaced or fused"),
    ]:
        if counts[row, column]:
            said.append(f"{counts[row, column]:,} {word}")
    return "<br>" + ", ".join(said)


def _add_legend(figure: go.Figure) -> None:
    for name, colour in zip(STEPS, theme.COMPLETENESS, strict=True):
        figure.add_trace(
            go.Scatter(
                x=[None],
                y=[None],
                mode="markers",
                marker={
                    "symbol": "square",
                    "size": 12,
                    "color": colour,
                    "line": {"color": theme.MUTED, "width": 0.5},
                },
                name=name,
            )
        )


def _dress_axes(figure: go.Figure, found: MissingData) -> None:
    apart = max(1, round(found.n_ranks / COLUMNS_NAMED))
    ranks = np.arange(1, found.n_ranks + 1, apart)
    bare = {"showgrid": False, "zeroline": False, "ticks": "", "showline": False}
    figure.update_yaxes(**bare)
    for row, title, heads in [
        (1, "Number of the visit (in the cells: % recorded)", ranks),
        (2, "Patients with so many visits", found.n_patients_at_rank[ranks - 1]),
    ]:
        figure.update_xaxes(
            title=theme.axis(title)["title"],
            title_standoff=4,
            range=[0.5, found.n_ranks + 0.5],
            tickvals=ranks,
            ticktext=[f"{head:,}" for head in heads],
            tickangle=0,
            side="top",
            **bare,
            row=row,
            col=1,
        )


def _name_all_rows(figure: go.Figure, found: MissingData, rows: CompletenessRows) -> None:
    _name_rows(figure, 1, [each.title for each in found.measures], theme.AXIS_SIZE)
    labels = [theme.safe(_short(str(each))) for each in rows.patient_ids]
    _name_rows(figure, 2, labels, min(theme.AXIS_SIZE, _row_height(rows) - 2))
    if not labels:
        title = theme.axis("Patients, least complete first")["title"]
        figure.update_yaxes(range=[rows.n_rows - 0.5, -0.5], title=title, row=2, col=1)


def _name_rows(figure: go.Figure, row: int, names: list[str], size: int) -> None:
    figure.update_yaxes(
        range=[len(names) - 0.5, -0.5],
        tickvals=np.arange(len(names)),
        ticktext=[f"{name}{SPACE}" for name in names],
        tickfont={"size": size, "color": theme.INK if row == 1 else theme.MUTED},
        row=row,
        col=1,
    )


def _add_measure_counts(figure: go.Figure, found: MissingData) -> None:
    """Write at the right of each measure how often it was recorded, of how often expected."""
    for place, each in enumerate(found.measures):
        figure.add_annotation(
            x=1,
            xref="x domain",
            y=place,
            yref="y",
            text=f"{each.n_recorded:,} of {each.n_expected:,}",
            showarrow=False,
            xanchor="left",
            xshift=8,
            font={"size": theme.AXIS_SIZE - 1, "color": theme.MUTED},
        )


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
