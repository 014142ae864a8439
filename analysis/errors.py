"""The error that analyses raise, and the words their sentences share."""

from data.errors import CohortError

__all__ = ["CohortError", "counted", "in_sentences"]


def counted(n: int, noun: str) -> str:
    """Say how many of something there are, singular or plural."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def in_sentences(*sentences: str | None) -> str | None:
    """Join the sentences that apply; None when there is nothing to say."""
    return " ".join(sentence for sentence in sentences if sentence) or None
