"""Reading the user's reference table for the Poznanski score."""

from typing import Final

import pandas as pd

from data.errors import CohortError
from data.reading.child import parse_in_child
from data.reading.sheets import NamedFile

COLUMNS: Final = (
    "sex",
    "m2_min_mm",
    "m2_max_mm",
    "intercept_mm",
    "slope",
    "sd_mm",
    "citation",
)
NUMBERS: Final = COLUMNS[1:-1]


def read_reference(file: NamedFile) -> pd.DataFrame:
    """Read a reference table from a CSV file or the first sheet of a workbook.

    Parameters
    ----------
    file : NamedFile

    Returns
    -------
    DataFrame
        Columns ``COLUMNS``; lengths in mm, a row a range of metacarpal length.

    Raises
    ------
    CohortError
        If the file cannot be read, gives lengths by age, lacks a column, or a number is none.
    """
    raw = parse_in_child((file,))
    if not raw.sheets:
        said = raw.problems[0] if raw.problems else None
        raise CohortError(f"{said.message} {said.action}" if said else "The file holds no table.")
    sheet = raw.sheets[0]
    names = [heading.strip().lower() for heading in sheet.headings]
    return checked_reference(pd.DataFrame(dict(zip(names, sheet.columns, strict=True))))


def checked_reference(table: pd.DataFrame) -> pd.DataFrame:
    """Check a reference table and give its columns their types; arguments as `read_reference`.

    Raises
    ------
    CohortError
        If it gives lengths by age, lacks a column, a row lacks a number or its citation, or an
        SD is not above 0.
    """
    needed = ", ".join(COLUMNS)
    if any("age" in str(name).lower().split("_") for name in table.columns):
        raise CohortError(
            "The reference table gives lengths by age. The Poznanski score compares with the "
            f"length of metacarpal 2: give a table with the columns {needed}."
        )
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise CohortError(
            f"The reference table lacks {', '.join(missing)}. It needs the columns {needed}."
        )
    numbers = table[list(NUMBERS)].apply(pd.to_numeric, errors="coerce").astype("float64")
    checked = table[list(COLUMNS)].assign(**numbers).reset_index(drop=True)
    n_gaps = int(checked.isna().any(axis=1).sum())
    if n_gaps or checked.empty:
        raise CohortError(
            f"{n_gaps} of {len(checked)} rows of the reference table lack a number, a sex or the "
            "citation. Fill them in; without a citation a score cannot be shown."
        )
    if not (checked["sd_mm"] > 0).all():
        raise CohortError("Each row of the reference table needs an sd_mm above 0.")
    return checked
