"""The arrows of the house: app -> pages -> components -> figures -> analysis -> data."""

import ast
import sys
from importlib.metadata import packages_distributions

import pytest
from source_tree import FOLDERS, imports, project, sources

OWN = {*FOLDERS, "app", "tests"}
DRAWING = {"streamlit", "plotly", "matplotlib", "pptx", "altair", "pydeck"}
COMPUTING = {"pandas", "numpy", "scipy"}
SLOW_TO_IMPORT = {"scipy.stats", "matplotlib", "pptx"}
PANDAS_VERBS = {"groupby", "pivot", "pivot_table", "merge", "melt", "loc", "iloc", "assign"}
STATE = {"session_state", "cache_data", "cache_resource"}
DOOR = "components/session.py"
# The way of a file through `data/`: each step knows only the steps before it.
STEPS = ("reading", "recognising", "converting", "linking", "checking")

# Where a file stands: what of the project it may import, and which libraries it may not.
LAYERS = {
    "data": ({"data"}, DRAWING),
    "analysis": ({"analysis", "data"}, DRAWING),
    "components/figures": (
        {"components.figures", "components.words", "analysis", "data"},
        {"streamlit", "scipy"},
    ),
    "components/words.py": ({"components.words", "analysis", "data"}, DRAWING),
    "components": ({"components", "analysis", "data"}, {"scipy"}),
    "pages": ({"components", "analysis", "data"}, COMPUTING | DRAWING - {"streamlit"}),
    "benchmarks": ({"benchmarks", "components", "analysis", "data"}, set()),
    "app.py": (set(), COMPUTING | DRAWING - {"streamlit"}),
}


def layer_of(source):
    return max((layer for layer in LAYERS if source.name.startswith(layer)), key=len)


def stands_under(module, packages):
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def own_imports(source):
    """List what a file imports from the project; of a package and its part, only the part."""
    listed = {module for module in imports(source) if module.split(".")[0] in OWN}
    return {m for m in listed if not any(other.startswith(f"{m}.") for other in listed)}


@pytest.mark.parametrize("source", project(), ids=lambda source: source.name)
def test_imports_follow_the_arrows(source):
    allowed, forbidden = LAYERS[layer_of(source)]
    assert {m for m in own_imports(source) if not stands_under(m, allowed)} == set()
    assert {m for m in imports(source) if stands_under(m, forbidden)} == set()


@pytest.mark.parametrize(("place", "step"), list(enumerate(STEPS)))
def test_each_step_of_reading_knows_only_the_steps_before(place, step):
    later = {f"data.{name}" for name in STEPS[place + 1 :]}
    within = [source for source in project() if source.name.startswith(f"data/{step}/")]
    assert within
    for source in within:
        assert not {m for m in own_imports(source) if stands_under(m, later)}, source.name


def test_every_file_belongs_to_a_layer():
    found = {layer_of(source) for source in project()}
    assert {"app.py", "data", "analysis", "components", "components/figures", "pages"} <= found


def test_no_slow_library_is_imported_before_it_is_needed():
    early = {
        f"{source.name}: {module}"
        for source in project()
        for module in imports(source, at_start_only=True)
        if stands_under(module, SLOW_TO_IMPORT)
    }
    assert early == set()


def test_pages_compose_and_reshape_nothing():
    reshaping = {
        f"{source.name}:{node.lineno} {node.attr}"
        for source in project()
        for node in ast.walk(source.tree)
        if source.name.startswith("pages/")
        and isinstance(node, ast.Attribute)
        and node.attr in PANDAS_VERBS
    }
    assert reshaping == set()


def test_state_and_caches_have_one_door():
    touching = {
        source.name
        for source in project()
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Attribute) and node.attr in STATE)
        or (isinstance(node, ast.alias) and node.name in STATE)
    }
    assert touching <= {DOOR}


def test_no_component_hides_a_library():
    # components/ stands first on the import path while a page runs.
    taken = set(sys.stdlib_module_names) | set(packages_distributions()) | OWN - {"components"}
    names = {source.path.parts[1].removesuffix(".py") for source in sources("components")}
    assert names & taken == set()
