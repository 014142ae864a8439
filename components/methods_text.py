"""What the methods page says: every rule, formula and source, with the constants the code uses."""

import ast
import inspect
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import pandas as pd

from analysis import thresholds as t
from data import schema
from data.schema import FINDING_COLUMNS, LARSEN_MAX, LARSEN_STEP, TABLES


@dataclass(frozen=True)
class Method:
    """One entry of the methods page: its anchor, heading, text in markdown and source."""

    anchor: str
    title: str
    text: str
    source: str


_FINDINGS: Final = ", ".join(column.title.lower() for column in FINDING_COLUMNS)

METHODS: Final = (
    Method(
        "patients-not-joints",
        "n is patients",
        "The joints of one child move together, so nine children with ten joints each are nine "
        "observations, not ninety. Tests count patients; intervals of shares of joints allow for "
        "the patient. Where joints are counted, the number of patients stands beside.",
        "Obuchowski 1998; Korn & Graubard 1998.",
    ),
    Method(
        "visit-pair",
        "Which two visits are compared",
        "A film is a visit at which a joint was read; for a patient without any joint read, one "
        "at which a wrist was scored. Baseline is the last film at or before month 0, else the "
        "first film; final is the last film. Visits recorded as baseline or final are used as "
        "recorded while the follow-up window is full. Inside a narrower window baseline stays and "
        "final is the last film inside it. A patient with a single film has no change and is "
        "counted in the notes.",
        "The project's rule.",
    ),
    Method(
        "follow-up",
        "Follow-up and completeness",
        "Follow-up is the one recorded for the patient, else the month of the last visit. A visit "
        "is complete when every measure that the cohort records at all is there and, at a film, "
        "every joint that the cohort reads: not filmed counts as missing, replaced and fused "
        "joints do not. The Poznanski score is expected at films until the growth plate has "
        "closed.",
        "The project's rule.",
    ),
    Method(
        "larsen",
        "Larsen grade and total",
        f"Each joint is graded 0 (normal) to {LARSEN_MAX:g} (mutilating), in steps of "
        f"{LARSEN_STEP:g} where two readers were averaged. The total is the sum over the joints "
        f"graded and always shows its maximum, {LARSEN_MAX:g} times the joints graded. Two visits "
        "are compared over the joints graded at both. Any joint type can be graded, so a report "
        "must name the joints.",
        "Larsen et al., Acta Radiol 1977; Larsen, J Rheumatol 1995.",
    ),
    Method(
        "joints-changed",
        "Improved, unchanged, worsened, operated",
        "A joint improved when its grade fell between the two visits, worsened when it rose. The "
        "switch compares the number of findings recorded at both visits instead. A joint first "
        "seen replaced or fused after the first visit and up to the second is operated: it is "
        "counted beside the other three, never among them, and a line says what the result would "
        "be were it counted as worsened.",
        "Inaba et al., Mod Rheumatol 2013;23:667-73; operated joints: the project's rule.",
    ),
    Method(
        "not-seen",
        "Joints not seen",
        "Joints that were replaced or fused, not filmed, or lost with the patient could hide "
        "damage. Beside the joints that improved and worsened stands how many of the joints not "
        "seen would have to have worsened for the balance between the two to turn.",
        "The project's rule; tipping-point analysis as for missing data in trials.",
    ),
    Method(
        "findings",
        "The seven findings",
        f"{_FINDINGS[0].upper()}{_FINDINGS[1:]}: each seen (1) or not (0) in each joint. The "
        "number of findings of a patient adds those recorded at both visits. With several readers "
        "a finding counts when at least half of those who recorded it saw it.",
        "Inaba et al., Mod Rheumatol 2013;23:667-73.",
    ),
    Method(
        "readers",
        "Several readers",
        "Grades are averaged joint by joint; the sidebar can choose one reader instead. Where "
        "readers differ about a joint's status, replaced or fused outweighs examined, which "
        "outweighs not filmed.",
        "The project's rule.",
    ),
    Method(
        "poznanski",
        "Poznanski score",
        "The number of SDs between the carpal length measured (RM, from the base of metacarpal 3 "
        "to the middle of the distal radial growth plate) and the one expected for the length of "
        "metacarpal 2 (M2) and sex. Negative means a short carpus: damage. The wrists recorded at "
        "a visit are averaged; one wrist alone is used as it is. Once the growth plate has closed "
        "the score is not used. A score is computed from RM and M2 only with a reference table "
        "that the user supplies: (RM − (intercept + slope × M2)) / SD. The deficit is the score "
        "with its sign turned, so that higher is worse.",
        "Poznanski et al., Radiology 1978; Magni-Manzoni et al., Arthritis Rheum 2003;48:3509.",
    ),
    Method(
        "labs",
        "Laboratory values at a film",
        "A film takes the value of its own visit, else of the nearest visit within "
        f"{t.LAB_WINDOW_DAYS:g} days; for the baseline film never one after the first dose. How "
        "many came from another visit is said in the notes. Values below the limit of detection "
        "keep their flag, are drawn hollow at the limit and enter rank methods as ties at the "
        "bottom; a pair whose order is not known is left out and counted.",
        "The project's rule.",
    ),
    Method(
        "crp",
        "CRP and blockade of interleukin-6",
        f"CRP is in mg/L (1 mg/dL is 10 mg/L). The line stands at {t.CRP_LINE_MG_L:g} mg/L. "
        f"Under {', '.join(t.IL6_BLOCKERS)} the liver makes hardly any CRP, so a low value does "
        "not show that the disease is quiet; the timeline says so.",
        "Observed under tocilizumab: PubMed 22398373.",
    ),
    Method(
        "signed-rank",
        "Change of a score, count or lab: signed rank test",
        "Wilcoxon's signed rank test of second minus first, a pair a patient. Unchanged pairs are "
        "left out of the ranking and counted. The p is exact, with ties, for up to "
        f"{t.EXACT_SIGNED_RANK_CHANGES} changes (twice the smaller tail), else from the normal "
        "distribution corrected for ties, which is named. Beside p stands the smallest p that so "
        "few changes can give, 2 / 2^n. The shift is the Hodges-Lehmann estimate, the median of "
        f"all pairwise means; its 95 % interval is exact and needs {t.RANK_INTERVAL_PAIRS} pairs. "
        "Differences are rounded to the precision recorded, so that ties are ties.",
        "Hollander & Wolfe, ch. 3; Streitberg & Roehmel 1986.",
    ),
    Method(
        "primary-outcome",
        "Primary outcome, several tests, exploratory",
        "The primary outcome is the total Larsen unless the study sheet names another; its p "
        "stands alone. The other measures are tests of their own and not adjusted for each other, "
        "and the number of tests on the page is said. As soon as a filter is in force the results "
        "are labelled exploratory.",
        "Lang & Altman (SAMPL) 2013.",
    ),
    Method(
        "proportion",
        "Share of joints improved or worsened",
        "Events by joints over all patients, with Wilson's interval at the effective sample size: "
        "the number of independent joints that would tell as much as these clustered ones, "
        "corrected by the t distribution with patients − 1 degrees of freedom. Where none or all "
        "of the joints have the outcome, each patient counts as one observation.",
        "Korn & Graubard 1998; Franco et al. 2019.",
    ),
    Method(
        "correlation",
        "Larsen against Poznanski: three correlations",
        "Between patients: Pearson's r of the patients' means, with Fisher's interval from "
        f"{t.CORRELATION_INTERVAL_PAIRS} patients. Within patients: the repeated-measures "
        "correlation, which asks whether the two move together over a child's visits. All points: "
        "Pearson's r of all patient-visits, which counts each child more than once; its interval "
        f"comes from {t.BOOTSTRAP_DRAWS:,} resamples of patients (seed {t.BOOTSTRAP_SEED}), above "
        f"{t.BOOTSTRAP_MAX_PATIENTS:,} patients from the linearised variance, and no p is shown. "
        "Higher Larsen is worse and lower Poznanski is worse, so a negative r says that both tell "
        "the same story.",
        "Bakdash & Marusich 2017; Bland & Altman 1995.",
    ),
    Method(
        "filters",
        "What the filters do",
        "Joint type and side narrow joint figures and Larsen totals, whose maximum follows; "
        "active joints, labs and Poznanski stay those of all joints. The window keeps films "
        "from one month to the other and always the baseline film. Every caption names the "
        "filters in force.",
        "The project's rule.",
    ),
    Method(
        "missing",
        "What is missing",
        "Missing, not filmed, replaced, fused and normal (0) stay different everywhere. Nothing "
        "is filled in. An empty status is worked out: examined where a grade or finding was "
        "recorded, else not filmed.",
        "The project's rule.",
    ),
)


def threshold_table() -> pd.DataFrame:
    """List every cut-off of the analyses with its value and its source, read from the code."""
    body = ast.parse(inspect.getsource(t)).body
    rows = []
    for statement, comment in pairwise(body):
        match statement, comment:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=said)),
            ):
                words = " ".join(str(said).split())
                rows.append((name.replace("_", " ").lower(), _shown(getattr(t, name)), words))
    return pd.DataFrame(rows, columns=["Name", "Value", "What it does, and its source"])


def range_table() -> pd.DataFrame:
    """List the values that each column may hold; others are reported and left empty."""
    rows = [
        (table.name, column.title, column.name, _range(column), column.unit, column.meaning)
        for table in TABLES
        for column in table.columns
    ]
    names = ["Table", "Column", "Name in files", "Values", "Unit", "Meaning"]
    return pd.DataFrame(rows, columns=names)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _range(column: schema.Column) -> str:
    if column.categories:
        return ", ".join(column.categories)
    if column.kind == "flag":
        return "yes or no (1 or 0)"
    if column.low is None or column.high is None:
        return "text" if column.kind != "date" else "date"
    step = f", steps of {column.step:g}" if column.step else ""
    return f"{column.low:g} to {column.high:g}{step}"
