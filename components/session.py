"""The only door to session state and to caches."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, ParamSpec, TypeVar

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.cohort import Cohort
from data.errors import CohortError
from data.importing import Imported
from data.reading.sheets import NamedFile
from data.recognising.mapping import Mapping
from data.selection import CohortFilter

P = ParamSpec("P")
R = TypeVar("R")
KEY_LOADED: Final = "_loaded"
KEY_CHOSEN: Final = "_chosen"
KEY_NARROWED: Final = "_narrowed"
KEY_COMPUTED: Final = "_computed"
KEY_PATIENT: Final = "_patient"
KEY_ADDRESS_TAKEN: Final = "_address_taken"
KEY_DEMO_ASKED: Final = "_demo_asked"
KEY_DRAFT: Final = "_draft"
KEY_UPLOAD_TURN: Final = "_upload_turn"
KEPT_RESULTS: Final = 40
DEFAULT_DEMO: Final = "reconstruction"


@dataclass(frozen=True, eq=False)
class Loaded:
    """The cohort of a session as it was read, with what a page may want to tell about it.

    Attributes
    ----------
    cohort : Cohort
        All of it, before any filter.
    title : str
        What the frame calls it: "Demo cohort" or the user's short name.
    demo : str
        Key of the demo, empty for the user's own data.
    """

    cohort: Cohort
    title: str
    demo: str = ""


@dataclass(frozen=True, eq=False)
class Draft:
    """What the upload page works on: the files, what was decided about them, what came of it.

    Attributes
    ----------
    files : tuple of NamedFile
        As handed in; kept in memory only.
    mapping : Mapping or None
        What the columns mean, as corrected; None while it is as recognised.
    answers : dict of str to str
        Answers to questions by their key.
    imported : Imported
    reference : DataFrame or None
        The user's reference table for the Poznanski score.
    """

    files: tuple[NamedFile, ...]
    mapping: Mapping | None
    answers: dict[str, str]
    imported: Imported
    reference: pd.DataFrame | None = None


def loaded() -> Loaded | None:
    """Return what this session holds, None before anything is loaded."""
    found: Loaded | None = st.session_state.get(KEY_LOADED)
    return found


def load(new: Loaded) -> None:
    """Put a cohort into the session in place of the one before; the filter starts afresh."""
    clear()
    st.session_state[KEY_LOADED] = new


def reload(new: Loaded) -> None:
    """Put a corrected reading of the same cohort into the session; the filter stays."""
    st.session_state[KEY_LOADED] = new


def clear() -> None:
    """Forget the cohort, the files it was read from, its filter and all that was computed."""
    turn = upload_turn() + 1
    held_one = loaded() is not None
    if held_one:
        # The address spoke of the cohort that goes: else it would open the demo again.
        st.query_params.clear()
    for key in list(st.session_state):
        del st.session_state[key]
    st.session_state[KEY_ADDRESS_TAKEN] = held_one
    st.session_state[KEY_UPLOAD_TURN] = turn


def upload_turn() -> int:
    """Count how often the session was cleared; a new turn gets an empty drop zone."""
    turn: int = st.session_state.get(KEY_UPLOAD_TURN, 0)
    return turn


def keep_upload_turn(turn: int) -> None:
    """Keep the drop zone as it is, with the files just dropped."""
    st.session_state[KEY_UPLOAD_TURN] = turn


def unload() -> None:
    """Take the cohort away, its files kept: what was read cannot be used."""
    st.session_state.pop(KEY_LOADED, None)


def draft() -> Draft | None:
    """Return what the upload page works on, None before a file came."""
    found: Draft | None = st.session_state.get(KEY_DRAFT)
    return found


def keep_draft(new: Draft) -> None:
    """Keep what the upload page works on."""
    st.session_state[KEY_DRAFT] = new


def choose(chosen: CohortFilter) -> None:
    """Keep what the sidebar chose."""
    st.session_state[KEY_CHOSEN] = chosen


def chosen() -> CohortFilter:
    """Return what the sidebar chose; the empty filter before it did."""
    found: CohortFilter = st.session_state.get(KEY_CHOSEN, CohortFilter())
    return found


def whole_cohort() -> Cohort:
    """Return the cohort before any filter.

    Raises
    ------
    CohortError
        If nothing is loaded yet.
    """
    held = loaded()
    if held is None:
        raise CohortError("No cohort is loaded. Upload a file, or open the demo.")
    return held.cohort


def selected_cohort() -> Cohort:
    """Return the cohort narrowed to what the sidebar chose.

    Raises
    ------
    CohortError
        If nothing is loaded, or the filter leaves nothing.
    """
    cohort, wanted = whole_cohort(), chosen()
    kept = st.session_state.get(KEY_NARROWED)
    if kept is not None and kept[0] is cohort and kept[1] == wanted:
        narrowed: Cohort = kept[2]
        return narrowed
    narrowed = cohort if wanted.is_empty else cohort.where(wanted)
    st.session_state[KEY_NARROWED] = (cohort, wanted, narrowed)
    st.session_state[KEY_COMPUTED] = {}
    return narrowed


def shown_cohort() -> Cohort | None:
    """Return the selected cohort, None where nothing is loaded or the filter leaves nothing."""
    try:
        return selected_cohort()
    except CohortError:
        return None


def computed(analysis: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run an analysis of the selected cohort once for each filter and set of options.

    The first argument is the cohort; the others must be hashable. Results are forgotten with
    the next filter, so nothing of a cohort outlives what is on screen.
    """
    results = st.session_state.setdefault(KEY_COMPUTED, {})
    # The whole cohort's results and the narrowed one's must not be taken for each other.
    key = (analysis.__module__, analysis.__qualname__, id(args[0]), args[1:], *kwargs.items())
    if key not in results:
        if len(results) >= KEPT_RESULTS:
            results.pop(next(iter(results)))
        results[key] = (args[0], analysis(*args, **kwargs))
    found: R = results[key][1]
    return found


def ask_for_demo(name: str = DEFAULT_DEMO) -> None:
    """Ask for a demo to be opened at the start of the next run; a button's callback."""
    st.session_state[KEY_DEMO_ASKED] = name


def take_demo_asked() -> str | None:
    """Return the demo that was asked for, once."""
    asked: str | None = st.session_state.pop(KEY_DEMO_ASKED, None)
    return asked


def choose_patient(patient_id: str) -> None:
    """Remember the patient whose timeline is open."""
    st.session_state[KEY_PATIENT] = patient_id


def chosen_patient() -> str | None:
    """Return the patient whose timeline is open, None before one was chosen."""
    found: str | None = st.session_state.get(KEY_PATIENT)
    return found


def widget_value(key: str, default: object = None) -> Any:  # noqa: ANN401
    """Return a widget's value by its key."""
    return st.session_state.get(key, default)


def set_widget(key: str, value: object) -> None:
    """Set a widget's value; only before that widget is drawn in this run."""
    st.session_state[key] = value


def takes_address() -> bool:
    """Tell whether the URL may set the filter: when it was just opened, and on Back or Forward.

    At any other time it may lag behind what we wrote: a slider moved quickly would jump back.
    """
    context = get_script_run_ctx()
    is_new = not st.session_state.get(KEY_ADDRESS_TAKEN, False)
    st.session_state[KEY_ADDRESS_TAKEN] = True
    return is_new or (context is not None and context.is_history_navigation)


@dataclass(frozen=True, eq=False)
class Opened:
    """A demo as it is put into a session; without a draft there is no file to tell about."""

    loaded: Loaded
    draft: Draft | None = None


def open_demo(key: str, read: Callable[[str], Opened]) -> None:
    """Put a demo into the session.

    Parameters
    ----------
    key : str
    read : callable
        Reads the demo of that key.
    """
    opened = _demo(key, read)
    load(opened.loaded)
    if opened.draft is not None:
        keep_draft(opened.draft)


@st.cache_resource(show_spinner=False, max_entries=4)
def _demo(key: str, _read: Callable[[str], Opened]) -> Opened:
    """Read a demo once for the whole server; it is synthetic, so sessions may share it."""
    return _read(key)
