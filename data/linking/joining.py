"""Drafts of all sheets joined to tables that fit together: ids, patients, visits, reads."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from data.converting.deciding import Answers
from data.converting.drafts import Draft, Source, asked
from data.linking.collapsing import Collapsed, Prefer
from data.problem import Problem

FIRST_ROW: Final = "The first row"
LAST_ROW: Final = "The last row"
PREFERENCES: Final[dict[str, Prefer]] = {FIRST_ROW: "first", LAST_ROW: "last"}


def id_key(text: str) -> str:
    """Fold an id so that two spellings of one compare equal: width, case, blanks at the ends."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def with_one_spelling(drafts: Sequence[Draft]) -> tuple[list[Draft], list[Problem]]:
    """Spell every patient's id as the sheet of patients does, else as its first row does."""
    spelling: dict[str, str] = {}
    in_order = sorted(
        drafts, key=lambda draft: (draft.role != "patients", draft.table != "patients")
    )
    for draft in in_order:
        if "patient_id" in draft.frame:
            codes = draft.frame["patient_id"].cat.codes.to_numpy()
            used = draft.frame["patient_id"].cat.categories[pd.unique(codes[codes >= 0])]
            for text in used:
                spelling.setdefault(id_key(text), text.strip())
    dtype = pd.CategoricalDtype(pd.Index(list(spelling.values()), dtype="str"))
    place = {key: code for code, key in enumerate(spelling)}
    spelled: list[Draft] = []
    problems: list[Problem] = []
    told: set[int] = set()
    for draft in drafts:
        if "patient_id" not in draft.frame:
            spelled.append(draft)
            continue
        spelled.append(_spelled(draft, dtype, place))
        if id(draft.sheet) not in told:
            problems += _changed_ids(draft, spelled[-1])
        told.add(id(draft.sheet))
    return spelled, problems


def _spelled(draft: Draft, dtype: pd.CategoricalDtype, place: Mapping[str, int]) -> Draft:
    old = draft.frame["patient_id"].cat
    code_of = np.array([*(place.get(id_key(text), -1) for text in old.categories), -1])
    ids = pd.Categorical.from_codes(code_of[old.codes.to_numpy()], dtype=dtype)
    return replace(draft, frame=draft.frame.assign(patient_id=ids))


def _changed_ids(draft: Draft, spelled: Draft) -> list[Problem]:
    before, after = draft.frame["patient_id"].cat, spelled.frame["patient_id"].cat
    same = pd.Index(before.categories).isin(after.categories)
    if same.all():
        return []
    rows = np.flatnonzero(~same[before.codes.to_numpy()])
    if not len(rows):
        return []
    old, new = (str(each.frame["patient_id"].iloc[rows[0]]) for each in (draft, spelled))
    # Blanks at its ends are seen only between quotation marks.
    shown = old if old == old.strip() else f"“{old}”"
    return Source((draft,)).problems("id_changed", rows, "patient_id", found=shown, detail=new)


def source_of(drafts: Sequence[Draft], table: str) -> Source:
    """Gather the drafts of one table."""
    return Source(tuple(draft for draft in drafts if draft.table == table))


def repeated_rows(
    source: Source, collapsed: Collapsed, frame: pd.DataFrame, codes: tuple[str, str]
) -> list[Problem]:
    """Name rows of one sheet that repeat each other: a warning, or a question if they differ.

    Parameters
    ----------
    source : Source
    collapsed : Collapsed
    frame : DataFrame
        The rows that were collapsed.
    codes : (str, str)
        Code where they agree, code of the question where they differ.
    """
    agree, differ = codes
    differing = collapsed.differing
    same = np.setdiff1d(collapsed.repeats, differing)
    problems = source.problems(
        agree, frame.index[same], "patient_id", found=shown_row(frame, same)
    )
    questions = source.problems(
        differ, frame.index[differing], "patient_id", found=shown_row(frame, differing)
    )
    return problems + [asked(each, tuple(PREFERENCES)) for each in questions]


def preference(answers: Answers, code: str) -> Prefer:
    """Give which of two rows counts, as answered for any sheet."""
    given = [answer for key, answer in answers.items() if key.startswith(f"{code}@")]
    return PREFERENCES.get(given[0], "neither") if given else "neither"


def shown_row(frame: pd.DataFrame, positions: np.typing.NDArray[np.int64]) -> str:
    """Say whom the first of those rows is about, such as "P07 visit 2"."""
    if not len(positions):
        return ""
    row = frame.iloc[int(positions[0])]
    words = [str(row["patient_id"])]
    if "visit" in frame and pd.notna(row["visit"]):
        words.append(f"visit {row['visit']}")
    words += [
        str(row[name]) for name in ("joint", "side") if name in frame and pd.notna(row[name])
    ]
    return " ".join(words)
