"""Poznanski scores of wrists whose lengths were measured, by the user's reference table."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from analysis.errors import CohortError
from analysis.scores import poznanski
from data.cohort import Cohort

WRISTS: Final = ("left", "right")


@dataclass(frozen=True, eq=False)
class ScoredWrists:
    """A cohort with scores computed from RM and M2, and how many wrists that concerns."""

    cohort: Cohort
    n_scored: int
    n_kept: int  # wrists with lengths whose recorded score was left as it is
    n_closed: int  # wrists not scored: the growth plate had closed
    n_outside: int  # wrists not scored: sex or M2 is not in the table
    citation: str


def with_poznanski(cohort: Cohort, reference: pd.DataFrame) -> ScoredWrists:
    """Score every wrist that has RM and M2 but no recorded score.

    Parameters
    ----------
    cohort : Cohort
        The whole cohort.
    reference : DataFrame
        As `data.reference_table.checked_reference` gives it.

    Raises
    ------
    CohortError
        If no visit has both lengths of a wrist.
    """
    visits = cohort.visits
    sex = cohort.patients["sex"].astype("str").to_numpy()[cohort.patient_of_visit]
    closed = visits["physis_closed"].fillna(value=False).to_numpy(dtype=bool)
    counts = np.zeros(4, dtype=np.int64)
    columns = {}
    for wrist in WRISTS:
        rm, m2 = visits[f"rm_{wrist}_mm"], visits[f"m2_{wrist}_mm"]
        recorded = visits[f"poznanski_{wrist}_sd"]
        both = (rm.notna() & m2.notna()).to_numpy()
        is_kept = both & recorded.notna().to_numpy()
        is_open = both & ~is_kept & ~closed
        score = poznanski(rm, m2, sex, reference).where(is_open)
        columns[f"poznanski_{wrist}_sd"] = recorded.where(recorded.notna(), score)
        is_scored = is_open & score.notna().to_numpy()
        shares = (is_scored, is_kept, both & closed & ~is_kept, is_open & ~is_scored)
        counts += [int(each.sum()) for each in shares]
    if not has_lengths(cohort):
        raise CohortError(
            f"None of the {len(visits)} visits has RM and M2 of a wrist. "
            "The reference table needs both lengths, in mm."
        )
    said = "; ".join(dict.fromkeys(reference["citation"].astype("str")))
    scored = replace(
        cohort, visits=visits.assign(**columns), poznanski_reference=said if counts[0] else ""
    )
    n_scored, n_kept, n_closed, n_outside = counts.tolist()
    return ScoredWrists(scored, n_scored, n_kept, n_closed, n_outside, said)


def has_lengths(cohort: Cohort) -> bool:
    """Tell whether any visit has RM and M2 of a wrist."""
    visits = cohort.visits
    return any(
        bool((visits[f"rm_{wrist}_mm"].notna() & visits[f"m2_{wrist}_mm"].notna()).any())
        for wrist in WRISTS
    )
