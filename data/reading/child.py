"""A file is read in a process of its own, under limits of time and memory.

A hostile workbook can make its reader ask for more memory than there is, which ends the process
at once. So the process that reads is not the one that serves: it is kept warm between uploads,
replaced when it stops, ends with its parent, and writes nothing to disk.
"""

import atexit
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from data.noticing import RefusedError, noticed
from data.problem import Problem
from data.reading.files import digest_of
from data.reading.limits import MAX_READERS, READING_BYTES, READING_SECONDS
from data.reading.memory import resident_bytes
from data.reading.reader_process import PROTOCOL, Reply, Task
from data.reading.sheets import NamedFile, RawFile

ROOT: Final = Path(__file__).parents[2]
START: Final = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
    "from data.reading.reader_process import serve; serve()"
)
# Each thread of the linear algebra library sets memory aside, and none is of use here.
ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
WATCH_SECONDS: Final = 0.25
READ_FILES: Final = "data.reading.files:read_files"
UNCAUGHT: Final = 1  # what Python ends with after an error that nothing caught
# What shows when a process ends in the middle of its reply.
CUT_OFF: Final = (EOFError, OSError, pickle.UnpicklingError)


class ReaderBugError(RuntimeError):
    """An error in the program itself while a file was read; says where, not with what data."""


@dataclass(frozen=True)
class Limits:
    """How many seconds one task may take, and how many bytes of memory its process may have."""

    seconds: float = READING_SECONDS
    n_bytes: int = READING_BYTES


DEFAULT_LIMITS: Final = Limits()


class _Reader:
    """One process that does one task at a time."""

    def __init__(self, module: str, limits: Limits) -> None:
        self.limits = limits
        self.stopped_for = ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, module, str(limits.seconds), str(limits.n_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ONE_THREAD},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    @property
    def is_alive(self) -> bool:
        """Tell whether it can be given a task."""
        return self.process.poll() is None

    def do(self, task: Task) -> Reply:
        """Have one task done; a process that stops gives the reason as a refusal."""
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(done,), daemon=True)
        watch.start()
        try:
            tasks, replies = self._pipes()
            pickle.dump(task, tasks, PROTOCOL)
            tasks.flush()
            reply: Reply = pickle.load(replies)
        except CUT_OFF as error:
            raise self._why() from error
        finally:
            done.set()
            watch.join()
        return reply

    def end(self) -> None:
        """End the process and wait for it."""
        self.process.kill()
        for pipe in self._pipes():
            try:
                pipe.close()
            except OSError:
                # What was left to write has no reader any more.
                continue
        self.process.wait()

    def _why(self) -> Exception:
        try:
            code = self.process.wait(WATCH_SECONDS)
        except subprocess.TimeoutExpired:
            code = None
        if code == UNCAUGHT:
            return ReaderBugError("the process that reads files could not start, or not answer")
        if self.stopped_for == "reading_too_long":
            return RefusedError(noticed(self.stopped_for, detail=f"{self.limits.seconds:g}"))
        if self.stopped_for == "reading_too_big":
            return RefusedError(too_big(self.limits))
        return RefusedError(noticed("reading_failed"))

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        tasks, replies = self.process.stdin, self.process.stdout
        if tasks is None or replies is None:
            raise ReaderBugError("the reader was started without its pipes")
        return tasks, replies

    def _watch(self, done: threading.Event) -> None:
        """End the process when its time is over, or its memory where the system does not."""
        ends = time.monotonic() + self.limits.seconds
        while not done.wait(min(WATCH_SECONDS, max(0.0, ends - time.monotonic()))):
            if time.monotonic() >= ends:
                self.stopped_for = "reading_too_long"
            elif (resident_bytes(self.process.pid) or 0) > self.limits.n_bytes:
                self.stopped_for = "reading_too_big"
            if self.stopped_for:
                self.process.kill()
                return


class _Readers:
    """The processes that wait for a task; at most ``MAX_READERS`` work at once, one is kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(MAX_READERS)
        self._idle: _Reader | None = None

    def do(self, task: Task, limits: Limits) -> Reply:
        with self._places:
            reader = self._take(task, limits)
            try:
                reply = reader.do(task)
            except BaseException:
                reader.end()
                raise
            self._give_back(None if reply.is_last else reader)
            if reply.is_last:
                reader.end()
        return reply

    def _take(self, task: Task, limits: Limits) -> _Reader:
        with self._lock:
            reader, self._idle = self._idle, None
        if reader is not None and reader.is_alive and reader.limits == limits:
            return reader
        if reader is not None:
            reader.end()
        return _Reader(task.function.partition(":")[0], limits)

    def _give_back(self, reader: _Reader | None) -> None:
        with self._lock:
            extra, self._idle = (reader, self._idle) if self._idle else (None, reader)
        if extra is not None:
            extra.end()

    def warm_up(self, task: Task, limits: Limits) -> None:
        """Have a process ready for that task."""
        self._give_back(self._take(task, limits))

    def end(self) -> None:
        """End the process that waits."""
        with self._lock:
            reader, self._idle = self._idle, None
        if reader is not None:
            reader.end()


_READERS: Final = _Readers()
atexit.register(_READERS.end)


def run_in_child(function: str, *arguments: object, limits: Limits = DEFAULT_LIMITS) -> object:
    """Call a function in a process of its own and give back what it returns.

    Parameters
    ----------
    function : str
        "module:name", such as "data.importing:import_files".
    *arguments
        What it is called with; they and the result go through pickle.
    limits : Limits, optional

    Raises
    ------
    RefusedError
        If the process ran out of time or memory, or stopped; its ``problem`` says which.
    CohortError
        If the function raised it.
    ReaderBugError
        If the function raised anything else.
    """
    reply = _READERS.do(Task(function, arguments), limits)
    if reply.error is not None:
        raise reply.error
    if reply.ran_out_of_memory:
        raise RefusedError(too_big(limits))
    if reply.bug:
        raise ReaderBugError(reply.bug)
    return reply.value


def parse_in_child(files: Sequence[NamedFile], limits: Limits = DEFAULT_LIMITS) -> RawFile:
    """Read files as `data.reading.files.read_files` does, but where a crash does no harm."""
    try:
        raw = run_in_child(READ_FILES, tuple(files), limits=limits)
    except RefusedError as refused:
        return RawFile((), (refused.problem,), digest_of(files))
    return cast("RawFile", raw)


def warm_up(function: str = READ_FILES, limits: Limits = DEFAULT_LIMITS) -> None:
    """Start the process beforehand, with that function's module loaded; returns at once."""
    _READERS.warm_up(Task(function, ()), limits)


def too_big(limits: Limits) -> Problem:
    """Say that reading a file took more memory than that."""
    return noticed("reading_too_big", detail=f"{limits.n_bytes / 1e9:g}")
