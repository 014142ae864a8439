"""The measures of the design's speed table, each beside what it is compared with."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.clicking import chromium, opened, seconds_a_click, seconds_to_text
from benchmarks.cohorts import made_up_cohort, made_up_workbook
from benchmarks.serving import Server, running_server

EMPTY: Final = "benchmarks/empty_app.py"
PRELOADED: Final = "benchmarks/preloaded_app.py"
PAGES: Final = ("overview", "joints", "timeline", "poznanski", "change")
STARTS: Final = 5
CLICKS: Final = 7
READS: Final = 3
WORKBOOK_PATIENTS: Final = 2_500  # x 4 visits x 10 joints: 100,000 rows
SESSIONS: Final = 5
CLICKED: Final = "knee"


@dataclass(frozen=True)
class Measure:
    """One row of the table: seconds (or MB) measured, what it stands beside, the limit."""

    what: str
    measured: float
    beside: float | None
    limit: str
    is_within: bool
    unit: str = "s"

    @property
    def line(self) -> str:
        """Write the row; the last word says whether the limit holds."""
        beside = "" if self.beside is None else f"{self.beside:.3f} {self.unit}"
        ratio = "" if not self.beside else f"{self.measured / self.beside:.2f}"
        verdict = "ok" if self.is_within else "ABOVE"
        shown = f"{self.measured:.3f} {self.unit}"
        return f"{self.what:58} {shown:>10} {beside:>10} {ratio:>7} {self.limit:>14}  {verdict}"


def start_measure(logs: Path) -> Measure:
    """Take the time from `streamlit run` to the first text, beside an empty app's."""
    taken: dict[str, list[float]] = {"app.py": [], EMPTY: []}
    texts = {"app.py": "Upload", EMPTY: "chosen"}
    with chromium() as browser:
        for turn in range(STARTS + 1):
            for script, seconds in taken.items():
                with running_server(logs / f"start{turn}.log", script) as server:
                    found = seconds_to_text(browser, server.url, texts[script], server.started)
                    if turn:
                        seconds.append(found)
    ours, empty = median(taken["app.py"]), median(taken[EMPTY])
    return Measure("start to first text", ours, empty, "1.2 x", ours <= 1.2 * empty)


def click_measures(logs: Path, sizes: tuple[int, ...]) -> Iterator[Measure]:
    """Take the time of a filter click on each page, for 9 patients and for each size."""
    with chromium() as browser:
        with running_server(logs / "empty.log", EMPTY) as server:
            empty = seconds_a_click(browser, server.url, CLICKED, CLICKS)
        with running_server(logs / "demo.log") as server:
            limit = max(3 * empty, 0.4)
            for page in PAGES:
                taken = seconds_a_click(browser, f"{server.url}/{page}?demo=1", CLICKED, CLICKS)
                what = f"filter click, 9 patients, {page}"
                yield Measure(what, taken, empty, f"{limit:.2f} s", taken <= limit)
        for n_patients in sizes:
            limit = 0.5 if n_patients <= sizes[0] else 1.5
            environment = {"JOINTSCAPE_BENCH_PATIENTS": str(n_patients)}
            with running_server(logs / "large.log", PRELOADED, **environment) as server:
                for page in PAGES:
                    taken = seconds_a_click(browser, f"{server.url}/{page}", CLICKED, CLICKS)
                    what = f"filter click, {n_patients:,} patients, {page}"
                    yield Measure(what, taken, empty, f"{limit:g} s", taken <= limit)


def reading_measure() -> Measure:
    """Take the time to read a workbook of 100,000 joint reads, beside calamine's bare read."""
    from python_calamine import CalamineWorkbook

    from data.importing import import_in_child

    file = made_up_workbook(WORKBOOK_PATIENTS)
    bare, ours = [], []
    for turn in range(READS + 1):
        start = time.perf_counter()
        book = CalamineWorkbook.from_filelike(BytesIO(file.content))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()
        between = time.perf_counter()
        import_in_child([file])
        if turn:
            bare.append(between - start)
            ours.append(time.perf_counter() - between)
    taken, beside = median(ours), median(bare)
    return Measure("read 100,000 rows, checked", taken, beside, "2.5 x", taken <= 2.5 * beside)


def analysis_measures(sizes: tuple[int, ...]) -> Iterator[Measure]:
    """Take the time of every analysis of `python -m analysis` beyond its reading."""
    from analysis.all_results import all_results

    for n_patients in sizes:
        cohort = made_up_cohort(n_patients)
        start = time.perf_counter()
        all_results(cohort)
        taken = time.perf_counter() - start
        limit = 1.0 if n_patients <= 10_000 else 8.0
        what = f"python -m analysis beyond reading, {n_patients:,} patients"
        yield Measure(what, taken, None, f"{limit:g} s", taken <= limit)


def memory_measure(logs: Path) -> Measure:
    """Take what a session with the demo adds to the server's memory, beside an empty one."""
    with running_server(logs / "memory.log") as server, chromium() as browser:
        # One session of each kind first, so that imports and the shared demo are paid for.
        for path in ("", "/joints?demo=1"):
            opened(browser, server.url + path)
        before = _resident_mb(server)
        for _ in range(SESSIONS):
            opened(browser, server.url)
        between = _resident_mb(server)
        for _ in range(SESSIONS):
            opened(browser, f"{server.url}/joints?demo=1")
        empty = (between - before) / SESSIONS
        ours = (_resident_mb(server) - between) / SESSIONS
    within = ours - empty <= 5
    return Measure("a session with the demo", ours, empty, "5 MB above", within, "MB")


def _resident_mb(server: Server) -> float:
    status = Path(f"/proc/{server.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000
