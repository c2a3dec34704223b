"""Processes that read pieces of large files side by side. They are started afresh, not forked: the caller may run
threads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from connectors.outcome import Outcome

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from connectors.worker import main; main()"
MAX_WORKERS = 8


def available() -> int:
    """How many processes may read at once."""
    return min(
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MAX_WORKERS
    )


class Workers:
    """A pool of n processes, each started with its first task. Use as a context manager."""

    def __init__(self, n: int) -> None:
        self._threads = ThreadPoolExecutor(n, thread_name_prefix="reading")
        self._mine = threading.local()
        self._all: list[subprocess.Popen[str]] = []
        self._done: dict[tuple[str, int], int] = {}

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *exception: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._all:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what was not written to a dead process yet
                    if pipe is not None:
                        pipe.close()

    def submit(self, task: dict[str, Any]) -> Future[Outcome]:
        """Have a piece read. The future raises when the process died."""
        return self._threads.submit(self._run, task)

    def bytes_done(self, source_id: str) -> int:
        """How far the source's pieces are read."""
        return sum(done for (key, _), done in list(self._done.items()) if key == source_id)

    def _run(self, task: dict[str, Any]) -> Outcome:
        process = self._process()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(task) + "\n")
        process.stdin.flush()
        for line in process.stdout:
            said = json.loads(line)
            if "outcome" in said:
                return Outcome(**said["outcome"])
            self._done[task["source_id"], task["number"]] = said["bytes"]
        self._mine.process = None
        raise ChildProcessError("a reading process died")

    def _process(self) -> subprocess.Popen[str]:
        """This thread's process."""
        process: subprocess.Popen[str] | None = getattr(self._mine, "process", None)
        if process is None:
            process = subprocess.Popen(
                [sys.executable, "-c", _START, json.dumps(sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env={**os.environ, "POLARS_MAX_THREADS": "1"},
            )
            self._mine.process = process
            self._all.append(process)
        return process
