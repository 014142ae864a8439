"""Which colour, which mark and which words a value of a joint gets: discrete steps only."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.joint_cells import NOT_FILMED, JointCells, JointQuestion
from components.figures import theme

Codes = NDArray[np.int8]
CHANGE_REACH: Final = len(theme.CHANGE) // 2
HIGHEST_STEP: Final = len(theme.LARSEN) - 1
NOT_SEEN_AND_SEEN: Final = (theme.LARSEN[0], theme.LARSEN[4])
STATE_COLOURS: Final = (
    theme.NOT_FILMED,
    theme.OPERATED_FILL,
    theme.OPERATED_FILL,
    theme.PAPER,
)
STATE_MARKS: Final = ("/", "R", "F", "–")
STATE_TEXT: Final = (theme.INK, theme.PAPER, theme.PAPER, theme.INK)
STATE_WORDS: Final = ("/ not filmed", "R replaced", "F fused", "– filmed, not graded")


@dataclass(frozen=True)
class JointScale:
    """The steps of one reading, then the four states without a value.

    Attributes
    ----------
    colours, text_colours, words : tuple of str
        One a code: the cell, the number on it, and the legend's entry.
    lowest : int
        Value of code 0.
    """

    colours: tuple[str, ...]
    text_colours: tuple[str, ...]
    words: tuple[str, ...]
    lowest: int = 0

    @property
    def n_steps(self) -> int:
        """Count the steps that stand for values."""
        return len(self.colours) - len(STATE_COLOURS)

    @property
    def colorscale(self) -> list[tuple[float, str]]:
        """Write the steps as Plotly wants them, to use with z from -0.5 to codes - 0.5."""
        n = len(self.colours)
        return [
            (edge / n, colour)
            for code, colour in enumerate(self.colours)
            for edge in (code, code + 1)
        ]


def scale_of(question: JointQuestion) -> JointScale:
    """Choose the steps for what the cells show."""
    if question.reading == "change":
        steps = range(-CHANGE_REACH, CHANGE_REACH + 1)
        words = [_change_word(step) for step in steps]
        return _with_states(theme.CHANGE, theme.CHANGE_TEXT, words, steps[0])
    if question.finding:
        return _with_states(NOT_SEEN_AND_SEEN, (theme.INK, theme.PAPER), ["not seen", "seen"])
    words = [str(step) for step in range(HIGHEST_STEP + 1)]
    words[-1] += "" if question.reading == "grade" else " or more"
    return _with_states(theme.LARSEN, theme.LARSEN_TEXT, words)


def overview_scale_of(question: JointQuestion) -> JointScale:
    """Choose the steps for the mean of several patients."""
    if question.reading == "change":
        halves = [f"{abs(step) / 2:g}" for step in range(-CHANGE_REACH, CHANGE_REACH + 1)]
        signs = ["−"] * CHANGE_REACH + [""] + ["+"] * CHANGE_REACH
        words = [sign + half for sign, half in zip(signs, halves, strict=True)]
        words[0], words[-1] = f"≤ {words[0]}", f"≥ {words[-1]}"
        text = (theme.INK,) * len(theme.CHANGE)
        return _with_states(theme.CHANGE, text, words, -CHANGE_REACH)
    words = [str(step) for step in range(HIGHEST_STEP + 1)]
    if question.finding:
        words = [f"{100 * step // HIGHEST_STEP} %" for step in range(HIGHEST_STEP + 1)]
    elif question.reading == "finding":
        words[-1] += " or more"
    return _with_states(theme.LARSEN, theme.LARSEN_TEXT, words)


def codes_of(cells: JointCells) -> Codes:
    """Give each cell the code of its step or state, shape (n_patients, n_places).

    Notes
    -----
    Half a grade takes the colour of the step below; half a grade of change that of one, so that
    it does not look unchanged.
    """
    scale = scale_of(cells.question)
    value = np.nan_to_num(cells.value)
    if cells.question.reading == "change":
        size = np.where(value == 0, 0, np.clip(np.floor(np.abs(value)), 1, CHANGE_REACH))
        step = np.sign(value) * size - scale.lowest
    else:
        step = np.clip(np.floor(value), 0, scale.n_steps - 1)
    state = scale.n_steps + cells.state - NOT_FILMED
    return np.where(cells.is_read, step, state).astype(np.int8)


def overview_codes_of(mean: NDArray[np.float32], question: JointQuestion) -> Codes:
    """Give each mean the code of the nearest step, or of "not filmed" where there is none."""
    scale = overview_scale_of(question)
    known = np.nan_to_num(mean)
    if question.reading == "change":
        step = np.clip(np.rint(known * 2), -CHANGE_REACH, CHANGE_REACH) - scale.lowest
    else:
        step = np.rint(known * (HIGHEST_STEP if question.finding else 1))
        step = np.clip(step, 0, HIGHEST_STEP)
    return np.where(np.isfinite(mean), step, scale.n_steps).astype(np.int8)


def _with_states(
    colours: tuple[str, ...], text: tuple[str, ...], words: list[str], lowest: int = 0
) -> JointScale:
    return JointScale(
        (*colours, *STATE_COLOURS), (*text, *STATE_TEXT), (*words, *STATE_WORDS), lowest
    )


def _change_word(step: int) -> str:
    if abs(step) == CHANGE_REACH:
        return "≤ −3" if step < 0 else "≥ +3"
    return f"−{-step}" if step < 0 else f"+{step}" if step else "0"
