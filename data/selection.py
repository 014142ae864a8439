"""What the sidebar chooses: a frozen filter that can say itself in words."""

from dataclasses import dataclass
from typing import Final, Literal

FIRST: Final = "first"
LAST: Final = "last"
SIDE_NAMES: Final = {"L": "left", "R": "right", "midline": "midline"}


@dataclass(frozen=True)
class VisitPair:
    """The two visits that are compared.

    ``by`` says how ``first`` and ``second`` are meant: ``timepoint`` is baseline with final (the
    default), ``rank`` is the number of the patient's film counted from 1, ``label`` is the visit
    label as recorded, empty for the baseline or the final visit.
    """

    by: Literal["timepoint", "rank", "label"] = "timepoint"
    first: str = FIRST
    second: str = LAST

    @property
    def in_words(self) -> str:
        """Say the pair as a caption does."""
        if self.by == "timepoint":
            return "baseline with final"
        first, second = (f"{name[0].lower()}{name[1:]}" for name in self.names)
        return f"{first} with {second}"

    @property
    def names(self) -> tuple[str, str]:
        """Name the two visits as axis labels do."""
        if self.by == "timepoint":
            return "Baseline", "Final"
        noun = "Film" if self.by == "rank" else "Visit"
        first = f"{noun} {self.first}" if self.first else "Baseline"
        return first, f"{noun} {self.second}" if self.second else "Final"


BASELINE_WITH_FINAL: Final = VisitPair()


@dataclass(frozen=True)
class CohortFilter:
    """Everything the sidebar can choose; an empty tuple or None chooses all.

    ``months`` is the follow-up window in months; ``groups`` are (column of patients, value)
    pairs, alternatives within a column; ``reader`` is one reader's name.
    """

    joints: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    months: tuple[float, float] | None = None
    pair: VisitPair = BASELINE_WITH_FINAL
    patients: tuple[str, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    reader: str | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing but the default is chosen."""
        return self == CohortFilter()

    @property
    def in_words(self) -> tuple[str, ...]:
        """Say each choice as a caption does, without naming a patient."""
        said = []
        if self.joints:
            said.append("joints: " + ", ".join(name.replace("_", " ") for name in self.joints))
        if self.sides:
            said.append("side: " + ", ".join(SIDE_NAMES[side] for side in self.sides))
        if self.months is not None:
            said.append(f"month {self.months[0]:g} to {self.months[1]:g}")
        if self.pair != BASELINE_WITH_FINAL:
            said.append(self.pair.in_words)
        if self.patients:
            n = len(self.patients)
            said.append("1 chosen patient" if n == 1 else f"{n} chosen patients")
        said += [f"{column.replace('_', ' ')}: {value}" for column, value in self.groups]
        if self.reader is not None:
            said.append(f"reader {self.reader}")
        return tuple(said)
