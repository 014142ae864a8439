from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.converting.values import Reading, Setting, reader_of
from data.schema import JOINT_READS, PATIENTS, VISITS

PLAIN = Setting()
CRP = VISITS.column("crp_mg_l")
LARSEN = JOINT_READS.column("larsen")
MONTH = VISITS.column("month")
POZNANSKI = VISITS.column("poznanski_sd")


def read(column, raw, setting=PLAIN):
    return reader_of(column, setting)(raw)


@pytest.mark.parametrize(
    ("raw", "value", "codes"),
    [
        (3, 3.0, ()),
        ("12.5", 12.5, ()),
        (" 12.5 ", 12.5, ()),
        ("3,5", 3.5, ("decimal_comma",)),
        ("１２", 12.0, ("full_width",)),
        ("12*", 12.0, ("mark_dropped",)),
        ("1,234.5", None, ("out_of_range",)),
        ("<0.3", 0.3, ("below_limit",)),
        ("0.02 or less", 0.02, ("below_limit",)),
        ("0.3以下", 0.3, ("below_limit",)),
        ("ND", None, ("missing_code",)),
        ("n/a", None, ("missing_code",)),
        ("high", None, ("not_a_number",)),
        (True, None, ("not_a_number",)),
        (datetime(2020, 2, 1), None, ("date_in_number",)),
        (9999, None, ("out_of_range",)),
        ("  ", None, ()),
    ],
)
def test_a_lab_value_is_read_or_named(raw, value, codes):
    found = read(CRP, raw)
    assert (found.value, found.codes) == (value, codes)


def test_a_comma_that_may_mark_thousands_is_left_empty():
    assert read(CRP, "1,234").codes == ("unclear_comma",)
    assert read(CRP, "1,234", Setting(comma=True)).value == 1.234


def test_a_dash_for_a_minus_is_listed():
    assert read(POZNANSKI, "− 2.4") == Reading(-2.4, ("unicode_minus",))


def test_a_value_below_the_limit_says_so():
    assert read(CRP, "＜0.3").note is True
    assert set(read(CRP, "＜0.3").codes) == {"full_width", "below_limit"}


def test_the_unit_of_a_column_converts_its_values():
    setting = Setting(factor=10.0, units={"mg/l": 1.0, "mg/dl": 10.0})
    assert read(CRP, "3.35", setting) == Reading(33.5, ("unit_converted",))
    assert read(CRP, "0.3 mg/dL", setting) == Reading(3.0, ("unit_converted",))
    assert read(CRP, "5 mg/L", setting).value == pytest.approx(5.0)


def test_the_columns_own_unit_in_a_cell_is_no_change():
    assert read(CRP, "12 mg/L", Setting(units={"mg/l": 1.0})) == Reading(12.0)


@pytest.mark.parametrize(
    ("raw", "value", "codes", "note"),
    [
        (2, 2.0, (), None),
        ("2.5", 2.5, (), None),
        ("III", 3.0, ("roman_grade",), None),
        ("THA", None, ("status_in_grade",), "replaced"),
        ("ankylosed", None, ("status_in_grade",), "fused"),
        ("NE", None, ("status_in_grade",), "not_examined"),
        (7, None, ("out_of_range",), None),
        (99, None, ("out_of_range",), None),
        (2.3, None, ("grade_step",), None),
        ("2+", None, ("not_a_number",), None),
        ("<1", None, ("not_a_number",), None),
        (date(2020, 1, 2), None, ("date_in_number",), None),
    ],
)
def test_a_grade_is_read_or_named(raw, value, codes, note):
    assert read(LARSEN, raw) == Reading(value, codes, note)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (1, 1),
        (0.0, 0),
        (True, 1),
        ("yes", 1),
        ("No", 0),
        ("○", 1),
        ("×", 0),
        ("+", 1),
        ("なし", 0),
    ],
)
def test_ticks_with_one_meaning_are_read_unlisted(raw, value):
    assert read(JOINT_READS.column("erosion"), raw) == Reading(value)


def test_other_ticks_are_named():
    assert read(JOINT_READS.column("erosion"), "△").codes == ("not_a_flag",)
    assert read(JOINT_READS.column("erosion"), 3).codes == ("not_a_flag",)


def test_words_of_joint_and_side_are_read_in_several_languages():
    joint, side = JOINT_READS.column("joint"), JOINT_READS.column("side")
    assert [read(joint, each).value for each in ("Knee", "膝", "MCP 2", "Hüfte")] == [
        "knee",
        "knee",
        "mcp2",
        "hip",
    ]
    assert [read(side, each).value for each in ("Rt", "左", "sinistra")] == ["R", "L", "L"]
    assert read(joint, "knee, left") == Reading("knee", (), "L")
    assert read(joint, "flipper").codes == ("unknown_joint",)


def test_times_in_words_are_listed():
    assert read(MONTH, "6M") == Reading(6.0, ("relative_time",))
    assert read(MONTH, "Wk 52") == Reading(12.0, ("relative_time",))
    duration = PATIENTS.column("disease_duration_at_start_months")
    assert read(duration, "4y2m") == Reading(50.0, ("duration_in_words",))


def test_dates_are_read_by_the_order_of_their_column():
    day = VISITS.column("date")
    assert read(day, "2020-03-05").value == date(2020, 3, 5)
    assert read(day, "13/02/2020").value == date(2020, 2, 13)
    assert read(day, "05/03/2020", Setting(order="day first")).value == date(2020, 3, 5)
    assert read(day, "05/03/2020", Setting(order="month first")).value == date(2020, 5, 3)
    assert read(day, "05/03/2020") == Reading()
    assert read(day, 43895) == Reading(date(2020, 3, 5), ("serial_date",))
    assert read(day, "2020-02-31").codes == ("not_a_date",)


def test_ids_and_labels_stay_text():
    assert read(PATIENTS.column("patient_id"), 7.0).value == "7"
    assert read(PATIENTS.column("patient_id"), "007").value == "007"
    assert read(VISITS.column("visit"), 1.0).value == "1"


@settings(deadline=None)
@given(st.one_of(st.none(), st.text(), st.floats(), st.integers(), st.booleans(), st.dates()))
def test_every_value_is_in_range_or_empty_and_never_raises(raw):
    for table in (PATIENTS, VISITS, JOINT_READS):
        for column in table.columns:
            found = read(column, "" if raw is None else raw)
            if column.kind in ("number", "count") and found.value is not None:
                assert column.low is None or column.low <= found.value
                assert column.high is None or found.value <= column.high


@settings(deadline=None)
@given(st.floats(min_value=0, max_value=600).map(lambda value: round(value, 3)))
def test_a_number_reads_the_same_in_every_spelling(value):
    spellings = [repr(value), f"{value:f}".replace(".", ","), f" {value!r} "]
    readings = [read(CRP, each, Setting(comma=True)).value for each in spellings]
    assert readings == pytest.approx([value] * 3, abs=1e-6)
