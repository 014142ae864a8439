from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from data.assembling import assemble
from data.errors import CohortError
from data.exporting import (
    as_csv,
    as_csv_files,
    as_text_cell,
    as_workbook,
    wide_table,
    written_tables,
)
from data.schema import TABLES
from data.selection import CohortFilter
from tests.cohorts import dangerous_names, demo, demo_tables, no_poznanski, registry


@pytest.mark.parametrize("text", ["=1+1", "+6M", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "\0x"])
def test_text_that_looks_like_a_formula_is_marked_as_text(text):
    assert as_text_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["P01", "", "<0.3", "1-2", "'x", "a=b"])
def test_other_text_stays(text):
    assert as_text_cell(text) == text


def test_tables_carry_the_values_of_the_file():
    written = written_tables(demo())
    for name, original in demo_tables().items():
        shown = written[name]
        for column in original.columns.intersection(shown.columns):
            expected = original[column].astype(object).where(original[column].notna(), None)
            assert [str(cell) for cell in shown[column]] == [
                str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
                for cell in expected
            ], (name, column)


def test_columns_without_a_value_and_limit_flags_are_left_out():
    shown = written_tables(no_poznanski())["visits"]
    assert "poznanski_left_sd" not in shown
    assert not [name for name in shown if name.endswith("_below_limit")]


def test_a_value_below_its_limit_is_written_as_it_is_said():
    cohort = registry()
    shown = written_tables(cohort)["visits"]["crp_mg_l"].to_numpy()
    below = cohort.visits["crp_mg_l_below_limit"].to_numpy()
    assert set(shown[below]) == {"<0.3"}
    assert not any(isinstance(cell, str) for cell in shown[~below])


@pytest.mark.parametrize("table", ["visits", "joints"])
def test_timepoints_that_were_worked_out_are_not_written(table):
    assert "timepoint" in written_tables(demo())[table]
    assert "timepoint" not in written_tables(registry())[table]


def test_dates_are_left_out_unless_asked_for():
    tables = demo_tables()
    dated = tables["visits"].assign(date=pd.Timestamp("2020-03-05"))
    cohort = assemble({**tables, "visits": dated})
    assert "date" not in written_tables(cohort)["visits"]
    assert set(written_tables(cohort, with_dates=True)["visits"]["date"]) == {"2020-03-05"}


def test_a_workbook_holds_the_tables_and_no_formula():
    book = load_workbook(BytesIO(as_workbook(written_tables(dangerous_names()))))
    assert book.sheetnames == ["patients", "visits", "joints", "treatments"]
    assert book["patients"]["A3"].value == "=1+1"
    assert book["patients"]["A3"].data_type == "s"
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}


def test_csv_marks_dangerous_text_and_leaves_negative_numbers():
    patients, visits, *_ = as_csv_files(written_tables(dangerous_names()))
    assert patients.name == "patients.csv"
    assert "\r\n'=1+1," in patients.content.decode("utf-8-sig")
    assert "'@SUM(A1)" in patients.content.decode("utf-8-sig")
    assert ",-0.6," in visits.content.decode("utf-8-sig")


def test_csv_marks_dangerous_headings():
    text = as_csv(pd.DataFrame({"=x": [1.5, None]})).decode("utf-8-sig")
    assert text == '\'=x\r\n1.5\r\n""\r\n'


def test_a_wide_sheet_has_a_row_a_visit_and_a_column_a_joint_and_measure():
    cohort = demo()
    wide = wide_table(cohort)
    assert len(wide) == len(cohort.visits)
    assert list(wide.columns[:3]) == ["patient_id", "sex", "age_at_start_years"]
    hips = cohort.joints[(cohort.joints["joint"] == "hip") & (cohort.joints["side"] == "L")]
    assert wide["hip_L_larsen"].astype(float).sum() == hips["larsen"].sum()
    assert wide["hip_L_erosion"].astype(float).sum() == hips["erosion"].sum()


def test_a_wide_sheet_has_room_for_one_reader():
    with pytest.raises(CohortError, match="read by 2 readers"):
        wide_table(registry())
    one = wide_table(registry().where(CohortFilter(reader="A")))
    reads = registry().joints.query("reader == 'A' and status == 'examined'")
    columns = [name for name in one if name.endswith("_larsen")]
    assert one[columns].notna().sum().sum() == len(reads)


def test_every_table_can_be_put_together_again():
    cohort = demo()
    again = assemble(written_tables(cohort))
    for each in TABLES:
        before, after = getattr(cohort, each.name), getattr(again, each.name)
        pd.testing.assert_frame_equal(before, after[before.columns], check_dtype=False)


def test_exporting_changes_nothing():
    cohort = demo()
    before = cohort.visits.copy(deep=True)
    wide_table(cohort)
    as_workbook(written_tables(cohort))
    pd.testing.assert_frame_equal(before, cohort.visits)
    assert np.isfinite(cohort.month).all()


def test_csv_has_no_digits_beyond_those_a_spreadsheet_keeps():
    lines = as_csv(pd.DataFrame({"x": [0.1 + 0.2, -2.8499999999999996, 1 / 3]})).splitlines()
    assert lines[1:] == [b"0.3", b"-2.85", b"0.333333333333333"]
