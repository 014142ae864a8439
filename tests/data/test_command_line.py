"""Both commands as a shell starts them: any letters, any pipe."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "data" / "examples" / "reconstruction.xlsx"
JAPANESE = "patient_id,visit,month,CRP (mg/L),備考\nPé,1,0,3.5,改善\n"


def start(module, *arguments, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | environment,
    )


@pytest.mark.parametrize("module", ["data", "analysis"])
def test_letters_that_a_code_page_lacks_are_written(tmp_path, module):
    path = tmp_path / "日本.csv"
    path.write_text(JAPANESE, "utf-8")
    with start(module, path, PYTHONIOENCODING="cp1252") as command:
        told, complained = command.communicate()
    assert (command.returncode, complained) == (0, b"")
    assert told.decode("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="only there a name may be any bytes")
def test_a_file_whose_name_is_no_text_is_a_line_like_any_other(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.csv"))
    path.write_text(JAPANESE, "utf-8")
    with start("data", path, "--json", PYTHONIOENCODING="utf-8:strict") as command:
        told, complained = command.communicate()
    assert (command.returncode, complained) == (0, b"")
    assert json.loads(told)["file"] == path.name


def test_a_closed_pipe_ends_it_without_a_traceback():
    with start("data", DEMO, DEMO, DEMO, "--json", "--tables") as command:
        command.stdout.close()
        assert command.stderr.read() == b""
    assert command.returncode == 1
