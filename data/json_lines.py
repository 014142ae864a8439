"""What was read as plain JSON: the problem objects, the counts, the canonical tables."""

import json
from datetime import date, datetime
from math import isfinite
from typing import Any

import pandas as pd

from data.importing import Imported
from data.problem import Problem


def json_line(file: str, imported: Imported, *, with_tables: bool = False) -> str:
    """Write one result as one line of JSON, without NaN or Infinity.

    Parameters
    ----------
    file : str
        Base name of the file.
    imported : Imported
    with_tables : bool
        Add the canonical tables, a list of objects each; missing values are null.
    """
    told: dict[str, Any] = {
        "file": file,
        "status": imported.status,
        "counts": imported.counts,
        "problems": [problem_object(problem) for problem in imported.problems],
    }
    if with_tables:
        told["tables"] = {name: table_rows(table) for name, table in imported.tables.items()}
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def problem_object(problem: Problem) -> dict[str, Any]:
    """Give a problem as plain values; only a question has choices."""
    told: dict[str, Any] = {
        "severity": problem.severity,
        "code": problem.code,
        "sheet": problem.sheet,
        "column": problem.column,
        "cells": list(problem.cells),
        "count": problem.count,
        "found": problem.found,
        "message": problem.message,
        "action": problem.action,
    }
    return told | ({"choices": list(problem.choices)} if problem.choices else {})


def table_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a table as one object a row: missing is null, dates are ISO, counts are whole."""
    columns = {str(name): _plain_values(table[name]) for name in table.columns}
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _plain_values(values: pd.Series) -> list[Any]:
    codes, distinct = pd.factorize(values)
    plain = [_plain(value) for value in distinct]
    plain.append(None)
    return [plain[code] for code in codes]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        if not isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    return value if isinstance(value, bool | int) else str(value)
