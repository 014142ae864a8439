"""Taking in the user's files: reading, correcting what a column means, answering, renaming."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import streamlit as st

from analysis.poznanski_from_lengths import has_lengths, with_poznanski
from components import session
from components.session import Draft, Loaded
from data.assembling import Origin
from data.importing import IMPORT_FILES, import_in_child
from data.reading.child import warm_up
from data.reading.sheets import NamedFile
from data.recognising.mapping import Mapping, Role
from data.reference_table import read_reference

OWN_TITLE = "Your cohort"
SHORT_NAME = "upload_short_name"


class HandedIn(Protocol):
    """A file as Streamlit hands it over."""

    name: str

    def getvalue(self) -> bytes:
        """Return the bytes."""
        ...


def take_in(handed_in: Sequence[HandedIn]) -> None:
    """Read files that were just dropped; files that were read already are left alone.

    The drop zone keeps what was dropped before. CSV files complete a set, one of the same name
    takes the place of the older; anything else replaces the cohort, and empties the drop zone.
    """
    files = tuple(dict.fromkeys(NamedFile(each.name, each.getvalue()) for each in handed_in))
    held = session.draft()
    before = held.files if held is not None else ()
    if not files or before == files:
        return
    added = tuple(each for each in files if each not in before)
    renewed = {each.name for each in added}
    kept = tuple(each for each in files if each in before and each.name not in renewed)
    turn = session.upload_turn()
    session.clear()
    used = (*kept, *added)
    _read(used, None, {})
    if _are_mixed() and kept and added:
        used = added
        _read(used, None, {})
    session.keep_upload_turn(turn if used == files else turn + 1)
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
    mapping = held.imported.mapping if held is not None else None
    if held is not None and mapping is not None:
        _read(held.files, mapping.with_target(sheet, index, target), held.answers)


def correct_role(sheet: str | None, role: Role) -> None:
    """Read the files again with one sheet taken for another kind; a widget's callback."""
    held = session.draft()
    mapping = held.imported.mapping if held is not None else None
    if held is not None and mapping is not None:
        _read(held.files, mapping.with_role(sheet, role), held.answers)


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


def _read(files: tuple[NamedFile, ...], mapping: Mapping | None, answers: dict[str, str]) -> None:
    before = session.loaded()
    name = before.cohort.name if before is not None else "cohort"
    synthetic = before is not None and bool(before.demo)
    with st.spinner("Reading and checking the file …"):
        imported = import_in_child(files, mapping, answers, Origin(name, synthetic))
    held = session.draft()
    reference = held.reference if held is not None else None
    session.keep_draft(Draft(files, mapping, answers, imported, reference))
    cohort = imported.cohort
    if cohort is None:
        session.unload()
        return
    if reference is not None and has_lengths(cohort):
        cohort = with_poznanski(cohort, reference).cohort
    title = Loaded(cohort, OWN_TITLE) if before is None else replace(before, cohort=cohort)
    session.reload(title)


def refer(file: NamedFile) -> None:
    """Score wrists whose RM and M2 were measured by the user's reference table.

    Raises
    ------
    CohortError
        If the table cannot be used.
    """
    held = session.draft()
    if held is not None:
        table = read_reference(file)
        session.keep_draft(replace(held, reference=table))
        _read(held.files, held.mapping, held.answers)


def _are_mixed() -> bool:
    held = session.draft()
    return held is not None and any(each.code == "mixed_files" for each in held.imported.problems)
