"""Make up the joints of the demo registry: how they age, what is operated, what readers see."""

import math
from dataclasses import dataclass, field
from random import Random
from typing import Final

from data.schema import FINDINGS, LARGE_JOINTS

JOINTS_FILMED: Final = (*LARGE_JOINTS, "wrist")
SIDES_FILMED: Final = ("L", "R")
READERS: Final = ("A", "B")
SEVERITY: Final = {
    "hip": 0.5, "knee": 0.1, "ankle": 0.2, "shoulder": -0.3, "elbow": 0.0, "wrist": 0.7,
}  # fmt: skip
YEARLY_CHANGE: Final = {"anti-IL-6": -0.06, "anti-TNF": -0.01, "methotrexate": 0.10}
"""Larsen grades a joint gains in a year; chosen so that the arms differ a little."""
OPERATIONS: Final = {
    "hip": ("replaced", "total hip replacement"),
    "knee": ("replaced", "total knee replacement"),
    "ankle": ("fused", "ankle arthrodesis"),
    "wrist": ("fused", "wrist arthrodesis"),
}
OPERATED_FROM: Final = 3.6
FINDING_THRESHOLDS: Final = dict(zip(FINDINGS, (0.9, 0.7, 1.4, 1.7, 2.6, 2.0, 2.3), strict=True))
"""Damage, in Larsen grades, at which half the joints show the finding."""
LEVEL_OF_B: Final = 0.12
"""How much more damage, in Larsen grades, reader B sees than reader A."""

Row = dict[str, object]
Place = tuple[str, str]


@dataclass
class Joints:
    """One patient's joints as they stand: damage in Larsen grades, and what was operated."""

    damage: dict[Place, float]
    operated: dict[Place, str] = field(default_factory=dict)


def first_joints(chance: Random, severity: float, duration_months: float) -> Joints:
    """Make up the damage at the first film; both sides of a joint resemble each other."""
    duration = math.log1p(duration_months / 24)
    damage = {}
    for joint in JOINTS_FILMED:
        level = severity + 0.6 * duration + SEVERITY[joint] + chance.gauss(0, 0.5)
        for side in SIDES_FILMED:
            damage[joint, side] = _within_grades(level + chance.gauss(0, 0.35))
    return Joints(damage)


def age_joints(chance: Random, joints: Joints, arm: str, years: float) -> None:
    """Let the joints change over some years; the worse a joint, the less it recovers."""
    for place, level in joints.damage.items():
        rate = YEARLY_CHANGE[arm] + (0.05 if level > 2.5 else -0.02)
        change = chance.gauss(rate * years, 0.22 * math.sqrt(years)) if years else 0.0
        joints.damage[place] = _within_grades(level + change)


def operations(chance: Random, joints: Joints, before: float, month: float) -> list[Row]:
    """Replace some of the worst hips and knees, fuse some of the worst ankles and wrists."""
    rows: list[Row] = []
    for (joint, side), level in joints.damage.items():
        status, note = OPERATIONS.get(joint, ("", ""))
        is_due = bool(status) and level >= OPERATED_FROM and (joint, side) not in joints.operated
        if not is_due or chance.random() > 0.35:
            continue
        joints.operated[joint, side] = status
        when = round(chance.uniform(before, month))
        rows.append({"month": when, "kind": "surgery", "joint": joint, "side": side, "note": note})
    return rows


def other_events(chance: Random, before: float, month: float) -> list[Row]:
    """Note an injection in about a third of the intervals, now and then something else."""
    drawn, when = chance.random(), round(chance.uniform(before, month))
    if drawn > 0.4:
        return []
    if drawn > 0.34:
        return [{"month": when, "kind": "other", "note": "inpatient physiotherapy"}]
    return [
        {
            "month": when,
            "kind": "injection",
            "joint": chance.choice(("knee", "ankle", "wrist", "elbow")),
            "side": chance.choice(SIDES_FILMED),
            "note": "triamcinolone hexacetonide",
        }
    ]


def film(chance: Random, joints: Joints, number: int) -> list[Row]:
    """Let both readers read a film; now and then a joint was not filmed, or B has not read it."""
    not_filmed = {joint for joint in JOINTS_FILMED if chance.random() < 0.07}
    is_noted = chance.random() < 0.5
    readers = READERS[:1] if number > 1 and chance.random() < 0.06 else READERS
    rows: list[Row] = []
    for (joint, side), level in joints.damage.items():
        if joint in not_filmed and not is_noted:
            continue
        found = "not_examined" if joint in not_filmed else "examined"
        status = joints.operated.get((joint, side), found)
        for reader in readers:
            place = {"visit": str(number), "joint": joint, "side": side, "reader": reader}
            seen = _read(chance, level, reader) if status == "examined" else {}
            rows.append({**place, **seen, "status": status})
    return rows


def _read(chance: Random, level: float, reader: str) -> Row:
    """Grade a joint as one reader does, in whole grades."""
    seen = level + (LEVEL_OF_B if reader == "B" else 0.0) + chance.gauss(0, 0.3)
    findings = {
        finding: int(chance.random() < 1 / (1 + math.exp(-2.2 * (seen - threshold))))
        for finding, threshold in FINDING_THRESHOLDS.items()
    }
    return {"larsen": round(_within_grades(seen)), **findings}


def _within_grades(level: float) -> float:
    return min(max(level, 0.0), 5.0)
