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
