"""Make up cohorts of any size, for measuring speed and for tests of large cohorts."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.assembling import Origin, assemble
from data.cohort import Cohort
from data.exporting import as_csv_files, as_workbook, written_tables
from data.reading.sheets import NamedFile
from data.schema import FINDINGS, JOINTS, LARGE_JOINTS, LARSEN_MAX, SIDES, STATUSES, TIMEPOINTS

SEED: Final = 20130922
MONTHS_BETWEEN_VISITS: Final = 12.0
ARMS: Final = ("biologic", "conventional")
CRP_LIMIT_MG_L: Final = 0.3
SHARE_NOT_FILMED: Final = 0.03
N_PLACES: Final = len(LARGE_JOINTS) * 2

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """How many patients and visits a patient; every visit has films of ten joints."""

    n_patients: int
    n_visits: int

    @property
    def patient(self) -> NDArray[np.intp]:
        """Row of the patient of each visit, shape (n_patients x n_visits,)."""
        return np.repeat(np.arange(self.n_patients), self.n_visits)

    @property
    def visit(self) -> NDArray[np.intp]:
        """Number of each visit within its patient, from 0."""
        return np.tile(np.arange(self.n_visits), self.n_patients)


def made_up_tables(
    n_patients: int, n_visits: int = 4, seed: int = SEED
) -> dict[str, pd.DataFrame]:
    """Make up the canonical tables of a cohort.

    Parameters
    ----------
    n_patients, n_visits : int
        Each patient has as many visits, with films of ten large joints read once.
    seed : int
        The same seed gives the same cohort.

    Returns
    -------
    dict of str to DataFrame
        patients, visits and joints; text columns of few values are categories.
    """
    shape = Shape(n_patients, n_visits)
    chance = np.random.default_rng(seed)
    severity = chance.gamma(2.0, 0.6, n_patients)
    return {
        "patients": _patients(chance, shape),
        "visits": _visits(chance, shape, severity),
        "joints": _joints(chance, shape, severity),
    }


def made_up_cohort(n_patients: int, n_visits: int = 4, seed: int = SEED) -> Cohort:
    """Make up a cohort; arguments as in `made_up_tables`."""
    return assemble(made_up_tables(n_patients, n_visits, seed), Origin(synthetic=True))


def made_up_workbook(n_patients: int, n_visits: int = 4, seed: int = SEED) -> NamedFile:
    """Make up a cohort as a workbook; 2,500 patients fill 100,000 rows of joints."""
    return NamedFile("made-up.xlsx", as_workbook(_written(n_patients, n_visits, seed)))


def made_up_csv(n_patients: int, n_visits: int = 4, seed: int = SEED) -> tuple[NamedFile, ...]:
    """Make up a cohort as a set of CSV files."""
    return as_csv_files(_written(n_patients, n_visits, seed))


def _written(n_patients: int, n_visits: int, seed: int) -> dict[str, pd.DataFrame]:
    return written_tables(made_up_cohort(n_patients, n_visits, seed))


def _ids(n_patients: int) -> pd.Index:
    width = max(len(str(n_patients)), 4)
    return pd.Index([f"M{number:0{width}d}" for number in range(1, n_patients + 1)], dtype="str")


def _category(codes: NDArray[np.integer], names: tuple[str, ...] | pd.Index) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(names))


def _labels(shape: Shape) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, shape.n_visits + 1))


def _patients(chance: np.random.Generator, shape: Shape) -> pd.DataFrame:
    n = shape.n_patients
    return pd.DataFrame(
        {
            "patient_id": _ids(n),
            "sex": _category(chance.choice(3, n, p=(0.64, 0.35, 0.01)), ("F", "M", "U")),
            "age_at_start_years": chance.uniform(2, 16, n).round(1),
            "disease_duration_at_start_months": chance.gamma(2, 15, n).round(),
            "followup_months": np.full(n, (shape.n_visits - 1) * MONTHS_BETWEEN_VISITS),
            "diagnosis": _category(np.zeros(n, dtype=np.int8), ("JIA",)),
            "arm": _category(chance.integers(0, 2, n), ARMS),
        }
    )


def _visits(chance: np.random.Generator, shape: Shape, severity: Floats) -> pd.DataFrame:
    patient, visit = shape.patient, shape.visit
    n = len(patient)
    activity = np.exp(-visit / 1.5) * chance.lognormal(0, 0.5, n)
    crp = (30 * activity).round(1)
    below = crp < CRP_LIMIT_MG_L
    wrists = -0.8 * severity[patient, None] - 0.1 * visit[:, None] + chance.normal(0, 0.5, (n, 2))
    return pd.DataFrame(
        {
            "patient_id": _category(patient, _ids(shape.n_patients)),
            "visit": _category(visit, _labels(shape)),
            "timepoint": _category(_timepoints(shape)[visit], TIMEPOINTS),
            "month": visit * MONTHS_BETWEEN_VISITS,
            "active_joint_count": np.minimum((12 * activity).round(), 71),
            "active_joint_denominator": np.full(n, 71.0),
            "crp_mg_l": np.where(below, CRP_LIMIT_MG_L, crp),
            "crp_mg_l_below_limit": below,
            "esr_mm_h": np.minimum((5 + 40 * activity).round(), 150),
            "mmp3_ng_ml": np.where(chance.random(n) < 0.3, np.nan, (40 + 90 * activity).round()),
            "poznanski_left_sd": wrists[:, 0].round(1),
            "poznanski_right_sd": wrists[:, 1].round(1),
        }
    )


def _timepoints(shape: Shape) -> NDArray[np.int8]:
    codes = np.full(shape.n_visits, TIMEPOINTS.index("interim"), dtype=np.int8)
    codes[-1] = TIMEPOINTS.index("final")
    codes[0] = TIMEPOINTS.index("baseline")
    return codes


def _joints(chance: np.random.Generator, shape: Shape, severity: Floats) -> pd.DataFrame:
    size = (shape.n_patients, shape.n_visits, N_PLACES)
    level = severity[:, None, None] + chance.normal(0, 0.7, (shape.n_patients, 1, N_PLACES))
    drift = chance.normal(0, 0.25, (shape.n_patients, 1, N_PLACES)).astype(np.float32)
    damage = (level + drift * np.arange(shape.n_visits)[None, :, None]).astype(np.float32)
    filmed = chance.random(size, dtype=np.float32).ravel() >= SHARE_NOT_FILMED
    grade = damage.clip(0, LARSEN_MAX).round().ravel()
    place = np.tile(np.arange(N_PLACES), shape.n_patients * shape.n_visits)
    joint_codes = np.array([JOINTS.index(joint) for joint in LARGE_JOINTS], dtype=np.int8)
    return pd.DataFrame(
        {
            "patient_id": _category(np.repeat(shape.patient, N_PLACES), _ids(shape.n_patients)),
            "visit": _category(np.repeat(shape.visit, N_PLACES), _labels(shape)),
            "joint": _category(joint_codes[place // 2], JOINTS),
            "side": _category((place % 2).astype(np.int8), SIDES),
            "larsen": np.where(filmed, grade, np.float32(np.nan)),
            **{name: _finding(chance, damage.ravel(), filmed) for name in FINDINGS},
            "status": _category((~filmed).astype(np.int8), STATUSES),
        }
    )


def _finding(
    chance: np.random.Generator, damage: NDArray[np.float32], filmed: NDArray[np.bool_]
) -> "pd.arrays.IntegerArray":
    """Make up a finding, the likelier the more damaged the joint."""
    seen = chance.random(len(damage), dtype=np.float32) < damage / np.float32(LARSEN_MAX)
    return pd.arrays.IntegerArray(seen.astype(np.int8), ~filmed)
