"""Delimited text is read as it stands: delimiter, quotes, encodings, rows of any width."""

import time

import pytest

from data.reading.encodings import decoded
from data.reading.files import read_files
from tests.data.reading.raw_reading import only_sheet, problem, refused, text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(delimiter):
    rows = [["id", "CRP, serum" if delimiter != "," else "CRP", "note"], ["P01", "3.5", "a-b"]]
    sheet = only_sheet(text("\n".join(delimiter.join(row) for row in rows)))
    assert sheet.headings == tuple(rows[0])
    assert [column[0] for column in sheet.columns] == rows[1]


def test_semicolons_win_over_decimal_commas():
    sheet = only_sheet(text("id;x\nP01;3,5\nP02;4,5\n"))
    assert sheet.columns == (("P01", "P02"), ("3,5", "4,5"))


def test_a_declared_delimiter_is_obeyed_and_its_line_counted():
    sheet = only_sheet(text("sep=;\r\nid;CRP\r\nP01;1\r\n"))
    assert sheet.headings == ("id", "CRP")
    assert sheet.cell(1, 0) == "B3"


def test_text_is_never_taken_for_a_number():
    sheet = only_sheet(text("id,n,date\n007,1e5,2020-01-02\nNA,nan,None\n"))
    assert sheet.columns == (("007", "NA"), ("1e5", "nan"), ("2020-01-02", "None"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_inside_quotes_are_counted(end):
    lines = ["id,note,x", 'P01,"two', 'lines, ""quoted""",1', "", "P02,one,2", ""]
    sheet = only_sheet(text(end.join(lines)))
    assert sheet.columns[1] == (f'two{end}lines, "quoted"', "one")
    assert [sheet.cell(0, row) for row in (0, 1)] == ["A2", "A5"]


def test_rows_that_are_too_short_or_too_long():
    file = text("id,CRP,ESR\nP01,1\nP02,1,2,,\nP03,1,2,3\nP04,3,5,4\nP05,1,2\n")
    sheet = read_files([file]).sheets[0]
    assert sheet.columns[0] == ("P01", "P02", "P05")
    assert sheet.columns[2] == (None, "2", "2")
    assert [sheet.cell(0, row) for row in range(3)] == ["A2", "A3", "A6"]
    said = problem("row_too_long", file)
    assert (said.cells, said.count, said.sheet) == (("4:4", "5:5"), 2, None)


def test_a_row_broken_by_a_quotation_mark_is_left_out_and_named():
    file = text('id,note,x\nP01,"a,1\nP02,b"\nP03,c,3\n')
    said = problem("row_broken", file)
    assert (said.cells, said.severity) == (("2:2",), "warning")
    assert read_files([file]).sheets[0].columns[1] == ("c",)


@pytest.mark.parametrize("tail", ["P02,b,2\n", "x" * 200_000])
def test_a_quotation_mark_that_is_never_closed_is_refused(tail):
    problem = refused(text('id,note,x\nP01,ok,1\nP02,"open,1\n' + tail))
    assert problem.code == "unclosed_quote"
    assert "line 3" in problem.message


def test_control_characters_are_taken_out_and_listed():
    file = text("id,note\nP\x0001,a\nP02,b\x07c\nP03,d\te\n")
    raw = read_files([file])
    assert raw.sheets[0].columns == (("P01", "P02", "P03"), ("a", "bc", "d\te"))
    assert [(p.code, p.severity, p.column, p.cells, p.found) for p in raw.problems] == [
        ("control_characters", "repaired", "id", ("A2",), "P\\x0001"),
        ("control_characters", "repaired", "note", ("B3",), "b\\x07c"),
    ]


@pytest.mark.parametrize(
    ("written_in", "heading"),
    [
        ("utf-8", "患者ID"),
        ("utf-8-sig", "患者ID"),
        ("utf-16", "Größe"),
        ("ascii", "id"),
    ],
)
def test_unicode_is_read_without_a_word(written_in, heading):
    assert only_sheet(text(f"{heading},x\nP01,1\n".encode(written_in))).headings[0] == heading


@pytest.mark.parametrize(
    ("written_in", "heading", "named"),
    [
        ("cp932", "患者ID", "Japanese"),
        ("cp932", "ひざ", "Japanese"),
        ("cp1252", "Größe", "Western"),
        ("cp1252", "Prénom du médecin", "Western"),
        ("cp1252", "CRP (µg/l)", "Western"),
        ("cp1252", "männlich", "Western"),
    ],
)
def test_older_encodings_are_judged_and_said(written_in, heading, named):
    file = text(f"{heading},x\nP01,1\n".encode(written_in))
    assert read_files([file]).sheets[0].headings[0] == heading
    said = problem("encoding", file)
    assert said.severity == "warning"
    assert named in said.message
    assert said.found in heading


def test_unknown_bytes_are_refused():
    assert refused(text(b"id,x\nP\x81\x8d\xff,1\n")).code == "unknown_encoding"


def test_a_byte_order_mark_is_no_part_of_the_first_heading():
    assert not decoded(b"\xef\xbb\xbfid").is_judged
    assert only_sheet(text(b"\xef\xbb\xbfid,x\n1,2\n")).headings == ("id", "x")


def test_a_hundred_thousand_rows_are_read_quickly():
    head = ",".join(f"column_{n}" for n in range(12))
    rows = (f"P{n},{n % 7},3.5,,examined,L,knee,0,1,0,{n},x" for n in range(100_000))
    file = text("\n".join((head, *rows)))
    begun = time.process_time()
    sheet = only_sheet(file)
    # Measured at 0.4 s; a slower or busy machine is given room.
    assert time.process_time() - begun < 3.0
    assert (sheet.n_rows, sheet.n_columns) == (100_000, 12)
    assert sheet.columns[3] == (None,) * 100_000
