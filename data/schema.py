"""The canonical tables: every column, its type, its unit and the values it may hold.

One declaration serves the reader, the checker, the template workbook, the data dictionary and the
tests. Nothing else in the project lists columns or ranges of recorded values.
"""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["id", "label", "text", "category", "number", "count", "flag", "date"]
"""id, label and text stay text; count is a whole number; flag is yes or no."""

LARGE_JOINTS: Final = ("hip", "knee", "ankle", "shoulder", "elbow")
OTHER_JOINTS: Final = (
    "wrist",
    "subtalar",
    "tmj",
    *(f"mcp{ray}" for ray in range(1, 6)),
    *(f"pip{ray}" for ray in range(1, 6)),
    *(f"dip{ray}" for ray in range(2, 6)),
    *(f"mtp{ray}" for ray in range(1, 6)),
    "toe_ip",
    "cervical_spine",
    "sternoclavicular",
    "acromioclavicular",
    "midfoot",
)
JOINTS: Final = LARGE_JOINTS + OTHER_JOINTS
SIDES: Final = ("L", "R", "midline")
SEXES: Final = ("F", "M", "U")
COURSES: Final = ("oligo", "poly", "systemic", "other")
TIMEPOINTS: Final = ("baseline", "interim", "final")
STATUSES: Final = ("examined", "not_examined", "replaced", "fused")
OPERATED: Final = ("replaced", "fused")
EVENT_KINDS: Final = ("surgery", "injection", "other")
STUDY_KEYS: Final = (
    "disease",
    "reading_order",
    "blinding",
    "readers",
    "joints_scored",
    "ethics",
    "citation",
    "primary_outcome",
)
TEMPLATE_TITLE: Final = (
    "Jointscape template: one row a patient, a visit, a read of a joint, a drug, an event."
)
"""First line of the template's page of explanations, by which that page is known."""
EXAMPLE_PATIENT: Final = "EXAMPLE"
"""Id of the example rows in the template; they are no patient and are left out on reading."""
LARSEN_MAX: Final = 5.0
LARSEN_STEP: Final = 0.5
JOINT_DENOMINATORS: Final = (10, 27, 66, 68, 71, 73, 75)


@dataclass(frozen=True)
class Column:
    """One column of a canonical table."""

    name: str
    kind: Kind
    title: str
    meaning: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None
    categories: tuple[str, ...] = ()
    required: bool = False
    has_limit: bool = False
    example: str = ""

    @property
    def limit_name(self) -> str:
        """Name the flag that marks a value below the limit of detection."""
        return f"{self.name}_below_limit"


@dataclass(frozen=True)
class Table:
    """One canonical table; ``row`` says what one row means."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: bool = False

    def column(self, name: str) -> Column:
        """Return the column of that name; ``KeyError`` for a name that the table lacks."""
        return {column.name: column for column in self.columns}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """List the column names in order, flags of limits after their column."""
        found: list[str] = []
        for column in self.columns:
            found += [column.name, column.limit_name] if column.has_limit else [column.name]
        return tuple(found)


PATIENT_ID: Final = Column(
    "patient_id",
    "id",
    "Patient",
    "Pseudonym of the patient, the same in every sheet. Kept as text.",
    required=True,
    example="P01",
)
VISIT: Final = Column(
    "visit",
    "label",
    "Visit",
    "Label of the visit, unique for a patient: a number or a word.",
    required=True,
    example="1",
)
TIMEPOINT: Final = Column(
    "timepoint",
    "category",
    "Timepoint",
    "Baseline, interim or final; worked out from the films when left empty.",
    categories=TIMEPOINTS,
    example="baseline",
)
MONTH: Final = Column(
    "month",
    "number",
    "Month",
    "Months since the start of treatment, negative before it.",
    unit="months",
    low=-600,
    high=1200,
    example="0",
)
DATE: Final = Column(
    "date",
    "date",
    "Date",
    "Date of the visit; used to work out the month, left out of exports unless asked for.",
    example="2020-03-05",
)


def _poznanski(where: str, title: str) -> Column:
    return Column(
        f"poznanski_{where}sd",
        "number",
        title,
        "Poznanski score: SDs between observed and expected carpal length; negative is short.",
        unit="SD",
        low=-15,
        high=10,
        example="-1.2",
    )


def _length(bone: str, side: str, title: str, meaning: str) -> Column:
    return Column(
        f"{bone}_{side}_mm",
        "number",
        title,
        meaning,
        "mm",
        1,
        150,
        example="30" if bone == "rm" else "48",
    )


def _global(name: str, title: str, who: str) -> Column:
    return Column(
        name,
        "number",
        title,
        f"Global assessment by the {who}, 0 best to 10 worst.",
        unit="0-10",
        low=0,
        high=10,
        example="3.5",
    )


PATIENTS: Final = Table(
    "patients",
    "one patient",
    (
        PATIENT_ID,
        Column("sex", "category", "Sex", "F, M, or U where unknown or other.", categories=SEXES, example="F"),
        Column("age_at_start_years", "number", "Age at start", "Age when treatment started.", "years", 0, 110, example="6.5"),
        Column("disease_duration_at_start_months", "number", "Disease duration at start", "Time from onset to the start of treatment.", "months", 0, 1200, example="24"),
        Column("followup_months", "number", "Follow-up", "Time from the start of treatment to the last visit.", "months", 0, 1200, example="60"),
        Column("jia_course", "category", "JIA course", "Course of the arthritis; chooses cut-offs of the JADAS.", categories=COURSES, example="systemic"),
        Column("diagnosis", "text", "Diagnosis", "Diagnosis in words.", example="systemic JIA"),
        Column("treatment", "text", "Treatment", "Drug and dose where no dated periods are recorded.", example="tocilizumab 8 mg/kg every 2 weeks"),
        Column("arm", "text", "Arm", "Treatment arm or group; compared where there are at least two.", example="A"),
    ),
    key=("patient_id",),
    required=True,
)  # fmt: skip

VISITS: Final = Table(
    "visits",
    "one patient at one visit",
    (
        PATIENT_ID,
        VISIT,
        TIMEPOINT,
        MONTH,
        DATE,
        Column("active_joint_count", "count", "Active joints", "Joints with arthritis found on examination.", "joints", 0, 75, example="4"),
        Column("active_joint_denominator", "count", "Joints examined", "How many joints the count of active joints is out of.", "joints", 1, 80, example="71"),
        Column("crp_mg_l", "number", "CRP", "C-reactive protein. Japan often reports mg/dL: 1 mg/dL is 10 mg/L.", "mg/L", 0, 600, has_limit=True, example="12.5"),
        Column("esr_mm_h", "number", "ESR", "Erythrocyte sedimentation rate in the first hour.", "mm/h", 0, 200, has_limit=True, example="35"),
        Column("saa_mg_l", "number", "SAA", "Serum amyloid A.", "mg/L", 0, 5000, has_limit=True, example="8"),
        Column("ferritin_ug_l", "number", "Ferritin", "Serum ferritin.", "µg/L", 0, 200_000, has_limit=True, example="60"),
        Column("mmp3_ng_ml", "number", "MMP-3", "Matrix metalloproteinase 3.", "ng/mL", 0, 10_000, has_limit=True, example="45"),
        _global("physician_global", "Physician global", "physician"),
        _global("patient_global", "Patient global", "patient or parent"),
        Column("msms", "number", "mSMS", "Modified systemic manifestation score, for the sJADAS.", "0-10", 0, 10, example="0"),
        _poznanski("left_", "Poznanski left"),
        _poznanski("right_", "Poznanski right"),
        _poznanski("", "Poznanski mean"),
        _length("rm", "left", "RM left", "Base of metacarpal 3 to the middle of the distal radial growth plate."),
        _length("rm", "right", "RM right", "Base of metacarpal 3 to the middle of the distal radial growth plate."),
        _length("m2", "left", "M2 left", "Length of metacarpal 2."),
        _length("m2", "right", "M2 right", "Length of metacarpal 2."),
        Column("physis_closed", "flag", "Growth plate closed", "Yes once the distal radial growth plate has closed: no Poznanski score then.", example="no"),
    ),
    key=("patient_id", "visit"),
    required=True,
)  # fmt: skip


def _finding(name: str, title: str) -> Column:
    return Column(
        name, "flag", title, f"{title} on the radiograph: 1 seen, 0 not seen.", example="0"
    )


FINDING_COLUMNS: Final = (
    _finding("soft_tissue_swelling", "Soft tissue swelling"),
    _finding("juxta_articular_osteoporosis", "Juxta-articular osteoporosis"),
    _finding("epiphyseal_irregularity", "Epiphyseal irregularity"),
    _finding("joint_space_narrowing", "Joint space narrowing"),
    _finding("cyst", "Cyst"),
    _finding("erosion", "Erosion"),
    _finding("localized_growth_abnormality", "Localized growth abnormality"),
)
FINDINGS: Final = tuple(column.name for column in FINDING_COLUMNS)

JOINT_READS: Final = Table(
    "joints",
    "one read of one joint at one visit by one reader",
    (
        PATIENT_ID,
        VISIT,
        TIMEPOINT,
        MONTH,
        Column("joint", "category", "Joint", "Which joint was read.", categories=JOINTS, required=True, example="knee"),
        Column("side", "category", "Side", "L, R, or midline (cervical spine).", categories=SIDES, required=True, example="L"),
        Column("reader", "text", "Reader", "Who read the film; empty where there was one reader.", example="A"),
        Column("larsen", "number", "Larsen", "Larsen grade, 0 normal to 5 mutilating; halves where two readers were averaged.", "grade", 0, LARSEN_MAX, LARSEN_STEP, example="2"),
        *FINDING_COLUMNS,
        Column("status", "category", "Status", "Examined, not examined (no film), replaced or fused.", categories=STATUSES, example="examined"),
    ),
    key=("patient_id", "visit", "joint", "side", "reader"),
    required=True,
)  # fmt: skip

TREATMENTS: Final = Table(
    "treatments",
    "one drug period of one patient",
    (
        PATIENT_ID,
        Column("drug", "text", "Drug", "Name of the drug.", required=True, example="tocilizumab"),
        Column("dose", "text", "Dose", "Dose and interval in words.", example="8 mg/kg every 2 weeks"),
        Column("start_month", "number", "Start", "Month of the first dose.", "months", -1200, 1200, example="0"),
        Column("stop_month", "number", "Stop", "Month of the last dose; empty while it goes on.", "months", -1200, 1200, example="36"),
    ),
    key=("patient_id", "drug", "start_month"),
)  # fmt: skip

EVENTS: Final = Table(
    "events",
    "one operation or injection of one patient",
    (
        PATIENT_ID,
        Column("month", "number", "Month", "Month of the event.", "months", -600, 1200, example="18"),
        Column("kind", "category", "Kind", "Surgery, injection or other.", categories=EVENT_KINDS, required=True, example="injection"),
        Column("joint", "category", "Joint", "Which joint, where it concerns one.", categories=JOINTS, example="knee"),
        Column("side", "category", "Side", "L, R or midline.", categories=SIDES, example="R"),
        Column("note", "text", "Note", "Anything worth keeping, in words.", example="triamcinolone"),
    ),
    key=("patient_id", "month", "kind", "joint", "side"),
)  # fmt: skip

STUDY: Final = Table(
    "study",
    "one fact about the study",
    (
        Column("key", "text", "Key", f"{', '.join(STUDY_KEYS[:-1])} or {STUDY_KEYS[-1]}.", required=True, example="reading_order"),
        Column("value", "text", "Value", "The fact in words.", example="chronological"),
    ),
    key=("key",),
)  # fmt: skip

TABLES: Final = (PATIENTS, VISITS, JOINT_READS, TREATMENTS, EVENTS, STUDY)
LABS: Final = tuple(column for column in VISITS.columns if column.has_limit)


def table(name: str) -> Table:
    """Return the canonical table of that name; ``KeyError`` for another name."""
    return {each.name: each for each in TABLES}[name]
