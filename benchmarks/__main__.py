"""Measure the speed table of the design: ratios and medians in one run.

``make bench`` runs it; ``python -m benchmarks --quick`` leaves out 100,000 patients.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.measures import (
    Measure,
    analysis_measures,
    click_measures,
    memory_measure,
    reading_measure,
    start_measure,
)


def main() -> int:
    """Take every measure and print the table; 0 whatever the figures are."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="leave out 100,000 patients")
    quick = asked.parse_args().quick
    sizes = (10_000,) if quick else (10_000, 100_000)
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder)
        parts: list[Callable[[], Iterable[Measure]]] = [
            lambda: [start_measure(logs)],
            lambda: click_measures(logs, sizes),
            lambda: [reading_measure()],
            lambda: analysis_measures(sizes),
            lambda: [memory_measure(logs)],
        ]
        print(f"{'what':58} {'measured':>10} {'beside':>10} {'ratio':>7} {'limit':>14}")
        for part in parts:
            for measure in part():
                print(measure.line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
