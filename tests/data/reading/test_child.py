"""Whatever a file does to the process that reads it, the one that asked goes on."""

import gc
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from data.errors import CohortError
from data.noticing import RefusedError
from data.reading.child import Limits, ReaderBugError, parse_in_child, run_in_child, warm_up
from data.reading.files import digest_of, read_files
from data.reading.memory import _resident_by_ps, peak_bytes, resident_bytes
from data.reading.sheets import NamedFile
from tests.data.reading import hostile_files
from tests.data.reading.hostile_files import HEAD, far_cell, workbook

HERE = "tests.data.reading.test_child"
FILE = NamedFile("visits.csv", b"patient_id,CRP\nP01,1\n")
ROOT = Path(__file__).parents[3]


def double(number):
    return 2 * number


def own_number():
    return os.getpid()


def names_of_loaded_modules():
    return sorted(sys.modules)


def refuse(sentence):
    raise CohortError(sentence)


def fail(value):
    raise KeyError(value)


def crash():
    os.abort()


def give_up():
    raise BaseException("as a reader written in another language does")


def sleep(seconds):
    time.sleep(seconds)


def read_for_ever(files):
    while files:
        pass


def hold(n_bytes):
    return len(bytearray(n_bytes))


def chatter():
    print("to the output")
    print("to the errors", file=sys.stderr)
    os.system("echo from another program")
    return "said"


def parse_far_cell_unprepared():
    from io import BytesIO

    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(BytesIO(far_cell())).get_sheet_by_index(0).height


def is_collected_by_hand():
    return not gc.isenabled()


def test_a_function_is_called_and_its_result_comes_back():
    assert run_in_child(f"{HERE}:double", 21) == 42
    assert run_in_child(f"{HERE}:own_number") != os.getpid()
    assert run_in_child(f"{HERE}:is_collected_by_hand")


def test_the_process_is_kept_between_tasks():
    assert run_in_child(f"{HERE}:own_number") == run_in_child(f"{HERE}:own_number")


def test_files_are_read_as_they_are_here():
    for files in ([FILE], [NamedFile("a.xlsx", workbook(HEAD))], [NamedFile("a.csv", b"")]):
        here, there = read_files(files), parse_in_child(files)
        assert there.digest == here.digest
        assert there.problems == here.problems
        assert [sheet.columns for sheet in there.sheets] == [each.columns for each in here.sheets]


def test_a_sentence_for_the_user_comes_back_as_one():
    with pytest.raises(CohortError, match="Add a sheet"):
        run_in_child(f"{HERE}:refuse", "Add a sheet.")


def test_a_bug_comes_back_with_its_place_but_without_any_value():
    with pytest.raises(ReaderBugError, match=r"KeyError in .*test_child.py:\d+ fail") as caught:
        run_in_child(f"{HERE}:fail", "Hanako Yamada")
    assert "Hanako" not in str(caught.value)
    assert run_in_child(f"{HERE}:double", 1) == 2


def test_a_function_that_is_not_there_is_a_bug():
    with pytest.raises(ReaderBugError):
        run_in_child("data.reading.files:no_such_function")
    with pytest.raises(ReaderBugError):
        run_in_child("data.no_such_module:read", limits=Limits(seconds=50.0))


def test_what_libraries_print_does_not_disturb_the_reply():
    assert run_in_child(f"{HERE}:chatter") == "said"


@pytest.mark.parametrize("function", ["crash", "give_up", "parse_far_cell_unprepared"])
def test_a_crash_is_survived_and_said(function):
    with pytest.raises(RefusedError) as caught:
        run_in_child(f"{HERE}:{function}")
    assert caught.value.problem.code == "reading_failed"
    assert caught.value.problem.severity == "rejected"
    assert run_in_child(f"{HERE}:double", 4) == 8


@pytest.mark.parametrize(
    "make",
    [
        "far_cell",
        "far_cell_out_of_row",
        "unplaced_cells",
        "tiny_cells",
        "one_long_text",
        "lying_bomb",
        "packed_too_well",
        "many_parts",
        "repeated_cells",
        "with_definitions",
        "with_definitions_in_utf_16",
        "with_bad_checksum",
        "with_stored_bad_checksum",
        "protected",
        "protected_zip",
    ],
)
def test_hostile_files_are_answered_within_two_seconds(make):
    warm_up()
    file = NamedFile("cohort.xlsx", getattr(hostile_files, make)())
    parse_in_child([FILE])
    took = []
    # Other work on the machine may hold one attempt up; the best of three counts.
    while len(took) < 3 and min(took, default=2.0) >= 2.0:
        begun = time.perf_counter()
        raw = parse_in_child([file])
        took.append(time.perf_counter() - begun)
    assert min(took) < 2.0
    assert raw.sheets == ()
    assert [problem.severity for problem in raw.problems] == ["rejected"]
    assert not raw.problems[0].code.startswith("reading_")


def test_what_takes_too_long_is_ended():
    begun = time.perf_counter()
    with pytest.raises(RefusedError) as caught:
        run_in_child(f"{HERE}:sleep", 60, limits=Limits(seconds=1.0))
    assert time.perf_counter() - begun < 10
    assert caught.value.problem.code == "reading_too_long"
    assert "1 seconds" in caught.value.problem.message


def test_what_takes_too_much_memory_is_refused():
    with pytest.raises(RefusedError) as caught:
        run_in_child(f"{HERE}:hold", 8_000_000_000)
    assert caught.value.problem.code == "reading_too_big"
    assert "4 GB" in caught.value.problem.message


def test_files_beyond_a_limit_give_a_problem_and_no_error(monkeypatch):
    monkeypatch.setattr("data.reading.child.READ_FILES", f"{HERE}:read_for_ever")
    raw = parse_in_child([FILE], Limits(seconds=0.5))
    assert raw.sheets == ()
    assert [problem.code for problem in raw.problems] == ["reading_too_long"]
    assert raw.digest == digest_of([FILE])


def test_two_may_read_at_once():
    found = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(run_in_child(f"{HERE}:double", n)))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 2, 4, 6, 8, 10]


def test_reading_loads_nothing_of_the_screen():
    warm_up()
    assert parse_in_child([FILE]).problems == ()
    loaded = set(run_in_child(f"{HERE}:names_of_loaded_modules"))
    assert "data.reading.files" in loaded
    assert not loaded & {"streamlit", "plotly", "scipy", "openpyxl", "components", "analysis"}


def test_the_process_ends_with_its_parent():
    script = (
        "import os\n"
        "from data.reading.child import run_in_child\n"
        f"print(run_in_child('{HERE}:own_number'), flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    parent = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    number = int(parent.stdout)
    ends = time.perf_counter() + 10
    while resident_bytes(number) and time.perf_counter() < ends:
        time.sleep(0.05)
    assert not resident_bytes(number)


def test_memory_is_measured_alike():
    here = resident_bytes(os.getpid())
    assert here == pytest.approx(_resident_by_ps(os.getpid()), rel=0.1)
    assert peak_bytes() >= 0.9 * here
    assert resident_bytes(2**22 + 1) is None
