"""The command line: one JSON object a file, exit 2 for a rejected one, never a traceback."""

import json

import pytest

from data.__main__ import main
from tests.data.importing_csv import PATIENTS, VISITS

CRP = "patient_id,visit,month,CRP\nP01,1,0,3.5\nP02,1,0,0.2\n"
DATED = "patient_id,visit,month,date\nP01,1,0,2020-03-05\nP02,1,,\n"


@pytest.fixture
def folder(tmp_path):
    for name, text in [("patients", PATIENTS), ("visits", VISITS), ("crp", CRP), ("dated", DATED)]:
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def run(capsys, *arguments):
    code = main([str(each) for each in arguments])
    lines = capsys.readouterr().out.splitlines()
    return code, [json.loads(line, parse_constant=pytest.fail) for line in lines]


def test_each_file_is_a_line_of_its_own(folder, capsys):
    code, lines = run(capsys, folder / "visits.csv", folder / "crp.csv", "--json")
    assert code == 0
    assert [(line["file"], line["status"]) for line in lines] == [
        ("visits.csv", "ready"),
        ("crp.csv", "needs_answers"),
    ]
    question = lines[1]["problems"][0]
    assert (question["code"], question["sheet"], question["cells"]) == ("crp_unit", None, ["D:D"])
    assert question["choices"] == ["mg/L", "mg/dL"]
    assert "tables" not in lines[0]


def test_together_they_are_one_cohort_and_sheets_are_file_names(folder, capsys):
    files = (folder / "patients.csv", folder / "crp.csv")
    code, lines = run(capsys, *files, "--together", "--json")
    assert (code, len(lines), lines[0]["file"]) == (0, 1, "patients.csv")
    assert lines[0]["problems"][0]["sheet"] == "crp.csv"


def test_answers_settle_questions(folder, capsys):
    answers = folder / "answers.json"
    answers.write_text(json.dumps({"crp_unit@!CRP": "mg/dL"}))
    code, lines = run(capsys, folder / "crp.csv", "--json", "--tables", "--answers", answers)
    assert (code, lines[0]["status"]) == (0, "ready")
    assert [row["crp_mg_l"] for row in lines[0]["tables"]["visits"]] == [35, 2]


def test_tables_have_nulls_and_iso_dates(folder, capsys):
    _, lines = run(capsys, folder / "dated.csv", "--json", "--tables")
    visits = lines[0]["tables"]["visits"]
    assert [row["date"] for row in visits] == ["2020-03-05", None]
    assert visits[0]["crp_mg_l"] is None
    assert set(lines[0]["tables"]) >= {"patients", "visits", "joints"}


def test_missing_files_folders_and_dangling_links_are_rejected_lines(folder, capsys):
    (folder / "link.csv").symlink_to(folder / "gone.csv")
    bad = (folder / "nowhere.csv", folder, folder / "link.csv")
    code, lines = run(capsys, *bad, folder / "visits.csv", "--json")
    assert code == 2
    assert [line["status"] for line in lines] == ["rejected"] * 3 + ["ready"]
    assert lines[1]["file"] == folder.name


@pytest.mark.parametrize("text", ["[]", "{", '{"a": 1}'])
def test_answers_that_cannot_be_read_are_rejected(folder, capsys, text):
    (folder / "answers.json").write_text(text)
    code, lines = run(capsys, folder / "crp.csv", "--json", "--answers", folder / "answers.json")
    assert (code, lines[0]["problems"][0]["code"]) == (2, "unreadable_answers")


def test_without_json_it_is_a_report_to_read(folder, capsys):
    assert main([str(folder / "crp.csv")]) == 0
    said = capsys.readouterr().out
    assert "crp.csv: needs answers" in said
    assert "Answer crp_unit@!CRP: mg/L or mg/dL" in said
