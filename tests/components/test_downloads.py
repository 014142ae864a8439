import io
import re

import pandas as pd
import pytest

from components.downloads import file_name
from data.exporting import as_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_text_is_never_a_formula_and_numbers_stay_numbers(text: str) -> None:
    table = pd.DataFrame({text: [text, None], "n": [-1.5, 2]})
    read = pd.read_csv(io.BytesIO(as_csv(table)), encoding="utf-8-sig", dtype=str)
    assert read.columns[0].startswith("'")
    assert read.iloc[0, 0].startswith("'")
    assert read["n"].tolist() == ["-1.5", "2"]


def test_categories_are_kept_from_formulas_too() -> None:
    table = pd.DataFrame({"who": pd.Categorical(["=cmd", "P2"])})
    assert b"'=cmd" in as_csv(table)


def test_a_file_name_says_cohort_figure_and_date() -> None:
    name = file_name("my cohort/../x", "joint-heatmap", "csv")
    assert re.fullmatch(r"my_cohort_x-joint-heatmap-\d{4}-\d\d-\d\d\.csv", name)
    assert file_name("", "follow-up", "csv").startswith("cohort-")
