"""A text file's rows as a raw table: delimiter found, quotes obeyed, no text made a number."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from itertools import chain, islice
from typing import Final

from data.noticing import Place, RefusedError, noticed
from data.problem import Problem
from data.reading.encodings import UTF_8, DecodedText, decoded
from data.reading.limits import CUT_OFF_ROWS, MAX_COLUMNS, MAX_TEXT_CELLS
from data.reading.raw_cells import CleanColumn, clean_column, heading_text, used_sheet
from data.reading.rectangular_text import rectangular_columns
from data.reading.sheets import Sheet

# In order of preference: in a semicolon file every row may also hold one decimal comma.
DELIMITERS: Final = ("\t", ";", "|", ",")
JUDGED_BYTES: Final = 65_536
JUDGED_ROWS: Final = 100
BLOCK_ROWS: Final = 20_000
# A row, and the numbers of its first and last line.
Record = tuple[list[str], int, int]
DECLARED: Final = re.compile(r"sep=(.)\s*$", re.IGNORECASE)
# No file holds this line: where it is not the last row, a quotation mark is still open.
END: Final = "\x00\x00end\x00\x00"


@dataclass
class _Rows:
    """What stands beneath the headings; ``numbers`` are those of each row's first line."""

    columns: list[CleanColumn]
    numbers: Sequence[int]
    last_line: int
    too_long: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)


@dataclass
class _Growing:
    """Rows as they come, column by column; texts that are equal are kept once."""

    columns: list[list[object]]
    distinct: list[dict[str, object]]
    numbers: list[int] = field(default_factory=list)

    def add(self, rows: Sequence[list[str]], numbers: Sequence[int]) -> None:
        """Add rows of the right width with the number of the line on which each begins."""
        for column, distinct, values in zip(
            self.columns, self.distinct, zip(*rows, strict=True), strict=True
        ):
            column.extend(map(distinct.setdefault, values, values))
        self.numbers += numbers

    def cleaned(self) -> list[CleanColumn]:
        """Give the columns, without what cannot be seen."""
        return [
            clean_column(tuple(column), filter(None, distinct))
            for column, distinct in zip(self.columns, self.distinct, strict=True)
        ]


def read_text(content: bytes, name: str | None) -> tuple[Sheet | None, list[Problem]]:
    """Read delimited text; every value stays the text it is.

    Parameters
    ----------
    content : bytes
        The whole file.
    name : str or None
        What its sheet is called.

    Returns
    -------
    Sheet or None, and problems
        None for a file of blank lines.

    Raises
    ------
    RefusedError
        If its encoding is unknown, a quotation mark is never closed, or it is too large.
    """
    text = decoded(content)
    n_before, delimiter = _delimiter(text)
    records = _records(text, delimiter, n_before)
    headings, heading_line = _headings(records)
    if not headings:
        return None, []
    _require_size(text, len(headings))
    rows = _plain_rows(text, delimiter, len(headings), heading_line)
    if rows is None:
        rows = _read_rows(records, len(headings), heading_line)
    sheet, noted = used_sheet(_whole_sheet(rows, headings, name), rows.columns)
    return sheet, _of_text(text, name) + noted + _of_rows(rows, name)


def _records(text: DecodedText, delimiter: str, n_before: int) -> Iterator[Record]:
    """Give row after row beneath the first ``n_before`` lines."""
    lines = iter(TextIOWrapper(BytesIO(text.content), encoding=text.encoding, newline=""))
    for _ in range(n_before):
        next(lines)
    reader = csv.reader(chain(lines, [END]), delimiter=delimiter)
    begun, start = n_before + 1, n_before + 1
    try:
        for row in reader:
            if len(row) == 1 and row[0] == END:
                return
            end = reader.line_num + n_before
            yield row, start, end
            begun, start = start, end + 1
    except csv.Error:
        # A cell beyond the reader's limit of 131,072 characters has swallowed the rows after it.
        begun = start
    raise RefusedError(noticed("unclosed_quote", detail=f"{begun:,}"))


def _delimiter(text: DecodedText) -> tuple[int, str]:
    """Find the delimiter, and the lines to leave out before the table (0, or 1 for "sep=;")."""
    head = text.content[:JUDGED_BYTES].decode(text.encoding, errors="ignore")
    lines = head.splitlines(keepends=True)
    declared = DECLARED.match(lines[0]) if lines else None
    if declared:
        return 1, declared[1]
    scores = {delimiter: _score(lines, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda each: scores[each])
    return 0, best if scores[best][1] > 1 else ","


def _score(lines: list[str], delimiter: str) -> tuple[float, int]:
    """Judge a delimiter by the share of rows as wide as the first, then by that width."""
    rows = list(
        islice((row for row in csv.reader(lines, delimiter=delimiter) if row), JUDGED_ROWS)
    )
    if not rows or len(rows[0]) == 1:
        return 0.0, 0
    # The last row of the head may be cut off.
    judged = rows[:-1] if len(rows) > 2 else rows
    return sum(len(row) == len(rows[0]) for row in judged) / len(judged), len(rows[0])


def _headings(records: Iterator[Record]) -> tuple[list[str], int]:
    """Give the first row that is not blank, without blanks at its end, and its last line."""
    for row, _, end in records:
        if any(map(str.strip, row)):
            while not row[-1].strip():
                row.pop()
            if len(row) > MAX_COLUMNS:
                detail = f"has {len(row):,} columns; the limit is {MAX_COLUMNS:,}"
                raise RefusedError(noticed("too_large", detail=detail))
            return row, end
    return [], 0


def _require_size(text: DecodedText, width: int) -> None:
    n_lines = max(text.content.count(b"\n"), text.content.count(b"\r"))
    if n_lines * width > MAX_TEXT_CELLS:
        detail = f"has more than {MAX_TEXT_CELLS:,} cells"
        raise RefusedError(noticed("too_large", detail=detail))


def _plain_rows(
    text: DecodedText,
    delimiter: str,
    width: int,
    heading_line: int,
) -> _Rows | None:
    if text.encoding != UTF_8:
        return None
    columns = rectangular_columns(text.content, delimiter, width, heading_line)
    if columns is None:
        return None
    last_line = heading_line + len(columns[0].values)
    return _Rows(columns, range(heading_line + 1, last_line + 1), last_line)


def _read_rows(records: Iterator[Record], width: int, heading_line: int) -> _Rows:
    growing = _Growing([[] for _ in range(width)], [{"": None} for _ in range(width)])
    too_long: list[int] = []
    broken: list[int] = []
    last_line = heading_line
    while block := list(islice(records, BLOCK_ROWS)):
        last_line = block[-1][2]
        if any(len(row) != width for row, _, _ in block):
            fitting = (_fitted(record, width, too_long, broken) for record in block)
            block = [record for record in fitting if record is not None]
        if block:
            rows, starts, _ = zip(*block, strict=True)
            growing.add(rows, starts)
    return _Rows(growing.cleaned(), growing.numbers, last_line, too_long, broken)


def _fitted(
    record: Record,
    width: int,
    too_long: list[int],
    broken: list[int],
) -> Record | None:
    """Give a row its right width; note the line of a row that must be left out."""
    row, start, end = record
    if any(map(str.strip, row[width:])):
        too_long.append(start)
        return None
    if 0 < len(row) < width and end > start:
        broken.append(start)
        return None
    return (row + [""] * width)[:width], start, end


def _whole_sheet(rows: _Rows, headings: Sequence[str], name: str | None) -> Sheet:
    numbers = rows.numbers
    is_run = not numbers or numbers[-1] - numbers[0] + 1 == len(numbers)
    return Sheet(
        name=name,
        headings=tuple(map(heading_text, headings)),
        columns=tuple(column.values for column in rows.columns),
        first_row=numbers[0] if numbers else 2,
        rows=() if is_run else tuple(numbers),
    )


def _of_text(text: DecodedText, name: str | None) -> list[Problem]:
    if not text.is_judged:
        return []
    return [noticed("encoding", Place(name), found=text.sample, detail=text.shown_name)]


def _of_rows(rows: _Rows, name: str | None) -> list[Problem]:
    problems = []
    for code, lines in (("row_too_long", rows.too_long), ("row_broken", rows.broken)):
        if lines:
            place = Place(name, None, tuple(f"{line}:{line}" for line in lines))
            problems.append(noticed(code, place, len(lines)))
    if rows.last_line in CUT_OFF_ROWS:
        place = Place(name, None, (f"{rows.last_line}:{rows.last_line}",))
        problems.append(noticed("row_limit", place, detail=f"{rows.last_line:,}"))
    return problems
