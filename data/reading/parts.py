"""The parts of a zip, unpacked piece by piece and counted, whatever their headers declare."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from data.noticing import RefusedError, noticed
from data.reading.limits import (
    MAX_PARTS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    RATIO_APPLIES_BYTES,
)

PIECE_BYTES: Final = 1 << 20
FED_BYTES: Final = 1 << 18
LOCAL_HEADER_BYTES: Final = 30
LOCAL_HEADER: Final = b"PK\x03\x04"
LISTED: Final = b"PK\x01\x02"
LISTED_A_PART: Final = 10
END_OF_LIST: Final = b"PK\x05\x06"
END_RECORD_BYTES: Final = 22
END_BYTES: Final = END_RECORD_BYTES + 65_535  # the list's end, and the longest comment behind it
STORED: Final = 0
DEFLATED: Final = 8
IS_ENCRYPTED: Final = 0x1
IS_UTF_8: Final = 0x800


def parts_of(content: bytes) -> list[ZipInfo]:
    """List the parts of a zip once their declared sizes are known to be harmless.

    Raises
    ------
    RefusedError
        If the zip is cut off, protected, has too many parts, or declares to unpack to too much.
    """
    # Listing millions of parts takes long by itself; workbooks inside a part list theirs as well.
    if content.count(LISTED) > LISTED_A_PART * MAX_PARTS:
        raise _too_large(f"has more than {MAX_PARTS:,} parts")
    end = content.rfind(END_OF_LIST, max(len(content) - END_BYTES, 0))
    if end < 0 or len(content) - end < END_RECORD_BYTES:
        raise RefusedError(noticed("truncated"))
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise _damaged("the list of its parts cannot be read") from error
    if len(parts) > MAX_PARTS:
        raise _too_large(f"has more than {MAX_PARTS:,} parts")
    if len({part.filename for part in parts}) < len(parts):
        raise _damaged("two of its parts have the same name")
    if any(part.flag_bits & IS_ENCRYPTED for part in parts):
        raise RefusedError(noticed("encrypted"))
    _require_size(sum(part.file_size for part in parts))
    for part in parts:
        _require_ratio(part.file_size, part.compress_size)
    return parts


def pieces(content: bytes, part: ZipInfo, allowed: int = MAX_UNPACKED_BYTES) -> Iterator[bytes]:
    """Unpack one part in pieces of at most a megabyte.

    Parameters
    ----------
    content : bytes
        The whole zip.
    part : ZipInfo
    allowed : int
        Bytes it may really unpack to.

    Raises
    ------
    RefusedError
        If it unpacks to more, or its size or checksum is not the one declared.
    """
    n_bytes, checksum = 0, 0
    for piece in _inflated(packed(content, part), part):
        n_bytes += len(piece)
        if n_bytes > allowed:
            _require_size(MAX_UNPACKED_BYTES + 1)
        _require_ratio(n_bytes, part.compress_size)
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if n_bytes != part.file_size or checksum != part.CRC:
        raise _damaged("the checksum of a part is wrong")


def unpacked(content: bytes, part: ZipInfo) -> bytes:
    """Unpack one part whole; see `pieces` for what is refused."""
    return b"".join(pieces(content, part))


def packed(content: bytes, part: ZipInfo) -> memoryview:
    """Give the packed bytes of one part, without copying them."""
    start = part.header_offset
    header = content[start : start + LOCAL_HEADER_BYTES]
    if len(header) < LOCAL_HEADER_BYTES or not header.startswith(LOCAL_HEADER):
        raise _damaged("a part is not where its list says")
    n_name = int.from_bytes(header[26:28], "little")
    n_extra = int.from_bytes(header[28:30], "little")
    start += LOCAL_HEADER_BYTES + n_name + n_extra
    data = memoryview(content)[start : start + part.compress_size]
    if len(data) < part.compress_size:
        raise RefusedError(noticed("truncated"))
    return data


def shown_name(part: ZipInfo) -> str:
    """Give a part's name as its writer meant it; old zip programs do not say the encoding."""
    if part.flag_bits & IS_UTF_8 or part.filename.isascii():
        return part.filename
    written = part.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "cp932"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename


def _inflated(data: memoryview, part: ZipInfo) -> Iterator[bytes]:
    if part.compress_type == STORED:
        for start in range(0, len(data), PIECE_BYTES):
            yield bytes(data[start : start + PIECE_BYTES])
        return
    if part.compress_type != DEFLATED:
        raise _damaged("a part is packed in a way that spreadsheet programs do not use")
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(data), FED_BYTES):
            # Fed in slices: what is not yet unpacked is copied at each step.
            waiting = bytes(data[start : start + FED_BYTES])
            while waiting and not inflater.eof:
                yield inflater.decompress(waiting, PIECE_BYTES)
                waiting = inflater.unconsumed_tail
        yield inflater.flush()
    except zlib.error as error:
        raise _damaged("a part cannot be unpacked") from error


def _require_size(n_bytes: int) -> None:
    if n_bytes > MAX_UNPACKED_BYTES:
        raise _too_large(f"unpacks to more than {MAX_UNPACKED_BYTES // 1_000_000:,} MB")


def _require_ratio(n_bytes: int, n_packed: int) -> None:
    if n_bytes > RATIO_APPLIES_BYTES and n_bytes > MAX_RATIO * n_packed:
        raise _too_large(f"unpacks to more than {MAX_RATIO} times its size")


def _too_large(detail: str) -> RefusedError:
    return RefusedError(noticed("too_large", detail=detail))


def _damaged(detail: str) -> RefusedError:
    return RefusedError(noticed("damaged", detail=detail))
