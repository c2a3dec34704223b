"""Which messages of a folder are new since it was read. A Maildir's files never change; they are renamed when flags
change, and moved from ``new`` to ``cur``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from connectors import durable, raw
from connectors.files import FoundSource, Part
from connectors.ledger import Entry
from connectors.outcome import Outcome

_FLAGS = re.compile(r"[:;!]2,[A-Za-z]*$")
_PLACED = ("message", "sighting", "problem")
"""Tables whose locator is a message's path."""


@dataclass(frozen=True)
class Growth:
    """files: those to read; renamed: old locator -> new."""

    files: tuple[Part, ...]
    renamed: dict[str, str]


def since(found: FoundSource, folder: Path, old: Entry) -> Growth | None:
    """None when a message went away or may have changed: then the folder is read as a whole."""
    known = {_key(found.kind, one): one for one in _units(folder, old)}
    present = {_key(found.kind, part.locator): part for part in found.files}
    if len(known) != old.n_read or len(present) != len(found.files) or known.keys() - present.keys():
        return None
    if found.kind != "maildir" and any(present[key].ctime_ns > old.mtime_ns for key in known):
        return None
    renamed = {one: present[key].locator for key, one in known.items() if present[key].locator != one}
    return Growth(tuple(part for key, part in present.items() if key not in known), renamed)


def rename(outcome: Outcome, folder: Path, number: int, renamed: dict[str, str]) -> int:
    """Write the outcome's segments that hold renamed messages again, numbered from ``number``; returns the next."""
    for table in _PLACED:
        names = outcome.segments.get(table, [])
        for place, name in enumerate(names):
            rows = pl.read_parquet(folder / name)
            moved = rows.with_columns(pl.col("locator").replace(renamed))
            if not moved["locator"].equals(rows["locator"], null_equal=True):
                names[place] = f"{number:04d}.{table}.parquet"
                raw.write(folder, names[place], moved)
                number += 1
    durable.sync_folder(folder)
    return number


def _units(folder: Path, old: Entry) -> list[str]:
    """Where the units lie that the ledger counts."""
    places: list[str] = []
    for table in ("message", "problem"):
        for name in old.segments.get(table, ()):
            rows = pl.scan_parquet(folder / name)
            if table == "problem":
                rows = rows.filter(pl.col("severity").is_in(["skipped", "rejected"]))
            places += rows.select("locator").drop_nulls().collect()["locator"].to_list()
    return places


def _key(kind: str, locator: str) -> str:
    """What a message is called whatever its flags are."""
    if kind != "maildir":
        return locator
    box, _, name = locator.rpartition("/")
    return f"{box.rpartition('/')[0]}/{_FLAGS.sub('', name)}"
