"""How a problem with a file gets its sentences, and how a file is refused."""

import re
from dataclasses import dataclass
from typing import Final

from data.codes import CODES
from data.errors import CohortError
from data.problem import MAX_CELLS_NAMED, Problem

MAX_FOUND: Final = 80
WHOLE_ROW: Final = re.compile(r"\d+:\d+")


@dataclass(frozen=True)
class Place:
    """Where something was noticed: sheet, heading and cells, as far as they are known."""

    sheet: str | None = None
    column: str | None = None
    cells: tuple[str, ...] = ()


WHOLE_FILE: Final = Place()


class RefusedError(CohortError):
    """A file that cannot be read safely; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.message} {problem.action}")
        self.problem = problem

    def __reduce__(self) -> tuple[type["RefusedError"], tuple[Problem]]:
        """Carry the problem, not only its sentence, from one process to another."""
        return RefusedError, (self.problem,)


def noticed(
    code: str,
    place: Place = WHOLE_FILE,
    count: int = 1,
    found: str = "",
    detail: str = "",
) -> Problem:
    """Make the problem of that code, with its sentences from the table of codes.

    Parameters
    ----------
    code : str
        A code of `codes.csv`; ``KeyError`` for another.
    place : Place
    count : int
        How many cells, rows or files it concerns, however many ``place`` names.
    found : str
        What the file shows, cut at ``MAX_FOUND`` characters.
    detail : str
        What the sentence needs besides.
    """
    told = CODES[code]
    found = found if len(found) <= MAX_FOUND else found[:MAX_FOUND] + "…"
    words = {
        "cells": f"{count:,} {'row' if _are_rows(place) else 'cell'}{'' if count == 1 else 's'}",
        "rows": f"{count:,} row{'' if count == 1 else 's'}",
        "n": f"{count:,}",
        "s": "s" if count == 1 else "",
        "have": "has" if count == 1 else "have",
        "are": "is" if count == 1 else "are",
        "were": "was" if count == 1 else "were",
        "found": found,
        "column": place.column or "",
        "detail": detail,
    }
    return Problem(
        severity=told.severity,
        code=code,
        message=_closed(told.message.format(**words), found),
        action=told.action.format(**words),
        sheet=place.sheet,
        column=place.column,
        cells=place.cells[:MAX_CELLS_NAMED],
        count=count,
        found=found,
    )


def _are_rows(place: Place) -> bool:
    """Tell whether whole rows are named, because the sheet has no column for what is told."""
    return bool(place.cells) and all(WHOLE_ROW.fullmatch(cell) for cell in place.cells)


def _closed(sentence: str, found: str) -> str:
    """End a sentence with one full stop where what was found ends with one too."""
    return sentence.replace(f"{found}.", found) if found.endswith(".") else sentence
