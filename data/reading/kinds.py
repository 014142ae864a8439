"""What a file is by its first bytes, whatever its name says."""

from typing import Final, Literal

from data.noticing import RefusedError, noticed

Kind = Literal["zip", "xls", "text"]

HEAD_BYTES: Final = 65_536
ZIP: Final = b"PK\x03\x04"
EMPTY_ZIP: Final = b"PK\x05\x06"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TELLING_STREAMS: Final = (
    ("EncryptedPackage", None),
    ("WordDocument", "a Word document"),
    ("PowerPoint Document", "a PowerPoint file"),
    ("__substg1.0", "an e-mail"),
)
XLS_STREAMS: Final = ("Workbook", "Book")
BLANK: Final = b"\x00 \t\r\n"
UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
# More unseen characters than this share of a file's head, and than these few: it is no text.
MAX_UNSEEN_SHARE: Final = 0.01
FEW_UNSEEN: Final = 8
UNSEEN: Final = bytes(code for code in range(32) if code not in b"\t\n\r\x0c\x1a") + b"\x7f"

MARKED_UP: Final = "a web page or other marked-up text (HTML or XML)"
SIGNATURES: Final = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"$FL2", "an SPSS file"),
    (b"$FL3", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x09\x00\x04\x00", "an Excel file from before 1997"),
    (b"\x09\x02\x06\x00", "an Excel file from before 1997"),
    (b"\x09\x04\x06\x00", "an Excel file from before 1997"),
    (b"<!DOCTYPE", MARKED_UP),
    (b"<!doctype", MARKED_UP),
    (b"<?xml", MARKED_UP),
    (b"<html", MARKED_UP),
    (b"<HTML", MARKED_UP),
    (b"<table", MARKED_UP),
)


def kind_of(content: bytes) -> Kind:
    """Tell a zip (a workbook or CSV files), an old workbook and plain text apart.

    Parameters
    ----------
    content : bytes
        The whole file.

    Raises
    ------
    RefusedError
        If the file is empty, protected with a password, or none of the three.
    """
    if not content[:HEAD_BYTES].strip(BLANK) and not content.strip(BLANK):
        raise RefusedError(noticed("empty_file"))
    if content.startswith(ZIP):
        return "zip"
    if content.startswith(EMPTY_ZIP):
        raise _no_table("an empty zip")
    if content.startswith(OLE):
        _require_xls(content)
        return "xls"
    head = content[:HEAD_BYTES]
    if not head.startswith(UTF_16_MARKS):
        _require_text(head)
    return "text"


def _no_table(looks_like: str) -> RefusedError:
    return RefusedError(noticed("not_a_table", detail=looks_like))


def _require_xls(content: bytes) -> None:
    """Tell by the names of the streams what a compound file of old Office programs holds."""
    for stream, looks_like in TELLING_STREAMS:
        if stream.encode("utf-16-le") in content:
            if looks_like is None:
                raise RefusedError(noticed("encrypted"))
            raise _no_table(looks_like)
    if not any(stream.encode("utf-16-le") in content for stream in XLS_STREAMS):
        raise _no_table("an old Office file without a workbook")


def _require_text(head: bytes) -> None:
    visible = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, looks_like in SIGNATURES:
        # "BM" and "MZ" may begin a heading: only what is binary besides is an image or program.
        if visible.startswith(signature) and (len(signature) != 2 or _is_binary(head)):
            raise _no_table(looks_like)
    if head[128:132] == b"DICM":
        raise _no_table("a DICOM image")
    if _is_binary(head):
        raise _no_table("a binary file of no known kind")


def _is_binary(head: bytes) -> bool:
    n_unseen = len(head) - len(head.translate(None, UNSEEN))
    return n_unseen > max(FEW_UNSEEN, MAX_UNSEEN_SHARE * len(head))
