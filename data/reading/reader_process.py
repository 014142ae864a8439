"""The other side of `child.py`: a process that is handed one task after the other by its parent.

Its arguments are the module to load beforehand, the seconds a task may take and the bytes of
memory it may have. It ends when the pipe closes,
when a task outlasts its time, or when it has grown too large to be kept.
"""

import contextlib
import faulthandler
import gc
import os
import pickle
import signal
import sys
import traceback
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Final

from data.errors import CohortError
from data.reading.limits import KEPT_READER_BYTES
from data.reading.memory import limit_memory, peak_bytes

PROTOCOL: Final = 5
# The parent ends a task that is late; this is for a parent that is gone.
GRACE_SECONDS: Final = 5.0
GAVE_UP: Final = 70  # any code that Python itself does not end with


@dataclass(frozen=True)
class Task:
    """What to call: ``function`` is "module:name"; arguments and result go through pickle."""

    function: str
    arguments: tuple[object, ...]


@dataclass(frozen=True)
class Reply:
    """What came of a task.

    ``error`` is the sentence of a `CohortError`; ``bug`` says which other error was raised where,
    without the text of the error, which might quote a patient's data. ``is_last`` tells that the
    process ends after it.
    """

    value: object = None
    error: CohortError | None = None
    bug: str = ""
    ran_out_of_memory: bool = False
    is_last: bool = False


def serve() -> None:
    """Do tasks until the pipe closes."""
    module, seconds, n_bytes = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    tasks, replies = _pipes()
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to end
    import_module(module)
    limit_memory(n_bytes)
    gc.disable()  # a task makes millions of cells and no cycles; tidied up after each
    with Path(os.devnull).open("w") as nowhere:
        is_last = False
        while not is_last:
            try:
                task = pickle.load(tasks)
            except EOFError:
                return
            faulthandler.dump_traceback_later(seconds + GRACE_SECONDS, exit=True, file=nowhere)
            reply = _done(task)
            is_last = reply.is_last
            pickle.dump(reply, replies, PROTOCOL)
            replies.flush()
            faulthandler.cancel_dump_traceback_later()
            # Nothing of one upload stays while the next is waited for.
            del task, reply
            gc.collect()


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Keep both ends of the pipe apart from what libraries may print."""
    tasks = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return tasks, replies


def _done(task: Task) -> Reply:
    module, _, name = task.function.partition(":")
    try:
        value = getattr(import_module(module), name)(*task.arguments)
    except CohortError as error:
        return Reply(error=error)
    except MemoryError:
        return Reply(ran_out_of_memory=True, is_last=True)
    except Exception as error:
        return Reply(bug=_place_of(error), is_last=True)
    except BaseException:
        # The workbook reader, which is no Python, gave up in the middle: nothing is sure any more.
        os._exit(GAVE_UP)
    return Reply(value=value, is_last=peak_bytes() > KEPT_READER_BYTES)


def _place_of(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    places = (f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in frames)
    return f"{type(error).__name__} in " + " > ".join(places)
