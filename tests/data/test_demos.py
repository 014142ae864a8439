from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from data.demos import DEMOS, demo, demo_files
from data.errors import CohortError


def test_both_demos_are_labelled_synthetic():
    assert [each.key for each in DEMOS] == ["reconstruction", "registry"]
    assert all(each.synthetic and each.line.startswith("Synthetic") for each in DEMOS)


@pytest.mark.parametrize("key", [each.key for each in DEMOS])
def test_a_demo_is_a_workbook_with_patients_visits_and_joints(key):
    (file,) = demo_files(key)
    sheets = CalamineWorkbook.from_filelike(BytesIO(file.content)).sheet_names
    assert sheets[:3] == ["patients", "visits", "joints"]
    assert "/" not in file.name


def test_an_unknown_demo_is_named_with_what_there_is():
    with pytest.raises(CohortError, match=r"no demo called other\. There are 2"):
        demo("other")
