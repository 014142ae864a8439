"""README and CONTRIBUTING speak of what is there: files, pictures, targets, options."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from source_tree import ROOT

DOCUMENTS = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md")}
README = DOCUMENTS["README.md"]
INTENDED_USE = "Not a medical device; not for treatment decisions."


def drawn_tree():
    """List the paths of the tree that the README draws; two spaces stand within a folder."""
    folder = ""
    for line in README.split("\n## The tree\n")[1].split("```")[1].strip().splitlines():
        indent = len(line) - len(line.lstrip())
        name = line.split()[0]
        if indent == 0:
            folder = name
            yield name
        elif indent == 2:
            yield folder + name


def named_paths(text):
    """List what stands between backticks and looks like a path of the project."""
    return set(re.findall(r"`([\w.]+(?:/[\w.]+)*/|[\w./]+\.(?:py|csv|toml|md))`", text))


def there(name):
    """Say whether a path is there, as named or within the folder that the text speaks of."""
    return any((ROOT / within / name).exists() for within in ("", "data"))


def test_the_tree_is_as_the_readme_draws_it():
    listed = list(drawn_tree())
    assert len(listed) >= 10
    assert [name for name in listed if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_path_that_is_named_is_there(text):
    listed = named_paths(text)
    assert len(listed) > 5
    assert [name for name in sorted(listed) if not there(name)] == []


def test_every_link_and_picture_is_there():
    linked = [name for name in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in name]
    assert len(linked) > 5
    assert [name for name in linked if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_make_target_that_is_named_is_there(text):
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|\n|PYTHON=\S+ )make (\w+)", text))
    assert {"run", "test"} <= named <= targets


@pytest.mark.parametrize("module", ["data", "analysis"])
def test_the_commands_take_the_options_that_are_shown(module):
    command = [sys.executable, "-m", module, "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    (line,) = re.findall(rf"python -m {module} \S+\.xlsx(.*)", README)
    named = re.findall(r"--[\w-]+", line)
    assert named
    assert [option for option in named if option not in told] == []


def test_the_oldest_python_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    oldest = project["project"]["requires-python"].removeprefix(">=")
    assert project["tool"]["mypy"]["python_version"] == oldest
    assert f"({oldest.replace('.', ', ')})" in (ROOT / ".ci" / "interpreter.sh").read_text("utf-8")
    assert all(f"Python {oldest} or newer" in text for text in DOCUMENTS.values())


@pytest.mark.parametrize("name", ["README.md", "components/upload_words.py", "pages/methods.py"])
def test_the_intended_use_is_said(name):
    text = re.sub(r'\s*\n\s*"?|"\n\s*"', " ", Path(ROOT / name).read_text("utf-8"))
    assert INTENDED_USE in re.sub(r"\s+", " ", text)
