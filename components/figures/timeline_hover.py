"""What a mark of the timeline says when pointed at, in the clinic's words."""

from collections.abc import Iterator

import numpy as np

from analysis.joint_grid import NO_READ, Place
from analysis.timeline import DrugPeriod, JointEvent, Measure, PatientTimeline
from components.figures.theme import safe
from components.words import joint_name, joint_with_side, recorded
from data.schema import STATUSES

SIDE_WORDS = {"L": "left", "R": "right"}
KIND_WORDS = {
    "surgery": "operation",
    "injection": "injection",
    "other": "other event",
    "": "event of a kind not recorded",
}
LINE = "<br>"


def place_words(joint: str, side: str) -> str:
    """Name a joint shortly: "knee L", "cervical spine"."""
    return f"{joint_name(joint)} {side if side in SIDE_WORDS else ''}".strip()


def visit_card(timeline: PatientTimeline, row: int) -> str:
    """List the values of one visit.

    Parameters
    ----------
    timeline : PatientTimeline
    row : int
        Which visit, from 0.
    """
    title = [f"<b>Visit {safe(timeline.visit[row])}</b>", f"month {recorded(timeline.month[row])}"]
    if timeline.timepoint[row]:
        title.append(timeline.timepoint[row])
    if timeline.is_film[row]:
        title.append("film")
    return LINE.join([" · ".join(title), *_values(timeline, row)])


def _values(timeline: PatientTimeline, row: int) -> Iterator[str]:
    if np.isfinite(timeline.active_joints.value[row]):
        of = timeline.n_examined[row]
        examined = f" of {recorded(of)} examined" if np.isfinite(of) else ""
        yield f"Active joints {recorded(timeline.active_joints.value[row])}{examined}"
    for measure in (*timeline.labs, *timeline.assessments):
        if np.isfinite(measure.value[row]):
            yield f"{measure.column.title} {value_words(measure, row)}"
    total = timeline.scores.larsen_total[row]
    if np.isfinite(total):
        of = timeline.scores.maximum[row]
        yield f"Larsen {recorded(total)} of {recorded(of)}"
    wrists = zip(SIDE_WORDS.values(), timeline.wrists, strict=True)
    said = [f"{side} {recorded(wrist[row])}" for side, wrist in wrists if np.isfinite(wrist[row])]
    if said:
        yield f"Poznanski {', '.join(said)} SD"
    elif np.isfinite(timeline.scores.poznanski[row]):
        yield f"Poznanski mean {recorded(timeline.scores.poznanski[row])} SD"
    if timeline.is_closed[row]:
        yield "Growth plate closed: no Poznanski score"


def value_words(measure: Measure, row: int) -> str:
    """Write a value with its unit, and "below" before a limit of detection."""
    below = "below " if measure.is_below_limit[row] else ""
    unit = measure.column.unit
    return f"{below}{recorded(measure.value[row])} {'of 10' if unit == '0-10' else unit}"


def joint_card(timeline: PatientTimeline, row: int, place: int) -> str:
    """Say the grade or the state of one joint at one visit."""
    joint: Place = timeline.joints.places[place]
    grade, status = timeline.joints.grade[row, place], timeline.joints.status[row, place]
    name = joint_with_side(joint.joint, joint.side)
    name = name[:1].upper() + name[1:]
    if np.isfinite(grade):
        state = f"Larsen grade {recorded(float(grade))}"
    elif status == NO_READ:
        state = "no read"
    else:
        word = STATUSES[status].replace("_", " ").replace("not examined", "not filmed")
        state = "examined, no grade" if word == "examined" else word
    return f"<b>{name}</b>{LINE}{state}{LINE}month {recorded(timeline.month[row])}"


def drug_words(period: DrugPeriod) -> str:
    """Name a drug with its dose, and with what is not known of its time."""
    name = f"{period.drug} {period.dose}".strip()
    if not period.is_dated:
        return f"{name}, dates not recorded"
    return f"{name}, start not recorded" if period.start_month is None else name


def drug_card(period: DrugPeriod) -> str:
    """Say a drug, its dose and its months."""
    if not period.is_dated:
        return safe(drug_words(period))
    start = "not recorded" if period.start_month is None else recorded(period.start_month)
    stop = "ongoing" if period.stop_month is None else f"to {recorded(period.stop_month)}"
    name = f"{period.drug} {period.dose}".strip()
    return f"<b>{safe(name)}</b>{LINE}from month {start}, {stop}"


def event_card(event: JointEvent) -> str:
    """Say what was done, where, when, and the note."""
    what = f"{KIND_WORDS[event.kind]} {place_words(event.joint, event.side)}".strip()
    month = "" if event.month is None else f"{LINE}month {recorded(event.month)}"
    note = f"{LINE}{safe(event.note)}" if event.note else ""
    return f"<b>{what.capitalize()}</b>{month}{note}"
