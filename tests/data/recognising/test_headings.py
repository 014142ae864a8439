import pytest

from data.recognising.headings import read_heading
from data.schema import TABLES


@pytest.mark.parametrize(
    ("heading", "target", "unit"),
    [
        ("crp_mg_l", "crp_mg_l", ""),
        ("CRP", "crp_mg_l", ""),
        ("CRP (mg/dL)", "crp_mg_l", "mg/dL"),
        ("crp_mg_dl", "crp_mg_l", "mg/dl"),
        ("CRP mg/dL", "crp_mg_l", "mg/dl"),
        ("CRP (mmol/L)", "crp_mg_l", "mmol/L"),
        ("Patient ID", "patient_id", ""),
        ("pt", "patient_id", ""),
        ("患者ID", "patient_id", ""),
        ("Age at start (years)", "age_at_start_years", ""),
        ("ESR", "esr_mm_h", ""),
        ("Poznanski (L)", "poznanski_left_sd", ""),
        ("R_knee_Larsen_pre", "knee R larsen @ pre", ""),
        ("knee L final", "knee L larsen @ final", ""),
        ("Larsen R hip 12m", "hip R larsen @ 12m", ""),
        ("RkneeLarsenPre", "knee R larsen @ Pre", ""),
        ("右膝", "knee R larsen", ""),
        ("knee (R)", "knee R larsen", ""),
        ("KNEE_dx", "knee R larsen", ""),
        ("MCP2 R erosion", "mcp2 R erosion", ""),
        ("knee_L_juxta_articular_osteoporosis", "knee L juxta_articular_osteoporosis", ""),
        ("cervical spine larsen pre", "cervical_spine midline larsen @ pre", ""),
        ("CRP_mg_l_pre", "crp_mg_l @ pre", ""),
        ("active joints final", "active_joint_count @ final", ""),
        ("Wk 52 CRP", "crp_mg_l @ Wk 52", ""),
        ("crp_mg_l visit 3", "crp_mg_l @ 3", ""),
        ("R knee pain", "keep: R knee pain", ""),
        ("HLA B27", "keep: HLA B27", ""),
        ("Site", "keep: Site", ""),
    ],
)
def test_a_heading_is_understood(heading, target, unit):
    found = read_heading(heading)
    assert str(found.target) == target
    assert found.unit.casefold() == unit.casefold()


@pytest.mark.parametrize("name", sorted({each.name for t in TABLES for each in t.columns}))
def test_our_own_names_always_win(name):
    found = read_heading(name)
    assert str(found.target) == name
    assert found.confidence == 1.0


def test_unknown_words_lower_the_confidence():
    sure = read_heading("R knee Larsen pre").confidence
    assert read_heading("R knee Larsen pre blinded").confidence < sure
    assert read_heading("R knee pre").confidence < sure
