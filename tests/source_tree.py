"""The project's own source files, parsed once for the tests that read them."""

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("data", "analysis", "components", "pages", "benchmarks")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One source file: its path from the root, its text, its syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self):
        return self.path.as_posix()

    @property
    def n_lines(self):
        return len(self.text.splitlines())


def sources(*starts):
    """Read the files beneath the given paths; it is an error if there are none."""
    found = [
        path
        for start in starts
        for path in (
            [ROOT / start] if start.endswith(".py") else sorted((ROOT / start).rglob("*.py"))
        )
    ]
    assert found, f"no source file under {starts}"
    return [read(path) for path in found]


def read(path):
    text = path.read_text("utf-8")
    return Source(path.relative_to(ROOT), text, ast.parse(text))


def project():
    """Read everything that is not a test."""
    return sources("app.py", *(folder for folder in FOLDERS if any((ROOT / folder).rglob("*.py"))))


def imports(source, *, at_start_only=False):
    """List the modules a file imports, `from x import y` as both x and x.y."""
    nodes = on_loading(source.tree) if at_start_only else ast.walk(source.tree)
    modules = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules |= {node.module or "."}
            modules |= {f"{node.module}.{alias.name}" for alias in node.names}
    return modules


def on_loading(tree):
    """Walk what runs when a file is imported: neither function bodies nor type checking."""
    waiting = list(tree.body)
    for node in waiting:
        yield node
        if isinstance(node, Function) or is_for_types_only(node):
            continue
        waiting += ast.iter_child_nodes(node)


def is_for_types_only(node):
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def functions(source):
    """List the functions and methods of a file."""
    return [node for node in ast.walk(source.tree) if isinstance(node, Function)]


def n_body_lines(function):
    """Count the lines of a function's body, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return function.end_lineno - body[0].lineno + 1 if body else 0
