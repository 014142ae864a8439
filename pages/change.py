"""Page: what changed between the two visits of the pair."""

from analysis.change import change
from analysis.result_notes import comparison_notes
from components.change_panels import (
    ask_definition,
    show_joints_changed,
    show_notes,
    show_paired_change,
    show_primary,
    show_sentences,
    show_table_of_measures,
)
from components.page import open_page, section
from components.session import computed, selected_cohort

cohort = selected_cohort()
open_page("Did it help?", cohort)
result = computed(change, cohort)

with section(""):
    show_primary(result)

with section(""):
    show_table_of_measures(result)

with section("What became of the joints"):
    show_joints_changed(result, ask_definition())

with section("Each patient before and after"):
    show_paired_change(result)

if result.recorded and result.pair.n_patients:
    with section("Each result in a sentence"):
        show_sentences(result)

with section("What was left out, and what was decided"):
    show_notes(computed(comparison_notes, cohort, result))
