"""One thing that was noticed in a file: where, what, how many, what to do."""

from dataclasses import dataclass
from typing import Final, Literal

Severity = Literal["rejected", "question", "repaired", "warning"]
SEVERITIES: Final[tuple[Severity, ...]] = ("rejected", "question", "repaired", "warning")
MAX_CELLS_NAMED: Final = 20


@dataclass(frozen=True)
class Problem:
    """One problem a code, sheet and column; ``cells`` are cut at twenty, ``count`` is whole.

    ``code`` is stable and in snake case; ``found`` is the value as the file shows it; ``message``
    says where, what and how many; ``action`` says what was done and what the user can do.
    ``choices`` holds the readings offered by a question, at least two.
    """

    severity: Severity
    code: str
    message: str
    action: str
    sheet: str | None = None
    column: str | None = None
    cells: tuple[str, ...] = ()
    count: int = 1
    found: str = ""
    choices: tuple[str, ...] = ()

    @property
    def question_key(self) -> str:
        """Name the question as an answers file does: ``code@sheet!column``."""
        return f"{self.code}@{self.sheet or ''}!{self.column or ''}"
