"""From files to a checked cohort, with every problem named: what the page and the command call."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import pandas as pd

from data.assembling import Origin, assemble
from data.checking.checks import check
from data.codes import CODES
from data.cohort import Cohort
from data.converting.conversion import convert
from data.converting.deciding import Answers
from data.converting.drafts import Draft
from data.errors import CohortError
from data.linking.linked_tables import LinkedTables, link
from data.noticing import Place, RefusedError, noticed
from data.problem import MAX_CELLS_NAMED, SEVERITIES, Problem
from data.reading.child import Limits, ReaderBugError, run_in_child
from data.reading.files import read_files
from data.reading.sheets import NamedFile, RawFile, Sheet
from data.recognising.mapping import Mapping
from data.recognising.recognition import fitted, recognise
from data.recognising.words import plain_text
from data.schema import TEMPLATE_TITLE

Status = Literal["ready", "needs_answers", "rejected"]
LOG: Final = logging.getLogger(__name__)
N_SAMPLES: Final = 3
MAX_SAMPLE: Final = 40
SAMPLED_ROWS: Final = 200
IMPORT_FILES: Final = "data.importing:import_files"


@dataclass(frozen=True)
class ShownColumn:
    """One row of the table of columns: a heading of theirs, what it was taken for, how surely.

    ``index`` is the index of the column in its sheet; ``target`` the text of its meaning.
    """

    sheet: str | None
    index: int
    heading: str
    target: str
    unit: str
    samples: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, eq=False)
class Imported:
    """What came of reading files.

    Attributes
    ----------
    status : {"ready", "needs_answers", "rejected"}
    cohort : Cohort or None
        None where rejected; with questions open the columns in question are empty.
    mapping : Mapping or None
    problems : tuple of Problem
        The gravest first.
    columns : tuple of ShownColumn
    """

    status: Status
    cohort: Cohort | None
    mapping: Mapping | None
    problems: tuple[Problem, ...]
    columns: tuple[ShownColumn, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Count patients, visits and reads of joints."""
        if self.cohort is None:
            return {"patients": 0, "visits": 0, "joints": 0}
        return {
            "patients": self.cohort.n_patients,
            "visits": len(self.cohort.visits),
            "joints": len(self.cohort.joints),
        }

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the canonical tables by name; none where the file was rejected."""
        if self.cohort is None:
            return {}
        names = ("patients", "visits", "joints", "treatments", "events", "study")
        return {name: getattr(self.cohort, name) for name in names}


def import_files(
    files: Sequence[NamedFile],
    mapping: Mapping | None = None,
    answers: Answers | None = None,
    origin: Origin | None = None,
) -> Imported:
    """Read files as one cohort and check them.

    Parameters
    ----------
    files : sequence of NamedFile
        One workbook, one zip of CSV files, one CSV file, or several CSV files.
    mapping : Mapping, optional
        What the columns mean, as corrected; else it is recognised.
    answers : mapping of str to str, optional
        Answers to questions: "crp_unit@visits!CRP" to "mg/L".
    origin : Origin, optional
        Short name of the cohort, and whether it is made up.
    """
    raw = read_files(files)
    if not raw.sheets:
        return rejected(raw.problems)
    chosen = recognise(raw.sheets) if mapping is None else fitted(mapping, raw.sheets)
    shown = _shown_columns(raw.sheets, chosen)
    found = [
        convert(sheet, sheet_mapping, answers or {})
        for sheet, sheet_mapping in zip(raw.sheets, chosen.sheets, strict=True)
    ]
    problems = [*raw.problems, *_ignored(raw, chosen)]
    problems += [problem for each in found for problem in each.problems]
    drafts = [draft for each in found for draft in each.drafts]
    unusable = _why_unusable(drafts)
    if unusable:
        return replace(rejected([*problems, noticed(unusable)]), mapping=chosen, columns=shown)
    problems += _not_used(answers or {}, raw.sheets)
    if not any(len(draft.frame) for draft in drafts if "patient_id" in draft.frame):
        problems.append(noticed("no_patients"))
        return replace(rejected(problems), mapping=chosen, columns=shown)
    linked = link(drafts, answers or {})
    return _imported(linked, problems, raw, (chosen, shown, origin or Origin()))


def import_in_child(
    files: Sequence[NamedFile],
    mapping: Mapping | None = None,
    answers: Answers | None = None,
    origin: Origin | None = None,
    limits: Limits | None = None,
) -> Imported:
    """Import files as `import_files` does, but where a crash or a bomb does no harm."""
    arguments = (tuple(files), mapping, dict(answers or {}), origin)
    try:
        found = run_in_child(IMPORT_FILES, *arguments, limits=limits or Limits())
    except RefusedError as refused:
        return rejected([refused.problem])
    except ReaderBugError as bug:
        # It names the place in our code, never a value, so it may stand in the log.
        LOG.error("A file could not be read: %s", bug)
        return rejected([noticed("reading_failed")])
    assert isinstance(found, Imported)
    return found


def rejected(problems: Sequence[Problem]) -> Imported:
    """Give the result of files of which nothing can be used."""
    return Imported("rejected", None, None, in_order(problems))


def in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Put the gravest problems first; those of one code, sheet and column become one."""
    merged: dict[tuple[str, str | None, str | None], Problem] = {}
    for problem in problems:
        key = (problem.code, problem.sheet, problem.column)
        merged[key] = _with_more(merged[key], problem) if key in merged else problem
    return tuple(sorted(merged.values(), key=lambda each: SEVERITIES.index(each.severity)))


def _with_more(first: Problem, more: Problem) -> Problem:
    cells = tuple(dict.fromkeys((*first.cells, *more.cells)))
    count = first.count + more.count
    message = first.message
    for noun in ("cell", "row"):
        before = f"{first.count:,} {noun}{'' if first.count == 1 else 's'}"
        message = message.replace(before, f"{count:,} {noun}s", 1)
    return replace(first, cells=cells[:MAX_CELLS_NAMED], count=count, message=message)


def _imported(
    linked: LinkedTables,
    problems: list[Problem],
    raw: RawFile,
    about: tuple[Mapping, tuple[ShownColumn, ...], Origin],
) -> Imported:
    mapping, shown, origin = about
    problems += linked.problems
    checked = check(linked)
    problems += checked.problems
    named = replace(origin, digest=raw.digest)
    try:
        cohort = assemble(
            {name: frame.reset_index(drop=True) for name, frame in checked.tables.items()}, named
        )
    except CohortError:
        problems.append(noticed("no_patients"))
        return replace(rejected(problems), mapping=mapping, columns=shown)
    ordered = in_order(problems)
    is_open = any(problem.severity == "question" for problem in ordered)
    return Imported("needs_answers" if is_open else "ready", cohort, mapping, ordered, shown)


def _why_unusable(drafts: Sequence[Draft]) -> str:
    """Give the code that says why no cohort can be made, "" where one can."""
    with_ids = [draft for draft in drafts if "patient_id" in draft.frame]
    if not with_ids:
        return "no_patient_column"
    return "" if any(len(draft.rows) for draft in with_ids) else "no_patients"


def _not_used(answers: Answers, sheets: Sequence[Sheet]) -> list[Problem]:
    """Name answers to questions that nothing in the file can ask."""
    columns = {f"{sheet.name or ''}!{each}" for sheet in sheets for each in sheet.headings}
    questions = {code.name for code in CODES.values() if code.severity == "question"}
    strange = []
    for key in answers:
        code, _, column = key.partition("@")
        if code not in questions or column not in columns:
            strange.append(key)
    if not strange:
        return []
    return [noticed("answer_not_used", count=len(strange), found=strange[0])]


def _ignored(raw: RawFile, mapping: Mapping) -> list[Problem]:
    return [
        noticed("unknown_sheet", Place(sheet.name))
        for sheet, chosen in zip(raw.sheets, mapping.sheets, strict=True)
        if chosen.role == "ignored" and not sheet.hidden and not _is_explanation(sheet)
    ]


def _is_explanation(sheet: Sheet) -> bool:
    """Tell whether a sheet is the template's own page of explanations."""
    return sheet.headings[:1] == (TEMPLATE_TITLE,)


def _shown_columns(sheets: Sequence[Sheet], mapping: Mapping) -> tuple[ShownColumn, ...]:
    return tuple(
        ShownColumn(
            sheet.name,
            index,
            column.heading,
            str(column.target),
            column.unit,
            _samples(sheet.columns[index]),
            column.confidence,
        )
        for sheet, chosen in zip(sheets, mapping.sheets, strict=True)
        for index, column in enumerate(chosen.columns)
    )


def _samples(values: tuple[object, ...]) -> tuple[str, ...]:
    """Give the first distinct values of a column, cut short."""
    filled = (value for value in values[:SAMPLED_ROWS] if value is not None)
    shown = dict.fromkeys(plain_text(value)[:MAX_SAMPLE] for value in filled)
    return tuple(shown)[:N_SAMPLES]
