"""Raw tables as a file shows them: nothing is converted, every cell keeps its address."""

from dataclasses import dataclass
from typing import Final

from data.problem import Problem

N_LETTERS: Final = 26


@dataclass(frozen=True)
class NamedFile:
    """What was handed in: ``name`` is the base name only, ``content`` the bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, eq=False)
class Sheet:
    """One table of raw cells as the file shows it: nothing converted.

    Attributes
    ----------
    name : str or None
        The workbook's sheet name; None for a CSV file alone; the base name of a CSV file that
        came in a set or in a zip.
    headings : tuple of str, shape (n_columns,)
        Text of the heading row, "" where blank, trimmed of nothing.
    columns : tuple of tuple, shape (n_columns, n_rows)
        One tuple a column; a value is str, float, int, bool, a date, a time, a time span, or
        None where the cell is blank.
    first_row : int
        Number of the first data row in the file, counted from 1.
    hidden : bool
        Whether the workbook hides the sheet.
    rows : tuple of int, shape (n_rows,) or empty
        Number of each data row where they are not consecutive.
    letters : tuple of str, shape (n_columns,) or empty
        Letter of each column where they do not run on from A.
    """

    name: str | None
    headings: tuple[str, ...]
    columns: tuple[tuple[object, ...], ...]
    first_row: int = 2
    hidden: bool = False
    rows: tuple[int, ...] = ()
    letters: tuple[str, ...] = ()

    @property
    def n_rows(self) -> int:
        """Count the data rows."""
        return len(self.columns[0]) if self.columns else 0

    @property
    def n_columns(self) -> int:
        """Count the columns."""
        return len(self.columns)

    def letter(self, column: int) -> str:
        """Give the letter of the column at that index, such as "G"."""
        return self.letters[column] if self.letters else column_letter(column)

    def row_number(self, row: int) -> int:
        """Give the number in the file of the data row at that index."""
        return self.rows[row] if self.rows else self.first_row + row

    def cell(self, column: int, row: int) -> str:
        """Give the address, such as "G4", of the cell at that column and row index."""
        return f"{self.letter(column)}{self.row_number(row)}"


@dataclass(frozen=True)
class RawFile:
    """All sheets of what was handed in, with what was noticed on the way.

    ``digest`` is the sha256 of the bytes (of several files: of their digests in order).
    """

    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]
    digest: str


def column_letter(column: int) -> str:
    """Give the letters that a spreadsheet writes above the column at that index, from 0."""
    letters = ""
    number = column + 1
    while number:
        number, place = divmod(number - 1, N_LETTERS)
        letters = chr(ord("A") + place) + letters
    return letters


def column_index(letters: str) -> int:
    """Give the index, from 0, of the column that a spreadsheet heads with those letters."""
    number = 0
    for letter in letters.upper():
        number = number * N_LETTERS + ord(letter) - ord("A") + 1
    return number - 1
