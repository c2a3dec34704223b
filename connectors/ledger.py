"""What was read when: one entry for each source, in one JSON file that is replaced whole. A segment counts
only when an entry lists it, so rows and accounting change together, and a kill changes neither."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors import durable

if TYPE_CHECKING:
    import polars as pl

FILE = "ledger.json"
_FORMAT = 1


@dataclass
class Entry:
    """One source as it was read. Times are ISO 8601, UTC."""

    source_id: str
    owner_id: str | None
    path: str
    kind: str
    container: str
    """Path of the file on disk that holds it (an archive's path for its members), else the path itself."""
    size: int
    mtime_ns: int
    stamp: str
    """Digest of names, sizes and times of what it was read from: equal = not opened again."""
    sha256: str
    version: int
    recogniser: str
    """registry.RECOGNISER when its kind was decided."""
    segments: dict[str, list[str]] = field(default_factory=dict)
    """File names in the source's folder by table."""
    rows: dict[str, int] = field(default_factory=dict)
    problem: str | None = None
    """Why a source of kind unknown was not read."""
    n_read: int = 0
    n_loaded: int = 0
    n_skipped: int = 0
    n_rejected: int = 0
    imported_at: str = ""
    missing_since: str | None = None
    suppressed: str = ""
    """Digest of the list of forgotten people that the rows were last held against; empty after each reading."""


class Ledger:
    """The entries of a home's ``data/raw``. Not thread-safe; one process writes, under the home's lock."""

    def __init__(self, raw_dir: Path) -> None:
        self.raw_dir = raw_dir
        self.entries: dict[str, Entry] = {}
        # A dict for its order and its quick removal.
        self._by_container: dict[tuple[str | None, str], dict[str, None]] = defaultdict(dict)
        self.reload()

    def reload(self) -> None:
        """Read it anew. An absent file is an empty ledger; a damaged or newer one raises ValueError."""
        path = self.raw_dir / FILE
        state: dict[str, Any] = (
            json.loads(path.read_text(encoding="utf-8"))
            if path.is_file()
            else {"format": _FORMAT, "sources": []}
        )
        if state.get("format") != _FORMAT:
            raise ValueError("data/raw/ledger.json was written by another version of weakties")
        known = {one.name for one in fields(Entry)}
        self.entries = {}
        self._by_container.clear()
        for row in state["sources"]:
            self._put(Entry(**{name: value for name, value in row.items() if name in known}))

    def get(self, source_id: str) -> Entry | None:
        return self.entries.get(source_id)

    def held(self, owner_id: str | None, container: str, stamp: str, recogniser: str) -> list[Entry]:
        """The sources in one file (or folder of messages), if it is still what it was when they were read;
        else none.

        Sources that went missing from it since are left out."""
        entries = [self.entries[one] for one in self._by_container.get((owner_id, container), ())]
        same = [one for one in entries if one.stamp == stamp and one.recogniser == recogniser]
        is_there = sum(one.missing_since is None for one in entries)
        return same if is_there == sum(one.missing_since is None for one in same) else []

    def put(self, entry: Entry) -> None:
        """Add or replace an entry; nothing is on disk before ``save``."""
        self.drop(entry.source_id)
        self._put(entry)

    def drop(self, source_id: str) -> None:
        """Forget a source; its rows go with ``sweep``."""
        entry = self.entries.pop(source_id, None)
        if entry is not None:
            del self._by_container[entry.owner_id, entry.container][source_id]

    def save(self) -> None:
        """Put the file in place: from now on these entries and their segments count."""
        lines = [json.dumps(vars(self.entries[key]), sort_keys=True) for key in sorted(self.entries)]
        text = f'{{"format": {_FORMAT}, "sources": [\n' + ",\n".join(lines) + "\n]}\n"
        durable.private_folder(self.raw_dir)
        durable.replace_text(self.raw_dir / FILE, text)

    def sweep(self) -> int:
        """Remove segments that no entry lists (of a killed run, of replaced rows). Returns how many."""
        leftovers = list(self.raw_dir.glob(f"{durable.TEMP}*"))
        for path in leftovers:
            path.unlink()
        removed = len(leftovers)
        for folder in self.raw_dir.glob("s_*"):
            entry = self.entries.get(folder.name)
            listed = {name for names in entry.segments.values() for name in names} if entry else set()
            for path in folder.iterdir():
                if path.name not in listed:
                    path.unlink()
                    removed += 1
            if not listed:
                folder.rmdir()
        return removed

    def segments(self, table: str) -> list[Path]:
        """The files that hold one table's rows, in a stable order."""
        return [
            self.raw_dir / key / name
            for key in sorted(self.entries)
            for name in self.entries[key].segments.get(table, ())
        ]

    def sources(self) -> pl.DataFrame:
        """The contract's ``source`` table: one row for each entry, sorted by source_id."""
        import polars as pl

        from connectors.raw import SOURCE

        rows: list[dict[str, Any]] = [
            {
                name: _time(entry, name) if dtype == pl.Datetime else getattr(entry, name)
                for name, dtype in SOURCE.items()
            }
            for _, entry in sorted(self.entries.items())
        ]
        return pl.DataFrame(rows, schema=SOURCE, orient="row")

    def _put(self, entry: Entry) -> None:
        self.entries[entry.source_id] = entry
        self._by_container[entry.owner_id, entry.container][entry.source_id] = None


def _time(entry: Entry, name: str) -> datetime | None:
    text = getattr(entry, name)
    return datetime.fromisoformat(text) if text else None
