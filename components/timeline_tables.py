"""The numbers behind the timeline as tables: visits, and drugs with operations."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from analysis.timeline import Measure, PatientTimeline
from components.words import joint_with_side

YES: Final = "yes"
UNDATED: Final = "dates not recorded"
KIND_WORDS: Final = {
    "surgery": "Operation",
    "injection": "Injection",
    "other": "Other event",
    "": "Event of a kind not recorded",
}


def visits_table(timelines: Sequence[PatientTimeline]) -> pd.DataFrame:
    """List the visits of the patients with all their values; what none has is left out.

    Returns
    -------
    DataFrame
        One row a visit, in the order of the patients and of time; units in the headings.
    """
    whole = pd.concat([_visits(each) for each in timelines], ignore_index=True)
    keep = [name for name in whole if whole[name].notna().any() and (whole[name] != "").any()]
    return whole[keep] if len(whole) else whole


def _visits(timeline: PatientTimeline) -> pd.DataFrame:
    columns: dict[str, object] = {
        "Patient": np.repeat(timeline.patient_id, timeline.n_visits),
        "Visit": timeline.visit,
        "Timepoint": timeline.timepoint,
        "Month": timeline.month,
        "Film": np.where(timeline.is_film, YES, "no"),
        "Active joints": timeline.active_joints.value,
        "Joints examined": timeline.n_examined,
    }
    for measure in (*timeline.labs, *timeline.assessments):
        columns |= _with_limit(measure)
    scores = timeline.scores
    columns |= {
        "Larsen total": scores.larsen_total,
        "Larsen maximum": np.where(scores.n_graded > 0, scores.maximum, np.nan),
        "Findings": scores.abnormalities_total,
        "Poznanski left (SD)": timeline.wrists[0],
        "Poznanski right (SD)": timeline.wrists[1],
        "Poznanski mean (SD)": scores.poznanski,
        "Growth plate closed": np.where(timeline.is_closed, YES, ""),
    }
    return pd.DataFrame(columns)


def _with_limit(measure: Measure) -> dict[str, object]:
    """Give a measure its column, and one that says which values are limits of detection."""
    name = f"{measure.column.title} ({measure.column.unit})"
    below = np.where(measure.is_below_limit & np.isfinite(measure.value), YES, "")
    return {name: measure.value, f"{measure.column.title} below limit": below}


def treatment_table(timelines: Sequence[PatientTimeline]) -> pd.DataFrame:
    """List drug periods, then operations and injections, of each patient; empty for none."""
    rows = [row for each in timelines for row in (*_drugs(each), *_events(each))]
    names = ["Patient", "What", "Detail", "From month", "To month"]
    table = pd.DataFrame(rows, columns=names)
    return table.astype({"From month": "float64", "To month": "float64"})


def _drugs(timeline: PatientTimeline) -> list[tuple[object, ...]]:
    return [
        (
            timeline.patient_id,
            each.drug,
            ", ".join(word for word in (each.dose, "" if each.is_dated else UNDATED) if word),
            each.start_month,
            each.stop_month,
        )
        for each in timeline.drugs
    ]


def _events(timeline: PatientTimeline) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for each in timeline.events:
        joint = joint_with_side(each.joint, each.side or "midline") if each.joint else ""
        what = f"{KIND_WORDS[each.kind]}{', ' if joint else ''}{joint}"
        rows.append((timeline.patient_id, what, each.note, each.month, each.month))
    return rows
