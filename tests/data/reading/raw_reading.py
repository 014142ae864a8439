"""Short words for the tests of reading: a text file, its only sheet, its one problem."""

from data.reading.files import read_files
from data.reading.sheets import NamedFile


def text(content, name="visits.csv"):
    return NamedFile(name, content if isinstance(content, bytes) else content.encode())


def only_sheet(*files):
    raw = read_files(files)
    assert raw.problems == ()
    assert len(raw.sheets) == 1
    return raw.sheets[0]


def problem(code, *files):
    found = [each for each in read_files(files).problems if each.code == code]
    assert len(found) == 1
    return found[0]


def refused(*files):
    raw = read_files(files)
    assert raw.sheets == ()
    assert len(raw.problems) == 1
    assert raw.problems[0].severity == "rejected"
    return raw.problems[0]
