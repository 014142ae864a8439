"""Page: what happened to one patient, or to several on the same axes."""

from analysis.patient_order import patient_order
from analysis.timeline import patient_timeline
from components import session
from components.page import open_page, section
from components.timeline_controls import timeline_choice
from components.timeline_panel import show_person, show_timelines, show_treatment

cohort = session.selected_cohort()
open_page("What happened to this patient?", cohort)

choice = timeline_choice(session.computed(patient_order, cohort))
timelines = [patient_timeline(cohort, each) for each in choice.patient_ids]

with section(""):
    show_person(timelines, choice.scale)
    show_timelines(timelines, choice.scale, compares=choice.compares)

with section("Drugs, operations and injections"):
    show_treatment(timelines)
