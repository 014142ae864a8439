"""Every result of a cohort without a browser: ``python -m analysis FILE``."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from analysis.all_results import all_results
from analysis.errors import CohortError
from analysis.text_report import as_text
from data.__main__ import import_paths, read_answers, report
from data.cohort import Cohort
from data.command_line import run
from data.importing import Imported, rejected
from data.json_lines import json_line
from data.noticing import WHOLE_FILE, noticed
from data.selection import CohortFilter, VisitPair

DONE: Final = 0
NO_RESULTS: Final = 2
LABELS_NAMED: Final = 12


def main(arguments: Sequence[str] | None = None) -> int:
    """Read one cohort, compute every result with default settings and print it.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line by default.

    Returns
    -------
    int
        0, or 2 where the files were rejected, a question is open or a label is unknown.
    """
    given = _arguments(arguments)
    imported = _imported(given)
    if imported.cohort is None or imported.status != "ready":
        name = given.files[0].name
        print(
            json_line(name, imported, with_tables=False) if given.json else report(name, imported)
        )
        return NO_RESULTS
    try:
        cohort = paired_by_label(imported.cohort, given.baseline, given.final)
        results = all_results(cohort)
    except CohortError as error:
        print(error, file=sys.stderr)
        return NO_RESULTS
    print(json.dumps(asdict(results), allow_nan=False) if given.json else as_text(results))
    return DONE


def paired_by_label(cohort: Cohort, baseline: str, final: str) -> Cohort:
    """Let the visits of those labels be compared; an empty label keeps the usual visit.

    Raises
    ------
    CohortError
        If no visit bears a label.
    """
    if not baseline and not final:
        return cohort
    labels = dict.fromkeys(cohort.visits["visit"].astype("str"))
    for label in (baseline, final):
        if label and label not in labels:
            known = ", ".join(list(labels)[:LABELS_NAMED])
            more = f" and {len(labels) - LABELS_NAMED} more" if len(labels) > LABELS_NAMED else ""
            raise CohortError(
                f"No visit is labelled {label}. The {len(labels)} labels are {known}{more}; "
                "give one of them."
            )
    return cohort.where(CohortFilter(pair=VisitPair("label", baseline, final)))


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description="Compute every result of a cohort."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--together", action="store_true", help="all files are one cohort")
    parser.add_argument("--answers", type=Path, help="JSON file with answers to questions")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--baseline", default="", metavar="LABEL", help="label of the first visit")
    parser.add_argument("--final", default="", metavar="LABEL", help="label of the second visit")
    given = parser.parse_args(arguments)
    if len(given.files) > 1 and not given.together:
        parser.error("results are of one cohort: several FILEs go with --together")
    return given


def _imported(given: argparse.Namespace) -> Imported:
    try:
        answers = read_answers(given.answers) if given.answers else {}
    except CohortError as error:
        return rejected([noticed("unreadable_answers", WHOLE_FILE, detail=str(error))])
    return import_paths(given.files, answers)


if __name__ == "__main__":
    sys.exit(run(main))
