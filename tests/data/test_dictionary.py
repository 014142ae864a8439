from data.dictionary import FILE, dictionary
from data.schema import TABLES


def test_the_committed_dictionary_is_the_generated_one():
    assert FILE.read_text(encoding="utf-8") == dictionary()


def test_every_column_has_one_row_with_its_meaning():
    lines = dictionary().splitlines()
    for table in TABLES:
        for column in table.columns:
            rows = [line for line in lines if line.startswith(f"| `{column.name}` |")]
            assert any(column.meaning in row for row in rows)


def test_every_row_of_a_table_has_as_many_cells_as_its_headings():
    rows = [line for line in dictionary().splitlines() if line.startswith("|")]
    assert {line.replace(r"\|", "").count("|") for line in rows} == {8}
