"""One writer per home. The kernel drops the lock when the process dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.home import Home

_POLL_SECONDS = 0.2


class Locked(Exception):
    """Another run holds the lock and did not let go in time."""

    code = "another_run_is_writing"


@dataclass
class Held:
    """A lock that is held. While it is, its file names the run; a run that ends by itself takes its name off."""

    handle: int
    left_behind: str
    """The run that held the lock before and died holding it; empty when it ended by itself."""
    is_named: bool = False

    def name(self, run_id: str) -> None:
        """Write down which run holds it. Who holds it without a name leaves that of a dead run for the next run."""
        self.is_named = True
        os.ftruncate(self.handle, 0)
        os.pwrite(self.handle, run_id.encode(), 0)


def of(home: Home) -> Path:
    """The file whose lock a writer of this home holds."""
    return home.data / ".lock"


_HELD: dict[Path, Held] = {}


@contextmanager
def hold(path: Path, wait: float = 0.0, waiting: Callable[[], object] | None = None) -> Iterator[Held]:
    """Hold ``path`` exclusively, waiting up to ``wait`` seconds; ``waiting`` is called once if it must wait.

    Re-entrant within a process: a command that holds it may run a job whose resource takes it again.
    Raises Locked.
    """
    path = path.absolute()
    if path in _HELD:
        yield _HELD[path]
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, wait, waiting)
        _HELD[path] = Held(handle, os.pread(handle, 200, 0).decode("ascii", "replace"))
        try:
            yield _HELD[path]
        finally:
            if _HELD.pop(path).is_named:
                os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _take(handle: int, wait: float, waiting: Callable[[], object] | None) -> None:
    deadline = time.monotonic() + wait
    told = False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Locked("another run is writing to this home") from None
            if waiting is not None and not told:
                waiting()
                told = True
            time.sleep(_POLL_SECONDS)
