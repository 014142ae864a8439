"""Every number turned into text: rounding, p, intervals, n (%), units; the only place for it."""

import calendar
import math
import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from data.schema import LARGE_JOINTS

P_FLOOR_SHOWN: Final = 0.0001
JOINT_INITIALS: Final = ("tmj", "mcp", "pip", "dip", "mtp", "ip")
SIDE_NAMES: Final = {"L": "left", "R": "right", "midline": ""}
EN_DASH: Final = "–"
MINUS: Final = "−"
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()<>#+!|~$:])")


def number(value: float | None, digits: int = 1) -> str:
    """Round for reading: fixed digits, a true minus sign, "not known" for a missing value."""
    if value is None or not math.isfinite(value):
        return "not known"
    text = f"{abs(value):,.{digits}f}"
    is_zero = float(text.replace(",", "")) == 0
    return MINUS + text if value < 0 and not is_zero else text


def signed(value: float | None, digits: int = 1) -> str:
    """Round a change for reading, with its sign: +1.2 or −1.2."""
    text = number(value, digits)
    has_sign = value is None or not math.isfinite(value) or text.startswith(MINUS)
    return text if has_sign or float(text.replace(",", "")) == 0 else f"+{text}"


def recorded(value: float | None) -> str:
    """Write a recorded value without a fraction that is nil: 22, 22.5, 0.03."""
    if value is None or not math.isfinite(value):
        return "not known"
    return number(value, next((digits for digits in (0, 1) if value == round(value, digits)), 2))


def interval(low: float | None, high: float | None, digits: int = 1) -> str:
    """Write an interval as "low to high"; empty where it is undefined."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f"{number(low, digits)} to {number(high, digits)}"


def percent(share: float | None, digits: int = 0) -> str:
    """Write a share of 0 to 1 as a percentage."""
    return "not known" if share is None else f"{number(100 * share, digits)} %"


def percent_interval(low: float | None, high: float | None) -> str:
    """Write an interval of shares in percent: "35 to 70 %"."""
    if low is None or high is None:
        return ""
    return f"{number(100 * low, 0)} to {number(100 * high, 0)} %"


def n_percent(count: int, total: int) -> str:
    """Write a count with its share: "47 of 90 (52 %)"."""
    return f"{count:,} of {total:,}" + (f" ({percent(count / total)})" if total else "")


def p_value(p: float | None) -> str:
    """Write a p with two to four digits, never as 0: "p = 0.0039", "p < 0.0001"."""
    if p is None or not math.isfinite(p):
        return "no p"
    if p < P_FLOOR_SHOWN:
        return f"p < {P_FLOOR_SHOWN}"
    digits = 4 if p < 0.01 else 3 if p < 0.1 else 2
    text = f"{p:.{digits}f}"
    return f"p = {text}" if float(text) < 1 else "p > 0.99" if p < 1 else "p = 1"


def p_with_floor(p: float | None, floor: float | None) -> str:
    """Write a p beside the smallest that a test of these data can give."""
    if p is None or floor is None:
        return p_value(p)
    return f"{p_value(p)} (smallest possible {p_value(floor)[2:].lstrip('= ')})"


def counted(n: int, noun: str, plural: str = "") -> str:
    """Count things in words: "1 patient", "9 patients"."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def day(moment: date) -> str:
    """Write a day so that no country reads it otherwise: 5 March 2020."""
    return f"{moment.day} {calendar.month_name[moment.month]} {moment.year}"


def listed(items: Sequence[str]) -> str:
    """Join words as a sentence does: "hip, knee and ankle"."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + " and " + items[-1]


def plain(text: object) -> str:
    """Escape a label from a file for markdown, so that it shows as written and fetches nothing."""
    escaped = _MARKDOWN.sub(r"\\\1", str(text))
    return re.sub(r"(?i)\b(https?|ftp|www)", lambda found: "\u200b".join(found.group()), escaped)


def n_of_n(n_patients: int, n_patients_all: int, n_joints: int, n_joints_all: int) -> str:
    """Say how much of the cohort is shown: "9 of 9 patients · 90 of 90 joints"."""
    return (
        f"{n_patients:,} of {n_patients_all:,} patients · {n_joints:,} of {n_joints_all:,} joints"
    )


def joint_name(joint: str) -> str:
    """Write a joint as the clinic does: "hip", "toe IP", "MCP 2", "cervical spine"."""
    words = re.sub(r"(?<=[a-z])(?=\d)", " ", joint).split("_")
    return " ".join(" ".join(_initials(part) for part in word.split()) for word in words)


def joint_plural(joint: str) -> str:
    """Name several joints of a type: "hips", "MCP 2 joints"."""
    name = joint_name(joint)
    return f"{name}s" if joint in LARGE_JOINTS or joint == "wrist" else f"{name} joints"


def joint_with_side(joint: str, side: str) -> str:
    """Name one joint: "left hip"; the cervical spine has no side."""
    return f"{SIDE_NAMES[side]} {joint_name(joint)}".strip()


def _initials(word: str) -> str:
    return word.upper() if word in JOINT_INITIALS else word
