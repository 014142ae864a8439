"""Write the data dictionary, ``data/README.md``, from the schema.

``python -m data.dictionary`` writes it; a test compares the file with what is generated.
"""

import sys
from pathlib import Path
from typing import Final

from data.demos import DEMOS
from data.schema import EXAMPLE_PATIENT, TABLES, Column, Table
from data.template import KINDS_IN_WORDS, allowed_values

FILE: Final = Path(__file__).with_name("README.md")
HEADINGS: Final = ("column", "kind", "unit", "allowed", "needed", "example", "meaning")
INTRODUCTION: Final = f"""# Data dictionary

Generated from `data/schema.py` by `python -m data.dictionary`; change the schema, not this page.

A cohort is a set of tables, one sheet of a workbook (or one CSV file) each. Headings may be
written in other words: what was recognised is shown before the data are used. Empty means not
known. Ids and visits are text: 007 stays 007.

A laboratory value below its limit of detection is written `<0.3` in its own cell; it is kept at
0.3 with the flag `<column>_below_limit`. A joint that was not filmed is a row with status
`not_examined`, or no row; a joint that was replaced or fused has that status and no grade.
Further text columns of patients are kept and offered as groups. The patient {EXAMPLE_PATIENT} of
the template is left out.
"""


def dictionary() -> str:
    """Give the text of the data dictionary, in Markdown."""
    parts = [INTRODUCTION, *(_table_text(table) for table in TABLES), _demo_text()]
    return "\n".join(parts)


def _table_text(table: Table) -> str:
    needed = "needed" if table.required else "optional"
    lines = [
        f"## {table.name}",
        "",
        f"One row is {table.row}; {needed}. A row is known by {', '.join(table.key)}.",
        "",
        f"| {' | '.join(HEADINGS)} |",
        f"|{' --- |' * len(HEADINGS)}",
        *(_column_line(column) for column in table.columns),
        "",
    ]
    return "\n".join(lines)


def _column_line(column: Column) -> str:
    flag = f" Below its limit: `{column.limit_name}`." if column.has_limit else ""
    cells = (
        f"`{column.name}`",
        KINDS_IN_WORDS[column.kind],
        column.unit,
        allowed_values(column),
        "yes" if column.required else "",
        column.example,
        f"{column.meaning}{flag}",
    )
    safe = [cell.replace("|", r"\|") for cell in cells]
    return f"| {' | '.join(safe)} |"


def _demo_text() -> str:
    lines = ["## Demo cohorts", "", "Both are made up; nobody in them exists.", ""]
    lines += [f"- `examples/{demo.file}`: {demo.title}. {demo.line}" for demo in DEMOS]
    lines += ["- `examples/reconstruction/`: the first one as CSV files.", ""]
    lines += ["`python -m data.registry` writes the registry again, always the same bytes.", ""]
    return "\n".join(lines)


def main() -> None:
    """Write the data dictionary."""
    FILE.write_text(dictionary(), encoding="utf-8")
    sys.stdout.write(f"{FILE.name} written\n")


if __name__ == "__main__":
    main()
