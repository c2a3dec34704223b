"""Keeps those who are forgotten out of the raw rows and the home's logs, whatever was read again. It holds each source
against the list once for each state of both."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import polars as pl

from connectors import durable, raw
from connectors.ledger import Entry, Ledger
from connectors.raw import TABLES
from pipelines.home import Home
from pipelines.suppression import hashes, models
from pipelines.suppression.frames import FILTERS
from pipelines.suppression.hashes import RECORD, Suppressed
from transforms import referrals

CODE = "suppressed"
"""The problem code of what is left out."""
LOGS = {"ids.csv": ("record_id",), "decisions.csv": ("record_a", "record_b"), "asks.csv": ("record_ids",)}
"""Columns of the home's logs that name records."""
_IDS = re.compile(r"[\s;,()]+")


def keep_out(home: Home) -> int:
    """Take their rows out of what was read, with the accounting: what was loaded counts as skipped then. Returns how
    many units went. The caller holds the home's lock."""
    known = hashes.read(home)
    if not known:
        return 0
    ledger, n_units, is_changed = Ledger(home.raw), 0, False
    for entry in list(ledger.entries.values()):
        if entry.suppressed != known.digest:
            fresh = _filtered(home.raw / entry.source_id, entry, known)
            n_units += fresh.n_skipped - entry.n_skipped
            ledger.put(fresh)
            is_changed = True
    if is_changed:
        ledger.save()
        ledger.sweep()
        models.clear(home, known)
    for name, columns in LOGS.items():
        _clear_log(home.path / name, columns, known)
    return n_units


def _filtered(folder: Path, entry: Entry, known: Suppressed) -> Entry:
    """The entry with segments that hold nobody on the list. Old segments stay until nothing lists them."""
    segments = {table: list(names) for table, names in entry.segments.items()}
    rows = dict(entry.rows)
    places: list[str | None] = []
    number = 1 + max(
        (int(name.partition(".")[0]) for names in segments.values() for name in names), default=0
    )
    for table, without in FILTERS.items():
        kept_names: list[str] = []
        for name in segments.get(table, ()):
            before = pl.read_parquet(folder / name)
            after, gone = without(before, known)
            places += gone
            if after.equals(before, null_equal=True):
                kept_names.append(name)
                continue
            rows[table] -= before.height - after.height
            if after.height:
                kept_names.append(f"{number:04d}.{table}.parquet")
                raw.write(folder, kept_names[-1], after)
                number += 1
        if table in segments:
            segments[table] = kept_names
    if places:
        problems = [
            {"source_id": entry.source_id, "locator": one, "code": CODE, "severity": "skipped"}
            for one in _units(places)
        ]
        name = f"{number:04d}.problem.parquet"
        raw.write(folder, name, TABLES["problem"].rows(problems))
        segments.setdefault("problem", []).append(name)
        rows["problem"] = rows.get("problem", 0) + len(problems)
        durable.sync_folder(folder)
    n_units = len(_units(places))
    return replace(
        entry,
        segments={table: names for table, names in segments.items() if names},
        rows={table: n for table, n in rows.items() if n},
        n_loaded=entry.n_loaded - n_units,
        n_skipped=entry.n_skipped + n_units,
        suppressed=known.digest,
    )


def _units(places: list[str | None]) -> list[str | None]:
    """One for each unit, though a unit may have given two rows; rows without a place are units each."""
    placed = list(dict.fromkeys(one for one in places if one is not None))
    return [*placed, *(None for one in places if one is None)]


def _blank(line: list[str], i: int, known: Suppressed) -> bool:
    """Take out whom an ask referred to, when that is somebody on the list."""
    text = line[i] if i < len(line) else ""
    is_known = bool(text) and (
        known.means(referrals.split(text)[0]) or any(known.has(RECORD, one) for one in _IDS.split(text))
    )
    if is_known:
        line[i] = ""
    return is_known


def _clear_log(path: Path, columns: tuple[str, ...], known: Suppressed) -> None:
    """Take the lines out that name one of their records."""
    if not path.is_file():
        return
    text = path.read_text(encoding="utf-8-sig", errors="replace").replace("\0", "")
    lines = list(csv.reader(io.StringIO(text)))
    if not lines:
        return
    at = [lines[0].index(name) for name in columns if name in lines[0]]
    kept = [
        line
        for line in lines[1:]
        if not any(known.has(RECORD, one) for i in at if i < len(line) for one in _IDS.split(line[i]))
    ]
    n_blanked = (
        sum(_blank(line, lines[0].index("referred"), known) for line in kept) if "referred" in lines[0] else 0
    )
    if n_blanked or len(kept) < len(lines) - 1:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([lines[0], *kept])
        durable.replace_text(path, out.getvalue())
