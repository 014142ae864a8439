import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.assembling import Origin, assemble
from data.cohort import Cohort
from data.errors import CohortError
from data.films import baseline_film, first_row, last_row, ranked_film
from data.schema import TABLES
from data.selection import CohortFilter, VisitPair


def small_cohort(**changes: pd.DataFrame) -> Cohort:
    """Two patients: A with films at -1, 6 and 24 months, B with one film and one lab visit."""
    tables = {
        "patients": pd.DataFrame({"patient_id": ["A", "B"], "arm": ["x", "y"]}),
        "visits": pd.DataFrame(
            {
                "patient_id": ["B", "B", "A", "A", "A"],
                "visit": ["1", "2", "c", "a", "b"],
                "month": [0, 5, 24, -1, 6],
                "crp_mg_l": [1.0, 2, 3, 4, 5],
            }
        ),
        "joints": pd.DataFrame(
            {
                "patient_id": ["A", "A", "A", "A", "B", "B"],
                "visit": ["a", "b", "c", "c", "1", "1"],
                "joint": ["knee", "knee", "knee", "hip", "knee", "hip"],
                "side": ["L", "L", "L", "R", "L", "R"],
                "larsen": [3, 2, 1, 4, 0, None],
            }
        ),
    }
    return assemble(tables | changes, Origin("small"))


def test_every_declared_column_is_there_in_order() -> None:
    cohort = small_cohort()
    for table in TABLES:
        frame = getattr(cohort, table.name)
        assert tuple(frame.columns[: len(table.names)]) == table.names


def test_visits_stand_in_order_of_patient_and_time() -> None:
    cohort = small_cohort()
    assert cohort.visits["visit"].tolist() == ["a", "b", "c", "1", "2"]
    assert cohort.visits["visit"].to_numpy()[cohort.visit_of_read].tolist() == [
        "a",
        "b",
        "c",
        "c",
        "1",
        "1",
    ]


def test_what_is_worked_out_when_absent() -> None:
    cohort = small_cohort()
    assert cohort.visits["timepoint"].astype("str").tolist()[:4] == [
        "baseline",
        "interim",
        "final",
        "baseline",
    ]
    assert cohort.visits["timepoint"].isna().tolist() == [False] * 4 + [True]
    assert cohort.joints["status"].tolist() == ["examined"] * 5 + ["not_examined"]
    assert cohort.is_film.tolist() == [True, True, True, True, False]
    assert not cohort.has_recorded_timepoint.any()


def test_a_read_has_the_timepoint_of_its_visit() -> None:
    points = small_cohort().joints["timepoint"].astype("str").tolist()
    assert points == ["baseline", "interim", "final", "final", "baseline", "baseline"]


def test_recorded_timepoints_are_left_alone() -> None:
    visits = pd.DataFrame(
        {"patient_id": ["A"] * 3, "visit": ["a", "b", "c"], "timepoint": [None, "baseline", None]}
    )
    cohort = small_cohort(visits=visits, joints=pd.DataFrame())
    assert cohort.visits["timepoint"].astype("str").tolist()[1] == "baseline"
    assert cohort.has_recorded_timepoint.tolist() == [True, False]


def test_wrist_films_count_for_a_patient_never_read() -> None:
    visits = pd.DataFrame(
        {"patient_id": ["A", "B"], "visit": ["1", "1"], "poznanski_sd": [-1.0, None]}
    )
    cohort = small_cohort(visits=visits, joints=pd.DataFrame())
    assert cohort.is_film.tolist() == [True, False]


@pytest.mark.parametrize(
    ("name", "frame", "sentence"),
    [
        ("visits", {"patient_id": ["Z"], "visit": ["1"]}, "1 rows of visits belong to no patient"),
        (
            "joints",
            {"patient_id": ["A"], "visit": ["z"], "joint": ["knee"], "side": ["L"]},
            "1 joint reads belong to no visit",
        ),
        ("patients", {"patient_id": []}, "holds no patient"),
    ],
)
def test_rows_that_belong_nowhere_are_refused(name: str, frame: dict, sentence: str) -> None:
    with pytest.raises(CohortError, match=sentence):
        small_cohort(**{name: pd.DataFrame(frame)})


def test_joint_and_side_narrow_reads_only() -> None:
    cohort = small_cohort()
    knees = cohort.where(CohortFilter(joints=("knee",), sides=("L",)))
    assert knees.n_joints == 2
    assert knees.n_joints_all == 3
    assert knees.visits is cohort.visits
    assert knees.visits["visit"].to_numpy()[knees.visit_of_read].tolist() == ["a", "b", "c", "1"]


def test_the_baseline_film_stays_in_a_window() -> None:
    late = small_cohort().where(CohortFilter(months=(5, 24)))
    assert late.visits["visit"].tolist() == ["a", "b", "c", "1", "2"]
    early = small_cohort().where(CohortFilter(months=(0, 6)))
    assert early.visits["visit"].tolist() == ["a", "b", "1", "2"]


def test_patients_and_groups_narrow_all_tables() -> None:
    treatments = pd.DataFrame({"patient_id": ["A", "B"], "drug": ["t", "u"]})
    cohort = small_cohort(treatments=treatments)
    for chosen in (CohortFilter(patients=("B",)), CohortFilter(groups=(("arm", "y"),))):
        only = cohort.where(chosen)
        assert only.patient_ids == ("B",)
        assert only.treatments["drug"].tolist() == ["u"]
        assert set(only.joints["patient_id"].astype("str")) == {"B"}
        assert (only.n_patients, only.n_patients_all) == (1, 2)


@pytest.mark.parametrize(
    "chosen", [CohortFilter(patients=("Z",)), CohortFilter(joints=("elbow",))]
)
def test_a_filter_that_leaves_nothing_gets_a_sentence(chosen: CohortFilter) -> None:
    with pytest.raises(CohortError, match="fits the filter"):
        small_cohort().where(chosen)


def test_narrowing_never_changes_the_whole() -> None:
    cohort = small_cohort()
    before = {table.name: getattr(cohort, table.name).copy() for table in TABLES}
    cohort.where(CohortFilter(joints=("hip",), months=(0, 24), patients=("A",)))
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frame, getattr(cohort, name))


def test_readers_and_groups_are_offered() -> None:
    joints = small_cohort().joints.assign(reader=pd.Categorical(["r1", "r2"] * 3))
    cohort = small_cohort(joints=joints)
    assert cohort.readers == ("r1", "r2")
    assert cohort.group_columns == ("arm",)
    assert len(cohort.where(CohortFilter(reader="r1")).joints) == 3


@given(
    st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=30),
    st.integers(1, 4),
)
def test_rows_of_films_agree_with_a_plain_search(
    visits: list[tuple[int, bool]], rank: int
) -> None:
    visits = sorted(visits, key=lambda visit: visit[0])
    patient = np.array([who for who, _ in visits], dtype=np.int32)
    film = np.array([is_film for _, is_film in visits])
    month = np.arange(len(visits), dtype=float) - 3
    rows = {
        who: [i for i in range(len(visits)) if patient[i] == who and film[i]] for who in range(4)
    }
    before = {who: [i for i in rows[who] if month[i] <= 0] for who in rows}
    assert first_row(patient, film, 4).tolist() == [(rows[w] or [-1])[0] for w in range(4)]
    assert last_row(patient, film, 4).tolist() == [(rows[w] or [-1])[-1] for w in range(4)]
    expected = [before[w][-1] if before[w] else (rows[w] or [-1])[0] for w in range(4)]
    assert baseline_film(patient, month, film, 4).tolist() == expected
    nth = [rows[w][rank - 1] if len(rows[w]) >= rank else -1 for w in range(4)]
    assert ranked_film(patient, film, rank, 4).tolist() == nth


def test_a_filter_says_itself_without_naming_patients() -> None:
    chosen = CohortFilter(
        joints=("knee",),
        sides=("L",),
        months=(0, 40),
        pair=VisitPair("rank", "1", "3"),
        patients=("secret",),
        reader="A",
    )
    said = "; ".join(chosen.in_words)
    assert said == (
        "joints: knee; side: left; month 0 to 40; film 1 with film 3; 1 chosen patient; reader A"
    )
    assert CohortFilter().is_empty
