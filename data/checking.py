"""What the linked tables say that cannot be, or is unlikely: each named with its cells."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data.linked_tables import LinkedTables
from data.problem import Problem


@dataclass(frozen=True, eq=False)
class Checked:
    """The tables after checking, and what was noticed."""

    tables: Mapping[str, pd.DataFrame]
    problems: tuple[Problem, ...]


def check(linked: LinkedTables) -> Checked:
    """Check."""
    return Checked(linked.tables, ())
