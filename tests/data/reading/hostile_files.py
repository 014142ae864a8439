"""Small files that do harm to whoever opens them unprepared."""

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

CONTENT_TYPES = (
    '<?xml version="1.0"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
TEXT_CELL = '<c r="{0}" t="inlineStr"><is><t>{1}</t></is></c>'
HEAD = (
    "<row r='1'>" + TEXT_CELL.format("A1", "patient_id") + TEXT_CELL.format("B1", "CRP") + "</row>"
)


def workbook(sheet_data, prolog="", before="", more=(), sheets=("visits",)):
    """Write a workbook whose sheets have that XML between the tags of their data."""
    named = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", CONTENT_TYPES)
        parts.writestr(
            "_rels/.rels",
            f'{XML}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        parts.writestr(
            "xl/workbook.xml",
            f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}">'
            f"<sheets>{named}</sheets></workbook>",
        )
        parts.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{XML}<Relationships xmlns="{PACKAGE}">{related}</Relationships>',
        )
        for n in range(1, len(sheets) + 1):
            parts.writestr(
                f"xl/worksheets/sheet{n}.xml",
                f'{XML}{prolog}<worksheet xmlns="{MAIN}">{before}'
                f"<sheetData>{sheet_data}</sheetData></worksheet>",
            )
        for name, data in more:
            parts.writestr(name, data)
    return content.getvalue()


def archive(members):
    """Zip those members, given as name and bytes."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as parts:
        for name, data in members:
            parts.writestr(name, data)
    return content.getvalue()


def open_document(rows):
    """Write an OpenDocument workbook whose sheet has that XML between the tags of its table."""
    names = {
        name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
        for name in ("office", "table", "text")
    }
    declared = " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items())
    content = (
        f"<office:document-content {declared}><office:body><office:spreadsheet>"
        f'<table:table table:name="visits">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return archive(
        [
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}"/>'.encode()),
            ("content.xml", f"{XML}{content}".encode()),
        ]
    )


def repeated_cells():
    """One cell that is to be repeated 17 thousand million times."""
    return open_document(
        '<table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell office:value-type="float" office:value="1" '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )


def far_cell():
    """Two cells that span 17 thousand million."""
    return workbook(HEAD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def far_cell_out_of_row():
    """A far cell whose row says that it is the second."""
    return workbook(HEAD + '<row r="2"><c r="XFD1048576"><v>1</v></c></row>')


def unplaced_cells():
    """Cells without an address: as far to the right as there are cells in the row."""
    return workbook(
        f'<row>{"<c><v>1</v></c>" * 16384}</row><row r="1048576"><c><v>1</v></c></row>'
    )


def tiny_cells(n=2_100_000):
    """Millions of cells that take next to no room."""
    return workbook("<row>" + "<c/>" * n + "</row>")


def one_long_text(n_bytes=210_000_000):
    """One text that unpacks to more than the limit, its size declared truly."""
    return _with_part("xl/sharedStrings.xml", zlib_of_zeros(n_bytes), n_bytes)


def lying_bomb(n_bytes=210_000_000):
    """The same, declared to be a thousand bytes."""
    return _with_part("xl/sharedStrings.xml", zlib_of_zeros(n_bytes), 1000)


def packed_too_well(n_bytes=30_000_000):
    """A part that is smaller than the limit, but packed a thousand to one."""
    return workbook(HEAD, more=[("xl/media/image1.xml", b"0" * n_bytes)])


def many_parts(n=1001):
    """More parts than any workbook of a cohort has."""
    return workbook(HEAD, more=[(f"xl/part{each}.xml", b"") for each in range(n)])


def with_definitions():
    """A document type that expands to a thousand million words."""
    entities = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    return workbook(HEAD, prolog=f"<!DOCTYPE x [{entities}]>")


def with_definitions_in_utf_16():
    """The same, hidden from whoever looks for plain letters."""
    part = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x []><sst/>'.encode("utf-16")
    return workbook(HEAD, more=[("xl/sharedStrings.xml", part)])


def with_bad_checksum():
    """A workbook of which one byte has been changed."""
    content = bytearray(workbook(HEAD))
    place = content.find(b"xl/workbook.xml") + len("xl/workbook.xml") + 20
    content[place] ^= 0xFF
    return bytes(content)


def with_stored_bad_checksum():
    """A change that unpacks well, so that only the checksum tells."""
    content = BytesIO()
    with ZipFile(content, "w") as parts:
        parts.writestr("visits.csv", b"patient_id,CRP\nP01,1.5\n")
    return content.getvalue().replace(b"P01,1.5", b"P01,9.5")


def protected():
    """The head of a workbook with a password."""
    name = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name.ljust(64, b"\x00")


def protected_zip():
    """A zip whose members have a password."""
    content = bytearray(archive([("visits.csv", b"patient_id\nP01\n")]))
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def zlib_of_zeros(n_bytes):
    """Pack that many zeros as a zip packs a part."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = b"0" * 1_000_000
    packed = b"".join(packer.compress(block) for _ in range(n_bytes // len(block)))
    return packed + packer.flush()


def _with_part(name, packed, declared):
    """Put an already packed part with a declared size into a workbook."""
    content = BytesIO(workbook(HEAD))
    with ZipFile(content, "a") as parts:
        about = ZipInfo(name)
        about.header_offset = parts.start_dir
        about.compress_type = ZIP_DEFLATED
        about.compress_size, about.file_size, about.CRC = len(packed), declared, 0
        parts.fp.seek(parts.start_dir)
        parts.fp.write(about.FileHeader() + packed)
        parts.start_dir = parts.fp.tell()
        parts.filelist.append(about)
        parts._didModify = True
    return content.getvalue()
