"""Bytes become raw sheets: nothing converted, every cell at its address, nothing lost silently."""

import datetime as dt
from io import BytesIO

import pytest
import xlsxwriter

from data.reading.files import read_files
from data.reading.limits import MAX_COLUMNS
from data.reading.sheets import NamedFile, Sheet, column_index, column_letter
from tests.data.reading.hostile_files import (
    HEAD,
    archive,
    open_document,
    with_stored_bad_checksum,
    workbook,
)
from tests.data.reading.raw_reading import only_sheet, problem, refused, text


def written(draw, **options):
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, **options})
    draw(book)
    book.close()
    return NamedFile("cohort.xlsx", content.getvalue())


def table(rows, at=(0, 0)):
    def draw(book):
        sheet = book.add_worksheet("visits")
        for number, row in enumerate(rows):
            sheet.write_row(at[0] + number, at[1], row)

    return written(draw)


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_column_letters_go_there_and_back(index, letters):
    assert column_letter(index) == letters
    assert column_index(letters) == index


def test_cells_of_a_workbook_keep_their_types():
    def draw(book):
        sheet = book.add_worksheet("visits")
        sheet.write_row(0, 0, ["id", "month", "date", "closed", "note"])
        sheet.write_row(1, 0, ["007", 3])
        sheet.write_datetime(1, 2, dt.datetime(2020, 3, 5), book.add_format({"num_format": 14}))
        sheet.write_boolean(1, 3, True)
        sheet.write_string(1, 4, " as typed ")

    sheet = only_sheet(written(draw))
    assert sheet.name == "visits"
    assert sheet.headings == ("id", "month", "date", "closed", "note")
    values = [column[0] for column in sheet.columns]
    assert values == ["007", 3.0, dt.date(2020, 3, 5), True, " as typed "]
    assert type(values[1]) is float
    assert (sheet.n_rows, sheet.cell(1, 0)) == (1, "B2")


def test_a_table_that_starts_further_down_keeps_its_addresses():
    sheet = only_sheet(table([["id", "CRP"], ["P01", 4], ["P02", 5]], at=(3, 2)))
    assert sheet.headings == ("id", "CRP")
    assert [sheet.cell(column, 1) for column in (0, 1)] == ["C6", "D6"]


def test_blank_rows_and_columns_are_left_out_and_addresses_stay():
    rows = [["id", None, "CRP", "x"], [], ["P01", None, 4], ["", "", "  "], ["P02", None, 5]]
    for file in (
        table(rows),
        text("id,,CRP,x\n,,,\nP01,,4,\n,, ,\nP02,,5,\n"),
    ):
        sheet = only_sheet(file)
        assert sheet.headings == ("id", "CRP", "x")
        assert sheet.columns[0] == ("P01", "P02")
        assert sheet.columns[2] == (None, None)
        assert [sheet.cell(1, row) for row in (0, 1)] == ["C3", "C5"]


def test_equal_and_blank_headings_are_kept_apart():
    sheet = only_sheet(table([["CRP", "CRP", None, 2.0], [1, 2, 3, 4]]))
    assert sheet.headings == ("CRP", "CRP", "", "2")
    assert sheet.columns == ((1.0,), (2.0,), (3.0,), (4.0,))


def test_a_sheet_of_headings_alone_has_no_row():
    assert only_sheet(table([["id", "CRP"]])).columns == ((), ())
    assert only_sheet(text("id,CRP\n")).columns == ((), ())


def test_blank_and_chart_sheets_are_left_out_and_hidden_ones_said():
    def draw(book):
        book.add_worksheet("blank")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=visits!$A$2:$A$3"})
        book.add_chartsheet("chart").set_chart(chart)
        for name in ("visits", "secret", "very secret"):
            book.add_worksheet(name).write_column(0, 0, ["id", "P01"])
        book.get_worksheet_by_name("secret").hide()
        book.get_worksheet_by_name("very secret").very_hidden()
        book.get_worksheet_by_name("visits").activate()

    raw = read_files([written(draw)])
    assert [(sheet.name, sheet.hidden) for sheet in raw.sheets] == [
        ("visits", False),
        ("secret", True),
        ("very secret", True),
    ]
    assert [(each.code, each.sheet) for each in raw.problems] == [
        ("hidden_sheet", "secret"),
        ("hidden_sheet", "very secret"),
    ]


def test_hidden_rows_and_columns_with_values_are_said():
    def draw(book):
        sheet = book.add_worksheet("visits")
        for row in range(6):
            sheet.write_row(row, 0, ["id", "CRP", "ESR"] if row == 0 else [f"P{row}", row, row])
        for row in (2, 4, 9):
            sheet.set_row(row, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.set_column(7, 9, None, None, {"hidden": True})

    file = written(draw)
    assert read_files([file]).sheets[0].n_rows == 5
    rows, columns = problem("hidden_rows", file), problem("hidden_columns", file)
    assert (rows.cells, rows.count, rows.sheet) == (("3:3", "5:5"), 2, "visits")
    assert (columns.cells, columns.count) == (("B:B",), 1)


def test_errors_and_formulas_without_a_result_are_told_from_blanks():
    def draw(book):
        sheet = book.add_worksheet("visits")
        sheet.write_row(0, 0, ["id", "CRP", "ESR"])
        for row in range(1, 4):
            sheet.write(row, 0, f"P{row}")
            sheet.write_formula(row, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(4, 1, '=""', None, "")
        sheet.write_formula(1, 2, "=2+2", None, 4)

    file = written(draw)
    assert read_files([file]).sheets[0].columns[1:] == ((None,) * 3, (4.0, None, None))
    error = problem("error_cell", file)
    assert (error.sheet, error.column, error.found) == ("visits", "CRP", "#DIV/0!")
    assert (error.cells, error.count) == (("B2", "B3", "B4"), 3)


def test_formulas_that_were_never_computed_are_said():
    cells = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><f>A{n}*2</f><v></v></c></row>'
        for n in range(2, 32)
    )
    unsaved = problem("formula_without_value", NamedFile("a.xlsx", workbook(HEAD + cells)))
    assert (unsaved.column, unsaved.found, unsaved.count) == ("CRP", "=A2*2", 30)
    assert len(unsaved.cells) == 20


def test_macros_and_links_to_other_files_are_said():
    more = [("xl/vbaProject.bin", b"\x00" * 9), ("xl/externalLinks/externalLink1.xml", b"<a/>")]
    file = NamedFile("a.xlsm", workbook(HEAD, more=more))
    assert problem("macros", file).sheet is None
    assert problem("external_links", file).count == 1


def test_an_open_document_is_read():
    cell = '<table:table-cell office:value-type="{}" {}><text:p>{}</text:p></table:table-cell>'
    head = cell.format("string", "", "id") + cell.format("string", "", "CRP")
    row = cell.format("string", "", "P01") + cell.format("float", 'office:value="3.5"', "3.5")
    rows = "".join(f"<table:table-row>{each}</table:table-row>" for each in (head, row))
    sheet = only_sheet(NamedFile("cohort.ods", open_document(rows)))
    assert (sheet.name, sheet.headings, sheet.columns) == (
        "visits",
        ("id", "CRP"),
        (("P01",), (3.5,)),
    )


def test_files_together_and_in_a_zip_are_named_after_themselves():
    members = [("visits.csv", b"id,x\nP01,1\n"), ("joints.csv", b"id;y\nP01;2\n")]
    together = read_files([NamedFile(*each) for each in members])
    zipped = read_files(
        [
            NamedFile(
                "cohort.zip",
                archive(
                    [
                        ("cohort/", b""),
                        *((f"cohort/{name}", data) for name, data in members),
                        ("__MACOSX/cohort/._visits.csv", b"\x00\x05"),
                    ]
                ),
            )
        ]
    )
    for raw in (together, zipped):
        assert raw.problems == ()
        assert [sheet.name for sheet in raw.sheets] == ["visits.csv", "joints.csv"]
        assert raw.sheets[1].headings == ("id", "y")
    assert only_sheet(NamedFile("visits.csv", members[0][1])).name is None


def test_the_digest_is_that_of_the_bytes_in_any_order():
    files = [text("a,b\n1,2\n"), text("a,c\n1,2\n", "joints.csv")]
    assert read_files(files).digest == read_files(files[::-1]).digest
    assert read_files(files).digest != read_files(files[:1]).digest


def test_members_of_a_zip_that_are_no_table_are_named():
    file = NamedFile("c.zip", archive([("visits.csv", b"id\n1\n"), ("notes.docx", b"PK")]))
    said = problem("member_not_read", file)
    assert (said.found, said.count, said.severity) == ("notes.docx", 1, "warning")


def test_a_name_written_by_an_old_japanese_program_is_read():
    name = "診察.csv".encode("cp932")
    placeholder = b"x" * (len(name) - 4) + b".csv"
    content = archive([(placeholder.decode(), b"id\n1\n")]).replace(placeholder, name)
    assert read_files([NamedFile("c.zip", content)]).sheets[0].name == "診察.csv"


@pytest.mark.parametrize(
    ("files", "code", "sheet"),
    [
        ([text("a\n1\n"), table([["a"], [1]])], "mixed_files", None),
        ([text("a\n1\n"), text("a\n2\n", "VISITS.csv")], "same_name", None),
        ([text("a\n1\n"), text("", "empty.csv")], "empty_file", "empty.csv"),
        ([text('a\n"1\n'), text("a\n1\n", "b.csv")], "unclosed_quote", "visits.csv"),
        ([NamedFile("a.zip", with_stored_bad_checksum())], "damaged", None),
        ([NamedFile("a.zip", archive([("a.csv", archive([]))]))], "not_a_table", "a.csv"),
        ([NamedFile("a.xlsx", workbook(""))], "no_table", None),
        ([NamedFile("a.xlsx", archive([("xl/workbook.xml", b"<a/>")]))], "damaged", None),
        ([text(",,\n,,\n")], "no_table", None),
        ([text("a," * (MAX_COLUMNS + 1) + "a\n")], "too_large", None),
        ([text("a," * 10_000 + "a\n" + "\n" * 7_000)], "too_large", None),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(files, code, sheet):
    problem = refused(*files)
    assert (problem.code, problem.sheet) == (code, sheet)


def test_a_file_that_ends_where_excel_cuts_off_is_said():
    file = text("id\n" + "P01\n" * 65_535)
    said = problem("row_limit", file)
    assert said.cells == ("65536:65536",)
    assert read_files([text("id\n" + "P01\n" * 65_534)]).problems == ()
    last = '<row r="65536"><c r="A65536"><v>1</v></c></row>'
    assert problem("row_limit", NamedFile("a.xlsx", workbook(HEAD + last))).sheet == "visits"


def test_sheets_know_their_size():
    empty = Sheet("visits", (), ())
    assert (empty.n_rows, empty.n_columns) == (0, 0)
