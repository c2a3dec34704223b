"""What is to be read of a source that changed: all of it, or what came since, in one piece or several."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from connectors import fingerprint, folder_growth
from connectors.files import FoundSource
from connectors.ledger import Entry
from connectors.outcome import Outcome

PIECE = 24 << 20
"""Bytes of the smallest piece that is worth a process of its own."""
_MAX_PIECE = 256 << 20
_NUMBERS = 10_000
"""Segment numbers of a piece: none has that many."""

Extent = tuple[int, int | None]


@dataclass
class Job:
    """One source to read. Its pieces are read in any order and add up in theirs, after what is kept of before."""

    found: FoundSource
    folder: Path
    number: int
    """Of the first new segment."""
    extents: list[Extent | None]
    """Byte ranges; None: everything."""
    kept: Outcome = field(default_factory=Outcome)
    """What the ledger has and stays."""
    kept_sha256: str = ""
    is_portable: bool = False
    """A file on disk, so that another process can read it."""

    def number_of(self, piece: int) -> int:
        return self.number + piece * _NUMBERS


def whole(found: FoundSource, folder: Path, old: Entry | None, n_workers: int) -> Job:
    """Read everything."""
    is_portable = found.disk is not None and not found.is_folder and found.container == found.path
    extents: list[Extent | None] = [None]
    if can_divide(found):
        size = min(max(found.size // (2 * n_workers), PIECE), _MAX_PIECE)
        borders = (
            [*range(0, max(found.size - PIECE, 1), size), found.size] if n_workers > 1 else [0, found.size]
        )
        extents = list(pairwise(borders))
    return Job(found, folder, _next_number(old), extents, is_portable=is_portable)


def since(found: FoundSource, folder: Path, old: Entry | None) -> Job | None:
    """Read what came since the ledger's entry, if the source only grew; None when that cannot be told."""
    if old is None or old.kind != found.kind or old.version != found.version or not old.n_read:
        return None
    if found.is_folder:
        return _new_files(found, folder, old)
    if not can_divide(found) or found.size <= old.size or found.disk is None:
        return None
    connector: Any = found.connector
    try:
        if fingerprint.of_prefix(found.disk, old.size) != old.sha256:
            return None
        if not connector.continues(found.files[0].look(), old.size):
            return None
    except Exception:  # whatever is wrong with the file shows when it is read
        return None
    return Job(found, folder, _next_number(old), [(old.size, found.size)], Outcome.of(old))


def can_divide(found: FoundSource) -> bool:
    """Whether byte ranges of the source can be read apart."""
    if found.disk is None or found.is_folder or found.container != found.path or not found.files:
        return False
    ask = getattr(found.connector, "can_divide", None)
    try:
        return ask is not None and bool(ask(found.files[0].look()))
    except Exception:
        return False


def _new_files(found: FoundSource, folder: Path, old: Entry) -> Job | None:
    growth = folder_growth.since(found, folder, old)
    if growth is None:
        return None
    number = _next_number(old)
    kept = Outcome.of(old)
    if growth.renamed:
        number = folder_growth.rename(kept, folder, number, growth.renamed)
    found = replace(found, files=growth.files)
    return Job(found, folder, number, [None] if found.files else [], kept, kept_sha256=old.sha256)


def _next_number(entry: Entry | None) -> int:
    """Segments are numbered on, so that new ones never overwrite those that are still listed."""
    names = [name for names in entry.segments.values() for name in names] if entry else []
    return 1 + max((int(name.partition(".")[0]) for name in names), default=0)
