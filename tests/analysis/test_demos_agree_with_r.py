from dataclasses import asdict

import pytest
from gold_values import RELATIVE_P, agrees, expected

from analysis.all_results import all_results
from data.selection import CohortFilter, VisitPair
from tests import cohorts

EXPECTED = expected("demos_expected.csv")
FILTERS = {
    "reconstruction": CohortFilter(),
    "registry": CohortFilter(),
    "registry_knee": CohortFilter(joints=("knee",)),
    "registry_window": CohortFilter(months=(0.0, 40.0)),
    "registry_films": CohortFilter(pair=VisitPair("rank", "1", "3")),
    "registry_reader": CohortFilter(reader="A"),
    "registry_arm": CohortFilter(groups=(("arm", "anti-IL-6"),)),
}


def flat(results, before=""):
    """Every number under its path: paired measures by their name."""
    found = {}
    for key, value in results.items():
        named = {each["measure"]: each for each in value} if key == "paired" else value
        if isinstance(named, dict):
            found |= flat(named, f"{before}{key}.")
        else:
            found[before + key] = named
    return found


@pytest.mark.parametrize("case", FILTERS)
def test_every_number_of_a_demo_agrees_with_r(case):
    cohort = cohorts.demo() if case == "reconstruction" else cohorts.registry()
    found = flat(asdict(all_results(cohort.where(FILTERS[case]))))
    wanted = EXPECTED[case]
    assert len(wanted) > 150 if cohort is cohorts.registry() else len(wanted) > 100
    differing = {
        name: (found[name], value)
        for name, value in wanted.items()
        if not agrees(found[name], value, RELATIVE_P)
    }
    assert differing == {}
