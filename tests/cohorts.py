"""Cohorts for tests: the two demos, a large one, and the ones that something is missing from."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.cohorts import made_up_cohort, made_up_tables
from data.assembling import Origin, assemble
from data.cohort import Cohort
from data.registry import registry_tables
from data.schema import LABS, TABLES

Tables = dict[str, pd.DataFrame]

RECONSTRUCTION = Path(__file__).parents[1] / "data" / "examples" / "reconstruction"
POZNANSKI_COLUMNS = ["poznanski_left_sd", "poznanski_right_sd"]
FLAGS = {"yes": True, "no": False}


def demo_tables() -> Tables:
    """Read the reconstruction as canonical tables, without the importer."""
    text = {"patient_id": "str", "visit": "str"}
    return {
        path.stem: pd.read_csv(path, dtype=text) for path in sorted(RECONSTRUCTION.glob("*.csv"))
    }


def typed_registry_tables() -> Tables:
    """Make up the registry as canonical tables: limits and flags read, without the importer."""
    tables = registry_tables()
    visits = tables["visits"]
    closed = visits["physis_closed"].map(FLAGS).astype("boolean")
    visits = visits.assign(physis_closed=closed, **_split_limits(visits))
    numbers = {
        column.name: "float64"
        for column in TABLES[1].columns
        if column.kind in ("number", "count") and column.name in visits
    }
    return {**tables, "visits": visits.astype(numbers)}


def _split_limits(visits: pd.DataFrame) -> dict[str, pd.Series]:
    columns = {}
    for lab in LABS:
        if lab.name in visits:
            shown = visits[lab.name].astype("object")
            below = shown.map(lambda cell: isinstance(cell, str))
            columns[lab.limit_name] = below
            columns[lab.name] = shown.where(~below, shown.astype("str").str.lstrip("<"))
    return columns


@cache
def demo() -> Cohort:
    """Nine children, 90 joints, 43 visits: the numbers of the abstract hold."""
    return assemble(demo_tables(), Origin("demo", synthetic=True))


@cache
def registry() -> Cohort:
    """Sixty patients, two readers, three arms, joints operated and not filmed."""
    return assemble(typed_registry_tables(), Origin("registry", synthetic=True))


@cache
def many(n_patients: int = 2000) -> Cohort:
    """A large cohort: four visits, ten joints, one reader, two arms."""
    return made_up_cohort(n_patients)


@cache
def one_patient() -> Cohort:
    """A single patient with all visits."""
    return assemble(_of_patients(demo_tables(), ["P04"]))


@cache
def single_films() -> Cohort:
    """Nine patients who were filmed and seen once: there is no change to show."""
    tables = demo_tables()
    first = {
        name: frame[frame["visit"] == "1"].reset_index(drop=True)
        for name, frame in tables.items()
        if name in ("visits", "joints")
    }
    patients = tables["patients"].drop(columns="followup_months")
    return assemble({**tables, **first, "patients": patients})


@cache
def no_labs() -> Cohort:
    """No laboratory value at any visit."""
    tables = demo_tables()
    labs = [lab.name for lab in LABS if lab.name in tables["visits"]]
    return assemble({**tables, "visits": tables["visits"].drop(columns=labs)})


@cache
def no_poznanski() -> Cohort:
    """No wrist was scored."""
    tables = demo_tables()
    return assemble({**tables, "visits": tables["visits"].drop(columns=POZNANSKI_COLUMNS)})


@cache
def no_joints() -> Cohort:
    """No radiograph of a joint was read; labs, active joints and wrists are there."""
    tables = demo_tables()
    return assemble({**tables, "joints": tables["joints"].head(0)})


@cache
def no_months() -> Cohort:
    """No visit has a month; timepoints are recorded."""
    tables = demo_tables()
    bare = {name: tables[name].drop(columns="month") for name in ("visits", "joints")}
    return assemble({**tables, **bare})


@cache
def only_patients() -> Cohort:
    """Patients alone: no visit, no joint, no drug."""
    return assemble({"patients": demo_tables()["patients"]})


@cache
def all_operated() -> Cohort:
    """Every joint graded at the first film is replaced at the last: none can be compared."""
    tables = made_up_tables(12, n_visits=2)
    joints = tables["joints"]
    is_last = (joints["visit"] == "2").to_numpy()
    status = joints["status"].mask(is_last, "replaced")
    larsen = np.where(is_last, np.nan, joints["larsen"])
    findings = {
        name: joints[name].mask(is_last)
        for name in joints.columns
        if str(joints[name].dtype) == "Int8"
    }
    return assemble({**tables, "joints": joints.assign(larsen=larsen, status=status, **findings)})


@cache
def dangerous_names() -> Cohort:
    """Ids and texts that a browser, a formula or a template would take for something else."""
    tables = _of_patients(demo_tables(), ["P01", "P02", "P03"])
    names = {"P01": "<b>P01</b>", "P02": "=1+1", "P03": "![x](http://example.invalid/x.png)"}
    renamed = {
        name: frame.assign(patient_id=frame["patient_id"].replace(names))
        for name, frame in tables.items()
    }
    arms = ["<script>alert(1)</script>", "@SUM(A1)", "{arm} $x$"]
    return assemble({**renamed, "patients": renamed["patients"].assign(arm=arms)})


def _of_patients(tables: Tables, ids: list[str]) -> Tables:
    return {
        name: frame[frame["patient_id"].isin(ids)].reset_index(drop=True)
        for name, frame in tables.items()
    }
