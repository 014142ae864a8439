"""What the app itself hands out can be read again: demos, template, exports."""

from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest

from benchmarks.cohorts import made_up_cohort, made_up_csv, made_up_workbook
from data.demos import demo_files
from data.exporting import as_csv, as_csv_files, as_workbook, wide_table, written_tables
from data.importing import import_files
from data.reading.sheets import NamedFile
from data.schema import TABLES
from data.selection import CohortFilter
from data.template import template_workbook
from tests.cohorts import demo, registry


def codes_of(imported, *severities):
    return {each.code for each in imported.problems if each.severity in severities}


def assert_same(first, second, tables):
    for name in tables:
        before, after = getattr(first, name), getattr(second, name)
        pd.testing.assert_frame_equal(
            before, after[before.columns], check_dtype=False, check_categorical=False
        )


def test_the_reconstruction_is_read_without_a_problem():
    imported = import_files(demo_files("reconstruction"))
    assert (imported.status, imported.problems) == ("ready", ())
    assert_same(demo(), imported.cohort, [each.name for each in TABLES])


def test_the_registry_is_read_with_its_limits_listed_and_nothing_else():
    imported = import_files(demo_files("registry"))
    assert imported.status == "ready"
    assert {each.code for each in imported.problems} == {"below_limit"}
    assert_same(registry(), imported.cohort, ["patients", "visits", "treatments", "study"])
    assert len(imported.cohort.joints) == len(registry().joints)
    assert len(imported.cohort.events) == len(registry().events)


def test_the_untouched_template_holds_no_patient():
    imported = import_files((NamedFile("template.xlsx", template_workbook()),))
    assert imported.status == "rejected"
    assert {"example_patient", "no_patients"} <= codes_of(imported, "warning", "rejected")


def test_a_filled_template_is_read_without_its_example():
    book = openpyxl.load_workbook(BytesIO(template_workbook()))
    book["patients"].append(["007", "F", 6.5])
    book["visits"].append(["007", "1", "baseline", 0])
    book["visits"].append(["007", "2", "final", 60])
    for visit, month in (("1", 0), ("2", 60)):
        book["joints"].append(["007", visit, None, month, "knee", "L", "A", 2, 1])
    content = BytesIO()
    book.save(content)
    imported = import_files((NamedFile("template.xlsx", content.getvalue()),))
    assert imported.status == "ready"
    assert imported.cohort.patient_ids == ("007",)
    assert (len(imported.cohort.visits), len(imported.cohort.joints)) == (2, 2)
    assert {each.code for each in imported.problems} == {"example_patient"}


@pytest.mark.parametrize("cohort", [demo(), registry()], ids=["demo", "registry"])
def test_a_written_cohort_is_read_back(cohort):
    tables = written_tables(cohort)
    names = [each.name for each in TABLES]
    workbook = import_files((NamedFile("cohort.xlsx", as_workbook(tables)),))
    csv_set = import_files(as_csv_files(tables))
    for imported in (workbook, csv_set):
        assert imported.status == "ready"
        assert codes_of(imported, "warning") == set()
        assert imported.cohort.n_joints == cohort.n_joints
    assert_same(workbook.cohort, csv_set.cohort, names)


def test_a_zip_of_csv_files_is_read_back():
    content = BytesIO()
    with ZipFile(content, "w") as parts:
        for file in as_csv_files(written_tables(demo())):
            parts.writestr(file.name, file.content)
    imported = import_files((NamedFile("cohort.zip", content.getvalue()),))
    assert imported.status == "ready"
    assert_same(demo(), imported.cohort, ["patients", "visits", "treatments"])


def test_a_wide_sheet_is_read_back_as_the_same_patients_visits_and_reads():
    cohort = registry().where(CohortFilter(reader="A"))
    imported = import_files((NamedFile("wide.csv", as_csv(wide_table(cohort))),))
    assert imported.status == "ready"
    again = imported.cohort
    assert again.n_patients == cohort.n_patients
    assert len(again.visits) == len(cohort.visits)
    for column in ("larsen", "erosion"):
        assert again.joints[column].sum() == cohort.joints[column].sum()
        assert again.joints[column].notna().sum() == cohort.joints[column].notna().sum()
    for status in ("replaced", "fused"):
        assert (again.joints["status"] == status).sum() == (
            cohort.joints["status"] == status
        ).sum()


def test_made_up_files_are_read_without_a_warning():
    cohort = made_up_cohort(40)
    for files in ((made_up_workbook(40),), made_up_csv(40)):
        imported = import_files(files)
        assert imported.status == "ready"
        assert codes_of(imported, "warning", "question") == set()
        assert imported.cohort.n_joints == cohort.n_joints


PARTS = {
    "patients": ("ready", "patient_without_visit"),
    "visits": ("ready", "patients_derived"),
    "joints": ("ready", "visits_derived"),
    "treatments": ("rejected", "no_patients"),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_sheet_alone_is_read_or_refused_with_a_sentence(name):
    table = written_tables(demo())[name]
    imported = import_files((NamedFile("part.xlsx", as_workbook({name: table})),))
    status, code = PARTS[name]
    assert imported.status == status
    assert code in codes_of(imported, "warning", "rejected")


@pytest.mark.parametrize("name", ["patients", "visits", "joints"])
def test_a_sheet_of_headings_alone_does_no_harm(name):
    tables = written_tables(demo())
    emptied = {**tables, name: tables[name].head(0)}
    imported = import_files((NamedFile("emptied.xlsx", as_workbook(emptied)),))
    assert imported.status == ("rejected" if name == "patients" else "ready")
