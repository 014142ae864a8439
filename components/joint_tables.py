"""The numbers of the joints page as tables."""

import numpy as np
import pandas as pd
import streamlit as st

from analysis.joint_cells import STATES, JointCells, JointQuestion
from analysis.joint_change import OUTCOMES
from analysis.joints import BinnedCells, JointAnswer, JointTypeCount
from components.figures.joint_heatmap import value_name
from components.joints_words import event_name
from components.words import SIDE_NAMES, joint_name, joint_plural


def cells_table(cells: JointCells) -> pd.DataFrame:
    """List the cells, a row a patient and joint; states without a value stay apart.

    Parameters
    ----------
    cells : JointCells
        The patients in the order shown.
    """
    n_rows, n_places = cells.value.shape
    what = value_name(cells)
    columns: dict[str, object] = {
        "Patient": np.repeat(cells.patient_ids, n_places),
        "Joint": _repeated([joint_name(place.joint) for place in cells.places], n_rows),
        "Side": _repeated([SIDE_NAMES[place.side] for place in cells.places], n_rows),
    }
    if cells.question.reading == "change":
        before, after = cells.visit_names
        columns |= {
            before: cells.first.ravel(),
            after: cells.second.ravel(),
            "Change": cells.value.ravel(),
            "Outcome": _named(cells.outcome, OUTCOMES),
        }
    else:
        columns[what] = cells.value.ravel()
    return pd.DataFrame(columns | {"State": _named(cells.state, STATES)})


def overview_table(binned: BinnedCells) -> pd.DataFrame:
    """List the means of the overview, a row a bin of patients and a column a joint."""
    columns: dict[str, object] = {"From patient": binned.start + 1, "To patient": binned.stop}
    for place, mean in zip(binned.cells.places, binned.mean.T, strict=True):
        columns[f"{joint_name(place.joint)} {place.side}"] = mean
    return pd.DataFrame(columns)


def show_by_joint(answer: JointAnswer, question: JointQuestion) -> None:
    """Show how often each type of joint improved, is damaged or shows the finding."""
    rows = [*answer.by_type, answer.everywhere]
    table = pd.DataFrame([_row(each, question) for each in rows])
    numbers = {
        name: st.column_config.NumberColumn(format="localized") for name in table.columns[1:]
    }
    st.dataframe(
        table, hide_index=True, key="joints-by-type", row_height=32, column_config=numbers
    )


def _row(each: JointTypeCount, question: JointQuestion) -> dict[str, object]:
    who = joint_plural(each.joint) if each.joint else "joints"
    is_change = question.reading == "change"
    row: dict[str, object] = {
        "Compared" if is_change else "Read": f"{each.n_joints:,} {who}",
        event_name(question): each.n_events,
    }
    if is_change:
        row |= {"Unchanged": each.n_unchanged, "Worsened": each.n_worsened}
    else:
        row["Not read"] = each.n_not_read
    return row | {"Operated": each.n_operated}


def _repeated(names: list[str], times: int) -> "pd.Categorical[str]":
    unique = list(dict.fromkeys(names))
    codes = np.tile(np.array([unique.index(name) for name in names], dtype=np.int8), times)
    return pd.Categorical.from_codes(codes, categories=pd.Index(unique))


def _named(codes: np.ndarray, names: tuple[str, ...]) -> "pd.Categorical[str]":
    return pd.Categorical.from_codes(codes.ravel(), categories=pd.Index(list(names)))
