"""What one heading says: joint, side, measure, unit and time, in any order."""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from data.recognising.mapping import JOINT_MEASURES, Target
from data.recognising.times import months_in_words
from data.recognising.units import folded_unit, known_units, looks_like_unit
from data.recognising.words import CAMEL_CASE, folded_heading, meaning, read_aliases, words
from data.schema import TABLES

BRACKETS: Final = re.compile(r"[(\[（［]([^()\[\]（）［］]*)[)\]）］]")
VISIT_NUMBER: Final = re.compile(r"(?:visit|v|exam|film|受診)\s?(\d+)")
TIME_NUMBER: Final = re.compile(r"(?:time|t)\s?(\d+)")
FILLERS: Final = frozenset({"score", "value", "at", "of", "the", "joint", "no", "level", "serum"})
LONGEST_PHRASE: Final = 5
ONE_LETTER_SIDES: Final = ("l", "r", "左", "右")
MIDLINE_JOINTS: Final = frozenset({"cervical_spine"})
CANONICAL, ALIAS, PHRASED, GUESSED, KEPT = 1.0, 0.95, 0.85, 0.6, 0.3
"""Confidence in a heading: our own name; a listed alias; made of known words; with words that are
not known; kept as it is."""


@dataclass(frozen=True)
class Heading:
    """What one heading was recognised as; ``unit`` as written there, "" where it names none."""

    text: str
    target: Target
    unit: str = ""
    confidence: float = KEPT


@dataclass
class _Phrases:
    """What the words of a heading say so far."""

    column: str = ""
    joint: str = ""
    side: str = ""
    time: str = ""
    unit: str = ""
    unknown: tuple[str, ...] = ()

    def add(self, phrase: str, shown: str) -> bool:
        """Take in a phrase that is known and still has room; tell whether it was."""
        for part, value in _meanings(phrase, shown):
            if part == "unit" and not self.column:
                continue
            if not getattr(self, part):
                setattr(self, part, value)
                return True
        return False


def read_heading(text: str) -> Heading:
    """Read one heading of a sheet.

    Parameters
    ----------
    text : str
        As the file shows it, such as "R_knee_Larsen_pre", "CRP (mg/dL)" or "crp_mg_l".

    Returns
    -------
    Heading
        A heading that is not understood is kept under its own name.
    """
    own = folded_heading(text)
    canonical = _canonical_names().get(own)
    if canonical:
        return Heading(text, Target(canonical), confidence=CANONICAL)
    bare, unit = _without_unit(text)
    alias = _column_aliases().get(folded_heading(bare))
    if alias:
        return Heading(text, Target(alias), unit, ALIAS)
    return _from_phrases(text, _scan(_tokens(bare)), unit)


def kept(text: str, time: str = "") -> Heading:
    """Give the heading of a column that is kept under its own name."""
    return Heading(text, Target(text.strip(), time=time, further=True))


def _from_phrases(text: str, said: _Phrases, unit: str) -> Heading:
    unit = unit or said.unit
    unknown = [word for word in said.unknown if word.casefold() not in FILLERS]
    confidence = GUESSED if unknown else PHRASED
    side = said.side or ("midline" if said.joint in MIDLINE_JOINTS else "")
    names_measure = said.column in JOINT_MEASURES or not (said.column or unknown)
    if said.joint and side and names_measure:
        target = Target(said.column or "larsen", said.joint, side, said.time)
        return Heading(text, target, unit, confidence if said.column else GUESSED)
    if said.column and not said.joint and not said.side and not unknown:
        return Heading(text, Target(said.column, time=said.time), unit, PHRASED)
    if said.time and said.unknown and not (said.column or said.joint or said.side):
        return replace(kept(" ".join(said.unknown), said.time), text=text)
    return kept(text)


def _tokens(text: str) -> list[str]:
    spaced = CAMEL_CASE.sub(" ", text)
    return [token for token in re.split(r"[\s_\-./,:;()\[\]{}'\"|（）［］]+", spaced) if token]


def _scan(tokens: list[str]) -> _Phrases:
    said, place = _Phrases(), 0
    while place < len(tokens):
        for length in range(min(LONGEST_PHRASE, len(tokens) - place), 0, -1):
            shown = " ".join(tokens[place : place + length])
            if said.add(folded_heading(shown), shown):
                place += length
                break
        else:
            if not _add_glued(said, tokens[place]):
                said.unknown = (*said.unknown, tokens[place])
            place += 1
    return said


def _meanings(phrase: str, shown: str) -> list[tuple[str, str]]:
    """List what a phrase can mean, likeliest first."""
    found = [
        ("joint", words("joint").get(phrase)),
        ("side", words("side").get(phrase)),
        ("time", _time_label(phrase, shown)),
        ("unit", _unit(phrase)),
        ("column", _canonical_names().get(phrase) or _column_aliases().get(phrase)),
    ]
    return [(part, value) for part, value in found if value]


def _add_glued(said: _Phrases, token: str) -> bool:
    """Take in a side that is glued to its joint, as in "Rknee" or "kneeL"."""
    low = token.casefold()
    if said.joint or said.side:
        return False
    for side, joint in ((low[0], low[1:]), (low[-1], low[:-1])):
        if side in ONE_LETTER_SIDES and joint in words("joint"):
            said.joint, said.side = words("joint")[joint], words("side")[side]
            return True
    return False


def _time_label(phrase: str, shown: str) -> str | None:
    visit = VISIT_NUMBER.fullmatch(phrase)
    if visit:
        return visit[1]
    is_time = (
        TIME_NUMBER.fullmatch(phrase)
        or meaning("timepoint", phrase)
        or months_in_words(phrase) is not None
    )
    return shown if is_time else None


def _unit(phrase: str) -> str | None:
    for spelling in (phrase, phrase.replace(" ", "/")):
        if folded_unit(spelling) in known_units():
            return spelling
    return None


def unit_in_heading(text: str) -> str:
    """Give the unit that a heading names in brackets or at its end, "" where it names none."""
    bare, unit = _without_unit(text)
    tokens = _tokens(bare)
    ends = (" ".join(tokens[place:]) for place in range(1, len(tokens)))
    found = (_unit(folded_heading(end)) for end in ends)
    return unit or next((each for each in found if each), "")


def _without_unit(text: str) -> tuple[str, str]:
    for content in BRACKETS.findall(text):
        if looks_like_unit(content):
            return text.replace(content, ""), content
    return text, ""


@cache
def _canonical_names() -> dict[str, str]:
    names = {column.name for table in TABLES for column in table.columns}
    return {folded_heading(name): name for name in names}


@cache
def _column_aliases() -> dict[str, str]:
    return {folded_heading(row["alias"]): row["column"] for row in read_aliases("columns")}
