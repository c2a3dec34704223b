"""Raw rows on disk: Parquet segments of a source's folder, written whole and listed by the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from connectors import durable, schema
from connectors.base import Row
from connectors.ledger import Ledger
from connectors.table import UTC, Table

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        schema.CONTACT,
        schema.MESSAGE,
        schema.SIGHTING,
        schema.PROBLEM,
        schema.TARGET,
        schema.KNOWS,
        schema.COMPANY,
        schema.OWN_PROFILE,
        schema.CAREER,
    )
}
"""The tables that connectors fill, by name."""

_SEPARATOR = "\x1f"
_MANY = 500
"""From this many rows on, list columns are worth building another way."""

SOURCE = pl.Schema(
    {  # type: ignore[arg-type]
        "source_id": pl.String,
        "owner_id": pl.String,
        "path": pl.String,
        "kind": pl.String,
        "n_read": pl.Int64,
        "n_loaded": pl.Int64,
        "n_skipped": pl.Int64,
        "n_rejected": pl.Int64,
        "imported_at": UTC,
        "missing_since": UTC,
    }
)
"""The ``source`` table, as the ledger gives it."""


def scan(raw_dir: Path, table: str) -> pl.LazyFrame:
    """All rows of one table, in the order of source and segment; an empty home gives an empty frame. Problems start
    with those of the sources that are no export, which have no segment."""
    schema_of, ledger = TABLES[table], Ledger(raw_dir)
    segments = ledger.segments(table)
    rows = pl.scan_parquet(segments, schema=schema_of.schema) if segments else schema_of.empty().lazy()
    if table != "problem":
        return rows
    unread = [
        {"source_id": key, "code": entry.problem, "severity": "skipped"}
        for key, entry in sorted(ledger.entries.items())
        if entry.problem
    ]
    return pl.concat([schema_of.rows(unread).lazy(), rows])


def frame(table: str, rows: list[Row], fixed: dict[str, str | None]) -> pl.DataFrame:
    """Rows of a connector as a frame of the table; ``fixed`` columns are the same in every row.

    Raises KeyError for a column that the table does not have, ValueError for a value of a wrong type: names
    of columns only, never a value.
    """
    wanted = TABLES[table].schema
    if unknown := set().union(*(row.keys() for row in rows)) - wanted.keys():
        raise KeyError(f"{table} has no column {sorted(unknown)}")
    columns = {
        name: [fixed[name]] * len(rows) if name in fixed else [row.get(name) for row in rows]
        for name in wanted
    }
    try:
        try:
            return _built(columns, wanted)
        except UnicodeError:  # half of a surrogate pair: no text that can be stored
            return _built(
                {name: [_scrubbed(value) for value in cells] for name, cells in columns.items()}, wanted
            )
    except (pl.exceptions.PolarsError, TypeError, ValueError, OverflowError):
        raise ValueError(f"{table} holds a value of a wrong type") from None


def _built(columns: dict[str, list[Any]], wanted: pl.Schema) -> pl.DataFrame:
    lists = [name for name, dtype in wanted.items() if dtype == schema.TEXTS]
    if any(isinstance(value, str) for name in lists for value in columns[name]):
        raise TypeError("text where a list of texts belongs")
    if len(next(iter(columns.values()))) < _MANY:
        return pl.DataFrame(columns, schema=wanted)
    return pl.DataFrame(
        [
            _texts(name, columns[name])
            if name in lists
            else _pooled(name, columns[name], dtype)
            if isinstance(dtype, pl.List)
            else pl.Series(name, columns[name], dtype=dtype)
            for name, dtype in wanted.items()
        ]
    )


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_scrubbed(one) for one in value]
    return {key: _scrubbed(one) for key, one in value.items()} if isinstance(value, dict) else value


def _texts(name: str, values: list[Any]) -> pl.Series:
    """A column of lists of text. Joined and split again: a list for each cell costs ten times as much."""
    joined = pl.Series(name, [_SEPARATOR.join(value) if value else None for value in values], dtype=pl.String)
    lists = joined.str.split(_SEPARATOR)
    expected = sum(len(value) for value in values if value)
    if lists.list.len().sum() != expected:  # a value holds the separator
        return pl.Series(name, values, dtype=schema.TEXTS)
    is_empty = pl.Series([value is not None and not value for value in values], dtype=pl.Boolean)
    if not is_empty.any():
        return lists
    return lists.zip_with(~is_empty, pl.Series(name, [[]], dtype=schema.TEXTS).new_from_index(0, len(values)))


def _pooled(name: str, values: list[Any], dtype: Any) -> pl.Series:
    """A column of lists of structs, most of them empty as a rule: an empty one costs as much as a full one
    unless it is built once."""
    full = [value for value in values if value]
    number = iter(range(2, 2 + len(full)))
    places = [next(number) if value else 0 if value is None else 1 for value in values]
    return pl.Series(name, [None, [], *full], dtype=dtype).gather(places)


def write(folder: Path, name: str, rows: pl.DataFrame) -> int:
    """Write one segment, whole or not at all. Returns its bytes."""
    if not folder.is_dir():
        durable.private_folder(folder)
    return durable.replace(folder / name, lambda stream: rows.write_parquet(stream, compression="zstd"))
