"""A question that may have no answer: the result, or the sentence that says why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, ParamSpec, TypeVar

from analysis.errors import CohortError

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Answer(Generic[R]):
    """What a question gave: ``result``, or None and the ``reason`` in a sentence."""

    result: R | None
    reason: str = ""


def asked(question: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Answer[R]:
    """Ask one question of many, so that one without an answer does not silence the others.

    Parameters
    ----------
    question : callable
        An analysis that raises ``CohortError`` where the data cannot answer.
    """
    try:
        return Answer(question(*args, **kwargs))
    except CohortError as error:
        return Answer(None, str(error))
