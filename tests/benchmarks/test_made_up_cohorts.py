import time

from python_calamine import CalamineWorkbook

from benchmarks.cohorts import made_up_cohort, made_up_csv, made_up_tables, made_up_workbook
from data.schema import TABLES


def test_a_cohort_has_ten_joints_a_film():
    cohort = made_up_cohort(30, n_visits=3)
    assert (cohort.n_patients, len(cohort.visits), len(cohort.joints)) == (30, 90, 900)
    assert cohort.n_joints == 300
    assert cohort.synthetic


def test_the_same_seed_gives_the_same_cohort():
    first, second, other = made_up_tables(5), made_up_tables(5), made_up_tables(5, seed=1)
    assert all(first[name].equals(second[name]) for name in first)
    assert not first["joints"].equals(other["joints"])


def test_the_values_lie_in_the_ranges_of_the_schema():
    tables = made_up_tables(200)
    for each in TABLES[:3]:
        for column in each.columns:
            if column.low is not None and column.name in tables[each.name]:
                values = tables[each.name][column.name].dropna()
                assert values.between(column.low, column.high).all(), column.name


def test_one_visit_and_one_patient_are_enough():
    assert len(made_up_cohort(1, n_visits=1).joints) == 10


def test_files_hold_the_same_rows():
    from io import BytesIO

    book = CalamineWorkbook.from_filelike(BytesIO(made_up_workbook(20).content))
    assert len(book.get_sheet_by_name("joints").to_python()) == 1 + 20 * 4 * 10
    names = [file.name for file in made_up_csv(20)]
    assert names == ["patients.csv", "visits.csv", "joints.csv"]


def test_ten_thousand_patients_take_no_noticeable_time():
    start = time.perf_counter()
    made_up_tables(10_000)
    assert time.perf_counter() - start < 5
