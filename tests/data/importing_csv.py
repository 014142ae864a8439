"""Small cohorts typed as CSV text, imported; what the tests of the importer share."""

from data.importing import import_files
from data.reading.sheets import NamedFile

PATIENTS = "patient_id,sex\nP01,F\nP02,M\n"
VISITS = "patient_id,visit,month\nP01,1,0\nP02,1,0\n"


def import_texts(answers=None, mapping=None, **texts):
    """Import CSV texts by the names of their sheets."""
    files = tuple(NamedFile(f"{name}.csv", text.encode()) for name, text in texts.items())
    return import_files(files, mapping=mapping, answers=answers)


def named(imported):
    """List the problems as (code, sheet, column, cells)."""
    return [(each.code, each.sheet, each.column, each.cells) for each in imported.problems]


def codes(imported):
    """List the codes of the problems."""
    return [problem.code for problem in imported.problems]
