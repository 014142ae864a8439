"""Sentences of the upload page."""

from collections import Counter
from typing import Final

import pandas as pd

from components.words import counted
from data.importing import Imported, ShownColumn
from data.problem import SEVERITIES, Problem
from data.recognising.mapping import IGNORE, KEEP

WHAT_IT_DOES: Final = (
    "Drop in the spreadsheet of a cohort whose joints you follow on radiographs. You see which "
    "joints changed in whom, with figures and statistics for a talk or a paper."
)
PRIVACY: Final = (
    "Your file is kept in this computer's memory only: never written to disk, never sent anywhere."
)
INTENDED_USE: Final = (
    "For research and teaching. Not a medical device; not for treatment decisions."
)
FORMATS: Final = (
    "Excel workbook with sheets for patients, visits and joints; or one sheet with a column a "
    "joint; or CSV files, several at once or zipped. At most 50 MB."
)
MEND_A_COLUMN: Final = "Change a box where a heading means something else."
USE_A_SHEET: Final = (
    "This sheet is not used. If it belongs to the cohort, choose which column holds the patient's "
    "id, or what the sheet holds."
)
SURE: Final = 0.9
LIKELY: Final = 0.6
WORDS_OF_ROLE: Final = {
    "patients": "patients: one row a patient",
    "visits": "visits: one row a visit",
    "joints": "joints: one row a read of a joint",
    "treatments": "treatments: one row a drug period",
    "events": "events: one row an operation or injection",
    "study": "facts about the study",
    "wide": "joints as columns: one row a patient or visit",
    "ignored": "nothing of the cohort: not used",
}
WORDS_OF_SEVERITY: Final = {
    "rejected": ("rejected", "rejected"),
    "question": ("question", "questions"),
    "repaired": ("repaired", "repaired"),
    "warning": ("warning", "warnings"),
}


def strip(imported: Imported) -> str:
    """Say in one line what was read: patients, visits, joint reads, and problems by severity."""
    counts = imported.counts
    said = [
        counted(counts["patients"], "patient"),
        counted(counts["visits"], "visit"),
        counted(counts["joints"], "joint read"),
    ]
    found = Counter(problem.severity for problem in imported.problems)
    for severity in SEVERITIES:
        if found[severity]:
            one, many = WORDS_OF_SEVERITY[severity]
            said.append(f"{found[severity]} {one if found[severity] == 1 else many}")
    return " · ".join(said if any(found.values()) else [*said, "no problem found"])


def problem_table(problems: tuple[Problem, ...]) -> pd.DataFrame:
    """List problems as a clinician reads them: how grave, where, what, how many, what to do."""
    rows = [
        (
            problem.severity,
            problem.sheet or "",
            cells(problem),
            problem.message,
            problem.action,
            problem.found,
            problem.count,
            problem.column or "",
            problem.code,
        )
        for problem in problems
    ]
    names = [
        "Severity",
        "Sheet",
        "Cells",
        "Problem",
        "What to do",
        "Found",
        "Count",
        "Column",
        "Code",
    ]
    return pd.DataFrame(rows, columns=names)


def cells(problem: Problem) -> str:
    """Name the cells concerned; where they were cut, say how many more there are."""
    more = problem.count - len(problem.cells)
    named = ", ".join(problem.cells)
    # A whole column or row, such as F:F, stands for all its cells.
    is_cut = problem.cells and more > 0 and ":" not in named
    return f"{named} and {more:,} more" if is_cut else named


def confidence(column: ShownColumn) -> str:
    """Say how sure the recognition of a column is."""
    if column.target.startswith(KEEP):
        return "not one of ours, kept as a group"
    if column.target == IGNORE:
        return "not recognised"
    if column.confidence >= SURE:
        return "sure"
    return "likely" if column.confidence >= LIKELY else "please check"
