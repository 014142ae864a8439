import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.address import address_of, filter_of
from data.schema import JOINTS
from data.selection import CohortFilter, VisitPair

pairs = st.one_of(
    st.just(VisitPair()),
    st.tuples(st.integers(1, 20), st.integers(1, 20)).map(
        lambda ends: VisitPair("rank", str(min(ends)), str(max(ends) + 1))
    ),
)
months = st.tuples(st.integers(-60, 240), st.integers(-60, 240)).map(
    lambda ends: (float(min(ends)), float(max(ends)))
)
filters = st.builds(
    CohortFilter,
    joints=st.sets(st.sampled_from(JOINTS)).map(
        lambda chosen: tuple(name for name in JOINTS if name in chosen)
    ),
    sides=st.sampled_from([(), ("L",), ("R",)]),
    months=st.none() | months,
    pair=pairs,
)


@given(filters)
def test_an_address_reads_back_as_the_same_filter(chosen: CohortFilter) -> None:
    assert filter_of(address_of(chosen)) == chosen


def test_patients_groups_and_readers_never_stand_in_an_address() -> None:
    chosen = CohortFilter(
        patients=("P01",), groups=(("arm", "A"),), reader="Smith", joints=("knee",)
    )
    assert address_of(chosen) == {"joint": ["knee"]}


@pytest.mark.parametrize(
    "address",
    [
        {"joint": ["nose"], "side": ["both"], "months": ["1"], "pair": ["3-1"]},
        {"months": ["a", "b"], "pair": ["x-y"]},
        {"months": ["nan", "5"], "pair": ["0-1"]},
        {"months": ["9", "5"], "pair": ["1-1"]},
        {"months": ["1", "2", "3"], "pair": ["²-³"]},
        {"months": ["-inf", "inf"], "pair": ["1"]},
        {"pair": ["1-" + "9" * 5000]},
    ],
)
def test_unknown_values_are_ignored(address: dict) -> None:
    assert filter_of(address).is_empty
