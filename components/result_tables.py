"""Results as tables: as text for the screen, and as numbers for the file."""

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis.change import Change
from analysis.joints_changed import JointOutcomes, JointsChanged
from analysis.paired_measures import PairedMeasure
from components import session
from components.change_words import (
    direction_mark,
    highest_possible,
    mean_and_range,
    p_cell,
    share_cell,
    shift_in_words,
    unbroken,
)
from components.downloads import file_name
from components.words import joint_name
from data.exporting import as_csv


def show_table(table: pd.DataFrame) -> None:
    """Show a table of texts; the first column names the row."""
    st.table(table.set_index(table.columns[0]), border="horizontal")


def offer_numbers(name: str, numbers: pd.DataFrame) -> None:
    """Offer a table's numbers at full precision as a file.

    Parameters
    ----------
    name : str
        What the file is called after.
    numbers : DataFrame
    """
    st.download_button(
        "Numbers (CSV)",
        lambda: as_csv(numbers),
        file_name(session.selected_cohort().name, name, "csv"),
        "text/csv",
        key=f"csv-{name}",
        on_click="ignore",
        icon=":material/download:",
    )


def change_table(change: Change) -> pd.DataFrame:
    """Lay out each recorded measure before and after, as text."""
    before, after = change.pair.names
    return pd.DataFrame(
        [_change_row(change, each) for each in change.recorded],
        columns=[
            "Measure",
            "n",
            f"{before}: mean · median (range)",
            f"{after}: mean · median (range)",
            "Shift (95 % CI)",
            "p (smallest possible)",
            "Direction",
        ],
    )


def _change_row(change: Change, paired: PairedMeasure) -> list[str]:
    measure, result = paired.measure, paired.tested.result
    unit = highest_possible(change, measure) or measure.unit
    title = unbroken(measure.title if unit in measure.title else f"{measure.title}, {unit}")
    if result is None:
        return [title, "0", "", "", "", "", "no pair of values"]
    kept = paired.is_paired
    cells = [
        title,
        f"{result.n:,}",
        mean_and_range(paired.before[kept], measure),
        mean_and_range(paired.after[kept], measure),
        shift_in_words(result, measure),
        p_cell(result),
        direction_mark(result, measure),
    ]
    return [*(unbroken(cell) for cell in cells[:-1]), cells[-1]]


def change_numbers(change: Change) -> pd.DataFrame:
    """Lay out each recorded measure before and after, at full precision."""
    rows = []
    for each in change.recorded:
        result = each.tested.result
        row: dict[str, object] = {"measure": each.measure.name, "unit": each.measure.unit}
        row |= {"n_pairs": each.n_pairs, "n_dropped": each.n_dropped}
        if result is not None:
            row |= {
                "baseline_mean": result.before_mean,
                "final_mean": result.after_mean,
                "baseline_median": result.before_median,
                "final_median": result.after_median,
                "n_down": result.n_down,
                "n_up": result.n_up,
                "n_zero": result.n_zero,
                "shift": result.shift,
                "low": result.low,
                "high": result.high,
                "level": result.level,
                "rank_biserial": result.rank_biserial,
                "p": result.p,
                "p_floor": result.p_floor,
                "method": result.method,
            }
        rows.append(row)
    return pd.DataFrame(rows)


def outcome_table(joints: JointsChanged) -> pd.DataFrame:
    """Lay out what became of the joints, over all and for each type, as text."""
    return pd.DataFrame(
        [
            [
                joint_name(found.of),
                found.n,
                share_cell(found, "improved"),
                share_cell(found, "unchanged"),
                share_cell(found, "worsened"),
                found.operated,
            ]
            for found in (joints.all_joints, *joints.by_joint)
        ],
        columns=[
            "Joints",
            "Read at both",
            "Improved: n (%; 95 % CI)",
            "Unchanged: n (%; 95 % CI)",
            "Worsened: n (%; 95 % CI)",
            "Operated",
        ],
    )


def outcome_numbers(joints: JointsChanged) -> pd.DataFrame:
    """Lay out what became of the joints at full precision."""
    return pd.DataFrame([_outcome_row(each) for each in (joints.all_joints, *joints.by_joint)])


def _outcome_row(found: JointOutcomes) -> dict[str, object]:
    row: dict[str, object] = {"Joints": found.of, "Read at both": found.n}
    for outcome in ("improved", "unchanged", "worsened", "worsened_or_operated"):
        share, title = getattr(found, outcome), outcome.replace("_", " ").capitalize()
        row[f"{title}: n"] = None if share is None else share.n_events
        row[f"{title}: share"] = None if share is None else share.share
        row[f"{title}: 95 % CI low"] = None if share is None else share.low
        row[f"{title}: 95 % CI high"] = None if share is None else share.high
    return row | {"Operated": found.operated}


def paired_values(change: Change, n_patients: int | None = None) -> pd.DataFrame:
    """List each patient's recorded measures at both visits, a row a patient and measure.

    Parameters
    ----------
    change : Change
    n_patients : int, optional
        Only the first so many of the cohort's patients.
    """
    first = np.arange(len(change.patient_ids)) < (n_patients or len(change.patient_ids))
    before, after = change.pair.names
    ids = np.array(change.patient_ids, dtype=object)
    parts = [
        pd.DataFrame(
            {
                "Patient": ids[each.is_paired & first],
                "Measure": each.measure.title,
                "Unit": each.measure.unit,
                before: each.before[each.is_paired & first],
                after: each.after[each.is_paired & first],
                "Change": (each.after - each.before)[each.is_paired & first],
                "Below limit": _below_limit(each, (before, after))[each.is_paired & first],
            }
        )
        for each in change.recorded
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _below_limit(paired: PairedMeasure, names: tuple[str, str]) -> NDArray[np.object_]:
    """Name the visits whose value lies below its limit of detection, shape (n_patients,)."""
    before, after = (name.lower() for name in names)
    words = np.array(["", before, after, f"{before} and {after}"], dtype=object)
    flagged: NDArray[np.object_] = words[paired.before_below + 2 * paired.after_below]
    return flagged
