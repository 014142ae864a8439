"""Taking in the user's files: reading, correcting what a column means, answering, renaming."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import streamlit as st

from components import session
from components.session import Draft, Loaded
from data.assembling import Origin
from data.importing import IMPORT_FILES, Imported, import_in_child, rejected
from data.noticing import noticed
from data.reading.child import ReaderBugError, warm_up
from data.reading.sheets import NamedFile
from data.recognising.mapping import Mapping

OWN_TITLE = "Your cohort"
SHORT_NAME = "upload_short_name"


class HandedIn(Protocol):
    """A file as Streamlit hands it over."""

    name: str

    def getvalue(self) -> bytes:
        """Return the bytes."""
        ...


def take_in(handed_in: Sequence[HandedIn]) -> None:
    """Read files that were just dropped; files that were read already are left alone."""
    files = tuple(NamedFile(each.name, each.getvalue()) for each in handed_in)
    held = session.draft()
    if not files or (held is not None and held.files == files):
        return
    turn = session.upload_turn()
    session.clear()
    session.keep_upload_turn(turn)
    _read(files, None, {})
    # The sidebar was drawn before the files came.
    st.rerun()


def correct(sheet: str | None, index: int, target: str) -> None:
    """Read the files again with another meaning for one column; a widget's callback.

    Parameters
    ----------
    sheet : str or None
    index : int
        Index of the column in its sheet.
    target : str
        Text of the meaning, as the select box offers it.
    """
    held = session.draft()
    mapping = held.mapping or held.imported.mapping if held is not None else None
    if held is not None and mapping is not None:
        _read(held.files, mapping.with_target(sheet, index, target), held.answers)


def answer(question: str, choice: str | None) -> None:
    """Read the files again with a question answered; None takes the answer back."""
    held = session.draft()
    if held is None:
        return
    answers = {key: value for key, value in held.answers.items() if key != question}
    if choice is not None:
        answers[question] = choice
    _read(held.files, held.mapping, answers)


def rename() -> None:
    """Give the cohort the short name that stands in the field; a widget's callback."""
    held = session.loaded()
    name = str(session.widget_value(SHORT_NAME, "")).strip() or "cohort"
    if held is not None:
        session.reload(replace(held, cohort=replace(held.cohort, name=name)))


def be_ready() -> None:
    """Start the process that reads files, so that the first upload need not wait for it."""
    warm_up(IMPORT_FILES)


def _import(
    files: tuple[NamedFile, ...],
    mapping: Mapping | None,
    answers: dict[str, str],
    origin: Origin,
) -> Imported:
    try:
        return import_in_child(files, mapping, answers, origin)
    except ReaderBugError as bug:
        # It names the place in our code, never a value, so it may stand in the log.
        logging.getLogger(__name__).error("A file could not be read: %s", bug)
        return rejected([noticed("reading_failed")])


def _read(files: tuple[NamedFile, ...], mapping: Mapping | None, answers: dict[str, str]) -> None:
    before = session.loaded()
    name = before.cohort.name if before is not None else "cohort"
    synthetic = before is not None and bool(before.demo)
    with st.spinner("Reading and checking the file …"):
        imported = _import(files, mapping, answers, Origin(name, synthetic))
    session.keep_draft(Draft(files, mapping, answers, imported))
    if imported.cohort is None:
        session.unload()
    elif before is None:
        session.reload(Loaded(imported.cohort, OWN_TITLE))
    else:
        session.reload(replace(before, cohort=imported.cohort))
