import json

import pytest

from analysis.__main__ import main
from tests.cohorts import RECONSTRUCTION

WORKBOOK = RECONSTRUCTION.with_suffix(".xlsx")
CSV_FILES = sorted(str(path) for path in RECONSTRUCTION.glob("*.csv"))


def printed(capsys, *arguments):
    code = main([str(each) for each in arguments])
    return code, capsys.readouterr()


def test_a_workbook_gives_one_json_object(capsys):
    code, said = printed(capsys, WORKBOOK, "--json")
    results = json.loads(said.out)
    assert code == 0
    assert results["cohort"]["patients"] == 9
    assert results["joints_changed"]["improved"]["count"] == 47


def test_csv_files_together_give_the_same(capsys):
    _, workbook = printed(capsys, WORKBOOK, "--json")
    code, files = printed(capsys, *CSV_FILES, "--together", "--json")
    assert code == 0
    assert json.loads(files.out) == json.loads(workbook.out)


def test_several_files_that_are_not_together_are_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        main(CSV_FILES)
    assert ended.value.code == 2
    assert "--together" in capsys.readouterr().err


def test_text_is_for_reading(capsys):
    code, said = printed(capsys, WORKBOOK)
    assert code == 0
    assert "9 patients, 90 joints, 43 visits" in said.out
    assert "improved: 47 (52 %, 95 % interval 35 to 69 %)" in said.out
    assert "p = 0.0039 (smallest possible 0.003906)" in said.out
    assert "Note: " in said.out


@pytest.mark.parametrize("form", [["--json"], []])
def test_a_file_that_is_not_there_ends_with_its_problem(capsys, tmp_path, form):
    code, said = printed(capsys, tmp_path / "nothing.xlsx", *form)
    assert code == 2
    assert "There is no file nothing.xlsx." in said.out


def test_an_open_question_ends_with_it_until_it_is_answered(capsys, tmp_path):
    files = []
    for path in RECONSTRUCTION.glob("*.csv"):
        copy = tmp_path / path.name
        copy.write_text(path.read_text("utf-8").replace("crp_mg_l", "CRP"), "utf-8")
        files.append(copy)
    code, said = printed(capsys, *files, "--together", "--json")
    line = json.loads(said.out)
    assert (code, line["status"]) == (2, "needs_answers")
    (question,) = [each for each in line["problems"] if each["severity"] == "question"]
    answers = tmp_path / "answers.json"
    key = f"{question['code']}@{question['sheet'] or ''}!{question['column']}"
    answers.write_text(json.dumps({key: "mg/L"}), "utf-8")
    code, said = printed(capsys, *files, "--together", "--json", "--answers", answers)
    assert code == 0
    crp = [each for each in json.loads(said.out)["paired"] if each["measure"] == "crp_mg_l"]
    assert crp[0]["n_pairs"] == 9


def test_answers_that_cannot_be_read_end_with_a_problem(capsys, tmp_path):
    wrong = tmp_path / "answers.json"
    wrong.write_text("[1]", "utf-8")
    code, said = printed(capsys, WORKBOOK, "--json", "--answers", wrong)
    assert code == 2
    assert json.loads(said.out)["problems"][0]["code"] == "unreadable_answers"


def test_labels_choose_the_visits(capsys):
    _, usual = printed(capsys, WORKBOOK, "--json")
    code, early = printed(capsys, WORKBOOK, "--json", "--baseline", "1", "--final", "2")
    assert code == 0
    assert json.loads(early.out)["paired"] != json.loads(usual.out)["paired"]
    assert "The visits labelled 1 and 2 are compared." in json.loads(early.out)["notes"]


def test_one_label_is_compared_with_the_usual_visit(capsys):
    _, both = printed(capsys, WORKBOOK, "--json", "--baseline", "1", "--final", "3")
    _, one = printed(capsys, WORKBOOK, "--json", "--final", "3")
    assert json.loads(one.out)["paired"] == json.loads(both.out)["paired"]


def test_an_unknown_label_names_those_there_are(capsys):
    code, said = printed(capsys, WORKBOOK, "--final", "last one")
    assert code == 2
    assert "No visit is labelled last one. The 6 labels are 1, 2, 3, 4, 5, 6" in said.err
