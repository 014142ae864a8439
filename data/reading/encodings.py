"""In which encoding a text file is written, and a sample to check it by."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from typing import Final

from data.noticing import RefusedError, noticed

UTF_8: Final = "utf-8-sig"
SHOWN_NAMES: Final = {"cp932": "Japanese (CP932)", "cp1252": "Western European (Windows-1252)"}
NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
KANA: Final = re.compile(r"[\u3041-\u30fa]")
PRIVATE: Final = re.compile(r"[\ue000-\uf8ff]")
SAMPLE: Final = re.compile(r"[^\s,;|\"]*[^\x00-\x7f][^\s,;|\"]*")
JUDGED_CHARACTERS: Final = 1_000_000


@dataclass(frozen=True)
class DecodedText:
    """Bytes with their encoding, and a word of them where the encoding had to be judged."""

    content: bytes
    encoding: str
    sample: str = ""

    @property
    def is_judged(self) -> bool:
        """Tell whether the encoding was judged, not declared or certain."""
        return self.encoding in SHOWN_NAMES

    @property
    def shown_name(self) -> str:
        """Name the encoding as a person would."""
        return SHOWN_NAMES.get(self.encoding, "UTF-8")


def decoded(content: bytes) -> DecodedText:
    """Find the encoding: a byte order mark, else UTF-8, else CP932, else Windows-1252.

    Raises
    ------
    RefusedError
        If it is none of them.

    Notes
    -----
    Many Western European texts are valid CP932 by accident, each accented letter swallowing
    the letter after it. Such accidents stand alone; Japanese letters stand together.
    """
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        # Every later look at bytes expects the ASCII ones to be themselves.
        return DecodedText(_strictly(content, "utf-16").encode(), UTF_8)
    if content.isascii() or _is_valid(content, UTF_8):
        return DecodedText(content, UTF_8)
    for encoding in ("cp932", "cp1252"):
        if _is_valid(content, encoding):
            text = content.decode(encoding)
            if encoding == "cp1252" or _is_japanese(text[:JUDGED_CHARACTERS]):
                found = SAMPLE.search(text)
                return DecodedText(content, encoding, found.group() if found else "")
    raise RefusedError(noticed("unknown_encoding"))


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedError(noticed("unknown_encoding")) from error


def _is_valid(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_japanese(text: str) -> bool:
    if PRIVATE.search(text):
        return False
    if KANA.search(text):
        return True
    runs = NOT_ASCII.findall(text)
    n_together = sum(len(run) for run in runs if len(run) > 1)
    return 2 * n_together >= sum(map(len, runs))
