"""The fast way through a text table gives what the slow way gives, or steps aside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.noticing import RefusedError
from data.reading import rectangular_text
from data.reading.text_table import read_text

WORDS = st.text(alphabet="a1 .,;\t\"'\n\r\u3000é患\x07-", max_size=4)
TABLES = st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=8)


def read(content):
    try:
        sheet, problems = read_text(content, "visits.csv")
    except RefusedError as refused:
        return refused.problem
    if sheet is None:
        return None
    return sheet.headings, sheet.columns, sheet.first_row, sheet.rows, sheet.letters, problems


@given(TABLES, st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_both_ways_agree(rows, delimiter, line_end, is_ended):
    text = line_end.join(delimiter.join(row) for row in rows)
    content = (text + line_end * is_ended).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rectangular_text, "WORTH_BYTES", 0)
        fast = read(content)
    assert fast == read(content)


@given(st.lists(st.lists(st.sampled_from(["", " ", "a", "é", "1,5"]), min_size=3, max_size=3)))
def test_the_fast_way_is_taken_for_plain_tables(rows):
    content = "\n".join(";".join(row) for row in [["id", "x", "y"], *rows]).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rectangular_text, "WORTH_BYTES", 0)
        columns = rectangular_text.rectangular_columns(content, ";", 3, 1)
        fast = read(content)
    assert (columns is None) == (not rows)
    assert fast == read(content)
