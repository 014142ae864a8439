"""The same cohort as workbook, CSV set and wide sheets gives identical canonical tables."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from data.demos import demo_files
from data.exporting import as_csv, as_csv_files, as_workbook, wide_table, written_tables
from data.importing import import_files
from data.reading.sheets import NamedFile

LINKED = ("patients", "visits", "joints")


@pytest.fixture(scope="module")
def demo():
    return import_files(demo_files("reconstruction"))


@pytest.fixture(scope="module")
def one_reader():
    """The registry as one reader saw it: not filmed, replaced and fused joints among them."""
    cohort = import_files(demo_files("registry")).cohort
    tables = written_tables(cohort)
    joints = tables["joints"]
    tables["joints"] = joints[joints["reader"] == "A"].drop(columns="reader")
    return import_files((NamedFile("one.xlsx", as_workbook(tables)),))


def wide_by_patient(cohort):
    """Lay a cohort out with a row a patient and a column a measure and visit."""
    patients = written_tables(cohort)["patients"]
    wide = wide_table(cohort)
    rows = patients.set_index("patient_id")
    facts = [name for name in patients.columns if name != "patient_id"]
    for label in wide["visit"].unique():
        visit = (
            wide[wide["visit"] == label].set_index("patient_id").drop(columns=[*facts, "visit"])
        )
        rows = rows.join(visit.add_suffix(f" visit {label}"))
    return rows.reset_index()


def assert_same(imported, expected, names=LINKED):
    assert imported.status == "ready"
    for name in names:
        assert_frame_equal(imported.tables[name], expected.tables[name])


def test_the_demo_reads_without_a_problem(demo):
    assert demo.status == "ready"
    assert demo.problems == ()
    assert demo.counts == {"patients": 9, "visits": 43, "joints": 430}


def test_the_csv_set_equals_the_workbook(demo):
    files = as_csv_files(written_tables(demo.cohort))
    assert_same(import_files(files), demo, tuple(demo.tables))


def test_the_order_of_the_csv_files_does_not_matter(demo):
    files = as_csv_files(written_tables(demo.cohort))
    assert_same(import_files(files[::-1]), demo, tuple(demo.tables))


@pytest.mark.parametrize("lay_out", [wide_table, wide_by_patient])
def test_a_wide_sheet_equals_the_workbook(demo, lay_out):
    wide = lay_out(demo.cohort)
    assert_same(import_files((NamedFile("wide.csv", as_csv(wide)),)), demo)
    book = as_workbook({"All patients": wide})
    assert_same(import_files((NamedFile("wide.xlsx", book),)), demo)


def test_statuses_and_limits_come_through_a_wide_sheet(one_reader):
    wide = wide_table(one_reader.cohort)
    imported = import_files((NamedFile("wide.csv", as_csv(wide)),))
    assert_same(imported, one_reader, ("patients", "visits"))
    keys = ["patient_id", "visit", "joint", "side"]
    read, filmed = imported.tables["joints"], one_reader.tables["joints"]
    both = read.astype({"patient_id": "str"}).merge(filmed.astype({"patient_id": "str"}), on=keys)
    assert len(both) == len(filmed)
    for name in ("larsen", "erosion", "status"):
        pd.testing.assert_series_equal(both[f"{name}_x"], both[f"{name}_y"], check_names=False)
    added = len(read) - len(filmed)
    assert (read["status"] == "not_examined").sum() >= added


def test_labels_that_say_the_time_are_kept_and_understood():
    text = "Pt,R_knee_Larsen_pre,knee L final,Larsen R hip 6M\nP01,2,3,1\n"
    imported = import_files((NamedFile("wide.csv", text.encode()),))
    visits = imported.tables["visits"]
    assert visits["visit"].tolist() == ["pre", "6M", "final"]
    assert visits["timepoint"].astype(object).where(
        visits["timepoint"].notna(), None
    ).tolist() == [
        "baseline",
        None,
        "final",
    ]
    assert visits["month"].isna().tolist() == [True, False, True]
    joints = imported.tables["joints"]
    found = list(
        zip(joints["visit"], joints["joint"], joints["side"], joints["larsen"], strict=True)
    )
    assert found == [("pre", "knee", "R", 2), ("6M", "hip", "R", 1), ("final", "knee", "L", 3)]


def test_a_visit_without_any_cell_is_no_visit():
    text = "Pt,R knee pre,R knee final\nP01,2,\nP02,1,3\n"
    imported = import_files((NamedFile("wide.csv", text.encode()),))
    visits = imported.tables["visits"]
    assert list(zip(visits["patient_id"], visits["visit"], strict=True)) == [
        ("P01", "pre"),
        ("P02", "pre"),
        ("P02", "final"),
    ]


def test_a_joint_with_blank_cells_beside_others_was_not_filmed():
    text = "Pt,visit,month,R knee,L knee\nP01,1,0,2,\n"
    joints = import_files((NamedFile("wide.csv", text.encode()),)).tables["joints"]
    assert joints["status"].tolist() == ["not_examined", "examined"]
