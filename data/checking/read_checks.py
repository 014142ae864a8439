"""Checks of reads: sides, results beside a status, grades after an operation."""

from typing import Final

import numpy as np

from data.checking.checked_table import CheckedTable, Flags
from data.linking.links import visit_order
from data.recognising.headings import MIDLINE_JOINTS
from data.schema import FINDINGS, OPERATED

RESULTS: Final = ("larsen", *FINDINGS)
WITHOUT_RESULT: Final = {
    "replaced": "replaced",
    "fused": "fused",
    "not_examined": "not examined",
}


def check_sides(reads: CheckedTable) -> CheckedTable:
    """Leave out reads whose joint cannot have their side."""
    if not len(reads.frame):
        return reads
    joint, side = reads.frame["joint"], reads.frame["side"]
    is_midline = joint.isin(list(MIDLINE_JOINTS)).to_numpy()
    wrong = is_midline != (side == "midline").to_numpy()
    if not wrong.any():
        return reads
    first = reads.frame[wrong].iloc[0]
    found = f"{first['joint']} {first['side']}"
    return reads.warn("side_of_midline_joint", wrong, "side", found=found).without(wrong)


def check_reads(reads: CheckedTable, visits: CheckedTable) -> CheckedTable:
    """Check all reads; a result of a joint that is replaced, fused or not filmed stays empty."""
    if not len(reads.frame):
        return reads
    reads = _beside_status(reads)
    graded = ~np.isnan(reads.number("larsen"))
    operated = reads.frame["status"].isin(list(OPERATED)).to_numpy()
    if not (graded.any() and operated.any()):
        return reads
    later = graded & _after_first(operated, reads, visits)
    return reads.warn("grade_after_operation", later, "larsen")


def _beside_status(reads: CheckedTable) -> CheckedTable:
    status = reads.frame["status"]
    if not status.isin(list(WITHOUT_RESULT)).any():
        return reads
    for name in RESULTS:
        filled = ~np.isnan(reads.number(name))
        for each, words in WITHOUT_RESULT.items():
            beside = filled & (status == each).to_numpy()
            reads = reads.warn("grade_beside_status", beside, name, detail=words)
            reads = reads.emptied(beside, name)
    return reads


def _after_first(operated: Flags, reads: CheckedTable, visits: CheckedTable) -> Flags:
    """Tell which reads are of a joint that was operated on at an earlier visit."""
    order = visit_order(reads.frame, visits.frame)
    place = reads.frame.groupby(["patient_id", "joint", "side"], observed=True).ngroup().to_numpy()
    first = np.full(int(place.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, place[operated], order[operated])
    return np.asarray(order > first[place])
