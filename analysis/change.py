"""What the change page shows: each measure before and after, and what became of the joints."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.joint_change import joint_changes
from analysis.joints_changed import JointsChanged, joints_changed
from analysis.paired_measures import LARSEN, MEASURES, PairedMeasure, Values, paired_measures
from analysis.visit_pair import PairedVisits
from data.cohort import Cohort
from data.schema import LARSEN_MAX

PRIMARY_OUTCOME: Final = "primary_outcome"
# What a study sheet calls a measure, beside its own name and title; the first that fits holds.
_NAMES: Final = (
    ("larsen", "larsen_total"),
    ("poznanski", "poznanski_sd"),
    ("carpal", "poznanski_sd"),
    ("active", "active_joint_count"),
    ("crp", "crp_mg_l"),
    ("reactive protein", "crp_mg_l"),
    ("esr", "esr_mm_h"),
    ("sedimentation", "esr_mm_h"),
    ("abnormalit", "abnormalities_total"),
    ("findings", "abnormalities_total"),
)


@dataclass(frozen=True, eq=False)
class Change:
    """Everything that is compared between the two visits of the pair.

    Attributes
    ----------
    pair : PairedVisits
    patient_ids : tuple of str
    measures : tuple of PairedMeasure
        In the abstract's order, whether recorded or not.
    by_grade, by_findings : JointsChanged
        Outcomes of the joints by Larsen grade and by number of findings.
    larsen_maximum : array of float, shape (n_patients,), points
        Highest possible total: 5 x the patient's joints compared by grade.
    primary : str
        Name of the primary outcome.
    unknown_primary : str
        What the study sheet calls its primary outcome where no measure bears that name.
    """

    pair: PairedVisits
    patient_ids: tuple[str, ...]
    measures: tuple[PairedMeasure, ...]
    by_grade: JointsChanged
    by_findings: JointsChanged
    larsen_maximum: Values
    primary: str
    unknown_primary: str = ""

    @property
    def recorded(self) -> tuple[PairedMeasure, ...]:
        """The measures that some visit has a value of, in order."""
        return tuple(each for each in self.measures if each.is_recorded)

    @property
    def n_tests(self) -> int:
        """Count the measures with a p."""
        return sum(
            each.tested.result is not None and each.tested.result.p is not None
            for each in self.measures
        )

    def of(self, name: str) -> PairedMeasure:
        """Return the measure of that name; ``KeyError`` for another name."""
        return {each.measure.name: each for each in self.measures}[name]


def change(cohort: Cohort) -> Change:
    """Compare the cohort between the two visits that the filter names."""
    compared = joint_changes(cohort)
    by_grade, by_findings = compared.by_grade, compared.by_findings
    said = _said_primary(cohort)
    primary = _measure_called(said)
    return Change(
        pair=by_grade.pair,
        patient_ids=cohort.patient_ids,
        measures=paired_measures(cohort, by_grade, by_findings),
        by_grade=joints_changed(cohort, by_grade),
        by_findings=joints_changed(cohort, by_findings),
        larsen_maximum=LARSEN_MAX * by_grade.is_compared.sum(axis=1).astype(np.float64),
        primary=primary or LARSEN.name,
        unknown_primary="" if primary else said,
    )


def _said_primary(cohort: Cohort) -> str:
    rows = cohort.study.loc[cohort.study["key"] == PRIMARY_OUTCOME, "value"].dropna()
    return str(rows.iloc[0]).strip() if len(rows) else ""


def _measure_called(said: str) -> str | None:
    folded = said.casefold()
    titles = ((each.title.casefold(), each.name) for each in MEASURES)
    names = ((each.name, each.name) for each in MEASURES)
    found = (name for words, name in (*names, *titles, *_NAMES) if folded and words in folded)
    return next(found, None)
