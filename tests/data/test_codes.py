import re
from pathlib import Path

import pytest

from data.codes import CODES
from data.noticing import Place, noticed
from data.problem import SEVERITIES

DATA = Path(__file__).parents[2] / "data"
WORD = re.compile(r'"([a-z][a-z0-9_]+)"')
MADE_UP_OF_PARTS = {"unknown_joint", "unknown_side"}


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.name)
def test_every_code_speaks_whole_sentences(code):
    assert code.severity in SEVERITIES
    for count in (1, 3):
        place = Place("visits", "CRP", ("B2",))
        problem = noticed(code.name, place, count, "3,5", "a detail")
        for sentence in (code.meaning, problem.message, problem.action):
            assert sentence
            assert "{" not in sentence.replace('{"crp_unit', "")
        assert code.meaning.endswith(".")
        assert problem.severity == code.severity


def test_every_code_is_used_somewhere():
    text = "\n".join(path.read_text(encoding="utf-8") for path in DATA.rglob("*.py"))
    used = set(WORD.findall(text)) | MADE_UP_OF_PARTS
    assert set(CODES) <= used


def test_one_and_several_are_told_apart():
    assert noticed("decimal_comma", count=1, found="3,5").message.startswith("1 cell has")
    assert noticed("decimal_comma", count=2, found="3,5").message.startswith("2 cells have")


def test_a_sentence_ends_with_one_full_stop():
    assert noticed("missing_code", found="n.d.").message.endswith("such as n.d.")
