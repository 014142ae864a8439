"""The words clinics use, read from the tables in `aliases/`; how text is compared with them."""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from data.schema import JOINTS

ALIASES: Final = Path(__file__).with_name("aliases")
SEPARATORS: Final = re.compile(r"[\s_\-./,:;()\[\]{}'\"|]+")
CAMEL_CASE: Final = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
RAYS: Final = re.compile(r"^(mcp|pip|dip|mtp)(\d)$")


def plain_text(raw: object) -> str:
    """Show a raw cell as the file shows it: 7 rather than 7.0, dates as 2020-03-05."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    text = str(raw)
    return text.removesuffix(" 00:00:00")


def folded(text: str) -> str:
    """Fold case, width and blanks, so that two spellings of a word compare equal."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def folded_heading(text: str) -> str:
    """Fold a heading: besides case and width also separators, brackets and joined words."""
    spaced = CAMEL_CASE.sub(" ", unicodedata.normalize("NFKC", text).replace("\\", " "))
    return SEPARATORS.sub(" ", spaced).strip().casefold()


def read_aliases(name: str) -> list[dict[str, str]]:
    """Read one alias table, a row a dict."""
    with (ALIASES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def words(kind: str) -> dict[str, str]:
    """List every spelling known for that kind of word, folded, with what it means."""
    found: dict[str, str] = {}
    for row in read_aliases("words"):
        if row["kind"] == kind:
            found[folded(row["alias"])] = row["word"]
    if kind == "joint":
        found |= {spelling: joint for joint in JOINTS for spelling in _spellings(joint)}
    return found


def meaning(kind: str, text: str) -> str | None:
    """Give what a word means, or None where it is not known; separators do not matter."""
    known = words(kind)
    word = folded(text)
    spaced = folded_heading(text)
    if kind == "joint":
        spaced = spaced.removesuffix(" joint")
    return known.get(word, known.get(spaced))


def is_missing_word(text: str) -> bool:
    """Tell whether a text is one of the listed signs for a missing value."""
    return folded(text) in words("missing")


def _spellings(joint: str) -> tuple[str, ...]:
    ray = RAYS.match(joint)
    spaced = joint.replace("_", " ")
    return (joint, f"{ray[1]} {ray[2]}") if ray else (joint, spaced)
