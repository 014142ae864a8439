"""Read and check cohorts without a browser: ``python -m data FILE [FILE ...]``."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from data.command_line import run
from data.converting.deciding import Answers
from data.errors import CohortError
from data.importing import Imported, import_in_child, rejected
from data.json_lines import json_line
from data.noticing import WHOLE_FILE, noticed
from data.problem import Problem
from data.reading.sheets import NamedFile

DONE: Final = 0
REJECTED: Final = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Read each file, or all of them as one cohort, and print what came of it.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line by default.

    Returns
    -------
    int
        0, or 2 if any file was rejected.
    """
    given = _arguments(arguments)
    code = DONE
    for name, imported in _imported(given):
        if given.json:
            said = json_line(name, imported, with_tables=given.tables)
        else:
            said = report(name, imported)
        print(said, flush=True)
        code = REJECTED if imported.status == "rejected" else code
    return code


def report(name: str, imported: Imported) -> str:
    """Say in plain lines what was read from a file and what is wrong with it."""
    counts = ", ".join(f"{count:,} {what}" for what, count in imported.counts.items())
    lines = [f"{name}: {imported.status.replace('_', ' ')} ({counts})"]
    for problem in imported.problems:
        where = " ".join(part for part in (problem.sheet, problem.column) if part)
        cells = ", ".join(problem.cells[:5]) + (" ..." if problem.count > 5 else "")
        lines.append(f"  {problem.severity}: {problem.message} {problem.action}")
        if where or cells:
            lines.append(f"    {where}: {cells}" if where and cells else f"    {where}{cells}")
        if problem.choices:
            lines.append(f"    Answer {problem.question_key}: {' or '.join(problem.choices)}")
    return "\n".join(lines)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m data", description="Read cohorts and name every problem with its cell."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--tables", action="store_true", help="with --json: add the tables")
    parser.add_argument("--answers", type=Path, help="JSON file with answers to questions")
    parser.add_argument("--together", action="store_true", help="all files are one cohort")
    given = parser.parse_args(arguments)
    if given.answers and len(given.files) > 1 and not given.together:
        parser.error("--answers goes with one FILE, or with --together")
    return given


def _imported(given: argparse.Namespace) -> Iterator[tuple[str, Imported]]:
    try:
        answers = read_answers(given.answers) if given.answers else {}
    except CohortError as error:
        problem = noticed("unreadable_answers", WHOLE_FILE, detail=str(error))
        for path in given.files[: 1 if given.together else None]:
            yield path.name, rejected([problem])
        return
    groups = [given.files] if given.together else [[path] for path in given.files]
    for paths in groups:
        yield paths[0].name, import_paths(paths, answers)


def import_paths(paths: Sequence[Path], answers: Answers) -> Imported:
    """Read the files at these paths as one cohort; a path that cannot be read is a problem."""
    files: list[NamedFile] = []
    missing: list[Problem] = []
    for path in paths:
        try:
            files.append(NamedFile(path.name, path.read_bytes()))
        except OSError as error:
            missing.append(noticed("not_found", detail=_why(path, error)))
    return rejected(missing) if missing else import_in_child(files, answers=answers)


def _why(path: Path, error: OSError) -> str:
    if path.is_dir():
        return f"{path.name} is a folder."
    if isinstance(error, FileNotFoundError):
        return f"There is no file {path.name}."
    return f"{path.name} cannot be opened."


def read_answers(path: Path) -> dict[str, str]:
    """Read a file of answers.

    Raises
    ------
    CohortError
        If it is not one JSON object of texts.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise CohortError(f"{path.name} is no JSON file that can be read") from error
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        raise CohortError(f"{path.name} is not one object of questions and answers")
    return found


if __name__ == "__main__":
    sys.exit(run(main))
