"""Is this file safe to parse? Its kind, sizes and markup are looked at before any parser runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from zipfile import ZipInfo

from data.noticing import RefusedError, noticed
from data.problem import Problem
from data.reading.kinds import kind_of
from data.reading.limits import (
    MAX_BOX_CELLS,
    MAX_FILE_BYTES,
    MAX_UNPACKED_BYTES,
    MAX_WORKBOOK_CELLS,
)
from data.reading.parts import parts_of, pieces, shown_name, unpacked
from data.reading.sheets import NamedFile
from data.reading.worksheet_marks import WorksheetMarks, bounding_box, whole_tags

Form = Literal["workbook", "xls", "ods", "text", "zip of text"]

TEXT_ENDINGS: Final = (".csv", ".tsv", ".txt", ".tab")
WORKBOOK_PART: Final = "xl/workbook.xml"
LEFT_BY_ARCHIVERS: Final = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
OTHER_OFFICE_PARTS: Final = (
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint file"),
    ("xl/workbook.bin", "an Excel binary workbook (.xlsb)"),
    ("visio/", "a Visio drawing"),
)
OPEN_DOCUMENT_SHEET: Final = b"application/vnd.oasis.opendocument.spreadsheet"
OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class Preflight:
    """What a look at the bytes told.

    Attributes
    ----------
    form : str
        Which reader it needs.
    parts : mapping of str to ZipInfo
        The parts of a zip by name.
    marks : mapping of str to WorksheetMarks
        What each part of a workbook holds, by the part's name.
    """

    form: Form
    parts: Mapping[str, ZipInfo] = field(default_factory=dict)
    marks: Mapping[str, WorksheetMarks] = field(default_factory=dict)


def preflight(file: NamedFile) -> tuple[Problem, ...]:
    """Say why a file must not be opened; nothing for a file that can be."""
    try:
        look_over(file.content)
    except RefusedError as refused:
        return (refused.problem,)
    return ()


def look_over(content: bytes) -> Preflight:
    """Look through the bytes of a file once, in pieces, without parsing it.

    Raises
    ------
    RefusedError
        If it is no table, is protected, cut off, damaged or beyond a limit, or carries XML
        definitions.
    """
    if len(content) > MAX_FILE_BYTES:
        limit = f"{MAX_FILE_BYTES // 1_000_000:,} MB"
        raise RefusedError(noticed("too_large", detail=f"is larger than {limit}"))
    kind = kind_of(content)
    if kind != "zip":
        return Preflight(kind)
    parts = {shown_name(part): part for part in parts_of(content)}
    form = _form(content, parts)
    if form == "zip of text":
        return Preflight(form, parts)
    return Preflight(form, parts, _marks(content, parts))


def is_left_by_archiver(name: str) -> bool:
    """Tell whether a zip's member is a folder, or was put there by the program that zipped it."""
    last = name.rsplit("/", maxsplit=1)[-1]
    return (
        not last
        or last.startswith(".")
        or any(part in LEFT_BY_ARCHIVERS for part in name.split("/"))
    )


def is_text_name(name: str) -> bool:
    """Tell whether a zip's member is a table in text, by its ending."""
    return name.lower().endswith(TEXT_ENDINGS)


def _form(content: bytes, parts: Mapping[str, ZipInfo]) -> Form:
    names = {name.lower().replace("\\", "/") for name in parts}
    if WORKBOOK_PART in names:
        return "workbook"
    mimetype = unpacked(content, parts["mimetype"]) if "mimetype" in parts else b""
    if mimetype.startswith(OPEN_DOCUMENT_SHEET):
        return "ods"
    if mimetype.startswith(OPEN_DOCUMENT):
        raise _no_table("another OpenDocument file")
    for start, looks_like in OTHER_OFFICE_PARTS:
        if any(name.startswith(start) for name in names):
            raise _no_table(looks_like)
    members = [name for name in parts if not is_left_by_archiver(name)]
    if any(is_text_name(name) for name in members):
        return "zip of text"
    if not members:
        raise _no_table("a zip of empty folders")
    if any(name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods")) for name in members):
        raise _no_table("a zip with a workbook inside, which must be taken out first")
    raise _no_table("a zip with neither a workbook nor CSV files")


def _marks(content: bytes, parts: Mapping[str, ZipInfo]) -> dict[str, WorksheetMarks]:
    allowed = MAX_UNPACKED_BYTES
    marks: dict[str, WorksheetMarks] = {}
    n_cells = 0
    for name, part in parts.items():
        marks[name] = WorksheetMarks()
        for buffer in whole_tags(pieces(content, part, allowed)):
            marks[name].feed(buffer)
            if marks[name].has_definitions and not _is_picture(name):
                raise RefusedError(noticed("xml_definitions"))
            if n_cells + marks[name].n_cells > MAX_WORKBOOK_CELLS:
                limit = f"{MAX_WORKBOOK_CELLS:,}"
                raise RefusedError(noticed("too_large", detail=f"has more than {limit} cells"))
        allowed -= part.file_size
        n_cells += marks[name].n_cells
    _require_near_cells(content, parts, marks)
    return marks


def _is_picture(name: str) -> bool:
    return "/media/" in name or name.lower().endswith((".png", ".jpg", ".jpeg", ".emf", ".bin"))


def _require_near_cells(
    content: bytes,
    parts: Mapping[str, ZipInfo],
    marks: Mapping[str, WorksheetMarks],
) -> None:
    n_box = 0
    for name, mark in marks.items():
        n_sheet = mark.widest * mark.last_row
        if n_sheet > MAX_BOX_CELLS and not mark.widest_unplaced:
            # Cells that are only coloured lie anywhere: those with a value count.
            n_sheet = bounding_box(whole_tags(pieces(content, parts[name])))
        n_box += n_sheet
    if n_box > MAX_BOX_CELLS:
        detail = f"has cells so far apart that it spans {n_box:,}; the limit is {MAX_BOX_CELLS:,}"
        raise RefusedError(noticed("too_large", detail=detail))


def _no_table(looks_like: str) -> RefusedError:
    return RefusedError(noticed("not_a_table", detail=looks_like))
