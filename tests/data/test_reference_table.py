import io

import openpyxl
import pytest

from data.errors import CohortError
from data.reading.sheets import NamedFile
from data.reference_table import COLUMNS, read_reference

ROW = ["F", 20, 40, 4, 0.5, 1.5, "made up for this test"]


def csv_of(*rows: list, names: tuple[str, ...] = COLUMNS) -> NamedFile:
    lines = [",".join(str(cell) for cell in row) for row in [list(names), *rows]]
    return NamedFile("reference.csv", "\n".join(lines).encode())


def test_csv_and_workbook_read_alike() -> None:
    book = openpyxl.Workbook()
    for row in (list(COLUMNS), ROW):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    read = [
        read_reference(file) for file in (csv_of(ROW), NamedFile("r.xlsx", content.getvalue()))
    ]
    assert read[0].equals(read[1])
    assert read[0].loc[0, "slope"] == 0.5


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (csv_of(ROW[:-1], names=COLUMNS[:-1]), "lacks citation"),
        (csv_of(ROW, names=("sex", "age_years", *COLUMNS[2:])), "lengths by age"),
        (csv_of([*ROW[:5], "x", "c"]), "1 of 1 rows"),
        (csv_of([*ROW[:5], 0, "c"]), "sd_mm above 0"),
        (NamedFile("r.csv", b""), "empty"),
    ],
)
def test_an_unusable_table_gets_a_sentence(file: NamedFile, sentence: str) -> None:
    with pytest.raises(CohortError, match=sentence):
        read_reference(file)
