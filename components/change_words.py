"""The sentences and table cells of the change page."""

from typing import Final

import numpy as np

from analysis.change import Change
from analysis.joints_changed import JointOutcomes, JointsChanged, n_of
from analysis.paired import SignedRank
from analysis.paired_measures import LARSEN, Measure, PairedMeasure, Values
from components.figures.paired_change import LINES_AT_MOST, LINES_SAMPLED
from components.words import (
    counted,
    interval,
    listed,
    n_percent,
    number,
    p_value,
    p_with_floor,
    percent,
    percent_interval,
    signed,
)

DIGITS: Final = {"poznanski_sd": 2}
SCALE: Final = "0-10"
WHOLE: Final = ("active_joint_count", "abnormalities_total", "larsen_total")
DOWN, UP, SAME = "▼", "▲", "–"
DEFINITIONS: Final = {"grade": "Larsen grade", "findings": "Number of findings"}


def digits_of(measure: Measure) -> int:
    """Say how many decimals estimates of a measure are shown with."""
    return DIGITS.get(measure.name, 1)


def as_recorded(value: float, measure: Measure) -> str:
    """Write a value or a median: a count that is whole without decimals."""
    is_whole = measure.name in WHOLE and value.is_integer()
    return number(value, 0 if is_whole else digits_of(measure))


def mean_and_range(values: Values, measure: Measure) -> str:
    """Write values as "15.8 · 15 (6 to 27)": mean, median, range."""
    if not len(values):
        return ""
    low, high, middle = (
        as_recorded(float(value), measure)
        for value in (values.min(), values.max(), np.median(values))
    )
    return f"{number(float(values.mean()), digits_of(measure))} · {middle} ({low} to {high})"


def unbroken(text: str) -> str:
    """Keep a cell on one line: a number and its interval are read as one."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def shift_in_words(result: SignedRank, measure: Measure) -> str:
    """Write the typical change with its interval."""
    digits = digits_of(measure)
    reach = interval(result.low, result.high, digits)
    return f"{signed(result.shift, digits)} ({reach or 'no interval'})"


def p_cell(result: SignedRank) -> str:
    """Write a p and, in brackets, the smallest that so many changes can give."""
    said = [
        p_value(each).removeprefix("p ").removeprefix("= ") for each in (result.p, result.p_floor)
    ]
    return said[0] if result.p is None else f"{said[0]} ({said[1]})"


def includes_no_change(result: SignedRank) -> bool:
    """Tell whether the interval leaves it open that nothing changed."""
    return result.low is None or result.high is None or result.low <= 0 <= result.high


def verdict(result: SignedRank, measure: Measure) -> str:
    """Name the typical change: improved, worsened or unchanged."""
    if result.direction == "none":
        return "unchanged"
    got_higher = result.direction == "increase"
    return "worsened" if got_higher == (measure.worse == "higher") else "improved"


def direction_mark(result: SignedRank, measure: Measure) -> str:
    """Mark which way the number went, and say in a word what that means."""
    arrow = {"decrease": DOWN, "increase": UP, "none": SAME}[result.direction]
    said = f"{arrow} {verdict(result, measure)}"
    if result.direction == "none":  # as many up as down is not the same as nobody changed
        return said if result.p is None else f"{SAME} no typical change"
    if result.low is None:
        return said
    return f"{said}; 0 not excluded" if includes_no_change(result) else said


def highest_possible(change: Change, measure: Measure) -> str:
    """Say out of how many points a Larsen total is: "of 50", "of 15 to 60"; empty for others."""
    if measure is not LARSEN:
        return ""
    maximum = change.larsen_maximum[change.of(LARSEN.name).is_paired]
    if not len(maximum):
        return ""
    low, high = number(float(maximum.min()), 0), number(float(maximum.max()), 0)
    return f"of {low}" if low == high else f"of {low} to {high}"


def measure_sentence(change: Change, paired: PairedMeasure) -> str:
    """Say what became of one measure, with n, estimate, interval and p."""
    result, measure = paired.tested.result, paired.measure
    if result is None:
        return paired.tested.reason
    if result.p is None:
        return f"{measure.title}: none of {counted(result.n, 'patient')} changed."
    out_of = highest_possible(change, measure)
    return (
        f"{measure.title}{f' ({out_of})' if out_of else ''} {_what_happened(result)}: "
        f"{_typical(result, measure)}; {_test_in_words(result)}."
    )


def _what_happened(result: SignedRank) -> str:
    fell, rose, n = result.n_down, result.n_up, result.n
    if result.direction == "none":
        return f"fell in {fell:,} and rose in {rose:,} of {counted(n, 'patient')}"
    is_fall = result.direction == "decrease"
    verb, moved = ("fell", fell) if is_fall else ("rose", rose)
    other, against = ("rose", rose) if is_fall else ("fell", fell)
    if moved == n:
        who = {1: "the only patient with both values", 2: "both patients"}
        return f"{verb} in {who.get(n, f'all {n:,} patients')}"
    return f"{verb} in {moved:,} of {counted(n, 'patient')}" + (
        f" and {other} in {against:,}" if against else ""
    )


def _typical(result: SignedRank, measure: Measure) -> str:
    unit = "points" if measure.unit == SCALE else measure.unit
    reach = interval(result.low, result.high, digits_of(measure))
    change = (
        f"{signed(result.shift, digits_of(measure))} {unit} "
        f"({f'95 % CI {reach}' if reach else 'no interval'})"
    )
    before, after = (
        as_recorded(value, measure) for value in (result.before_median, result.after_median)
    )
    words = {"improved": ", an improvement", "worsened": ", a worsening", "unchanged": ""}
    word = "" if includes_no_change(result) else words[verdict(result, measure)]
    return f"median {before} to {after}, typical change {change}{word}"


def _test_in_words(result: SignedRank) -> str:
    kind = "exact " if "exact" in result.method else ""
    if result.p == result.p_floor:
        changes = counted(result.n - result.n_zero, "change")
        return f"{kind}{p_value(result.p)}, the smallest that {changes} can give"
    return f"{kind}{p_with_floor(result.p, result.p_floor)}"


def joints_sentence(joints: JointsChanged) -> str:
    """Say what became of the joints, with n, share and interval."""
    found = joints.all_joints
    if found.improved is None or found.worsened is None:
        operated = f"; {counted(found.operated, 'joint')} operated" if found.operated else ""
        return f"No joint was read at both visits{operated}."
    by = _by(joints)
    reach = percent_interval(found.improved.low, found.improved.high)
    share = f"{percent(found.improved.share)}{f', 95 % CI {reach}' if reach else ''}"
    said = [
        f"{n_of(found.unchanged):,} stayed unchanged",
        f"{n_of(found.worsened):,} worsened",
        *([f"{found.operated:,} more were operated"] if found.operated else []),
    ]
    counts = f"{n_of(found.improved):,} of {counted(found.n, 'joint')} improved ({share})"
    return f"By {by} {counts}, {listed(said)}."


def _by(joints: JointsChanged) -> str:
    return "Larsen grade" if joints.definition == "grade" else "number of findings"


def sensitivity_sentence(joints: JointsChanged) -> str:
    """Say the share that worsened when operated joints count as worsened; empty for none."""
    found = joints.all_joints
    worst = found.worsened_or_operated
    if not found.operated or worst is None:
        return ""
    reach = percent_interval(worst.low, worst.high)
    return (
        f"With the {found.operated:,} operated counted as worsened, "
        f"{n_percent(worst.n_events, worst.n_joints)} worsened"
        f"{f', 95 % CI {reach}' if reach else ''}."
    )


def tipping_sentence(joints: JointsChanged) -> str:
    """Say how many joints not seen would have to differ to turn the balance."""
    net, unseen = joints.net_improved, joints.n_not_seen
    if not unseen or not joints.all_joints.n or net == 0:
        return ""
    more, less = "improved", "worsened or were operated"
    if net < 0:
        more, less = less, more
    opposite = "worsened" if net > 0 else "improved"
    balance = f"{abs(net):,} more joints {more} than {less}"
    if abs(net) > unseen:
        return f"{balance}; so it would stay if all {unseen:,} joints not seen had {opposite}."
    return (
        f"{balance}; so it stays unless at least {abs(net):,} of the {unseen:,} joints not seen "
        f"{opposite}."
    )


def share_cell(found: JointOutcomes, outcome: str) -> str:
    """Write one outcome as "47 of 90 (52 %, 35 to 69 %)"; empty where none was compared."""
    share = getattr(found, outcome)
    if share is None:
        return ""
    reach = percent_interval(share.low, share.high)
    return f"{share.n_events:,} ({percent(share.share)}{f'; {reach}' if reach else ''})"


def table_caption(change: Change) -> str:
    """Say how the table was computed."""
    before, after = change.pair.names
    tested = [each.tested.result for each in change.recorded if each.tested.result]
    methods = sorted({result.method for result in tested})
    primary = change.of(change.primary).measure.title
    n_patients = len(change.patient_ids)
    is_cut = any(each.n_pairs < n_patients for each in change.recorded)
    said = [
        f"n: patients with both values, of {change.pair.n_patients:,} with both visits and "
        f"{n_patients:,} in all."
        if is_cut
        else "",
        f"Shift: Hodges-Lehmann estimate of {after.lower()} minus {before.lower()}; an arrow is "
        "the direction of the number, the word what it means.",
        *(f"{method[0].upper()}{method[1:]}." for method in methods),
        f"Primary outcome: {primary}; the other p are not adjusted." if change.n_tests > 1 else "",
    ]
    return " ".join(each for each in said if each)


def joints_caption(change: Change, joints: JointsChanged) -> str:
    """Say what the bars show, and which joints they leave out."""
    found, unseen = joints.all_joints, joints.not_compared
    n_patients = found.improved.n_patients if found.improved else 0
    left_out = [
        f"{n:,} {why}"
        for n, why in (
            (unseen.of_patients_without_pair, "of patients without both visits"),
            (unseen.not_read_at_both, "not read at both"),
            (unseen.operated_before, "operated before the first"),
        )
        if n
    ]
    first, second = change.pair.names
    said = [
        f"{first} to {second.lower()}: {counted(found.n, 'joint')} of "
        f"{counted(n_patients, 'patient')} read at both visits, by "
        f"{_by(joints)}.",
        "Operated joints (replaced or fused between the visits) stand in the bars, beside the n "
        "of the shares."
        if found.operated
        else "",
        f"Left out of {unseen.n_followed:,} joints: {listed(left_out)}." if left_out else "",
        "In brackets 95 % CI, which allow for joints of one patient going together.",
    ]
    return " ".join(each for each in said if each)


def paired_caption(change: Change) -> str:
    """Say what the lines show, and whether they are a sample."""
    n_most = max(int(each.is_paired.sum()) for each in change.recorded)
    lines = (
        "A line a patient; thick: the median."
        if n_most <= LINES_AT_MOST
        else f"Lines: {LINES_SAMPLED} patients a panel, evenly spaced in the file's order; band: "
        "the middle half of all; thick: the median of all."
    )
    is_below = any(
        bool(((each.before_below | each.after_below) & each.is_paired).any())
        for each in change.recorded
    )
    hollow = " Hollow: below the limit of detection, drawn at the limit." if is_below else ""
    return f"{lines}{hollow} A click opens the patient's timeline."
