import json

import pytest

from data.errors import CohortError
from data.reading.files import read_files
from data.reading.sheets import NamedFile
from data.recognising.mapping import ROLES, Mapping, Target, targets_for
from data.recognising.recognition import recognise
from tests.data.importing_csv import import_texts

WIDE = "Pt,Kennung,R_knee_Larsen_pre,CRP\nP01,x,2,5\n"


@pytest.fixture
def mapping():
    return recognise(read_files((NamedFile("a.csv", WIDE.encode()),)).sheets)


def test_a_mapping_survives_json_and_holds_no_value(mapping):
    stored = json.dumps(mapping.to_json())
    assert Mapping.from_json(json.loads(stored)) == mapping
    assert "P01" not in stored


@pytest.mark.parametrize("role", ROLES)
def test_every_offered_meaning_can_be_chosen(role):
    for text in targets_for(role, ["pre", "final"]):
        assert str(Target.of(text)) == text


def test_a_corrected_column_is_read_as_corrected(mapping):
    corrected = mapping.with_target(None, 3, "esr_mm_h @ pre")
    assert mapping.sheets[0].columns[3].target.column == "crp_mg_l"
    imported = import_texts(mapping=corrected, a=WIDE)
    assert imported.tables["visits"]["esr_mm_h"].tolist() == [5]
    assert imported.status == "ready"


def test_a_column_can_be_ignored_or_kept(mapping):
    assert import_texts(mapping=mapping, a=WIDE).tables["patients"]["Kennung"].tolist() == ["x"]
    without = import_texts(mapping=mapping.with_target(None, 1, "ignore"), a=WIDE)
    assert "Kennung" not in without.tables["patients"]


def test_the_role_of_a_sheet_can_be_corrected(mapping):
    ignored = import_texts(mapping=mapping.with_role(None, "ignored"), a=WIDE)
    assert ignored.status == "rejected"


def test_a_choice_that_is_none_is_said(mapping):
    with pytest.raises(CohortError, match="No column of ours"):
        mapping.with_target(None, 0, "nonsense")
    with pytest.raises(CohortError, match="4 columns"):
        mapping.with_target(None, 9, "sex")
    with pytest.raises(CohortError, match="no sheet"):
        mapping.with_role("elsewhere", "visits")
    with pytest.raises(CohortError, match="no column table"):
        Mapping.from_json({"sheets": [{"name": "x"}]})


def test_a_sheet_that_was_not_used_is_read_once_its_ids_are_chosen():
    text = "Name,DOB,R knee pre,L knee pre,CRP (mg/L) pre\nx1,2001-01-01,2,1,5\n"
    found = import_texts(a=text)
    assert found.status == "rejected"
    assert "patient_id" in targets_for(found.mapping.sheets[0].role)
    again = import_texts(mapping=found.mapping.with_target(None, 0, "patient_id"), a=text)
    assert again.status == "ready"
    assert again.counts == {"patients": 1, "visits": 1, "joints": 2}
    unused = again.mapping.with_role(None, "ignored")
    assert import_texts(mapping=unused, a=text).status == "rejected"


def test_another_kind_of_sheet_gives_its_headings_the_meanings_they_have_there():
    text = "patient,visit,jiont,side,Larson\nP01,1,hip,R,2\nP01,1,hip,L,1\n"
    mapping = import_texts(a=text).mapping.with_role(None, "joints")
    lacking = import_texts(mapping=mapping, a=text)
    assert [each.code for each in lacking.problems] == ["column_needed", "patients_derived"]
    chosen = mapping.with_target(None, 2, "joint").with_target(None, 4, "larsen")
    found = import_texts(mapping=chosen, a=text)
    assert found.tables["joints"]["larsen"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("role", "heading"), [("joints", "joint"), ("treatments", "drug"), ("events", "kind")]
)
def test_a_column_that_a_sheet_needs_can_be_taken_from_it(role, heading):
    text = f"patient_id,visit,month,{heading},side,larsen,dose\nP01,1,0,hip,R,2,5\n"
    mapping = import_texts(a=text).mapping.with_role(None, role).with_target(None, 3, "ignore")
    found = import_texts(mapping=mapping, a=text)
    needed = next(each for each in found.problems if each.code == "column_needed")
    assert heading in needed.message
    assert found.counts["patients"] == 1


def test_a_sheet_without_ids_is_named_when_others_have_them():
    texts = {"patients": "patient_id,sex\nP01,F\n", "visits": "patient_id,visit,month\nP01,1,0\n"}
    mapping = import_texts(**texts).mapping.with_target("visits.csv", 0, "ignore")
    found = import_texts(mapping=mapping, **texts)
    assert ("column_needed", "visits.csv") in [(each.code, each.sheet) for each in found.problems]


def test_a_chosen_column_takes_the_unit_that_its_heading_names():
    text = "patient_id,visit,month,ESR,CPR (mg/dL),CPR mg/L\nP01,1,0,9,2,3\n"
    mapping = import_texts(a=text).mapping
    in_mg_dl = import_texts(mapping=mapping.with_target(None, 4, "crp_mg_l"), a=text)
    assert in_mg_dl.tables["visits"]["crp_mg_l"].tolist() == [20]
    in_mg_l = import_texts(mapping=mapping.with_target(None, 5, "crp_mg_l"), a=text)
    assert in_mg_l.tables["visits"]["crp_mg_l"].tolist() == [3]
    asked = import_texts(mapping=mapping.with_target(None, 3, "crp_mg_l"), a=text)
    assert asked.status == "needs_answers"


def test_the_day_of_the_first_dose_can_be_chosen():
    text = "patient_id,sex,Beginn\nP01,F,2010-01-01\n"
    visits = "patient_id,date\nP01,2010-07-02\n"
    mapping = import_texts(patients=text, visits=visits).mapping
    chosen = mapping.with_target("patients.csv", 2, "start_date")
    found = import_texts(mapping=chosen, patients=text, visits=visits)
    assert "start_date" in targets_for("patients")
    assert found.tables["visits"]["month"].tolist() == [6.0]
