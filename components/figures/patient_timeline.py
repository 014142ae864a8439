"""The timeline of one patient, or of several on the same axes."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np
import plotly.graph_objects as go

from analysis.errors import CohortError
from analysis.timeline import PatientTimeline
from components.figures.theme import safe
from components.figures.timeline_lanes import ROW, draw_drugs, draw_events, event_rows
from components.figures.timeline_layout import Months, Part, month_axis, stacked
from components.figures.timeline_tracks import (
    TimelineScale,
    draw_activity,
    draw_hands,
    draw_joints,
    draw_lab,
    draw_larsen,
    largest,
)

ACTIVITY: Final = 200
ACTIVITY_SMALL: Final = 110
LARSEN_HEIGHT: Final = 70
LARSEN_SMALL: Final = 52
HANDS: Final = 96
LAB: Final = 64
TICK_ROOM: Final = 30
JOINT_ROW: Final = 15
JOINT_ROW_SMALL: Final = 11
MANY_JOINTS: Final = 24
ABOVE: Final = 26
BETWEEN: Final = 36
CLOSE: Final = 4
OWN_SCALE: Final = TimelineScale()


def draw(timeline: PatientTimeline, scale: TimelineScale = OWN_SCALE) -> go.Figure:
    """Draw drugs, events, active joints with CRP, scores, hands and labs of one patient.

    Parameters
    ----------
    timeline : PatientTimeline
    scale : TimelineScale, optional

    Raises
    ------
    CohortError
        If no visit has a month, or none that has one has a value.
    """
    _check_drawable(timeline)
    months = month_axis([timeline])
    parts = [
        *_lanes(timeline, months),
        *_scores(timeline, scale),
        *_hands_and_labs(timeline),
    ]
    return stacked([timeline], parts, months)


def draw_compared(
    timelines: Sequence[PatientTimeline], scale: TimelineScale = OWN_SCALE
) -> go.Figure:
    """Draw several patients one above the other, on the same axes.

    Parameters
    ----------
    timelines : sequence of PatientTimeline
    scale : TimelineScale, optional
        Its tops are replaced by the largest values of these patients.

    Raises
    ------
    CohortError
        If none is given, or no visit of one of them can be drawn.
    """
    if not timelines:
        raise CohortError("No patient is chosen. Choose up to 6 to compare.")
    for timeline in timelines:
        _check_drawable(timeline)
    months = month_axis(timelines)
    shared = replace(
        scale,
        joints_top=max(largest(each.active_joints.value) for each in timelines),
        crp_top=max(largest(each.crp.value) for each in timelines),
        larsen_top=max(largest(each.scores.larsen_total) for each in timelines),
    )
    parts = [
        part
        for place, timeline in enumerate(timelines)
        for part in _small(timeline, months, shared, place)
    ]
    return stacked(timelines, parts, months)


def has_activity(timeline: PatientTimeline) -> bool:
    """Tell whether active joints or CRP are recorded."""
    return timeline.active_joints.is_recorded or timeline.crp.is_recorded


def has_larsen(timeline: PatientTimeline) -> bool:
    """Tell whether any joint was graded."""
    return bool(np.isfinite(timeline.scores.larsen_total).any())


def has_hands(timeline: PatientTimeline) -> bool:
    """Tell whether a Poznanski score is recorded."""
    return bool(np.isfinite(timeline.scores.poznanski).any())


def _check_drawable(timeline: PatientTimeline) -> None:
    n_dated = int(timeline.has_month.sum())
    if not n_dated:
        raise CohortError(
            f"None of the {timeline.n_visits} visits has a month, so that there is nothing to "
            "draw. Give the months since the start of treatment, or the dates."
            if timeline.n_visits
            else "No visit of this patient is recorded. Choose another, or widen the follow-up."
        )
    parts = has_activity(timeline), has_larsen(timeline), has_hands(timeline)
    if not any(parts) and not any(lab.is_recorded for lab in timeline.labs):
        raise CohortError(
            f"The {n_dated} visits hold no active joints, no lab and no score. "
            "Choose another patient, or widen the joints or the follow-up."
        )


def _lanes(
    timeline: PatientTimeline, months: Months, *, of_patient: int = 0, is_small: bool = False
) -> list[Part]:
    heading = (
        f"{safe(timeline.patient_id)} · {'treatment' if timeline.drugs else 'no drug recorded'}"
    )
    drugs = partial(draw_drugs, timeline=timeline, heading=heading)
    above = BETWEEN if of_patient else ABOVE
    parts = [Part(ROW * len(timeline.drugs), drugs, above=above, of_patient=of_patient)]
    rows = event_rows(timeline, months)
    if rows:
        events = partial(draw_events, timeline=timeline, has_title=not is_small)
        above = CLOSE if is_small else ABOVE
        parts.append(Part(ROW * (max(rows) + 1), events, above=above, of_patient=of_patient))
    return parts


def _scores(timeline: PatientTimeline, scale: TimelineScale) -> list[Part]:
    parts = []
    if has_activity(timeline):
        activity = partial(draw_activity, timeline=timeline, scale=scale)
        parts.append(Part(ACTIVITY, activity, below=TICK_ROOM, has_ticks=True))
    if has_larsen(timeline):
        parts.append(Part(LARSEN_HEIGHT, partial(draw_larsen, timeline=timeline, scale=scale)))
    n_places = len(timeline.joints.places)
    if n_places:
        row = JOINT_ROW_SMALL if n_places > MANY_JOINTS else JOINT_ROW
        squares = partial(draw_joints, timeline=timeline, size=row - 2)
        parts.append(Part(row * n_places, squares, above=8))
    return parts


def _hands_and_labs(timeline: PatientTimeline) -> list[Part]:
    parts = []
    if has_hands(timeline):
        parts.append(Part(HANDS, partial(draw_hands, timeline=timeline)))
    parts += [
        Part(LAB, partial(draw_lab, timeline=timeline, lab=lab))
        for lab in timeline.labs[1:]
        if lab.is_recorded
    ]
    return parts


def _small(
    timeline: PatientTimeline, months: Months, scale: TimelineScale, place: int
) -> list[Part]:
    parts = _lanes(timeline, months, of_patient=place, is_small=True)
    if has_activity(timeline):
        activity = partial(draw_activity, timeline=timeline, scale=scale)
        parts.append(Part(ACTIVITY_SMALL, activity, of_patient=place))
    if has_larsen(timeline):
        larsen = partial(draw_larsen, timeline=timeline, scale=scale)
        parts.append(Part(LARSEN_SMALL, larsen, of_patient=place))
    return [*parts[:-1], replace(parts[-1], has_ticks=True, below=TICK_ROOM)]
