"""One writer per home. The kernel drops the lock when the process dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_HELD: dict[Path, int] = {}
_POLL_SECONDS = 0.2


class Locked(Exception):
    """Another run holds the lock and did not let go in time."""

    code = "another_run_is_writing"


@contextmanager
def hold(path: Path, wait: float = 0.0, waiting: Callable[[], object] | None = None) -> Iterator[None]:
    """Hold ``path`` exclusively, waiting up to ``wait`` seconds; ``waiting`` is called once if it must wait.

    Re-entrant within a process: a command that holds it may run a job whose resource takes it again.
    Raises Locked.
    """
    path = path.absolute()
    if path in _HELD:
        _HELD[path] += 1
        try:
            yield
        finally:
            _HELD[path] -= 1
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, wait, waiting)
        _HELD[path] = 1
        try:
            yield
        finally:
            del _HELD[path]
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
