"""How large a file may be, and how long and how big reading it may get. MB are 10^6 bytes.

The figures follow what spreadsheet libraries defend themselves with and what was measured on
hostile files; one reason a line where it is not obvious.
"""

from typing import Final

MAX_FILE_BYTES: Final = 500_000_000
MAX_UNPACKED_BYTES: Final = 200_000_000
MAX_PARTS: Final = 1_000
# A sheet's XML packs 8:1 to 40:1; Apache POI refuses 100:1 as well.
MAX_RATIO: Final = 100
# Below this size a part is harmless whatever its ratio: a sheet of blanks packs very well.
RATIO_APPLIES_BYTES: Final = 10_000_000
MAX_WORKBOOK_CELLS: Final = 2_000_000
MAX_TEXT_CELLS: Final = 60_000_000
# Cells between the first and the last used one, blank ones included: the workbook reader sets
# aside 24 bytes for each, so this is half a gigabyte.
MAX_BOX_CELLS: Final = 20_000_000
MAX_COLUMNS: Final = 16_384  # Excel's
CUT_OFF_ROWS: Final = (65_536, 1_048_576)  # where .xls and .xlsx end

READING_SECONDS: Final = 60.0
READING_BYTES: Final = 4_000_000_000
# A reader that once grew beyond this is ended after its task, so that the memory goes back.
KEPT_READER_BYTES: Final = 1_000_000_000
MAX_READERS: Final = 2
