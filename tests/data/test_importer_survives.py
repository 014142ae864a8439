"""Whatever the cells hold, the importer answers: it raises nothing and stays in its schema."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.importing import import_files
from data.json_lines import json_line
from data.reading.sheets import NamedFile
from data.schema import TABLES
from tests.data.importing_csv import codes

HEADINGS = (
    "patient_id", "Pt", "sex", "Age", "visit", "timepoint", "month", "date", "first dose", "CRP",
    "CRP (mg/dL)", "ESR", "physis_closed", "poznanski_left_sd", "joint", "side", "larsen",
    "erosion", "status", "reader", "R knee pre", "R_knee_Larsen_final", "L hip 6M", "hip R status",
    "drug", "start", "stop", "kind", "key", "value", "Centre", "", "crp_mg_l visit 2",
)  # fmt: skip
CELLS = (
    "", "P01", "p01 ", "P02", "F", "1", "2", "0", "-1", "3,5", "<0.3", "ND", "THA", "pre", "6M",
    "final", "knee", "R knee", "cervical spine", "L", "R", "midline", "01/02/2020", "2020-03-05",
    "43895", "yes", "III", "7", "2.3", "replaced", "△", "１２", "− 2", "1,234", "EXAMPLE",
)  # fmt: skip


@st.composite
def sheets(draw):
    headings = draw(st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=9))
    row = st.lists(st.sampled_from(CELLS), min_size=len(headings), max_size=len(headings))
    rows = draw(st.lists(row, max_size=7))
    lines = [",".join(f'"{cell}"' for cell in cells) for cells in (headings, *rows)]
    return "\n".join(lines) + "\n"


NAMES = ("patients", "visits", "joints", "x")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(sheets(), min_size=1, max_size=3))
def test_no_sheet_is_too_odd(texts):
    files = tuple(
        NamedFile(f"{name}.csv", text.encode()) for name, text in zip(NAMES, texts, strict=False)
    )
    imported = import_files(files)
    line = json_line("x.csv", imported, with_tables=True)
    assert "NaN" not in line
    assert (imported.status == "rejected") == (imported.cohort is None)
    keys = [(each.code, each.sheet, each.column) for each in imported.problems]
    assert len(set(keys)) == len(keys)
    if imported.status == "rejected":
        assert any(problem.severity == "rejected" for problem in imported.problems)
        return
    for table in TABLES:
        assert set(table.names) <= set(imported.tables[table.name].columns)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_as_a_cell_is_read_or_named(text):
    cell = '"' + text.replace('"', '""') + '"'
    file = NamedFile("x.csv", f"patient_id,visit,month,ESR\nP01,1,0,{cell}\n".encode())
    imported = import_files((file,))
    assert imported.status == "ready"
    value = imported.tables["visits"]["esr_mm_h"].iloc[0]
    shown = "".join(each for each in text if each.isprintable()).strip()
    if value != value and shown:
        assert set(codes(imported)) - {"patients_derived"}
