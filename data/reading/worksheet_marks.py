"""What the XML of a worksheet tells beyond its values: one pass, before anything is parsed.

The workbook reader gives blanks for errors and for formulas without a saved result, says nothing
of hidden rows, and asks for the memory of every cell between the first and the last; so these are
looked for here, in the unpacked bytes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from data.problem import MAX_CELLS_NAMED
from data.reading.sheets import column_index

# A part is cut before a row, else behind a cell, so that no tag is cut in two.
MAX_UNCUT_BYTES: Final = 4 << 20
KEPT_BYTES: Final = 64
WIDEST: Final = (0, 26, 702, 18_278)  # columns that one, two and three letters can name
UTF_16_HEADS: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")

PREFIX: Final = re.compile(rb"<(\w+):worksheet\b")
DEFINITION: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# These begin with plain letters, which makes the search several times as fast.
ROW_NUMBER: Final = re.compile(rb"<row\b[^>]*? r=[\"'](\d+)")
UNPLACED_CELL: Final = re.compile(rb"<c(?=[\s/>])(?![^>]*\br\s*=)")
TWO_LETTERS: Final = re.compile(rb" r=[\"'][A-Za-z]{2}")
THREE_LETTERS: Final = re.compile(rb" r=[\"'][A-Za-z]{3}")
VALUE_CELL: Final = re.compile(
    rb"<c\b[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,8})(\d{1,12})[\"'][^>]*>\s*<(?:v|is|f)\b"
)
ADDRESS: Final = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)(\d+)")
ERROR: Final = re.compile(rb" t=[\"']e[\"'][^>]*>(?:(?!</c>).)*?<v[^>]*>([^<]*)<", re.DOTALL)
UNSAVED_FORMULA: Final = re.compile(
    rb"<f\b[^>]*(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v[^>]*></v>)?\s*</c>"
)
IS_TEXT: Final = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
IS_HIDDEN: Final = rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']"
HIDDEN_ROW: Final = re.compile(rb"<row\b(?=[^>]*" + IS_HIDDEN + rb")[^>]*?\br\s*=\s*[\"'](\d+)")
HIDDEN_COLUMNS: Final = re.compile(rb"<col\b(?=[^>]*" + IS_HIDDEN + rb")([^>]*)>")
MINIMUM: Final = re.compile(rb"\bmin\s*=\s*[\"'](\d+)")
MAXIMUM: Final = re.compile(rb"\bmax\s*=\s*[\"'](\d+)")


@dataclass
class CellMarks:
    """Cells of one column that share something: how many, the first of them, what they show."""

    found: str
    count: int = 0
    cells: list[str] = field(default_factory=list)


@dataclass
class WorksheetMarks:
    """What was seen in one part so far; fed buffer by buffer.

    ``errors`` and ``unsaved`` (formulas without a saved result) are by column letters, ""
    where a cell does not say its place. ``hidden_rows`` are numbers, ``hidden_columns`` first
    and last index pairs.
    """

    n_cells: int = 0
    has_definitions: bool = False
    errors: dict[str, CellMarks] = field(default_factory=dict)
    unsaved: dict[str, CellMarks] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    last_row: int = 0
    n_letters: int = 1
    n_in_row: int = 0
    widest_unplaced: int = 0

    @property
    def widest(self) -> int:
        """Give the most columns that the cells can span, by the letters of their addresses."""
        return WIDEST[self.n_letters] + self.widest_unplaced

    def feed(self, buffer: bytes) -> None:
        """Look through one buffer of XML in which every tag is whole."""
        # One letter is looked for ten times as fast as two, and is rarely there.
        if b"!" in buffer and DEFINITION.search(buffer):
            self.has_definitions = True
        n_cells = buffer.count(b"<c")
        if n_cells:
            self.n_cells += n_cells
            self._feed_places(buffer, n_cells)
            self._feed_results(buffer)
        if b"hidden" in buffer:
            self._feed_hidden(buffer)

    def _feed_places(self, buffer: bytes, n_cells: int) -> None:
        rows = ROW_NUMBER.findall(buffer)
        self.last_row = max(self.last_row + buffer.count(b"<row") - len(rows), *map(int, rows), 0)
        if self.n_letters < 3 and TWO_LETTERS.search(buffer):
            self.n_letters = 3 if THREE_LETTERS.search(buffer) else 2
        if self.n_letters > 1:
            # A cell may name a row that no row's own tag does.
            farther = b" r=[\"'][A-Za-z]+(\\d{%d,})" % (len(str(self.last_row)) + 1)
            self.last_row = max(self.last_row, *map(int, re.findall(farther, buffer)), 0)
        if buffer.count(b"<c r=") < n_cells and UNPLACED_CELL.search(buffer):
            for index, row in enumerate(buffer.split(b"<row")):
                n_unplaced = len(UNPLACED_CELL.findall(row))
                self.n_in_row = n_unplaced + (0 if index else self.n_in_row)
                self.widest_unplaced = max(self.widest_unplaced, self.n_in_row)

    def _feed_results(self, buffer: bytes) -> None:
        if b"#" in buffer:
            for match in ERROR.finditer(buffer):
                _add(self.errors, _tag_before(buffer, match.start() + 1), match[1])
        if b"f" in buffer and b"<f" in buffer:
            for match in UNSAVED_FORMULA.finditer(buffer):
                tag = _tag_before(buffer, match.start())
                # A formula whose saved result is an empty text has its result.
                if not IS_TEXT.search(tag):
                    _add(self.unsaved, tag, b"=" + (match[1] or b""))

    def _feed_hidden(self, buffer: bytes) -> None:
        self.hidden_rows += map(int, HIDDEN_ROW.findall(buffer))
        for attributes in HIDDEN_COLUMNS.findall(buffer):
            first, last = MINIMUM.search(attributes), MAXIMUM.search(attributes)
            if first and last:
                self.hidden_columns.append((int(first[1]) - 1, int(last[1]) - 1))


def whole_tags(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Join and cut pieces of XML so that rows, or at least tags, are whole in each buffer."""
    waiting, prefix, is_wide = b"", b"", None
    for piece in pieces:
        if is_wide is None and piece:
            is_wide = piece.startswith(UTF_16_HEADS)
            found = PREFIX.search(piece.replace(b"\x00", b"") if is_wide else piece)
            prefix = found[1] if found else b""
        # What matters is plain ASCII, which UTF-16 writes with a zero byte beside each letter.
        waiting += piece.replace(b"\x00", b"") if is_wide else piece
        cut = _cut(waiting, prefix + b":" if prefix else b"")
        if cut:
            yield _without(prefix, waiting[:cut])
        waiting = waiting[cut:]
    yield _without(prefix, waiting)


def bounding_box(buffers: Iterable[bytes]) -> int:
    """Count the cells of the smallest rectangle from A1 that holds every value."""
    last_column, last_row = 0, 0
    for buffer in buffers:
        for letters, row in VALUE_CELL.findall(buffer):
            last_column = max(last_column, column_index(letters.decode()) + 1)
            last_row = max(last_row, int(row))
    return last_column * last_row


def _cut(waiting: bytes, prefix: bytes) -> int:
    before_row = waiting.rfind(b"<" + prefix + b"row")
    if before_row > 0:
        return before_row
    end_of_cell = b"</" + prefix + b"c>"
    behind_cell = waiting.rfind(end_of_cell)
    if behind_cell >= 0:
        return behind_cell + len(end_of_cell)
    # A tag or a text that does not end: only its last bytes are looked at together with more.
    return len(waiting) - KEPT_BYTES if len(waiting) > MAX_UNCUT_BYTES else 0


def _without(prefix: bytes, buffer: bytes) -> bytes:
    if not prefix:
        return buffer
    return buffer.replace(b"<" + prefix + b":", b"<").replace(b"</" + prefix + b":", b"</")


def _tag_before(buffer: bytes, end: int) -> bytes:
    """Give the tag of the cell in which that place of the buffer lies."""
    start = max(buffer.rfind(b"<c", 0, end), 0)
    return buffer[start : buffer.find(b">", start)]


def _add(marks: dict[str, CellMarks], tag: bytes, found: bytes) -> None:
    address = ADDRESS.search(tag)
    letters = address[1].decode().upper() if address else ""
    mark = marks.setdefault(letters, CellMarks(found.decode("utf-8", errors="replace")))
    mark.count += 1
    if address and len(mark.cells) < MAX_CELLS_NAMED:
        mark.cells.append(letters + address[2].decode())
