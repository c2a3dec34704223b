"""The home's append-only logs: decisions.csv, ids.csv, asks.csv. They are inputs, backed up by the user and edited by
hand at times, so reading is tolerant (columns in any order, unknown ones ignored) and every row is accounted for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from connectors.table import Table
from pipelines.stages.files import replace_text


@dataclass(frozen=True)
class Log:
    """One log as read: its rows in file order and how many lines gave none."""

    rows: pl.DataFrame
    n_read: int
    n_rejected: int


def read(path: Path, table: Table, required: tuple[str, ...]) -> Log:
    """The rows of a log with ``table``'s columns. A row without a ``required`` value, or with one that cannot be
    read as its column's type, is rejected; a missing or empty file is an empty log."""
    good: list[dict[str, Any]] = []
    n_read = 0
    text = path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""
    # A row cut short by a crash or an editor has no NUL to offer, but csv refuses a file that does.
    for line in _lines(text.replace("\0", "")):
        n_read += 1
        row = _typed(line, table) if line else None
        if row is not None and all(row[name] is not None for name in required):
            good.append(row)
    return Log(table.rows(good), n_read, n_read - len(good))


def append(path: Path, rows: pl.DataFrame) -> int:
    """Add rows at the end of a log, all or none: the whole file is written anew and put in place. Rows that the log
    already holds are left out, so appending twice is harmless. Returns how many were added."""
    old = path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""
    header = next(csv.reader(io.StringIO(old)), None) or rows.columns
    if missing := [name for name in rows.columns if name not in header]:
        raise ValueError(f"{path.name} lacks columns {missing}")
    have = {tuple(line.get(name) or "" for name in rows.columns) for line in csv.DictReader(io.StringIO(old))}
    cells = [tuple(_cell(value) for value in row) for row in rows.iter_rows()]
    fresh = list(dict.fromkeys(row for row in cells if row not in have))
    if not fresh:
        return 0
    out = io.StringIO()
    if not old.strip():
        csv.writer(out, lineterminator="\n").writerow(header)
    else:
        out.write(old if old.endswith("\n") else old + "\n")
    writer = csv.DictWriter(out, header, extrasaction="ignore", lineterminator="\n")
    writer.writerows(dict(zip(rows.columns, row, strict=True)) for row in fresh)
    replace_text(path, out.getvalue())
    return len(fresh)


def _lines(text: str) -> Iterator[dict[str | Any, Any] | None]:
    """Rows by header; None for one that is no CSV (a cell of more than 131,072 characters)."""
    rows = csv.DictReader(io.StringIO(text))
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield None


def _typed(line: dict[str | None, Any], table: Table) -> dict[str, Any] | None:
    row: dict[str, Any] = {}
    for name, dtype in table.schema.items():
        raw = line.get(name)
        value = raw.strip() if isinstance(raw, str) else ""
        try:
            row[name] = _value(value, dtype) if value else None
        except ValueError:
            return None
    return row


def _value(text: str, dtype: pl.DataType) -> Any:
    if dtype == pl.Date:
        return date.fromisoformat(text[:10])
    if isinstance(dtype, pl.Datetime):
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    if dtype.is_float():
        return float(text)
    return int(text) if dtype.is_integer() else text


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return "" if value is None else str(value)
