"""What a reading, or a part of one, left on disk: segments that nothing lists yet, and the accounting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from connectors.ledger import Entry


@dataclass
class Outcome:
    """Counts of units, and segments (file names in the source's folder) and rows by table. Adds up over the parts of
    a source, in their order."""

    n_read: int = 0
    n_loaded: int = 0
    n_skipped: int = 0
    n_rejected: int = 0
    segments: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    stopped: str | None = None
    """The code of what ended the reading before its time."""

    @classmethod
    def of(cls, entry: Entry) -> Outcome:
        """What the ledger has of a source."""
        return cls(
            entry.n_read,
            entry.n_loaded,
            entry.n_skipped,
            entry.n_rejected,
            {table: list(names) for table, names in entry.segments.items()},
            dict(entry.rows),
        )

    @classmethod
    def sum(cls, parts: Iterable[Outcome]) -> Outcome:
        whole = cls()
        for part in parts:
            whole.n_read += part.n_read
            whole.n_loaded += part.n_loaded
            whole.n_skipped += part.n_skipped
            whole.n_rejected += part.n_rejected
            whole.stopped = whole.stopped or part.stopped
            for table, names in part.segments.items():
                whole.segments.setdefault(table, []).extend(names)
                whole.rows[table] = whole.rows.get(table, 0) + part.rows[table]
        return whole

    def add(self, table: str, segment: str, n_rows: int) -> None:
        self.segments.setdefault(table, []).append(segment)
        self.rows[table] = self.rows.get(table, 0) + n_rows

    def drop(self, table: str) -> None:
        """Take a table out; its files go when the ledger is swept."""
        self.segments.pop(table, None)
        self.rows.pop(table, None)

    def put_in(self, entry: Entry) -> Entry:
        """The entry with counts and segments."""
        entry.segments = dict(sorted(self.segments.items()))
        entry.rows = dict(sorted(self.rows.items()))
        entry.n_read, entry.n_loaded = self.n_read, self.n_loaded
        entry.n_skipped, entry.n_rejected = self.n_skipped, self.n_rejected
        return entry
