"""From a cohort back to files: a workbook, a set of CSV files, or one wide sheet.

The columns are the canonical ones, so that every file written here can be read again.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.cohort import Cohort
from data.errors import CohortError
from data.reading.sheets import NamedFile
from data.schema import FINDINGS, JOINTS, SIDES, TABLES, Column, Table

if TYPE_CHECKING:
    import xlsxwriter

FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
"""A spreadsheet takes text that begins so for a formula (OWASP, CSV injection)."""
JOINT_MEASURES: Final = ("larsen", *FINDINGS, "status")
WORKBOOK_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}
NO_PARTICULAR_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Written as a workbook's day of creation: the same data always give the same bytes."""
COLUMN_WIDTH: Final = 14

Cells = NDArray[np.object_]


def as_text_cell(text: str) -> str:
    """Mark text that a spreadsheet would run as a formula, by an apostrophe before it."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def written_tables(cohort: Cohort, *, with_dates: bool = False) -> dict[str, pd.DataFrame]:
    """Lay out the cohort's tables as a spreadsheet shows them.

    Parameters
    ----------
    cohort : Cohort
    with_dates : bool
        Dates identify a patient; they are left out unless asked for.

    Returns
    -------
    dict of str to DataFrame
        The tables that hold a row, by name. Values below a limit of detection read "<0.3";
        timepoints that the file did not record, and columns without any value, are left out.
    """
    frames = {each.name: getattr(cohort, each.name) for each in TABLES}
    frames |= _recorded_timepoints_only(cohort)
    return {
        each.name: _written(frames[each.name], each, with_dates)
        for each in TABLES
        if len(frames[each.name])
    }


def wide_table(cohort: Cohort, *, with_dates: bool = False) -> pd.DataFrame:
    """Lay out the cohort as one wide sheet: a row a patient-visit, a column a joint and measure.

    Drug periods, events and study facts have no place in it and are left out.

    Parameters
    ----------
    cohort : Cohort
        Read by one reader; choose one first where there are more.
    with_dates : bool
        As in `written_tables`.

    Returns
    -------
    DataFrame, shape (n_visits, n_columns)
        Columns of patients and of visits, then ``knee_L_larsen``, ``knee_L_erosion`` and so on.

    Raises
    ------
    CohortError
        If the joints were read by more than one reader.
    """
    if len(cohort.readers) > 1:
        raise CohortError(
            f"The joints were read by {len(cohort.readers)} readers; a wide sheet has room for "
            "one. Choose a reader, or take the workbook."
        )
    tables = written_tables(cohort, with_dates=with_dates)
    patients = tables["patients"].iloc[cohort.patient_of_visit].reset_index(drop=True)
    visits = tables["visits"].drop(columns="patient_id")
    own = visits.columns.difference(patients.columns, sort=False)
    return pd.concat([patients, visits[own], _joint_columns(cohort)], axis=1)


def as_workbook(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Write tables as the sheets of a workbook; ids and visits are kept as text.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Sheets by name; text is never taken for a formula, a number or a link.
    """
    content = BytesIO()
    with open_workbook(content) as book:
        heading = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        for name, table in tables.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(table.columns):
                is_text = column in ("patient_id", "visit")
                sheet.set_column(place, place, COLUMN_WIDTH, text if is_text else None)
                sheet.write_string(0, place, str(column), heading)
                sheet.write_column(1, place, _each_distinct(table[column], _plain).tolist())
    return content.getvalue()


def as_csv(table: pd.DataFrame) -> bytes:
    """Write a table as CSV, UTF-8 with the mark by which Excel knows it, formulas as text."""
    safe = {as_text_cell(str(name)): _each_distinct(table[name], _safe) for name in table}
    frame = pd.DataFrame(safe, index=table.index, dtype=object)
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def as_csv_files(tables: Mapping[str, pd.DataFrame]) -> tuple[NamedFile, ...]:
    """Write each table as a CSV file of its name."""
    return tuple(NamedFile(f"{name}.csv", as_csv(table)) for name, table in tables.items())


def open_workbook(content: BytesIO) -> "xlsxwriter.Workbook":
    """Open a new workbook in memory that takes no text for a formula, a number or a link."""
    import xlsxwriter

    book = xlsxwriter.Workbook(content, WORKBOOK_OPTIONS)
    book.set_properties({"created": NO_PARTICULAR_DAY})
    return book


def _recorded_timepoints_only(cohort: Cohort) -> dict[str, pd.DataFrame]:
    """Give visits and joints without the timepoints that were worked out."""
    of_visit = cohort.has_recorded_timepoint[cohort.patient_of_visit]
    recorded = {"visits": of_visit, "joints": of_visit[cohort.visit_of_read]}
    frames = {"visits": cohort.visits, "joints": cohort.joints}
    return {
        name: frame.assign(timepoint=frame["timepoint"].where(recorded[name]))
        for name, frame in frames.items()
    }


def _written(frame: pd.DataFrame, table: Table, with_dates: bool) -> pd.DataFrame:
    declared = {column.name: column for column in table.columns}
    limits = {column.limit_name for column in table.columns if column.has_limit}
    written: dict[str, Cells] = {}
    for name in frame.columns:
        column = declared.get(name)
        is_date = column.kind == "date" if column else frame[name].dtype.kind == "M"
        if name in limits or (is_date and not with_dates):
            continue
        cells = _cells(frame, str(name), column)
        if (column and column.required) or any(cell is not None for cell in cells):
            written[str(name)] = cells
    return pd.DataFrame(written, columns=list(written), dtype=object)


def _cells(frame: pd.DataFrame, name: str, column: Column | None) -> Cells:
    cells = _each_distinct(frame[name], _plain)
    if column is None or not column.has_limit:
        return cells
    below = frame[column.limit_name].to_numpy(dtype=bool)
    cells[below] = [f"<{value}" for value in cells[below]]
    return cells


def _joint_columns(cohort: Cohort) -> pd.DataFrame:
    measures = {name: _each_distinct(cohort.joints[name], _plain) for name in JOINT_MEASURES}
    columns: dict[str, Cells] = {}
    for place in cohort.places:
        rows = np.flatnonzero(cohort.place_of_read == place)
        joint, side = JOINTS[place // len(SIDES)], SIDES[place % len(SIDES)]
        for measure, cells in measures.items():
            column = np.full(len(cohort.visits), None, dtype=object)
            column[cohort.visit_of_read[rows]] = cells[rows]
            if any(cell is not None for cell in column):
                columns[f"{joint}_{side}_{measure}"] = column
    return pd.DataFrame(columns, index=cohort.visits.index, dtype=object)


def _each_distinct(values: pd.Series, change: Callable[[object], object]) -> Cells:
    """Change each distinct value once; missing values become None."""
    codes, distinct = pd.factorize(values)
    changed = np.full(len(distinct) + 1, None, dtype=object)
    changed[:-1] = [change(value) for value in distinct]
    cells: Cells = changed[codes]
    return cells


def _plain(value: object) -> object:
    """Show a value as a clinician would type it: 16 rather than 16.0, yes rather than True."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        # 0.1 + 0.2 is 0.30000000000000004; fifteen digits are all that a spreadsheet keeps.
        number = float(f"{value:.15g}")
        return int(number) if number.is_integer() else number
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


def _safe(value: object) -> object:
    return as_text_cell(value) if isinstance(value, str) else _plain(value)
