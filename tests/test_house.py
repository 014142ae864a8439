"""The house style, as far as it can be counted, and settings that must not drift."""

import ast
import re
import tomllib
from collections import Counter

import pytest
from source_tree import ROOT, functions, n_body_lines, project, sources

from data.version import VERSION

MAX_FUNCTION_LINES = 40
USUAL_FUNCTION_LINES = 25  # nine in ten
MAX_FILE_LINES = 400
MAX_PAGE_LINES = 80
SHAPELESS_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "manager"}


@pytest.mark.parametrize("source", project(), ids=lambda source: source.name)
def test_no_function_and_no_file_is_long(source):
    long = {f.name: n_body_lines(f) for f in functions(source)}
    assert {name: n for name, n in long.items() if n > MAX_FUNCTION_LINES} == {}
    assert source.n_lines <= (
        MAX_PAGE_LINES if source.path.parts[0] == "pages" else MAX_FILE_LINES
    )


def test_nine_functions_in_ten_are_short():
    lengths = [n_body_lines(function) for source in project() for function in functions(source)]
    short = [length for length in lengths if length <= USUAL_FUNCTION_LINES]
    assert lengths
    assert len(short) >= 0.9 * len(lengths)


def test_no_test_file_is_long():
    assert {s.name: s.n_lines for s in sources("tests") if s.n_lines > MAX_FILE_LINES} == {}


def test_names_say_what_a_file_holds():
    assert {s.name for s in project() if s.path.stem in SHAPELESS_NAMES} == set()


def test_no_html_is_written_into_a_page():
    keywords = {
        f"{source.name}:{node.value.lineno}"
        for source in project()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html"
    }
    assert keywords == set()


def test_test_files_can_be_told_apart():
    names = Counter(s.path.name for s in sources("tests") if s.path.name != "conftest.py")
    assert [name for name, n in names.items() if n > 1] == []


def test_the_version_is_the_same_everywhere():
    project_file = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert project_file["project"]["version"] == VERSION
    assert f"\nversion: {VERSION}\n" in citation
    assert f"\n## {VERSION}" in changelog


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_one_exact_version(name):
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text("utf-8").splitlines()]
    required = [line for line in lines if line and not line.startswith("-r ")]
    assert len(required) > 10
    assert [line for line in required if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_the_app_talks_to_this_machine_only():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["allowedHosts"] == ["localhost", "127.0.0.1"]
    assert settings["server"]["maxUploadSize"] == 50
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["client"]["disableDataExport"] is True
    assert "http" not in str(settings["theme"])
