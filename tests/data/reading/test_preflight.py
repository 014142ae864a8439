"""What must not be opened is refused by its bytes, quickly and with its reason."""

import time

import pytest

from data.reading.preflight import look_over, preflight
from data.reading.sheets import NamedFile
from tests.data.reading.hostile_files import (
    HEAD,
    archive,
    far_cell,
    far_cell_out_of_row,
    lying_bomb,
    many_parts,
    one_long_text,
    packed_too_well,
    protected,
    protected_zip,
    tiny_cells,
    unplaced_cells,
    with_bad_checksum,
    with_definitions,
    with_definitions_in_utf_16,
    workbook,
)

GOOD = workbook(HEAD + '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>')
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
WORD = archive([("[Content_Types].xml", b""), ("word/document.xml", b"<w/>")])
XLS_STREAM = "Workbook".encode("utf-16-le")
WORD_STREAM = "WordDocument".encode("utf-16-le")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(content, name="cohort.xlsx"):
    problems = preflight(NamedFile(name, content))
    assert len(problems) == 1
    assert problems[0].severity == "rejected"
    assert problems[0].message
    assert problems[0].action
    return problems[0]


@pytest.mark.parametrize(
    ("make", "code", "said"),
    [
        (far_cell, "too_large", "17,179,869,184"),
        (far_cell_out_of_row, "too_large", "17,179,869,184"),
        (unplaced_cells, "too_large", "spans"),
        (tiny_cells, "too_large", "2,000,000 cells"),
        (one_long_text, "too_large", "200 MB"),
        (lying_bomb, "too_large", "100 times"),
        (packed_too_well, "too_large", "100 times"),
        (many_parts, "too_large", "1,000"),
        (with_definitions, "xml_definitions", "XML definitions"),
        (with_definitions_in_utf_16, "xml_definitions", "XML definitions"),
        (with_bad_checksum, "damaged", "damaged"),
        (protected, "encrypted", "password"),
        (protected_zip, "encrypted", "password"),
    ],
)
def test_hostile_file_is_refused_within_two_seconds(make, code, said):
    content = make()
    begun = time.process_time()
    problem = refusal(content)
    assert time.process_time() - begun < 2.0
    assert problem.code == code
    assert said in problem.message


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", "empty_file", "empty"),
        (b" \r\n\r\n", "empty_file", "empty"),
        (bytes(100), "empty_file", "empty"),
        (PNG, "not_a_table", "PNG"),
        (b"%PDF-1.7\n" + bytes(50), "not_a_table", "PDF"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "not_a_table", "JPEG"),
        (bytes(128) + b"DICM" + bytes(50), "not_a_table", "DICOM"),
        (b"\x01\x02\x03" * 100, "not_a_table", "binary"),
        (b"BM" + bytes(100), "not_a_table", "BMP"),
        (b"<!DOCTYPE html><html></html>", "not_a_table", "HTML"),
        (WORD, "not_a_table", "Word"),
        (OLE + WORD_STREAM, "not_a_table", "Word"),
        (OLE + bytes(64), "not_a_table", "without a workbook"),
        (archive([]), "not_a_table", "empty zip"),
        (archive([("scan.png", PNG)]), "not_a_table", "neither"),
        (archive([("cohort.xlsx", GOOD)]), "not_a_table", "workbook inside"),
        (archive([("cohort/", b"")]), "not_a_table", "empty folders"),
        (archive([("xl/workbook.bin", b"1")]), "not_a_table", ".xlsb"),
        (GOOD[: len(GOOD) // 2], "truncated", "cut off"),
        (GOOD[:-10], "truncated", "cut off"),
        (b"PK\x03\x04 and then nothing of the kind", "truncated", "cut off"),
        (b"PK\x03\x04" + b"PK\x01\x02" * 20_000, "too_large", "1,000 parts"),
        (b"PK\x03\x04" + b"PK\x05\x06" + b"\xff" * 18, "damaged", "list of its parts"),
    ],
)
def test_what_is_no_table_says_what_it_looks_like(content, code, said):
    problem = refusal(content)
    assert problem.code == code
    assert said in problem.message


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (GOOD, "workbook"),
        (OLE + XLS_STREAM, "xls"),
        (b"patient_id,CRP\nP01,1\n", "text"),
        (b"BMI,CRP\n20,1\n", "text"),
        ("patient_id\tCRP\n".encode("utf-16"), "text"),
        (archive([("cohort/", b""), ("cohort/visits.csv", b"a")]), "zip of text"),
        (archive([("__MACOSX/._visits.csv", b"\x00"), ("visits.CSV", b"a")]), "zip of text"),
        (
            archive([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]),
            "ods",
        ),
    ],
)
def test_what_can_be_read_is_told_by_its_bytes(content, form):
    assert preflight(NamedFile("whatever.bin", content)) == ()
    assert look_over(content).form == form


def test_two_parts_of_one_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = workbook(HEAD, more=[("xl/worksheets/sheet1.xml", b"<worksheet/>")])
    assert refusal(content).code == "damaged"


def test_cells_that_are_only_coloured_may_lie_anywhere():
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert preflight(NamedFile("a.xlsx", workbook(HEAD + far))) == ()


def test_definitions_across_two_pieces_are_found(monkeypatch):
    monkeypatch.setattr("data.reading.parts.PIECE_BYTES", 7)
    assert refusal(with_definitions()).code == "xml_definitions"


def test_marks_do_not_depend_on_where_pieces_end(monkeypatch):
    rows = "".join(
        f'<row r="{n}"{" hidden=" + chr(34) + "1" + chr(34) if n % 3 == 0 else ""}>'
        f'<c r="A{n}" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B{n}"><f>A{n}</f></c></row>'
        for n in range(2, 40)
    )
    content = workbook(HEAD + rows)
    whole = look_over(content).marks["xl/worksheets/sheet1.xml"]
    assert (whole.errors["A"].count, whole.unsaved["B"].count) == (38, 38)
    assert whole.errors["A"].cells[:2] == ["A2", "A3"]
    assert whole.hidden_rows == list(range(3, 40, 3))
    for size in (1, 64, 1000):
        monkeypatch.setattr("data.reading.parts.PIECE_BYTES", size)
        assert look_over(content).marks["xl/worksheets/sheet1.xml"] == whole


def test_a_prefix_before_every_tag_hides_nothing():
    sheet = far_cell_prefixed()
    assert refusal(sheet).code == "too_large"


def far_cell_prefixed():
    part = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    return workbook(HEAD, more=[("xl/worksheets/sheet2.xml", part)])
