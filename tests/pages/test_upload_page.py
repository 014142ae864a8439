from io import BytesIO
from pathlib import Path

import openpyxl
from streamlit.testing.v1 import AppTest

from tests.data.planted_errors import planted_workbook

SHELL = Path(__file__).resolve().parents[2] / "components" / "shell.py"
EXAMPLES = Path(__file__).resolve().parents[2] / "data" / "examples"
DEMO = (EXAMPLES / "reconstruction.xlsx").read_bytes()


def started() -> AppTest:
    return AppTest.from_file(SHELL, default_timeout=60).run()


def uploaded(name: str, content: bytes) -> AppTest:
    app = started()
    app.file_uploader[0].upload(name, content).run()
    assert not app.exception
    return app


def changed_demo(**cells: object) -> bytes:
    """Write other values into cells of the visits sheet of the demo workbook."""
    book = openpyxl.load_workbook(BytesIO(DEMO))
    for cell, value in cells.items():
        book["visits"][cell] = value
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def said(app: AppTest) -> str:
    return " ".join(each.value for each in [*app.main.markdown, *app.main.error])


def test_before_anything_it_says_what_it_does_and_keeps_private() -> None:
    app = started()
    assert not app.exception
    assert "never written to disk" in said(app)
    assert "Not a medical device" in said(app)
    assert [each.label for each in app.main.button][:2] == [
        "Open the demo: Nine children on tocilizumab",
        "Open the demo: A registry of 60 patients",
    ]


def test_the_demo_workbook_is_read_and_offered() -> None:
    app = uploaded("my patients.xlsx", DEMO)
    assert "9 patients · 43 visits · 430 joint reads" in said(app)
    assert any("9 of 9 patients" in each.value for each in app.sidebar.markdown)
    assert "Explore" in [each.label for each in app.main.button]
    assert app.text_input(key="upload_short_name").value == "cohort"


def test_a_column_can_be_corrected() -> None:
    app = uploaded("cohort.xlsx", changed_demo(H1="blood test 7"))
    assert app.session_state["_loaded"].cohort.visits["esr_mm_h"].isna().all()
    app.session_state["upload_tabs"] = "visits"
    app.run()
    box = next(each for each in app.selectbox if each.label == "blood test 7 means")
    box.set_value("esr_mm_h").run()
    assert not app.exception
    assert app.session_state["_loaded"].cohort.visits["esr_mm_h"].iloc[0] == 69


def test_a_question_is_asked_answered_and_taken_back() -> None:
    app = uploaded("cohort.xlsx", changed_demo(G1="CRP"))
    assert "Until the questions below are answered" in said(app)
    assert app.session_state["_loaded"].cohort.visits["crp_mg_l"].isna().all()
    next(each for each in app.button if each.label == "mg/dL").click().run()
    assert app.session_state["_loaded"].cohort.visits["crp_mg_l"].iloc[0] == 335
    next(each for each in app.button if each.label == "Change the answer").click().run()
    assert app.session_state["_loaded"].cohort.visits["crp_mg_l"].isna().all()


def test_a_broken_file_gets_its_sentence_and_nothing_is_loaded() -> None:
    app = uploaded("picture.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 500)
    assert len(app.main.error) == 1
    assert "_loaded" not in app.session_state
    assert "Explore" not in [each.label for each in app.main.button]


def test_problems_are_listed_with_their_cell() -> None:
    app = uploaded("cohort.xlsx", changed_demo(G2="3,5", H3=-4))
    problems = next(each.value for each in app.dataframe if "Cells" in each.value)
    where = dict(zip(problems["Cells"], problems["Severity"], strict=True))
    assert where["G2"] == "repaired"
    assert where["H3"] == "warning"


def test_forty_planted_errors_are_named_on_the_page_and_valid_rows_stay() -> None:
    file, planted = planted_workbook()
    app = uploaded(file.name, file.content)
    problems = next(each.value for each in app.dataframe if "Cells" in each.value)
    named = {
        (code, sheet, cell)
        for code, sheet, cells in zip(
            problems["Code"], problems["Sheet"], problems["Cells"], strict=True
        )
        for cell in cells.split(", ")
    }
    assert len(planted) == 40
    assert {(each.code, each.sheet, each.cell) for each in planted} <= named
    assert len(app.session_state["_loaded"].cohort.joints) > 250
    for page in ("overview", "joints", "timeline", "poznanski", "change"):
        app.switch_page(f"../pages/{page}.py").run()
        assert not app.exception


def test_the_short_name_goes_into_file_names_and_survives_a_correction() -> None:
    app = uploaded("cohort.xlsx", changed_demo(G1="CRP"))
    app.text_input(key="upload_short_name").set_value("SJIA 2013").run()
    next(each for each in app.button if each.label == "mg/L").click().run()
    assert app.session_state["_loaded"].cohort.name == "SJIA 2013"


def test_a_new_file_replaces_the_demo_and_is_not_synthetic() -> None:
    app = started()
    app.main.button[0].click().run()
    assert app.session_state["_loaded"].cohort.synthetic
    app.file_uploader[0].upload("cohort.xlsx", DEMO).run()
    assert not app.session_state["_loaded"].cohort.synthetic


def test_a_reference_table_scores_wrists_and_is_cited() -> None:
    book = openpyxl.load_workbook(BytesIO(DEMO))
    sheet = book["visits"]
    for column, (name, value) in {"I": ("rm_left_mm", 20), "J": ("m2_left_mm", 30)}.items():
        for row in range(1, sheet.max_row + 1):
            sheet[f"{column}{row}"] = name if row == 1 else value
    content = BytesIO()
    book.save(content)
    app = uploaded("cohort.xlsx", content.getvalue())
    assert app.session_state["_loaded"].cohort.visits["poznanski_left_sd"].isna().all()
    reference = (
        "sex,m2_min_mm,m2_max_mm,intercept_mm,slope,sd_mm,citation\n"
        "F,20,40,4,0.5,1.5,Made up for this test\n"
    )
    app.file_uploader[1].upload("reference.csv", reference.encode()).run()
    assert not app.exception
    n_girls = int((app.session_state["_loaded"].cohort.visits["poznanski_left_sd"] > 0.6).sum())
    assert f"{n_girls} wrist films scored by Made up for this test" in said(app)
    app.switch_page("../pages/timeline.py").run()
    assert "Poznanski scores computed from RM and M2 by Made up for this test" in said(app)


def test_a_sheet_of_unknown_headings_can_be_mended_on_the_page() -> None:
    text = b"Name,R knee pre,L knee pre,CRP (mg/L) pre\nx1,2,1,5\n"
    app = uploaded("cohort.csv", text)
    assert "_loaded" not in app.session_state
    next(each for each in app.selectbox if each.label == "Name means").set_value(
        "patient_id"
    ).run()
    assert not app.exception
    assert app.session_state["_loaded"].cohort.n_joints == 2


def test_what_a_sheet_holds_can_be_changed_on_the_page() -> None:
    text = b"patient,visit,jiont,side,Larson\nP01,1,hip,R,2\nP01,1,hip,L,1\n"
    app = uploaded("cohort.csv", text)
    holds = next(each for each in app.selectbox if each.label == "This sheet holds")
    holds.set_value("joints").run()
    for heading, meaning in (("jiont", "joint"), ("Larson", "larsen")):
        box = next(each for each in app.selectbox if each.label == f"{heading} means")
        box.set_value(meaning).run()
        assert not app.exception
    assert app.session_state["_loaded"].cohort.joints["larsen"].tolist() == [1, 2]


def dropped(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Drop files beside those that the drop zone holds already."""
    app.file_uploader[0].set_value([(name, content, "") for name, content in files]).run()
    assert not app.exception
    return app


def test_another_workbook_dropped_beside_the_first_replaces_it() -> None:
    app = uploaded("first.csv", b"patient_id,R knee pre\nP01,2\n")
    zone = app.file_uploader[0].key
    dropped(app, ("first.csv", b"patient_id,R knee pre\nP01,2\n"), ("second.xlsx", DEMO))
    assert "9 patients · 43 visits · 430 joint reads" in said(app)
    assert app.file_uploader[0].key != zone


def test_a_corrected_file_of_the_same_name_replaces_the_older() -> None:
    older, newer = b"patient_id,R knee pre\nP01,9\n", b"patient_id,R knee pre\nP01,2\n"
    app = uploaded("cohort.csv", older)
    dropped(app, ("cohort.csv", older), ("cohort.csv", newer))
    assert app.session_state["_loaded"].cohort.joints["larsen"].tolist() == [2]
    assert not app.main.error


def test_csv_files_dropped_one_after_the_other_make_a_set() -> None:
    patients, joints = (
        b"patient_id,sex\nP01,F\n",
        b"patient_id,visit,joint,side,larsen\nP01,1,hip,L,2\n",
    )
    app = uploaded("patients.csv", patients)
    zone = app.file_uploader[0].key
    dropped(app, ("patients.csv", patients), ("joints.csv", joints))
    held = app.session_state["_loaded"].cohort
    assert held.patients["sex"].tolist() == ["F"]
    assert held.n_joints == 1
    assert app.file_uploader[0].key == zone


def test_a_file_that_cannot_be_used_can_be_cleared_too() -> None:
    app = uploaded("cohort.csv", b"Name,Larsen total\nx1,5\n")
    next(each for each in app.sidebar.button if each.label == "Clear my data").click().run()
    assert not app.exception
    assert not app.main.error
    assert "_draft" not in app.session_state


def test_a_heading_with_blanks_and_a_sheet_that_is_not_used_are_shown_as_they_are() -> None:
    app = uploaded("cohort.csv", b"Name, ESR \nx1,5\n")
    shown = [each.value for each in app.main.markdown]
    assert any(each.startswith("**ESR**") for each in shown)
    assert "choose which column holds the patient's id" in said(app)
    assert "kept as a group" not in said(app)
