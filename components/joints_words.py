"""The sentences of the joints page, written from what was computed."""

from typing import Final

from analysis.joint_cells import NOT_FILMED, NOT_GRADED, JointCells, JointQuestion, Reading
from analysis.joints import BinnedCells, JointAnswer, JointTypeCount
from analysis.thresholds import DAMAGED_FROM_GRADE
from components.words import (
    counted,
    joint_plural,
    listed,
    number,
    percent,
    percent_interval,
    plain,
)
from data.cohort import Cohort

VISIT_WORDS: Final = {"Baseline": "at baseline", "Final": "at the final film"}
HOW: Final = (
    "How: [Larsen grades](/methods#larsen), [outcomes](/methods#joints-changed), "
    "[which two visits](/methods#visit-pair), [intervals](/methods#proportion)."
)
NAMED_ALIKE: Final = 2  # joint types named when several share the highest or lowest place


TITLES: Final[dict[Reading, str]] = {
    "grade": "Which joints are damaged?",
    "finding": "Which joints show findings?",
    "change": "Which joints improved, and which worsened?",
}


def title_in_words(reading: Reading) -> str:
    """Ask what the page answers; its title."""
    return TITLES[reading]


def answer_in_words(cells: JointCells, answer: JointAnswer) -> str:
    """Answer the page's question in one sentence, for markdown."""
    said = _event(cells, answer)
    where = _where(answer)
    return f"{said}; {where}." if where else f"{said}."


def caption_in_words(cohort: Cohort, cells: JointCells, rule: str) -> str:
    """Say beneath the heatmap what was computed, over whom, and who is left out."""
    sentences = [
        f"{_shown(cells)}, {counted(cells.n_patients, 'patient')}, "
        f"{counted(int(cells.is_read.sum()), 'joint')}."
    ]
    if cells.n_without_visit:
        lacking = "lacks" if cells.n_without_visit == 1 else "lack"
        visits = "one of the visits" if len(cells.visit_names) > 1 else "this visit"
        sentences.append(f"{counted(cells.n_without_visit, 'patient')} {lacking} {visits}.")
    sentences += _not_shown(cells)
    if cohort.n_readers > 1:
        sentences.append(
            f"{counted(cohort.n_readers, 'reader')} averaged; half a grade takes the colour "
            "of the step below, half a grade of change that of one."
        )
    sentences.append(plain(rule))
    if cells.n_patients > 1:
        sentences.append("The interval of the share is clustered by patient.")
    return " ".join(sentences)


def overview_in_words(bins: BinnedCells) -> str:
    """Say beneath the overview what a row of it is."""
    sizes = bins.stop - bins.start
    least, most = int(sizes.min()), int(sizes.max())
    size = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return (
        f"{_shown(bins.cells)}, {counted(bins.cells.n_patients, 'patient')} in the order chosen: "
        f"the mean of {size} patients in each of {len(sizes):,} rows, coloured to the nearest "
        "step. Joints not filmed or operated are left out of the mean."
    )


def alt_in_words(cells: JointCells, sentence: str) -> str:
    """Describe the heatmap to those who cannot see it."""
    return (
        f"Heatmap of {counted(cells.n_patients, 'patient')} by "
        f"{counted(len(cells.places), 'joint')}: {_shown(cells)}. " + sentence.replace("**", "")
    )


def event_name(question: JointQuestion) -> str:
    """Name what is counted joint by joint, as a heading."""
    if question.reading == "change":
        return "Improved"
    return f"Larsen {DAMAGED_FROM_GRADE:g}+" if question.reading == "grade" else "With finding"


def finding_name(finding: str) -> str:
    """Write a finding as a sentence begins with it: "Joint space narrowing"."""
    return finding.replace("_", " ").capitalize()


def at_visit(name: str) -> str:
    """Say at which visit: "at baseline", "at the final film", "at film 2"."""
    return VISIT_WORDS.get(name, f"at {plain(name[:1].lower() + name[1:])}")


def _shown(cells: JointCells) -> str:
    question = cells.question
    if question.reading == "change":
        what = "number of findings" if question.by_findings else "Larsen grade"
        first, second = (plain(each.lower()) for each in cells.visit_names)
        return f"Change of the {what} from {first} to {second}"
    visit = at_visit(cells.visit_names[0])
    if question.reading == "grade":
        return f"Larsen grade {visit}"
    return f"{finding_name(question.finding) or 'Number of findings'} {visit}"


def _not_shown(cells: JointCells) -> list[str]:
    """Count the joints that have no value, apart from those operated."""
    n_not_filmed, n_not_graded = (
        int((cells.state == state).sum()) for state in (NOT_FILMED, NOT_GRADED)
    )
    is_change = cells.question.reading == "change"
    said = []
    if n_not_filmed:
        where = "at one of the visits or both" if is_change else "at this visit"
        said.append(f"{counted(n_not_filmed, 'joint')} not filmed {where}.")
    if n_not_graded:
        lacking = "not graded at both" if is_change else "not graded"
        said.append(f"{counted(n_not_graded, 'joint')} filmed but {lacking}.")
    return said


def _event(cells: JointCells, answer: JointAnswer) -> str:
    every, question = answer.everywhere, cells.question
    n_of_n = f"{every.n_events:,} of {counted(every.n_joints, 'joint')}"
    share = _share(answer)
    if question.reading == "change":
        by = " by number of findings" if question.by_findings else ""
        return (
            f"**{n_of_n} improved{by}** ({share}), {every.n_worsened:,} worsened, "
            f"{every.n_unchanged:,} unchanged, {_operated(every)}"
        )
    visit = at_visit(cells.visit_names[0])
    if question.reading == "grade":
        verb = "is" if every.n_joints == 1 else "are"
        damaged = f"Larsen {number(DAMAGED_FROM_GRADE, 0)} or more"
        return f"**{n_of_n} {verb} damaged** {visit} ({damaged}: {share}), {_operated(every)}"
    if question.finding:
        name = finding_name(question.finding)
        return f"**{name} was seen in {n_of_n}** {visit} ({share})"
    verb = "shows" if every.n_joints == 1 else "show"
    return f"**{n_of_n} {verb} a finding** {visit} ({share})"


def _share(answer: JointAnswer) -> str:
    reach = percent_interval(answer.share.low, answer.share.high)
    told = f"95 % CI {reach}" if reach else "no interval from 1 patient"
    return f"{percent(answer.share.share)}, {told}"


def _operated(every: JointTypeCount) -> str:
    return f"{every.n_operated:,} operated" if every.n_operated else "none operated"


def _where(answer: JointAnswer) -> str:
    most, least = answer.most, answer.least
    if most == least:
        return ""
    said = [
        f"{word} {_types(types)}"
        for word, types in (("most often", most), ("least", least))
        if len(types) <= NAMED_ALIKE
    ]
    return ", ".join(said)


def _types(types: tuple[JointTypeCount, ...]) -> str:
    return listed(
        [f"{joint_plural(each.joint)} ({each.n_events:,} of {each.n_joints:,})" for each in types]
    )
