"""The two demo cohorts that ship with the app; both are made up and labelled so."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.errors import CohortError
from data.reading.sheets import NamedFile

EXAMPLES: Final = Path(__file__).parent / "examples"


@dataclass(frozen=True)
class Demo:
    """One demo: its key, the title and line a clinician chooses by, and its file."""

    key: str
    title: str
    line: str
    file: str
    synthetic: bool = True


DEMOS: Final = (
    Demo(
        "reconstruction",
        "Nine children on tocilizumab",
        "Synthetic: made so that every figure of the study's abstract holds. 90 joints, "
        "82 months on average, one reading.",
        "reconstruction.xlsx",
    ),
    Demo(
        "registry",
        "A registry of 60 patients",
        "Synthetic: two readers, three treatment arms, joints replaced, fused and not filmed, "
        "labs below their limit, patients lost to follow-up.",
        "registry.xlsx",
    ),
)


def demo(key: str) -> Demo:
    """Return the demo of that key.

    Raises
    ------
    CohortError
        If there is no such demo.
    """
    for each in DEMOS:
        if each.key == key:
            return each
    raise CohortError(
        f"There is no demo called {key}. There are {len(DEMOS)}: "
        f"{' and '.join(each.key for each in DEMOS)}."
    )


def demo_files(key: str) -> tuple[NamedFile, ...]:
    """Read the files of the demo of that key; ``CohortError`` if there is no such demo."""
    chosen = demo(key)
    return (NamedFile(chosen.file, (EXAMPLES / chosen.file).read_bytes()),)
