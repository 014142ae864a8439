"""The one filter of all pages: sidebar widgets in, a `CohortFilter` out."""

import math
from itertools import combinations
from typing import Any, Final

import streamlit as st

from analysis.visit_pair import most_films
from components import session
from components.address import FIRST_LAST, address_of, filter_of, pair_code, pair_of_code
from components.words import plain
from data.cohort import Cohort
from data.schema import JOINTS, SIDES
from data.selection import BASELINE_WITH_FINAL, SIDE_NAMES, CohortFilter, VisitPair

JOINT, SIDE, MONTHS, PAIR = "filter_joint", "filter_side", "filter_months", "filter_pair"
PATIENTS, GROUPS, READER = "filter_patients", "filter_groups", "filter_reader"
ALL_READERS: Final = "all readers, averaged"
PAIRS_OFFERED: Final = 6
PATIENTS_LISTED: Final = 1_000
OWN_PARAMETERS: Final = ("joint", "side", "months", "pair")


def cohort_filter(cohort: Cohort) -> CohortFilter:
    """Ask in the sidebar which part of the cohort to show, and keep the URL in step.

    Parameters
    ----------
    cohort : Cohort
        The whole cohort.
    """
    _take_address(cohort)
    chosen = CohortFilter(
        joints=_joints(cohort),
        sides=_side(cohort),
        months=_months(cohort),
        pair=_pair(cohort),
        patients=_patients(cohort),
        groups=_groups(cohort),
        reader=_reader(cohort),
    )
    _write_address(chosen)
    return chosen


def reset() -> None:
    """Put every filter back to its default; a callback, before the widgets are drawn.

    Defaults are set, not keys removed: Streamlit would bring a persisted value back.
    """
    cohort = session.whole_cohort()
    typed = cohort.n_patients > PATIENTS_LISTED
    defaults: dict[str, object] = {
        JOINT: [],
        SIDE: None,
        MONTHS: _month_bounds(cohort),
        PAIR: FIRST_LAST,
        PATIENTS: "" if typed else [],
        GROUPS: [],
        READER: None,
    }
    for key, value in defaults.items():
        session.set_widget(key, value)


def _take_address(cohort: Cohort) -> None:
    """Set the widgets from the URL when it was opened, and on Back or Forward."""
    if not session.takes_address():
        return
    present = {
        name: st.query_params.get_all(name) for name in OWN_PARAMETERS if name in st.query_params
    }
    if not present:
        return
    wanted = filter_of(present)
    there = {JOINTS[code // len(SIDES)] for code in cohort.places}
    session.set_widget(JOINT, [name for name in wanted.joints if name in there])
    session.set_widget(SIDE, wanted.sides[0] if wanted.sides else None)
    if wanted.months is not None:
        low, high = _month_bounds(cohort)
        months = tuple(int(min(max(month, low), high)) for month in wanted.months)
        session.set_widget(MONTHS, months)
    if pair_code(wanted.pair) in _pairs(cohort):
        session.set_widget(PAIR, pair_code(wanted.pair))


def _write_address(chosen: CohortFilter) -> None:
    """Put the filter into the URL, all at once: each change is an entry in the history."""
    present = {name: st.query_params.get_all(name) for name in st.query_params}
    others = {name: said for name, said in present.items() if name not in OWN_PARAMETERS}
    wanted = others | address_of(chosen)
    if wanted != present:
        st.query_params.from_dict(wanted)


def _joints(cohort: Cohort) -> tuple[str, ...]:
    there = list(dict.fromkeys(JOINTS[code // len(SIDES)] for code in cohort.places))
    if len(there) < 2:
        return ()
    picked = st.pills(
        "Joint type",
        there,
        selection_mode="multi",
        format_func=lambda name: name.replace("_", " "),
        key=JOINT,
        persist_state="session",
        help="Narrows joint figures and Larsen totals. Labs and active joints stay as they are.",
    )
    return tuple(name for name in there if name in picked)


def _side(cohort: Cohort) -> tuple[str, ...]:
    there = [side for code, side in enumerate(SIDES) if (cohort.places % len(SIDES) == code).any()]
    if len(there) < 2:
        return ()
    picked = st.segmented_control(
        "Side", there, format_func=SIDE_NAMES.__getitem__, key=SIDE, persist_state="session"
    )
    return (picked,) if picked else ()


def _month_bounds(cohort: Cohort) -> tuple[int, int]:
    first, last = cohort.month_range
    return math.floor(first), math.ceil(last)


def _months(cohort: Cohort) -> tuple[float, float] | None:
    low, high = _month_bounds(cohort)
    if low == high:
        return None
    if session.widget_value(MONTHS) is None:
        session.set_widget(MONTHS, (low, high))
    # The value comes from the session: with a default here too Streamlit would warn.
    window: Any = st.slider(
        "Follow-up (months)",
        low,
        high,
        key=MONTHS,
        persist_state="session",
        help="Keeps films from one month to the other; the baseline film always stays.",
    )
    return None if window == (low, high) else (float(window[0]), float(window[1]))


def _pairs(cohort: Cohort) -> list[str]:
    films = min(most_films(cohort), PAIRS_OFFERED)
    ranks = [f"{first}-{second}" for first, second in combinations(range(1, films + 1), 2)]
    return [FIRST_LAST, *ranks]


def _pair(cohort: Cohort) -> VisitPair:
    picked = st.selectbox(
        "Compare",
        _pairs(cohort),
        format_func=lambda code: (pair_of_code(code) or BASELINE_WITH_FINAL).in_words,
        key=PAIR,
        persist_state="session",
        help="The two films of each patient that are compared, counted in order of time.",
    )
    return pair_of_code(picked) or BASELINE_WITH_FINAL


def _patients(cohort: Cohort) -> tuple[str, ...]:
    if cohort.n_patients < 2:
        return ()
    if cohort.n_patients > PATIENTS_LISTED:
        typed = st.text_input(
            "Patients",
            placeholder="all; ids, commas between",
            key=PATIENTS,
            persist_state="session",
        )
        return tuple(name.strip() for name in typed.split(",") if name.strip())
    picked = st.multiselect(
        "Patients",
        cohort.patient_ids,
        placeholder="all",
        format_func=plain,
        key=PATIENTS,
        persist_state="session",
    )
    return tuple(picked)


def _groups(cohort: Cohort) -> tuple[tuple[str, str], ...]:
    offered = [
        (column, str(value))
        for column in cohort.group_columns
        for value in cohort.patients[column].dropna().astype("str").unique()
    ]
    if not offered:
        return ()
    picked = st.multiselect(
        "Group",
        offered,
        placeholder="all",
        format_func=lambda pair: plain(f"{pair[0].replace('_', ' ')}: {pair[1]}"),
        key=GROUPS,
        persist_state="session",
    )
    return tuple(picked)


def _reader(cohort: Cohort) -> str | None:
    if len(cohort.readers) < 2:
        return None
    return st.selectbox(
        "Reader",
        [None, *cohort.readers],
        format_func=lambda name: ALL_READERS if name is None else plain(name),
        key=READER,
        persist_state="session",
    )
