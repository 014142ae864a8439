"""Tables made by independent programs; the scripts that made them lie beside them."""

from pathlib import Path

import pandas as pd
import pytest

GOLD = Path(__file__).resolve().parents[1] / "gold"
RELATIVE = 1e-8
RELATIVE_P = 1e-6


def cases(file):
    """Read the data of every case: name to table."""
    table = pd.read_csv(GOLD / file)
    return {name: rows.drop(columns="case") for name, rows in table.groupby("case", sort=False)}


def expected(file):
    """Read the values of every case: name to quantity to value."""
    table = pd.read_csv(GOLD / file)
    table = table[table["case"] != "versions"].astype({"value": float})
    return {name: rows.set_index("quantity")["value"] for name, rows in table.groupby("case")}


def agrees(found, value, relative=RELATIVE):
    """Say whether a result is the expected value; None where nothing is defined."""
    if pd.isna(value):
        return found is None
    return found == pytest.approx(value, rel=relative, abs=1e-12)
