from analysis.all_results import all_results
from analysis.text_report import as_text
from data.selection import CohortFilter
from tests import cohorts


def test_one_of_a_kind_is_singular():
    only_before = cohorts.one_patient().where(CohortFilter(months=(0.0, 1.0), joints=("hip",)))
    said = as_text(all_results(only_before))
    assert "1 patient, 2 joints, 1 visit\n" in said
    assert "larsen_total: no pair of values, 1 patient without" in said
    assert "1 patients" not in said
