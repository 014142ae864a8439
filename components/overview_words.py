"""What the overview page says: who is in the cohort, how long followed, what is missing."""

from dataclasses import dataclass
from typing import Final

from analysis.follow_up import FollowUp, FollowUpByInterval, Lanes
from analysis.missing_data import MissingData
from analysis.overview import AGE, CategoryOfPatients, Overview
from components.words import counted, joint_name, listed, number, percent, plain

SEX_WORDS: Final = {"F": "female", "M": "male", "U": "unknown or other"}
TYPES_NAMED: Final = 2
LONGEST_FIRST: Final = "longest follow-up first"
LEAST_COMPLETE_FIRST: Final = "least complete first"
ALL: Final = "100 %"
HOW: Final = "How: [follow-up and completeness](/methods#follow-up)."


@dataclass(frozen=True)
class KeyNumber:
    """One of the numbers at the head of the page: what, how many, and what stands under it."""

    label: str
    value: str
    remark: str


def who_in_words(found: Overview) -> str:
    """Say in one sentence who the patients are and how long they were followed."""
    sex = found.category("sex")
    people = counted(found.n_patients, "patient") + (f" ({_sexes(sex)})" if sex else "")
    age = found.number(AGE)
    aged = f", {_reach(age.spread.min, age.spread.max, 1)} years old at the start," if age else ""
    verb = "was" if found.n_patients == 1 else "were"
    months = found.followup_months
    if months.mean is None:
        followed = f"{verb} followed for a time that is not recorded"
    elif months.min == months.max:
        each = "" if months.n == 1 else " each"
        followed = f"{verb} followed for {number(months.mean)} months{each}"
    else:
        reach = _reach(months.min, months.max, 0)
        followed = f"{verb} followed for {number(months.mean)} months on average ({reach})"
    return f"{people}{aged} {followed}{_treated(found)}."


def _sexes(sex: CategoryOfPatients) -> str:
    said = [f"{each.n:,} {SEX_WORDS[each.value]}" for each in sex.counts]
    return listed([*said, *([f"{sex.n_missing:,} not recorded"] if sex.n_missing else [])])


def _reach(low: float | None, high: float | None, digits: int) -> str:
    first, last = number(low, digits), number(high, digits)
    return first if first == last else f"{first} to {last}"


def _treated(found: Overview) -> str:
    treatment = found.category("treatment")
    if treatment is None:
        return ""
    most = treatment.counts[0]
    n_values = len(treatment.counts) + treatment.n_values_more
    if n_values > 1:
        return f"; {n_values:,} treatments, most often {plain(most.value)} ({most.n:,} patients)"
    all_of_them = "" if treatment.n_known < found.n_patients or most.n == 1 else "all "
    of = f" ({most.n:,} of {found.n_patients:,})" if treatment.n_missing else ""
    return f", {all_of_them}on {plain(most.value)}{of}"


def key_numbers(found: Overview) -> tuple[KeyNumber, ...]:
    """Pick the four numbers at the head of the page."""
    months, films = found.followup_months, found.films
    n_films = counted(found.n_films, "film")
    return (
        KeyNumber("Patients", f"{found.n_patients:,}", counted(found.n_visits, "visit")),
        KeyNumber("Joints followed", f"{found.n_joints:,}", _joint_types(found)),
        KeyNumber(
            "Mean follow-up (months)",
            number(months.mean),
            f"{_reach(months.min, months.max, 0)}, n {months.n:,}"
            if months.n
            else "no month recorded",
        ),
        KeyNumber(
            "Films a patient",
            number(films.mean),
            f"{n_films}, {_reach(films.min, films.max, 0)} a patient",
        ),
    )


def _joint_types(found: Overview) -> str:
    if not found.joint_types:
        return "no joint was read"
    if len(found.joint_types) > TYPES_NAMED:
        return f"{len(found.joint_types)} types of joint"
    return listed([joint_name(each) for each in found.joint_types])


def lanes_caption(found: Overview, lanes: Lanes, first: int) -> str:
    """Say what the lanes show, how many, and what is left out."""
    n_shown, n_all = len(lanes.patient_ids), found.n_patients
    which = (
        f"n = {n_all:,}"
        if n_shown == n_all
        else f"patients {first + 1:,} to {first + n_shown:,} of {n_all:,}"
    )
    said = [
        f"A lane a patient, {LONGEST_FIRST} ({which}).",
        f"Squares: films ({found.n_films:,} in all). "
        f"Ticks: visits with a laboratory value ({found.followup.n_lab_visits:,} in all).",
    ]
    if lanes.drugs:
        said.append("Bands: drugs; one without a stop goes on to the end of follow-up.")
    said.append("The number at the end is the follow-up in months.")
    return " ".join([*said, *followup_remarks(found.followup)])


def followup_remarks(followup: FollowUp) -> list[str]:
    """Say where a follow-up comes from, and what cannot be known or drawn."""
    said = []
    if followup.n_from_last_visit:
        said.append(
            f"For {counted(followup.n_from_last_visit, 'patient')} no follow-up is recorded and "
            "the last visit counts: the file does not tell whether they were lost."
        )
    if followup.is_windowed:
        said.append("The follow-up window hides visits; recorded follow-up stays whole.")
    elif followup.n_longer_than_visits:
        said.append(
            "Dotted: a month or more of recorded follow-up without a dated visit "
            f"({counted(followup.n_longer_than_visits, 'patient')})."
        )
    n_unknown = followup.n_patients - followup.n_known
    if n_unknown:
        said.append(f"{counted(n_unknown, 'patient')} without any month cannot be drawn.")
    if followup.n_undated:
        said.append(f"{counted(followup.n_undated, 'visit')} without a month cannot be drawn.")
    return said


def lanes_alt(found: Overview, lanes: Lanes) -> str:
    """Say the lanes in words for those who cannot see them."""
    months = found.followup_months
    drugs = listed([each.drug for each in lanes.drugs])
    return (
        f"Timeline of {counted(len(lanes.patient_ids), 'patient')}, a lane each, with films and "
        f"labs{f' and bands of {drugs}' if drugs else ''}. Follow-up ranges from "
        f"{_reach(months.min, months.max, 0)} months."
    )


def together_caption(found: Overview) -> str:
    """Say what the picture of all patients together shows."""
    said = [
        f"Above: patients whose follow-up reaches that month (n = {found.followup.n_known:,}).",
        f"Below: visits with a film ({found.n_films:,}) and with a laboratory value "
        f"({found.followup.n_lab_visits:,}).",
        "“One by one” gives each patient a lane.",
    ]
    return " ".join([*said, *followup_remarks(found.followup)])


def together_alt(by_interval: FollowUpByInterval) -> str:
    """Say the picture of all patients together for those who cannot see it."""
    return (
        f"Patients still followed by month, from {by_interval.n_followed[0]:,} to "
        f"{by_interval.n_followed[-1]:,}, above the number of visits with films and labs."
    )


def missing_in_words(found: MissingData) -> str:
    """Say in one sentence how complete the records are and what is missing most."""
    n_recorded, n_expected = int(found.n_recorded.sum()), int(found.n_expected.sum())
    if n_recorded == n_expected:
        n_visits = counted(len(found.rank), "visit")
        return (
            f"Nothing that this cohort records is missing: {n_expected:,} entries at {n_visits}."
        )
    share = percent(found.overall)
    said = [
        f"{'Over 99 %' if share == ALL else share} of what this cohort records is there: "
        f"{n_recorded:,} of {n_expected:,} entries."
    ]
    least = found.least_complete
    if least is not None:
        said.append(
            f"Recorded least: {least.title} ({least.n_recorded:,} of {least.n_expected:,})."
        )
    return " ".join(said)


def missing_caption(found: MissingData) -> str:
    """Say what was expected, and what is not filmed, operated or not on film at all."""
    n_bare = int((~found.is_film).sum()) if found.n_joints_expected else 0
    n_gaps, n_operated = int(found.n_not_filmed.sum()), int(found.n_operated.sum())
    said = [
        "Above: each measure by the number of the visit. "
        f"Below: patients, {LEAST_COMPLETE_FIRST}; a gap is no visit."
    ]
    if found.n_joints_expected:
        said.append(
            f"Expected are {counted(found.n_joints_expected, 'joint')} on each film and every "
            "measure at each visit (Poznanski: at films, until the growth plate closed)."
        )
    else:
        said.append("Expected is every measure at each visit.")
    if n_gaps:
        said.append(f"{counted(n_gaps, 'expected joint')} not on the film.")
    if n_operated:
        said.append(f"{counted(n_operated, 'joint')} replaced or fused, which counts as known.")
    if n_bare:
        said.append(f"“/”: a visit without a film ({n_bare:,}), where no joint is expected.")
    return " ".join(said)


def missing_alt(found: MissingData) -> str:
    """Say the completeness in words for those who cannot see it."""
    rows = "; ".join(
        f"{each.title} {each.n_recorded:,} of {each.n_expected:,}" for each in found.measures
    )
    return f"Completeness by visit. Recorded of expected: {rows}."


def category_words(name: str, value: str) -> str:
    """Write a value of a category as the page shows it."""
    return SEX_WORDS.get(value, value) if name == "sex" else value
