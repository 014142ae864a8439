import re
from pathlib import Path

import pytest

from analysis import thresholds
from components.methods_text import METHODS, range_table, threshold_table
from data.schema import TABLES

ROOT = Path(__file__).resolve().parents[2]
CONSTANTS = [name for name in vars(thresholds) if name.isupper()]


@pytest.mark.parametrize("name", CONSTANTS)
def test_every_threshold_stands_with_its_source(name: str) -> None:
    rows = threshold_table().set_index("Name")
    assert len(rows.loc[name.replace("_", " ").lower(), "What it does, and its source"]) > 20


def test_every_column_stands_with_its_values() -> None:
    listed = set(zip(range_table()["Table"], range_table()["Name in files"], strict=True))
    assert listed == {(table.name, column.name) for table in TABLES for column in table.columns}


def test_anchors_are_unique_and_every_link_to_one_leads_there() -> None:
    anchors = [each.anchor for each in METHODS]
    assert len(set(anchors)) == len(anchors)
    sources = [*ROOT.glob("pages/*.py"), *ROOT.glob("components/**/*.py")]
    linked = {
        anchor
        for path in sources
        for anchor in re.findall(r"/?methods#([a-z0-9-]+)", path.read_text("utf-8"))
    }
    assert linked <= {*anchors, "cut-offs", "columns"}


@pytest.mark.parametrize("each", METHODS, ids=lambda each: each.anchor)
def test_every_method_names_its_source_and_fills_in_its_constants(each) -> None:
    assert each.source.endswith(".")
    assert "{" not in each.text
    assert len(each.text) > 60
