"""A small cohort as a workbook into which forty errors are planted, each with its cell."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from data.exporting import open_workbook
from data.reading.sheets import NamedFile, column_letter

N_PATIENTS = 16
MONTHS = {"1": 0, "2": 12, "3": 24}
TIMEPOINTS = {"1": "baseline", "2": "interim", "3": "final"}
JOINTS = ("hip", "knee", "ankle")
HEADINGS = {
    "patients": ("patient_id", "sex", "age_at_start_years", "followup_months", "diagnosis"),
    "visits": (
        "patient_id", "visit", "timepoint", "month", "active_joint_count",
        "active_joint_denominator", "CRP", "esr_mm_h", "poznanski_left_sd", "poznanski_right_sd",
        "poznanski_sd", "rm_left_mm", "m2_left_mm", "physis_closed",
    ),
    "joints": ("patient_id", "visit", "month", "joint", "side", "larsen", "erosion", "status"),
    "treatments": ("patient_id", "drug", "dose", "start_month", "stop_month"),
    "events": ("patient_id", "month", "kind", "joint", "side"),
    "study": ("key", "value"),
    "calendar": ("weather", "mood"),
}  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """One planted error: the code it must get, and the cell it stands in."""

    code: str
    sheet: str
    cell: str


class Workbook:
    """Sheets as rows of cells by heading, and the errors planted so far."""

    def __init__(self):
        self.rows = {name: [] for name in HEADINGS}
        self.planted = []

    def add(self, sheet, **cells):
        """Add a row; return its number as a spreadsheet counts."""
        self.rows[sheet].append(cells)
        return len(self.rows[sheet]) + 1

    def find(self, sheet, **known):
        """Give the number of the only row with those cells."""
        rows = [
            number
            for number, row in enumerate(self.rows[sheet], start=2)
            if all(row.get(name) == value for name, value in known.items())
        ]
        assert len(rows) == 1, (sheet, known, rows)
        return rows[0]

    def change(self, sheet, row, **cells):
        """Type other values into a row."""
        self.rows[sheet][row - 2].update(cells)

    def error(self, code, sheet, row, column):
        """Note that the cell in that row and column is to be named with that code."""
        letter = column_letter(HEADINGS[sheet].index(column))
        self.planted.append(Planted(code, sheet, f"{letter}{row}"))

    def plant(self, code, sheet, row, **cell):
        """Type a wrong value into one cell and note it."""
        ((column, _),) = cell.items()
        self.change(sheet, row, **cell)
        self.error(code, sheet, row, column)

    def content(self):
        """Write the workbook."""
        content = BytesIO()
        with open_workbook(content) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for name, headings in HEADINGS.items():
                sheet = book.add_worksheet(name)
                sheet.write_row(0, 0, headings)
                for row, cells in enumerate(self.rows[name], start=1):
                    for place, heading in enumerate(headings):
                        value = cells.get(heading)
                        is_day = isinstance(value, date)
                        sheet.write(row, place, value, *((day,) if is_day else ()))
        return content.getvalue()


def clean_workbook():
    """Lay out sixteen patients with three visits and six joints each, without an error."""
    book = Workbook()
    for number in range(1, N_PATIENTS + 1):
        patient = f"P{number:02d}"
        book.add(
            "patients", patient_id=patient, sex="FM"[number % 2],
            age_at_start_years=4 + number / 2, followup_months=24, diagnosis="JIA",
        )  # fmt: skip
        book.add("treatments", patient_id=patient, drug="etanercept", start_month=0)
        for visit, month in MONTHS.items():
            add_visit(book, patient, visit, month)
    book.add("events", patient_id="P01", month=6, kind="injection", joint="knee", side="L")
    book.add("study", key="disease", value="JIA")
    book.add("calendar", weather="rain", mood="fair")
    return book


def add_visit(book, patient, visit, month):
    """Add one visit with its labs, wrists and six joints."""
    book.add(
        "visits", patient_id=patient, visit=visit, timepoint=TIMEPOINTS[visit], month=month,
        active_joint_count=8 - 2 * int(visit), active_joint_denominator=71,
        CRP=12.5 - 4 * int(visit), esr_mm_h=40 - 10 * int(visit), poznanski_left_sd=-1.2,
        poznanski_right_sd=-1.4, poznanski_sd=-1.3, rm_left_mm=30, m2_left_mm=48,
        physis_closed="no",
    )  # fmt: skip
    for joint in JOINTS:
        for side in "LR":
            book.add(
                "joints", patient_id=patient, visit=visit, month=month, joint=joint, side=side,
                larsen=4 - int(visit), erosion=1, status="examined",
            )  # fmt: skip


def plant_in_patients(book):
    """Plant seven errors among the patients."""
    row = {number: book.find("patients", patient_id=f"P{number:02d}") for number in range(1, 17)}
    book.plant("out_of_range", "patients", row[1], age_at_start_years=650)
    book.plant("unknown_word", "patients", row[2], sex="perhaps")
    book.plant("sex_missing", "patients", row[3], sex=None)
    book.plant("decimal_comma", "patients", row[4], age_at_start_years="6,5")
    book.plant("followup_differs", "patients", row[5], followup_months=99)
    again = book.add("patients", **book.rows["patients"][row[6] - 2])
    book.error("duplicate_patient", "patients", again, "patient_id")
    alone = book.add("patients", patient_id="P17", sex="F", age_at_start_years=5, diagnosis="JIA")
    book.error("patient_without_visit", "patients", alone, "patient_id")


def plant_in_visits(book):
    """Plant fifteen errors among the visits, apart wherever one would cause another."""

    def row(patient, visit):
        return book.find("visits", patient_id=patient, visit=visit)

    book.planted.append(Planted("crp_unit", "visits", "G:G"))
    book.plant("not_a_number", "visits", row("P01", "1"), esr_mm_h="high")
    book.plant("missing_code", "visits", row("P01", "2"), esr_mm_h="n/a")
    book.plant("below_limit", "visits", row("P01", "3"), esr_mm_h="<2")
    book.plant("date_in_number", "visits", row("P02", "1"), esr_mm_h=date(2020, 2, 1))
    book.plant("mark_dropped", "visits", row("P02", "2"), esr_mm_h="12*")
    book.plant("unicode_minus", "visits", row("P02", "3"), poznanski_left_sd="−1.2")
    book.plant("active_over_denominator", "visits", row("P03", "1"), active_joint_denominator=5)
    book.planted[-1] = Planted("active_over_denominator", "visits", f"E{row('P03', '1')}")
    book.plant("not_whole", "visits", row("P03", "2"), active_joint_count=4.5)
    book.plant("poznanski_mean_differs", "visits", row("P04", "1"), poznanski_sd=-3.1)
    wrist = row("P04", "2")
    book.change("visits", wrist, poznanski_right_sd=None, poznanski_sd=None)
    book.plant("poznanski_extreme", "visits", wrist, poznanski_left_sd=-7.5)
    closed = row("P05", "2")
    book.change("visits", closed, poznanski_right_sd=None, poznanski_sd=None, physis_closed="yes")
    book.error("closed_growth_plate", "visits", closed, "poznanski_left_sd")
    book.plant("rm_not_below_m2", "visits", row("P05", "3"), rm_left_mm=50)
    late = row("P07", "2")
    book.change("visits", late, month=None)
    for place in places("P07", "2", book):
        book.change("joints", place, month=None)
    book.error("month_missing", "visits", late, "month")
    lost = book.add("visits", **{**book.rows["visits"][late - 2], "patient_id": "P99", "month": 3})
    book.error("visit_without_patient", "visits", lost, "patient_id")


def places(patient, visit, book):
    """Give the numbers of the rows of one film."""
    return [
        number
        for number, row in enumerate(book.rows["joints"], start=2)
        if (row["patient_id"], row["visit"]) == (patient, visit)
    ]


def plant_in_joints(book):
    """Plant thirteen errors among the reads of joints."""

    def row(patient, visit, joint="hip", side="L"):
        return book.find("joints", patient_id=patient, visit=visit, joint=joint, side=side)

    book.plant("out_of_range", "joints", row("P08", "1"), larsen=7)
    book.plant("grade_step", "joints", row("P08", "2"), larsen=2.3)
    book.plant("date_in_number", "joints", row("P08", "3"), larsen=date(2020, 2, 1))
    book.plant("roman_grade", "joints", row("P09", "1"), larsen="III")
    book.change("joints", row("P09", "3"), erosion=None, status=None)
    book.plant("status_in_grade", "joints", row("P09", "3"), larsen="THA")
    book.plant("not_a_flag", "joints", row("P10", "1"), erosion="perhaps")
    book.plant("time_differs", "joints", row("P10", "2"), month=13)
    book.plant("unknown_joint", "joints", row("P11", "1"), joint="flipper")
    book.plant("unknown_side", "joints", row("P11", "2"), side="upper")
    book.plant("side_of_midline_joint", "joints", row("P11", "3"), side="midline")
    first = {**book.rows["joints"][row("P12", "1") - 2]}
    book.error("duplicate_read", "joints", book.add("joints", **first), "patient_id")
    lost = book.add("joints", **{**first, "patient_id": "P98"})
    book.error("read_without_patient", "joints", lost, "patient_id")
    unlisted = book.add("joints", **{**first, "visit": "9", "month": None})
    book.error("read_without_visit", "joints", unlisted, "visit")


def plant_elsewhere(book):
    """Plant the last five errors among drugs, events, facts and sheets."""
    row = book.find("treatments", patient_id="P13")
    book.change("treatments", row, start_month=12)
    book.plant("stop_before_start", "treatments", row, stop_month=6)
    book.plant("missing_drug", "treatments", book.find("treatments", patient_id="P14"), drug=None)
    stray = book.add("treatments", patient_id="P97", drug="etanercept", start_month=0)
    book.error("treatment_without_patient", "treatments", stray, "patient_id")
    book.plant("unknown_word", "events", 2, kind="party")
    book.plant("unknown_study_key", "study", book.add("study", key="x", value="y"), key="weather")


def planted_workbook():
    """Give the workbook as a file, and what is planted in it."""
    book = clean_workbook()
    plant_in_patients(book)
    plant_in_visits(book)
    plant_in_joints(book)
    plant_elsewhere(book)
    return NamedFile("planted.xlsx", book.content()), tuple(book.planted)
