"""Every code a problem can carry: how grave it is, what it means, and the sentences it speaks.

The importer, the documentation and the tests all use this one table, `codes.csv`. In its
sentences ``{cells}``, ``{rows}`` and ``{n}`` stand for the count, ``{found}`` for the value as the
file shows it, ``{column}`` for the heading there, and ``{detail}`` for what only the finder knows.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from data.problem import Severity

CODES_FILE: Final = Path(__file__).with_name("codes.csv")


@dataclass(frozen=True)
class Code:
    """One kind of problem: its severity, its meaning in a sentence, its message and action."""

    name: str
    severity: Severity
    meaning: str
    message: str
    action: str


def _read_codes() -> dict[str, Code]:
    with CODES_FILE.open(encoding="utf-8", newline="") as lines:
        return {
            row["code"]: Code(
                row["code"],
                cast("Severity", row["severity"]),
                row["meaning"],
                row["message"],
                row["action"],
            )
            for row in csv.DictReader(lines)
        }


CODES: Final = _read_codes()
