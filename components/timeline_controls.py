"""What the timeline page asks: which patient, or which several, and how CRP is drawn."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from analysis.patient_order import PatientOrder
from analysis.thresholds import CRP_LINE_MG_L
from components import session
from components.figures.timeline_tracks import TimelineScale
from components.words import counted, listed, plain

SELECT: Final = "timeline_patient"
SEVERAL: Final = "timeline_patients"
COMPARE: Final = "timeline_compare"
CRP_AXIS: Final = "timeline_crp_axis"
CRP_LINE: Final = "timeline_crp_line"
LINEAR: Final = "linear"
LOG: Final = "log"
NOBODY: Final = ""
"""Chosen while patients are compared, so that opening one shows."""
PATIENTS_LISTED: Final = 1_000
MOST_COMPARED: Final = 6
COMPARED_AT_FIRST: Final = 3
HIGHEST_LINE: Final = 600.0


@dataclass(frozen=True)
class TimelineChoice:
    """What the page was asked for: one id, or up to six where patients are compared."""

    patient_ids: tuple[str, ...]
    scale: TimelineScale
    compares: bool


def timeline_choice(order: PatientOrder) -> TimelineChoice:
    """Ask for one patient, or for several to compare, and how CRP is drawn.

    Parameters
    ----------
    order : PatientOrder
        The worst first; the first is shown where none was chosen.
    """
    current = _current(order)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        asked = st.container(
            horizontal=True, vertical_alignment="bottom", width="content", gap="small"
        )
        scale = _ask_scale()
        compares = order.n_patients > 1 and _ask_whether_compared(order, current)
    with asked:
        ids = _ask_several(order) if compares else (_ask_one(order, current),)
    return TimelineChoice(ids, scale, compares)


def _ask_scale() -> TimelineScale:
    axis = st.segmented_control(
        "CRP axis",
        (LINEAR, LOG),
        default=LINEAR,
        required=True,
        key=CRP_AXIS,
        persist_state="session",
    )
    line = st.number_input(
        "CRP line (mg/L)",
        min_value=0.1,
        max_value=HIGHEST_LINE,
        value=CRP_LINE_MG_L,
        step=1.0,
        format="%g",
        key=CRP_LINE,
        persist_state="session",
        width=130,
    )
    return TimelineScale(crp_line=float(line), crp_is_log=axis == LOG)


def _is_comparing() -> bool:
    """Tell whether several patients are shown."""
    return bool(session.widget_value(COMPARE, default=False))


def _current(order: PatientOrder) -> str:
    """Find whom to show; a patient opened anywhere ends a comparison."""
    wanted = session.chosen_patient()
    if not wanted:
        return order.patient_ids[0]
    if _is_comparing():
        session.set_widget(COMPARE, value=False)
    if order.place_of(wanted) is not None:
        return wanted
    st.info(
        f"{plain(wanted)} is not among the {counted(order.n_patients, 'patient')} that the filter "
        f"leaves. Shown instead is the worst of them, {plain(order.patient_ids[0])}.",
        icon=":material/info:",
    )
    return order.patient_ids[0]


def _ask_one(order: PatientOrder, current: str) -> str:
    place = order.place_of(current) or 0
    if order.n_patients > 1:
        _step("Previous", order, place - 1)
    session.set_widget(SELECT, current)
    if order.n_patients > PATIENTS_LISTED:
        st.text_input("Patient", key=SELECT, on_change=_take_patient, width=160)
    else:
        st.selectbox(
            f"Patient ({place + 1} of {order.n_patients}, worst first)",
            order.patient_ids,
            key=SELECT,
            on_change=_take_patient,
            width=200,
        )
    if order.n_patients > 1:
        _step("Next", order, place + 1)
    return current


def _step(label: str, order: PatientOrder, place: int) -> None:
    there_is = 0 <= place < order.n_patients
    is_next = label == "Next"
    st.button(
        label,
        icon=f":material/chevron_{'right' if is_next else 'left'}:",
        icon_position="right" if is_next else "left",
        key=f"timeline_{label.lower()}",
        disabled=not there_is,
        on_click=session.choose_patient,
        args=(order.patient_ids[place] if there_is else "",),
    )


def _take_patient() -> None:
    typed = str(session.widget_value(SELECT) or "").strip()
    if typed:
        session.choose_patient(typed)


def _ask_whether_compared(order: PatientOrder, current: str) -> bool:
    others = [each for each in order.patient_ids[:MOST_COMPARED] if each != current]
    return st.toggle(
        "Compare patients",
        key=COMPARE,
        persist_state="session",
        on_change=_take_comparison,
        args=((current, *others)[:COMPARED_AT_FIRST],),
        help=f"Shows up to {MOST_COMPARED} patients one above the other on the same axes.",
    )


def _take_comparison(at_first: tuple[str, ...]) -> None:
    """Start a comparison with the patient on screen, or go back to its first patient."""
    if _is_comparing():
        session.set_widget(SEVERAL, list(at_first))
        session.choose_patient(NOBODY)
        return
    compared = _compared()
    if compared:
        session.choose_patient(compared[0])


def _compared() -> list[str]:
    held = session.widget_value(SEVERAL) or []
    ids = held.split(",") if isinstance(held, str) else held
    return [each.strip() for each in ids if each.strip()]


def _ask_several(order: PatientOrder) -> tuple[str, ...]:
    compared = _compared()
    there = [each for each in compared if order.place_of(each) is not None]
    lost = [plain(each) for each in compared if each not in there]
    if order.n_patients > PATIENTS_LISTED:
        session.set_widget(SEVERAL, ", ".join(compared))
        st.text_input(f"Patients to compare (up to {MOST_COMPARED})", key=SEVERAL, width=420)
    else:
        session.set_widget(SEVERAL, there[:MOST_COMPARED])
        st.multiselect(
            f"Patients to compare (up to {MOST_COMPARED})",
            order.patient_ids,
            key=SEVERAL,
            max_selections=MOST_COMPARED,
            width=420,
        )
    if lost:
        st.info(f"Not among the patients that the filter leaves: {listed(lost)}.")
    return tuple(there[:MOST_COMPARED])
