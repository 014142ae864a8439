import zipfile
from io import BytesIO

import numpy as np
import pytest

from data.exporting import as_workbook
from data.registry import FILE, N_PATIENTS, registry_tables
from data.schema import TABLES, table
from tests.cohorts import registry, typed_registry_tables


@pytest.fixture(scope="module")
def tables():
    return typed_registry_tables()


def parts_of(content):
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def test_the_committed_workbook_is_the_generated_one():
    assert parts_of(FILE.read_bytes()) == parts_of(as_workbook(registry_tables()))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    assert as_workbook(registry_tables(1)) == as_workbook(registry_tables(1))
    assert not registry_tables(1)["visits"].equals(registry_tables(2)["visits"])


def test_it_holds_what_the_screens_need(tables):
    patients, visits, joints = tables["patients"], tables["visits"], tables["joints"]
    assert len(patients) == N_PATIENTS
    assert patients["arm"].value_counts().to_dict() == {
        "anti-IL-6": 24, "anti-TNF": 20, "methotrexate": 16,
    }  # fmt: skip
    assert set(patients["sex"]) == {"F", "M", "U"}
    assert set(patients["jia_course"]) == {"systemic", "poly", "oligo", "other"}
    assert set(joints["reader"]) == {"A", "B"}
    assert set(joints["joint"]) == {"hip", "knee", "ankle", "shoulder", "elbow", "wrist"}
    assert set(joints["status"]) == {"examined", "not_examined", "replaced", "fused"}
    assert set(tables["events"]["kind"]) == {"surgery", "injection", "other"}
    assert visits["crp_mg_l_below_limit"].sum() >= 30
    assert visits[["ferritin_ug_l", "mmp3_ng_ml"]].isna().mean().between(0.2, 0.6).all()
    assert tables["treatments"]["stop_month"].notna().sum() >= 10


def test_every_value_lies_in_the_range_of_its_column(tables):
    for each in TABLES:
        for column in each.columns:
            if column.low is None or column.name not in tables[each.name]:
                continue
            values = tables[each.name][column.name].astype("float64").dropna()
            assert values.between(column.low, column.high).all(), column.name


def test_keys_are_unique(tables):
    for name in ("patients", "visits", "joints", "study"):
        assert not tables[name].duplicated(list(table(name).key)).any()


def test_grades_are_whole_and_stand_beside_examined_joints_only(tables):
    joints = tables["joints"]
    grades = joints["larsen"].astype("float64")
    assert (grades.dropna() % 1 == 0).all()
    assert (grades.notna() == (joints["status"] == "examined")).all()


def test_an_operated_joint_stays_operated():
    cohort = registry()
    joints = cohort.joints.assign(month=cohort.month[cohort.visit_of_read])
    joints["operated"] = joints["status"].isin(["replaced", "fused"])
    ordered = joints.sort_values("month", kind="stable")
    places = ordered.groupby(["patient_id", "joint", "side", "reader"], observed=True)
    assert (places["operated"].transform("cummax") == ordered["operated"]).all()


def test_a_closed_growth_plate_has_no_score_and_stays_closed():
    visits = registry().visits
    scores = visits[["poznanski_left_sd", "poznanski_right_sd", "poznanski_sd"]]
    closed = visits["physis_closed"].fillna(False).to_numpy(dtype=bool)
    assert closed.any()
    assert not scores[closed].notna().any(axis=None)
    known = visits[visits["physis_closed"].notna()]
    assert (
        known.groupby("patient_id", observed=True)["physis_closed"]
        .apply(lambda flags: flags.is_monotonic_increasing)
        .all()
    )


def test_the_readers_agree_mostly_but_not_always():
    reads = (
        registry()
        .joints.pivot(
            index=["patient_id", "visit", "joint", "side"], columns="reader", values="larsen"
        )
        .dropna()
    )
    gap = (reads["A"] - reads["B"]).abs()
    assert 0.5 < (gap == 0).mean() < 0.8
    assert (gap <= 1).mean() > 0.98


def test_wrists_are_shorter_where_joints_are_worse():
    cohort = registry()
    scores = cohort.visits[["poznanski_left_sd", "poznanski_right_sd"]].mean(axis=1).to_numpy()
    grades = cohort.joints["larsen"].fillna(0).to_numpy()
    totals = np.bincount(cohort.visit_of_read, grades, minlength=len(cohort.visits))
    known = np.isfinite(scores) & cohort.is_film
    assert -0.9 < np.corrcoef(scores[known], totals[known])[0, 1] < -0.3


def test_some_patients_were_lost_after_one_film_and_some_wrists_scored_on_one_side():
    cohort = registry()
    films = np.bincount(cohort.patient_of_visit[cohort.is_film], minlength=cohort.n_patients)
    assert (films == 1).sum() >= 4
    assert films.max() >= 6
    left = cohort.visits["poznanski_left_sd"].notna()
    right = cohort.visits["poznanski_right_sd"].notna()
    assert (left & ~right).any()
    assert (right & ~left).any()


def test_a_surgery_stands_for_every_operated_joint():
    cohort = registry()
    operated = cohort.joints[cohort.joints["status"].isin(["replaced", "fused"])]
    surgery = cohort.events[cohort.events["kind"] == "surgery"]
    places = ["patient_id", "joint", "side"]
    noted = set(surgery[places].astype(str).itertuples(index=False, name=None))
    assert set(operated[places].astype(str).itertuples(index=False, name=None)) <= noted
