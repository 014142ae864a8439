"""What the timeline page says in sentences: who the patient is, notes, caption, alt text."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analysis.timeline import LarsenCourse, PatientTimeline, Profile
from components.figures.patient_timeline import has_activity, has_hands, has_larsen
from components.figures.timeline_tracks import TimelineScale
from components.words import counted, listed, number, plain, recorded

ADULT_YEARS: Final = 18
CHILD_WORDS: Final = {"F": "girl", "M": "boy"}
ADULT_WORDS: Final = {"F": "woman", "M": "man"}
BARE_WORDS: Final = {"F": "female", "M": "male"}
HOW: Final = (
    "How: [Larsen total](/methods#larsen), [Poznanski score](/methods#poznanski), "
    "[CRP](/methods#crp)."
)


def person_line(timeline: PatientTimeline) -> str:
    """Say who the patient is and what became of the joints, in one line."""
    said = [*_person(timeline.profile), _larsen(timeline)]
    return " · ".join(each for each in said if each)


def _person(profile: Profile) -> list[str]:
    age = profile.age_at_start_years
    words = BARE_WORDS if age is None else CHILD_WORDS if age < ADULT_YEARS else ADULT_WORDS
    said = [words.get(profile.sex, "")]
    if age is not None:
        said.append(f"{number(age)} years at start")
    if profile.followup_months:
        months = profile.followup_months
        said.append(f"{recorded(months)} month{'' if months == 1 else 's'}")
    return said


def _larsen(timeline: PatientTimeline) -> str:
    course = timeline.course
    if course.direction:
        moved = f"{recorded(course.first)} to {recorded(course.second)}"
        of = recorded(course.maximum) + _incomplete(timeline)
        return f"Larsen {moved} of {of}, {course.direction}" + _operated(course)
    totals = timeline.scores.larsen_total
    graded = np.flatnonzero(np.isfinite(totals))
    if not len(graded):
        return "no joint graded"
    if len(graded) > 1:
        return "Larsen totals cannot be compared" + _operated(course)
    of = timeline.scores.maximum[graded[0]]
    total = recorded(float(totals[graded[0]]))
    return f"Larsen {total} of {recorded(of)} at the only graded film" + _operated(course)


def _incomplete(timeline: PatientTimeline) -> str:
    """Say over which joints two totals are compared, where films show further ones."""
    n_joints = timeline.course.n_joints
    if n_joints == timeline.scores.n_graded.max():
        return ""
    return f" over the {counted(n_joints, 'joint')} graded at both"


def _operated(course: LarsenCourse) -> str:
    if not course.n_operated:
        return ""
    return f", {counted(course.n_operated, 'joint')} operated between"


def notes(timelines: Sequence[PatientTimeline], scale: TimelineScale) -> list[str]:
    """List what must be known to read the timelines rightly."""
    drugs = dict.fromkeys(name for each in timelines for name in each.il6_blockers)
    said = []
    if drugs:
        names = listed([plain(name) for name in drugs])
        said.append(
            f"CRP is unreliable under {names}: blocking interleukin 6 lowers CRP whether or not "
            "inflammation is gone."
        )
    for timeline in timelines:
        said += _not_drawn(timeline, scale)
    return said


def _not_drawn(timeline: PatientTimeline, scale: TimelineScale) -> list[str]:
    who, said = plain(timeline.patient_id), []
    lost = [plain(timeline.visit[row]) for row in np.flatnonzero(~timeline.has_month)]
    if lost:
        without = "has no month and is" if len(lost) == 1 else "have no month and are"
        said.append(
            f"{who}: {len(lost)} of {counted(timeline.n_visits, 'visit')} {without} in the table "
            f"only ({', '.join(lost)})."
        )
    n_undated = sum(event.month is None for event in timeline.events)
    if n_undated:
        said.append(f"{who}: {counted(n_undated, 'event')} without a month in the table only.")
    n_zero = int((timeline.crp.value <= 0).sum())
    if n_zero and scale.crp_is_log:
        said.append(f"{who}: {counted(n_zero, 'CRP value')} of 0 cannot stand on a log axis.")
    return said


def caption(timelines: Sequence[PatientTimeline], scale: TimelineScale) -> str:
    """Say what is drawn, with n, and what the marks mean."""
    return " ".join(
        [_counts(timelines), *_marks(timelines, scale), *_absent(timelines), HOW],
    )


def _counts(timelines: Sequence[PatientTimeline]) -> str:
    n_visits = sum(each.n_visits for each in timelines)
    n_films = sum(int(each.is_film.sum()) for each in timelines)
    who = (
        plain(timelines[0].patient_id)
        if len(timelines) == 1
        else counted(len(timelines), "patient")
    )
    return (
        f"{who}: {counted(n_visits, 'visit')}, {counted(n_films, 'film')} (dotted upright lines)."
    )


def _marks(timelines: Sequence[PatientTimeline], scale: TimelineScale) -> list[str]:
    said = []
    if any(each.crp.is_recorded for each in timelines):
        said.append(f"Dashed line: CRP {recorded(scale.crp_line)} mg/L.")
    labs = [lab for each in timelines for lab in each.labs]
    if any((lab.is_below_limit & np.isfinite(lab.value)).any() for lab in labs):
        said.append("Hollow dots: below the limit of detection, drawn at the limit.")
    if any(period.is_dated for each in timelines for period in each.drugs):
        said.append("Blue: drug periods.")
    if len(timelines) > 1 and any(each.events for each in timelines):
        said.append("◆ operation, ▼ injection, ○ other event.")
    if any(_is_incomplete(each) for each in timelines):
        said.append("Hollow squares: fewer joints graded than at other films.")
    status = {int(code) for each in timelines for code in np.unique(each.joints.status)}
    if len(timelines) == 1 and status & {1, 2, 3}:
        said.append("/ not filmed, R replaced, F fused.")
    if timelines[0].chosen_joints:
        said.append("The filter narrows the Larsen grades alone.")
    return said


def _is_incomplete(timeline: PatientTimeline) -> bool:
    graded = timeline.scores.n_graded[timeline.scores.n_graded > 0]
    return bool(len(graded)) and graded.min() < graded.max()


def _absent(timelines: Sequence[PatientTimeline]) -> list[str]:
    """Name what is not recorded, for one patient."""
    if len(timelines) > 1:
        return []
    one = timelines[0]
    absent = [] if one.active_joints.is_recorded else ["active joints"]
    absent += [lab.column.title for lab in one.labs if not lab.is_recorded]
    absent += [] if has_larsen(one) else ["Larsen grades"]
    absent += [] if has_hands(one) else ["Poznanski scores"]
    return [f"Not recorded: {', '.join(absent)}."] if absent else []


def alt(timelines: Sequence[PatientTimeline]) -> str:
    """Describe the figure in a sentence or two for those who cannot see it."""
    if len(timelines) > 1:
        names = listed([each.patient_id for each in timelines])
        return f"Active joints, CRP and Larsen total over months of {names}, on the same axes."
    one = timelines[0]
    tracks = ["active joints and CRP"] if has_activity(one) else []
    tracks += ["Larsen total and grades"] if has_larsen(one) else []
    tracks += ["Poznanski score"] if has_hands(one) else []
    tracks += [lab.column.title for lab in one.labs[1:] if lab.is_recorded]
    return f"Timeline of {one.patient_id}: {listed(tracks)} over months. {person_line(one)}."
