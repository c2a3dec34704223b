"""The home as a Dagster resource: one run's date and options, and the lock held while it runs.

No `from __future__ import annotations` here: Dagster reads the annotations.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from pipelines.home import Home
from pipelines.instance import bury
from pipelines.stages import chain, lock, refit
from pipelines.stages.context import Numbers, Progress, Run, Silent, today
from pipelines.stages.failure import StageFailed, guarded

_listener: Progress = Silent()


def listen(progress: Progress) -> None:
    """Tell ``progress`` about every run of this process (a terminal; the UI has its own)."""
    global _listener
    _listener = progress


def default_home() -> Home:
    """The home, looked up when asked, so that definitions load without one."""
    return Home.default()


class HomeResource(dg.ConfigurableResource):
    """The home that WEAKTIES_HOME names. Config holds dates and switches only; there is no place for a name in it."""

    as_of: str = ""
    """YYYY-MM-DD; empty = today's UTC date."""
    full: bool = False
    """Read every source again and rebuild everything."""
    refit: bool = False
    """Fit the next version of the models."""
    max_reject: float = 1.0
    """Publish only if at most this share of what was read was rejected."""
    wait_seconds: float = 600.0
    """How long to wait for another run on the same home."""

    _run: Run | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["HomeResource"]:
        """Held for the whole run, because all steps share one process."""
        home = default_home()
        os.umask(0o077)  # whoever started this process, what it writes is private
        run = Run(
            home,
            date.fromisoformat(self.as_of) if self.as_of else today(),
            self.full,
            self.refit,
            self.max_reject,
            run_id=context.run.run_id if context.run else "",
            progress=_listener,
        )
        if not home.built.is_dir():
            raise StageFailed("no_home", "start")
        try:
            with chain.writing(run, self.wait_seconds) as died:
                if context.instance is not None:
                    bury(context.instance, died)
                if self.refit:
                    guarded("refit", lambda: refit.constants(run), _report(run))
                self._run = run
                yield self
        except lock.Locked:
            raise StageFailed(lock.Locked.code, "start") from None
        finally:
            self._run = None

    def stage(self, name: str, work: Callable[[Run], Numbers]) -> Numbers:
        """Run one stage; a failure comes out as code and stage only."""
        run = self.run
        return guarded(name, lambda: work(run), _report(run))

    @property
    def run(self) -> Run:
        """The run that holds the lock. Raises StageFailed outside one."""
        if self._run is None:
            raise StageFailed("not_started", "start")
        return replace(self._run, progress=_listener)


def _report(run: Run) -> Path:
    """Where a failure's places in the code are kept, for a bug report."""
    return run.home.dagster / "errors" / f"{run.run_id}.txt"
