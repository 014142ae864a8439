"""What both commands have in common: they speak UTF-8, and end quietly where nobody listens."""

import io
import os
import sys
from collections.abc import Callable
from typing import Final

NOBODY_LISTENED: Final = 1


def run(main: Callable[[], int]) -> int:
    """Run a command so that neither a letter nor a closed pipe ends it in a traceback.

    Windows writes redirected output in a code page that lacks most letters, and a file's name
    need not be valid text at all; ``head`` closes the pipe when it has enough.

    Parameters
    ----------
    main : callable
        Does the work and returns the exit code.

    Returns
    -------
    int
        The exit code, 1 where the output was closed before its end.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Else the interpreter would complain once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOBODY_LISTENED
    return code
