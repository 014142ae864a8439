"""From the bytes that were handed in to raw sheets, refusing what cannot be read safely."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256

from data.noticing import RefusedError, noticed
from data.problem import MAX_CELLS_NAMED, Problem
from data.reading.limits import MAX_TEXT_CELLS
from data.reading.parts import unpacked
from data.reading.preflight import Preflight, is_left_by_archiver, is_text_name, look_over
from data.reading.sheets import NamedFile, RawFile, Sheet
from data.reading.text_table import read_text
from data.reading.workbook import read_workbook


def read_files(files: Sequence[NamedFile]) -> RawFile:
    """Read one workbook, one zip of CSV files, one CSV file, or several CSV files as a set.

    A file that cannot be read safely gives no sheet and one problem that says why; nothing is
    raised for it.

    Parameters
    ----------
    files : sequence of NamedFile
        At least one.
    """
    digest = digest_of(files)
    try:
        sheets, problems = _read_one(files[0]) if len(files) == 1 else _read_set(files)
        if not sheets:
            raise RefusedError(noticed("no_table"))
    except RefusedError as refused:
        return RawFile((), (refused.problem,), digest)
    return RawFile(tuple(sheets), tuple(problems), digest)


def digest_of(files: Sequence[NamedFile]) -> str:
    """Give the sha256 of the bytes; of several files that of their digests, in any order."""
    digests = sorted(sha256(file.content).hexdigest() for file in files)
    return digests[0] if len(digests) == 1 else sha256("".join(digests).encode()).hexdigest()


def _read_one(file: NamedFile) -> tuple[list[Sheet], list[Problem]]:
    seen = look_over(file.content)
    if seen.form == "text":
        sheet, problems = read_text(file.content, None)
        return ([] if sheet is None else [sheet]), problems
    if seen.form == "zip of text":
        return _read_zip(file.content, seen)
    return read_workbook(file.content, seen)


def _read_set(files: Sequence[NamedFile]) -> tuple[list[Sheet], list[Problem]]:
    for file in files:
        with _naming(file.name):
            form = look_over(file.content).form
        if form != "text":
            detail = f"{file.name} is no CSV file"
            raise RefusedError(noticed("mixed_files", count=len(files), detail=detail))
    return _read_tables(files)


def _read_zip(content: bytes, seen: Preflight) -> tuple[list[Sheet], list[Problem]]:
    names = [name for name in seen.parts if not is_left_by_archiver(name)]
    others = [_base_name(name) for name in names if not is_text_name(name)]
    members = [
        NamedFile(_base_name(name), unpacked(content, seen.parts[name]))
        for name in names
        if is_text_name(name)
    ]
    for member in members:
        with _naming(member.name):
            if look_over(member.content).form != "text":
                raise RefusedError(noticed("not_a_table", detail="a workbook or a zip"))
    sheets, problems = _read_tables(members)
    if others:
        found = ", ".join(others[:MAX_CELLS_NAMED])
        problems.insert(0, noticed("member_not_read", count=len(others), found=found))
    return sheets, problems


def _read_tables(files: Sequence[NamedFile]) -> tuple[list[Sheet], list[Problem]]:
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    names = [file.name.lower() for file in files]
    for file in files:
        if names.count(file.name.lower()) > 1:
            raise RefusedError(noticed("same_name", found=file.name))
        with _naming(file.name):
            sheet, noted = read_text(file.content, file.name)
        problems += noted
        if sheet is not None:
            sheets.append(sheet)
    _require_size(sheets)
    return sheets, problems


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Say of which file of a set a refusal speaks."""
    try:
        yield
    except RefusedError as refused:
        raise RefusedError(replace(refused.problem, sheet=name)) from refused


def _require_size(sheets: Sequence[Sheet]) -> None:
    if sum(sheet.n_rows * sheet.n_columns for sheet in sheets) > MAX_TEXT_CELLS:
        detail = f"has more than {MAX_TEXT_CELLS:,} cells"
        raise RefusedError(noticed("too_large", detail=detail))


def _base_name(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
