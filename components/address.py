"""The part of the filter that may stand in the URL, and back.

Joint types, side, months and the visit pair only: groups, readers, patients and anything else
from a file are never in an address, which browsers and proxies keep.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from data.schema import JOINTS, SIDES
from data.selection import BASELINE_WITH_FINAL, CohortFilter, VisitPair

NAMES: Final = ("joint", "side", "months", "pair")
FIRST_LAST: Final = "first-last"
LONGEST_RANK: Final = 4  # digits; nobody has ten thousand films


def pair_code(pair: VisitPair) -> str:
    """Write a visit pair as the address does: "first-last" or ranks such as "1-3"."""
    return FIRST_LAST if pair == BASELINE_WITH_FINAL else f"{pair.first}-{pair.second}"


def pair_of_code(code: str) -> VisitPair | None:
    """Read a visit pair from the address; None for anything unknown."""
    if code == FIRST_LAST:
        return BASELINE_WITH_FINAL
    first, dash, second = code.partition("-")
    are_ranks = all(
        rank.isascii() and rank.isdigit() and len(rank) <= LONGEST_RANK for rank in (first, second)
    )
    if dash and are_ranks and 0 < int(first) < int(second):
        return VisitPair("rank", str(int(first)), str(int(second)))
    return None


def address_of(chosen: CohortFilter) -> dict[str, list[str]]:
    """Write the filter's part of the URL; what is at its default is left out."""
    address: dict[str, list[str]] = {}
    if chosen.joints:
        address["joint"] = list(chosen.joints)
    if chosen.sides:
        address["side"] = list(chosen.sides)
    if chosen.months is not None:
        address["months"] = [f"{month:g}" for month in chosen.months]
    if chosen.pair != BASELINE_WITH_FINAL:
        address["pair"] = [pair_code(chosen.pair)]
    return address


def filter_of(address: Mapping[str, Sequence[str]]) -> CohortFilter:
    """Read the filter's part of the URL; unknown names and values are ignored."""
    joints = tuple(name for name in JOINTS if name in address.get("joint", ()))
    sides = tuple(side for side in SIDES if side in address.get("side", ()))
    pairs = [pair_of_code(code) for code in address.get("pair", ())]
    return CohortFilter(
        joints=joints,
        sides=sides[:1],
        months=_months(address.get("months", ())),
        pair=next((pair for pair in pairs if pair), BASELINE_WITH_FINAL),
    )


def _months(values: Sequence[str]) -> tuple[float, float] | None:
    try:
        low, high = (float(value) for value in values)
    except ValueError:
        return None
    # A comparison with NaN is false, so that NaN is ignored too.
    return (low, high) if -1200 <= low <= high <= 1200 else None
