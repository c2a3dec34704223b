"""What every stage is given: the home, the date, and somebody to tell how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from pipelines.home import Home

Numbers = dict[str, int | float]
"""All that a stage may return: it goes into Dagster's event log."""


class Progress(Protocol):
    """Told which stage runs and how many bytes of the sources are read. Silent by default."""

    def stage(self, name: str) -> None: ...

    def bytes(self, done: int, total: int) -> None: ...


class Silent:
    """Says nothing."""

    def stage(self, name: str) -> None:
        return None

    def bytes(self, done: int, total: int) -> None:
        return None


@dataclass(frozen=True)
class Run:
    """One run over one home.

    ``as_of`` D means D 00:00 UTC, exclusive. ``full`` reads every source again and rebuilds everything; ``refit``
    makes the next model version. ``now`` stamps what the run writes and never enters a result.
    """

    home: Home
    as_of: date
    full: bool = False
    refit: bool = False
    max_reject: float = 1.0
    run_id: str = field(default_factory=lambda: str(uuid4()))
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    progress: Progress = field(default_factory=Silent)

    @property
    def started_at(self) -> datetime:
        return self.now

    @property
    def seconds(self) -> float:
        """Since the run started."""
        return round((datetime.now(UTC) - self.now).total_seconds(), 3)

    @property
    def build(self) -> Path:
        """The private database that is checked before it is published."""
        return self.home.built / "build.duckdb"


def today() -> date:
    """Today's UTC date, the default as_of."""
    return datetime.now(UTC).date()
