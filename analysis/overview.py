"""Who is in the cohort: sex, age, disease, treatment, follow-up and films."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from analysis.all_results import spread
from analysis.follow_up import FollowUp, follow_up
from analysis.joint_grid import joint_places
from analysis.result_records import Spread
from data.cohort import Cohort
from data.schema import PATIENTS, STUDY_KEYS

VALUES_LISTED: Final = 6


@dataclass(frozen=True)
class NumberOfPatients:
    """One number a patient, over the cohort.

    Attributes
    ----------
    title, unit : str
    spread : Spread
        In that unit.
    n_missing : int
        Patients without it.
    """

    title: str
    unit: str
    spread: Spread
    n_missing: int


@dataclass(frozen=True)
class ValueCount:
    """How many patients have one value of a category; ``value`` is as recorded."""

    value: str
    n: int


@dataclass(frozen=True)
class CategoryOfPatients:
    """One category of the patients, its values counted, the most frequent first.

    Attributes
    ----------
    name, title : str
        Column as the schema names it, and its title.
    counts : tuple of ValueCount
        At most ``VALUES_LISTED``.
    n_values_more, n_patients_more : int
        Further values, and the patients who have one of them.
    n_patients, n_missing : int
        All patients, and those without a value.
    """

    name: str
    title: str
    counts: tuple[ValueCount, ...]
    n_values_more: int
    n_patients_more: int
    n_patients: int
    n_missing: int

    @property
    def n_known(self) -> int:
        """Count the patients with a value."""
        return self.n_patients - self.n_missing

    def n_of(self, value: str) -> int:
        """Count the patients with that value."""
        return next((each.n for each in self.counts if each.value == value), 0)


@dataclass(frozen=True)
class StudyFact:
    """One fact about the study, as the file tells it."""

    key: str
    value: str


@dataclass(frozen=True, eq=False)
class Overview:
    """Who is in the cohort.

    Attributes
    ----------
    n_patients, n_joints, n_visits, n_films : int
        Joints are patient-joints with any read; films are visits at which a joint was read.
    joint_types : tuple of str
    followup : FollowUp
    followup_months, films : Spread
        Over the patients, in months; and films a patient.
    categories : tuple of CategoryOfPatients
        Those that any patient has: sex, JIA course, diagnosis, treatment, arm.
    numbers : tuple of NumberOfPatients
        Those that any patient has: age and disease duration at the start, follow-up, films.
    study : tuple of StudyFact
    """

    n_patients: int
    n_joints: int
    n_visits: int
    n_films: int
    joint_types: tuple[str, ...]
    followup: FollowUp
    followup_months: Spread
    films: Spread
    categories: tuple[CategoryOfPatients, ...]
    numbers: tuple[NumberOfPatients, ...]
    study: tuple[StudyFact, ...]

    def category(self, name: str) -> CategoryOfPatients | None:
        """Return the category of that name, None where no patient has it."""
        return next((each for each in self.categories if each.name == name), None)

    def number(self, title: str) -> NumberOfPatients | None:
        """Return the number of that title, None where no patient has it."""
        return next((each for each in self.numbers if each.title == title), None)


AGE: Final = PATIENTS.column("age_at_start_years").title
FOLLOW_UP: Final = PATIENTS.column("followup_months").title
FILMS: Final = "Films"
CATEGORIES: Final = ("sex", "jia_course", "diagnosis", "treatment", "arm")
DRUGS: Final = "drugs"


def overview(cohort: Cohort) -> Overview:
    """Describe the patients of a cohort, narrowed as it is.

    Notes
    -----
    Follow-up is as recorded, else the month of the last visit.
    """
    followup = follow_up(cohort)
    months = spread(followup.months)
    films = spread(followup.n_films.astype(np.float64))
    categories = [_category(cohort.patients, name) for name in CATEGORIES]
    if categories[CATEGORIES.index("treatment")] is None:
        categories.append(_drugs_given(cohort))
    return Overview(
        n_patients=cohort.n_patients,
        n_joints=cohort.n_joints,
        n_visits=len(cohort.visits),
        n_films=int(cohort.is_film.sum()),
        joint_types=tuple(dict.fromkeys(place.joint for place in joint_places(cohort))),
        followup=followup,
        followup_months=months,
        films=films,
        categories=tuple(each for each in categories if each is not None),
        numbers=_numbers(cohort, months, films),
        study=_study(cohort.study),
    )


def _numbers(cohort: Cohort, months: Spread, films: Spread) -> tuple[NumberOfPatients, ...]:
    found = []
    for name in ("age_at_start_years", "disease_duration_at_start_months"):
        column = PATIENTS.column(name)
        described = spread(cohort.patients[name].to_numpy(dtype=np.float64))
        found.append((column.title, column.unit, described))
    found += [(FOLLOW_UP, "months", months), (FILMS, "a patient", films)]
    return tuple(
        NumberOfPatients(title, unit, described, cohort.n_patients - described.n)
        for title, unit, described in found
        if described.n
    )


def _category(patients: pd.DataFrame, name: str) -> CategoryOfPatients | None:
    counts = patients[name].value_counts()
    counts = counts[counts > 0]
    return _listed(name, PATIENTS.column(name).title, counts, len(patients))


def _drugs_given(cohort: Cohort) -> CategoryOfPatients | None:
    """Count the patients ever given each drug, for a file that tells drugs by period alone."""
    given = cohort.treatments[["patient_id", "drug"]].dropna().drop_duplicates()
    counts = given["drug"].value_counts()
    n_without = cohort.n_patients - given["patient_id"].nunique()
    found = _listed(DRUGS, "Drug ever given", counts, cohort.n_patients)
    return None if found is None else replace(found, n_missing=n_without)


def _listed(
    name: str, title: str, counts: "pd.Series[int]", n_patients: int
) -> CategoryOfPatients | None:
    if counts.empty:
        return None
    shown, more = counts.iloc[:VALUES_LISTED], counts.iloc[VALUES_LISTED:]
    return CategoryOfPatients(
        name=name,
        title=title,
        counts=tuple(ValueCount(str(value), int(n)) for value, n in shown.items()),
        n_values_more=len(more),
        n_patients_more=int(more.sum()),
        n_patients=n_patients,
        n_missing=n_patients - int(counts.sum()),
    )


def _study(study: pd.DataFrame) -> tuple[StudyFact, ...]:
    """List the study's facts, those of the schema first and in its order."""
    told = study.dropna(subset=["key", "value"])
    facts = [
        StudyFact(str(key), str(value))
        for key, value in zip(told["key"], told["value"], strict=True)
    ]
    known = [fact for key in STUDY_KEYS for fact in facts if fact.key == key]
    return (*known, *(fact for fact in facts if fact.key not in STUDY_KEYS))
