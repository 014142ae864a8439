"""Page: what happened to one patient, or to several on the same axes."""

from analysis.patient_order import patient_order
from analysis.timeline import patient_timeline
from components import session
from components.page import open_page, section
from components.timeline_controls import ask_patients, ask_scale, is_comparing
from components.timeline_panel import show_person, show_timelines, show_treatment

cohort = session.selected_cohort()
open_page("What happened to this patient?", cohort)

shown = ask_patients(session.computed(patient_order, cohort))
timelines = [session.computed(patient_timeline, cohort, patient_id) for patient_id in shown]
scale = ask_scale()

with section(""):
    show_person(timelines, scale)
    show_timelines(timelines, scale, compares=is_comparing())

with section("Drugs, operations and injections"):
    show_treatment(timelines)
