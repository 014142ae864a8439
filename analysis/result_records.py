"""The results of a cohort as others read them: the fields bear the names of the JSON."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Mean, sd (with n - 1), median and range of one value a patient; None where undefined."""

    n: int
    mean: float | None
    sd: float | None
    median: float | None
    min: float | None
    max: float | None


@dataclass(frozen=True)
class CohortCounts:
    """How many patients, patient-joints and visits, and how long they were followed."""

    patients: int
    joints: int
    visits: int
    followup_months: Spread


@dataclass(frozen=True)
class LarsenTotals:
    """Sums over the joints graded at both visits; ``maximum`` is None where patients differ."""

    baseline: Spread
    final: Spread
    maximum: float | None


@dataclass(frozen=True)
class OutcomeShare:
    """Joints with one outcome, their share of those compared, and its interval."""

    count: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class OutcomeCount:
    """Joints with an outcome that stands beside those compared."""

    count: int


@dataclass(frozen=True)
class JointOutcomeShares:
    """What became of the joints graded at both visits, and of those operated between."""

    n: int
    definition: str
    improved: OutcomeShare
    unchanged: OutcomeShare
    worsened: OutcomeShare
    operated: OutcomeCount


@dataclass(frozen=True)
class PairedResult:
    """One measure before and after, after minus before; None where undefined."""

    measure: str
    n_pairs: int
    n_dropped: int
    n_zero: int
    baseline_mean: float | None = None
    final_mean: float | None = None
    baseline_median: float | None = None
    final_median: float | None = None
    shift: float | None = None
    low: float | None = None
    high: float | None = None
    rank_biserial: float | None = None
    p: float | None = None
    p_floor: float | None = None
    method: str | None = None
    direction: str | None = None


@dataclass(frozen=True)
class BetweenPatients:
    """Correlation of the patients' means."""

    r: float | None = None
    p: float | None = None
    n: int = 0
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class WithinPatients:
    """Common correlation of the changes within each patient."""

    r: float | None = None
    p: float | None = None
    df: int | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class OverVisits:
    """Correlation over patient-visits as if independent; its p ignores repeats."""

    r: float | None = None
    p: float | None = None
    n: int = 0
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Correlations:
    """Poznanski SD with the recorded Larsen sum, at the two visits of the pair."""

    between: BetweenPatients
    within: WithinPatients
    pooled: OverVisits


@dataclass(frozen=True)
class AllResults:
    """Every result; the fields and theirs bear the names of the JSON."""

    cohort: CohortCounts
    larsen_total: LarsenTotals
    joints_changed: JointOutcomeShares
    paired: tuple[PairedResult, ...]
    correlation: Correlations
    notes: tuple[str, ...]
