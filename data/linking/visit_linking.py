"""The visits: as listed, completed by what the reads say, each with its label and month."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from data.converting.deciding import Answers
from data.converting.drafts import Draft, Rows, Source
from data.linking.collapsing import collapse, group_of
from data.linking.joining import preference, repeated_rows, shown_row
from data.linking.links import VISIT_KEY, Linked, without_strangers
from data.noticing import noticed
from data.problem import Problem
from data.recognising.mapping import START_DATE
from data.recognising.times import DAYS_A_MONTH, months_in_words
from data.recognising.words import meaning
from data.schema import TIMEPOINTS

TIMES: Final = ("timepoint", "month", "date")
FILM: Final = "film "
"""What the label of a visit begins with that only a film's date tells."""
SAME_VISIT: Final = pd.Timedelta(days=31)
"""A film belongs to the visit nearest to it, within about a month."""
PLACE_OF_TIMEPOINT: Final = {"baseline": -np.inf, "interim": np.nan, "final": np.inf}


def link_visits(drafts: Sequence[Draft], patients: pd.DataFrame, answers: Answers) -> Linked:
    """List the visits, one row each, in order of patient and time.

    The sheets of visits are followed; reads complete them, and add a visit that is not listed
    where they give its time.
    """
    own = [each for each in drafts if each.table == "visits" and each.role != "joints"]
    others = [each for each in drafts if each.table == "visits" and each.role == "joints"]
    source = Source((*own, *others))
    n_own = sum(len(draft.rows) for draft in own)
    every = source.frame()
    is_own = every.index < n_own
    own_visits = Linked(with_labels(every[is_own]), source)
    listed = _labelled_only(without_strangers(own_visits, patients, "visit_without_patient"))
    once, problems = _once(listed, answers)
    said = with_labels_of(every[~is_own], once)
    said = said[said["patient_id"].isin(patients["patient_id"]) & said["visit"].notna()]
    joined, more = _completed(once, said, source, has_own=bool(own))
    dated = _with_months(joined, patients)
    timed, told = _with_label_times(dated, source)
    return Linked(_in_order(timed, patients), source, (*listed.problems, *problems, *more, *told))


def with_labels(frame: pd.DataFrame, before_rank: str = "") -> pd.DataFrame:
    """Give visits without a label the one that their timepoint, month or date speaks.

    ``before_rank`` stands before the rank of a date, so that it is no listed visit's label.
    """
    label = frame["visit"].astype(object) if "visit" in frame else pd.Series(None, frame.index)
    if "visit" in frame and label.notna().all():
        return frame
    for name in ("timepoint", "month"):
        if name in frame:
            label = label.where(label.notna(), _as_label(frame[name]))
    if "date" in frame:
        ranks = _rank_of_date(frame[label.isna()]).reindex(frame.index)
        label = label.where(label.notna(), before_rank + ranks)
    return frame.assign(visit=pd.Categorical(label))


def _rank_of_date(frame: pd.DataFrame) -> pd.Series:
    """Count the dates of each patient in order, for visits that nothing else tells apart."""
    ranks = frame.groupby("patient_id", observed=True)["date"].rank("dense")
    return ranks.map(lambda each: f"{each:g}", na_action="ignore").astype(object)


def _as_label(values: pd.Series) -> pd.Series:
    if values.dtype == np.float64:
        return values.map(lambda each: f"{each:g}", na_action="ignore").astype(object)
    return values.astype(object)


def _labelled_only(visits: Linked) -> Linked:
    missing = np.flatnonzero(visits.frame["visit"].isna())
    problems = visits.source.problems("missing_visit", visits.frame.index[missing])
    kept = visits.frame[visits.frame["visit"].notna()]
    return Linked(kept, visits.source, (*visits.problems, *problems))


def _once(visits: Linked, answers: Answers) -> tuple[pd.DataFrame, list[Problem]]:
    """Make one row of each visit: rows of one sheet that repeat each other are asked about."""
    frame, source = visits.frame, visits.source
    sheet = np.searchsorted(source.starts, frame.index.to_numpy(), side="right")
    in_sheet = frame.assign(sheet=sheet)
    prefer = preference(answers, "duplicate_visit_differs")
    alone = collapse(frame, group_of(in_sheet, ("sheet", *VISIT_KEY)), prefer)
    problems: list[Problem] = []
    if prefer == "neither":
        codes = ("duplicate_visit", "duplicate_visit_differs")
        problems += repeated_rows(source, alone, frame, codes)
    across = collapse(alone.frame, group_of(alone.frame, VISIT_KEY))
    for name, rows in across.differs.items():
        origins = alone.frame.index[rows]
        problems += source.problems(
            "visit_values_differ", origins, name, found=shown_row(alone.frame, rows)
        )
    return across.frame, problems


def _completed(
    listed: pd.DataFrame, said: pd.DataFrame, source: Source, *, has_own: bool
) -> tuple[pd.DataFrame, list[Problem]]:
    """Complete the visits by what the sheets of joints say of them."""
    if not len(said):
        return listed, []
    both = pd.concat([listed, said]) if len(listed) else said
    group = group_of(both, VISIT_KEY)
    is_time = [name for name in both.columns if name in TIMES]
    times = collapse(both[is_time], group, "first" if has_own else "neither")
    facts = collapse(both.drop(columns=is_time), group)
    is_new = facts.frame.index.isin(said.index)
    problems: list[Problem] = []
    for name, rows in {**times.differs, **facts.differs}.items():
        code = "time_differs" if name in TIMES and has_own else "visit_values_differ"
        problems += source.problems(code, both.index[rows], name, **_found(code, both, rows))
    joined = pd.concat([facts.frame, times.frame.set_axis(facts.frame.index, axis=0)], axis=1)
    if not has_own:
        return joined, [*problems, noticed("visits_derived", count=len(joined))]
    return _added(joined, is_new, source, problems)


def _found(code: str, frame: pd.DataFrame, rows: Rows) -> dict[str, str]:
    return {} if code == "time_differs" else {"found": shown_row(frame, rows)}


def _added(
    joined: pd.DataFrame, is_new: np.typing.NDArray[np.bool_], source: Source, said: list[Problem]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Add the visits that only reads name, where these give their time."""
    known = [name for name in TIMES if name in joined]
    has_time = (
        joined[known].notna().any(axis=1).to_numpy() if known else np.zeros(len(joined), bool)
    )
    label_month = joined["visit"].map(lambda each: _says_time(str(each))).to_numpy(dtype=bool)
    added = np.flatnonzero(is_new & (has_time | label_month))
    problems = source.problems(
        "visit_created", joined.index[added], "visit", found=shown_row(joined, added)
    )
    return joined[~is_new | has_time | label_month], [*said, *problems]


def _says_time(label: str) -> bool:
    return months_in_words(label) is not None or meaning("timepoint", label) is not None


def _with_months(visits: pd.DataFrame, patients: pd.DataFrame) -> pd.DataFrame:
    """Work out months from dates, for patients of whom no month is given."""
    if "date" not in visits or visits["date"].isna().all():
        return visits
    ids = visits["patient_id"]
    date = visits["date"].astype("datetime64[s]")
    start = date.groupby(ids, observed=True).transform("min")
    if START_DATE in patients:
        given = patients.set_index(patients["patient_id"].astype("str"))[START_DATE]
        own = pd.Series(ids.astype("str").map(given).array, index=visits.index)
        start = own.where(own.notna(), start)
    month = visits["month"] if "month" in visits else pd.Series(np.nan, visits.index)
    has_month = month.notna().groupby(ids, observed=True).transform("any").to_numpy()
    days = (date - start).dt.total_seconds().to_numpy() / 86_400
    worked_out = np.where(has_month, np.nan, np.round(days / DAYS_A_MONTH, 1))
    return visits.assign(month=np.where(month.notna(), month, worked_out))


def _with_label_times(visits: pd.DataFrame, source: Source) -> tuple[pd.DataFrame, list[Problem]]:
    """Take month and timepoint from labels such as "6M" and "pre" where the file gives none."""
    labels = pd.unique(visits["visit"].astype("str"))
    months = {label: months_in_words(label) for label in labels}
    points = {label: meaning("timepoint", label) for label in labels}
    text = visits["visit"].astype("str")
    problems: list[Problem] = []
    month = visits["month"] if "month" in visits else pd.Series(np.nan, visits.index)
    said = text.map(months).astype(np.float64)
    used = (month.isna() & said.notna()).to_numpy()
    if used.any():
        label_of = dict(zip(visits.index[used], text[used], strict=True))
        problems += source.problems(
            "relative_time",
            visits.index[used],
            "visit",
            found=label_of.__getitem__,
            detail=lambda origin: f"{months[label_of[origin]]:g}",
        )
    point = visits["timepoint"].astype(object) if "timepoint" in visits else None
    spoken = text.map(points).astype(object)
    point = spoken if point is None else point.where(point.notna(), spoken)
    timepoint = pd.Categorical(
        point.where(point.notna(), None), categories=pd.Index(TIMEPOINTS, dtype="str")
    )
    return visits.assign(month=month.where(~used, said), timepoint=timepoint), problems


def _in_order(visits: pd.DataFrame, patients: pd.DataFrame) -> pd.DataFrame:
    """Put visits in order of patient and time; "pre" comes first and "final" last."""
    place = pd.Index(patients["patient_id"].cat.codes).get_indexer(
        pd.Index(visits["patient_id"].cat.codes)
    )
    month = visits["month"].to_numpy(dtype=np.float64)
    spoken = visits["timepoint"].astype(object).map(PLACE_OF_TIMEPOINT).to_numpy(dtype=np.float64)
    time = np.where(np.isnan(month), spoken, month)
    return visits.iloc[np.lexsort((time, place))]


def with_labels_of(reads: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    """Give reads without a label that of the visit with their month, or their timepoint.

    Parameters
    ----------
    reads : DataFrame, shape (n_reads, ...)
    visits : DataFrame, shape (n_visits, ...)
    """
    label = reads["visit"].astype(object) if "visit" in reads else pd.Series(None, reads.index)
    if "visit" in reads and label.notna().all():
        return reads
    for name in ("month", "date", "timepoint"):
        if name in reads and name in visits:
            known = visits[visits[name].notna()].drop_duplicates(["patient_id", name])
            keys = ["patient_id", name]
            found = reads[keys].merge(known[[*keys, "visit"]], on=keys, how="left")["visit"]
            label = label.where(label.notna(), found.astype(object).to_numpy())
    if "date" in reads and "date" in visits:
        label = label.where(label.notna(), _visit_close_by(reads, visits))
    return with_labels(reads.assign(visit=pd.Categorical(label)), FILM if len(visits) else "")


def _visit_close_by(reads: pd.DataFrame, visits: pd.DataFrame) -> pd.Series:
    """Find the visit nearest to the date of each read, no further from it than the window."""
    days = ["patient_id", "date"]
    known = visits[visits["date"].notna()].drop_duplicates(days)[[*days, "visit"]]
    asked = reads.loc[reads["date"].notna(), days].assign(
        row=np.flatnonzero(reads["date"].notna())
    )
    found = pd.merge_asof(
        asked.astype({"patient_id": "str"}).sort_values("date"),
        known.astype({"patient_id": "str"}).sort_values("date"),
        on="date",
        by="patient_id",
        direction="nearest",
        tolerance=SAME_VISIT,
    )
    label = np.full(len(reads), None, dtype=object)
    label[found["row"].to_numpy()] = found["visit"].astype(object).to_numpy()
    return pd.Series(label, index=reads.index).where(lambda each: each.notna(), None)
