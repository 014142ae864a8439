"""Every cut-off of the analyses, each with its source."""

from typing import Final

# -- tests, intervals and correlations -----------------------------------------------------------
CONFIDENCE: Final = 0.95
"""Level of every interval, two-sided (SAMPL guidelines, Lang & Altman 2013)."""
Z_95: Final = 1.959963984540054
"""Normal quantile that leaves 2.5 % in the upper tail."""
SMALLEST_P: Final = 5e-324
"""Smallest positive double: a p below it is given as this, never as 0."""
EXACT_SIGNED_RANK_CHANGES: Final = 100
"""Non-zero changes up to which the signed rank test is exact (Streitberg & Roehmel 1986)."""
EXACT_SIGN_FLIP_PATIENTS: Final = 1_000
"""Patients with a net change up to which the sign-flip test is exact; 2^-1000 fits a double."""
CHANGES_FOR_P_05: Final = 6
"""Changes below which no sign-flip test reaches p < 0.05: 2/2^5 = 0.0625."""
RANK_INTERVAL_PAIRS: Final = 6
"""Pairs below which no exact 95 % Hodges-Lehmann interval exists: 2/2^5 > 0.05."""
PERMUTATION_PAIRS: Final = 9
"""Pairs up to which Spearman's p is taken over all n! pairings; 9! = 362,880."""
CORRELATION_PAIRS: Final = 3
"""Fewest pairs for a correlation: two points always lie on a line."""
CORRELATION_INTERVAL_PAIRS: Final = 4
"""Fewest pairs for its p and interval: Fisher's z has variance 1 / (n - 3)."""
REPEATED_MEASURES_PATIENTS: Final = 3
"""Fewest patients with two complete visits (Bakdash & Marusich 2017)."""
BOOTSTRAP_DRAWS: Final = 2_000
"""Resamples of patients behind a bootstrap interval (Efron & Tibshirani 1993, ch. 13)."""
BOOTSTRAP_SEED: Final = 20_130_667
"""Seed of every bootstrap, so that the same data give the same interval."""
BOOTSTRAP_MIN_PATIENTS: Final = 5
"""Fewest patients to resample: of 4, one resample in 64 is a single patient over and over."""
BOOTSTRAP_MAX_PATIENTS: Final = 5_000
"""Patients above which the linearised interval, by then the same, replaces the bootstrap."""
BOOTSTRAP_DEFINED_SHARE: Final = 0.95
"""Share of resamples that must give a value before their quantiles are an interval."""
LARGEST_NUMBER: Final = 1e100
"""No measurement is larger; beyond it squares would overflow."""
SMALLEST_NUMBER: Final = 1e-100
"""No measurement is nearer to 0 without being 0; below it squares would vanish."""
RECORDED_DECIMALS: Final = 8
"""Most decimals looked for when the recorded precision is worked out."""
FLOAT_SLACK: Final = 64 * 2.220446049250313e-16
"""Relative difference that is arithmetic noise in a double, not a difference in the data."""
LINE_SLACK: Final = 1e-13
"""Distance of |r| from 1 that is arithmetic noise: the points lie on a line."""
PATIENTS_DRAWN: Final = 200
"""Patients above which a scatter draws a sample by chance, for legibility; our own choice."""

# -- clinic --------------------------------------------------------------------------------------
LAB_WINDOW_DAYS: Final = 31.0
"""How far from a film a laboratory value may be taken: about a month; our own choice."""
CRP_LINE_MG_L: Final = 5.0
"""Line on the timeline: a common upper limit of normal for CRP, in mg/L; our own choice."""
POZNANSKI_LINE_SD: Final = -2.0
"""Line on the timeline: below -2 SD is often called abnormal; our own choice."""
IL6_BLOCKERS: Final = (
    "tocilizumab",
    "actemra",
    "roactemra",
    "sarilumab",
    "kevzara",
    "siltuximab",
    "satralizumab",
    "olokizumab",
    "levilimab",
)
"""Drugs that block interleukin 6, and thereby CRP itself, by generic and brand name in lower case:
under tocilizumab CRP did not rise even in macrophage activation (PubMed 22398373); the list is
our own."""
DAMAGED_FROM_GRADE: Final = 2.0
"""Larsen grade from which a joint is called damaged: "definite early change" (Larsen 1977)."""
