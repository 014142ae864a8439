"""The user's reference table, where a cohort has RM and M2 of its wrists."""

import streamlit as st

from analysis.poznanski_from_lengths import has_lengths, with_poznanski
from components import session
from components.page import section
from components.session import Draft
from components.uploading import refer
from components.words import counted, plain
from data.reading.sheets import NamedFile
from data.reference_table import COLUMNS

WHY = (
    "This cohort has RM and M2 of its wrists. A Poznanski score needs a reference: give a table "
    "with the columns " + ", ".join(COLUMNS) + ". Its citation stands under every figure that "
    "uses it. Jointscape brings no reference of its own."
)


def show_reference(draft: Draft) -> None:
    """Offer to score wrists by a reference table, and say how many were scored."""
    if draft.imported.cohort is None or not has_lengths(draft.imported.cohort):
        return
    with section("Poznanski score from RM and M2", "reference"):
        st.write(WHY)
        handed_in = st.file_uploader(
            "Reference table (CSV or workbook)", key=f"upload_reference_{session.upload_turn()}"
        )
        if handed_in is not None and draft.reference is None:
            refer(NamedFile(handed_in.name, handed_in.getvalue()))
            st.rerun()
        if draft.reference is not None:
            st.markdown(_scored_in_words(draft))


def _scored_in_words(draft: Draft) -> str:
    assert draft.imported.cohort is not None
    assert draft.reference is not None
    found = with_poznanski(draft.imported.cohort, draft.reference)
    said = [
        f"{counted(found.n_scored, 'wrist film')} scored by {plain(found.citation)}",
        f"{found.n_kept:,} kept their recorded score",
        f"{found.n_closed:,} not scored because the growth plate had closed",
        f"{found.n_outside:,} not scored because sex or M2 is not in the table",
    ]
    return "; ".join(said) + "."
