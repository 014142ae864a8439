"""How much memory a process takes, and how it is kept from taking more."""

import subprocess
import sys
from pathlib import Path
from typing import Final

KIBIBYTE: Final = 1024


def limit_memory(n_bytes: int) -> None:
    """Let this process have no more than that, where the system can hold it to it.

    Linux refuses what is beyond; elsewhere the parent watches with `resident_bytes`. No image of
    the memory is written to disk if the process crashes.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (n_bytes, n_bytes))


def peak_bytes() -> int:
    """Give the most memory this process has had at once; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * KIBIBYTE


def resident_bytes(pid: int) -> int | None:
    """Give the memory that a process has now; None if it is gone or cannot be asked."""
    if sys.platform == "linux":
        return _resident_on_linux(pid)
    if sys.platform == "win32":
        return _resident_on_windows(pid)
    return _resident_by_ps(pid)


def _resident_on_linux(pid: int) -> int | None:
    import resource

    try:
        n_pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return None
    return n_pages * resource.getpagesize()


def _resident_by_ps(pid: int) -> int | None:
    asked = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    told = asked.stdout.strip()
    return int(told) * KIBIBYTE if told.isdigit() else None


def _resident_on_windows(pid: int) -> int | None:
    """Ask `tasklist`, whose last field is the memory in kB with the country's separators."""
    asked = subprocess.run(
        ["tasklist", "/fi", f"PID eq {pid}", "/fo", "csv", "/nh"],
        capture_output=True,
        text=True,
        check=False,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    told = "".join(each for each in asked.stdout.rpartition('","')[2] if each.isdigit())
    return int(told) * KIBIBYTE if told else None
