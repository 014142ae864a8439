"""All drafts to the canonical tables of one cohort, linked, in canonical order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.converting.deciding import Answers
from data.converting.drafts import Draft, Source
from data.linking.joining import source_of, with_one_spelling
from data.linking.links import Linked, link_patients, link_reads, without_strangers
from data.linking.visit_linking import link_visits, with_labels_of
from data.problem import Problem

STRANGERS = {"treatments": "treatment_without_patient", "events": "event_without_patient"}


@dataclass(frozen=True, eq=False)
class LinkedTables:
    """The tables of a cohort before they are assembled.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        The index of each row is its origin in the table's source.
    sources : mapping of str to Source
    problems : tuple of Problem
    """

    tables: Mapping[str, pd.DataFrame]
    sources: Mapping[str, Source]
    problems: tuple[Problem, ...] = ()


def link(drafts: Sequence[Draft], answers: Answers) -> LinkedTables:
    """Link the drafts of all sheets: one spelling an id, one row a patient, visit and read."""
    spelled, problems = with_one_spelling(drafts)
    patients = link_patients(spelled, answers)
    visits = link_visits(spelled, patients.frame, answers)
    linked = {"patients": patients, "visits": visits}
    linked["joints"] = _joints(spelled, linked, answers)
    for name, code in STRANGERS.items():
        source = source_of(spelled, name)
        known = without_strangers(Linked(source.frame(), source), patients.frame, code)
        linked[name] = _with_drug(known) if name == "treatments" else known
    facts = source_of(spelled, "study")
    linked["study"] = Linked(facts.frame() if facts.drafts else pd.DataFrame(), facts)
    found = [problem for each in linked.values() for problem in each.problems]
    return LinkedTables(
        {name: each.frame for name, each in linked.items()},
        {name: each.source for name, each in linked.items()},
        (*problems, *found),
    )


def _joints(drafts: Sequence[Draft], linked: Mapping[str, Linked], answers: Answers) -> Linked:
    source = source_of(drafts, "joints")
    frame = source.frame()
    if not len(frame):
        return Linked(pd.DataFrame(), source)
    labelled = with_labels_of(frame, linked["visits"].frame).drop(columns="date", errors="ignore")
    reads = without_strangers(
        Linked(labelled, source), linked["patients"].frame, "read_without_patient"
    )
    return link_reads(reads, linked["visits"].frame, answers)


def _with_drug(treatments: Linked) -> Linked:
    frame, source = treatments.frame, treatments.source
    if "drug" not in frame:
        return treatments
    missing = np.flatnonzero(frame["drug"].isna())
    problems = source.problems("missing_drug", frame.index[missing], "drug")
    return Linked(frame[frame["drug"].notna()], source, (*treatments.problems, *problems))
