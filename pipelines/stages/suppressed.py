"""Blocking check that nobody who was forgotten is in anything that a run made."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from connectors.ledger import Ledger
from connectors.raw import TABLES
from pipelines.stages.context import Run
from pipelines.stages.ids import published_rows
from pipelines.stages.outcome import Outcome
from pipelines.suppression import hashes
from pipelines.suppression.frames import FILTERS
from pipelines.suppression.hashes import PERSON, RECORD, Suppressed

ABSENT = "suppressed_absent"
HOLDS = {
    ABSENT: "nobody who was forgotten (`weakties forget`) is in what was read, in a built table or in the database",
}
_TEXT_COLUMNS = (
    "select table_name, column_name from duckdb_columns() where not internal and data_type = 'VARCHAR'"
)
_IDS = {"record_id": RECORD, "record_a": RECORD, "record_b": RECORD, "person_id": PERSON}


def suppressed_absent(run: Run) -> Outcome:
    """Counts of values that are on the list; nothing is looked through while it is empty."""
    known = hashes.read(run.home)
    numbers = {"in_raw": 0, "in_built": 0, "in_database": 0}
    if known:
        numbers["in_raw"] = _in_raw(run, known)
        numbers["in_built"] = sum(_n_found(name, values, known) for name, values in _built(run))
        numbers["in_database"] = sum(_n_found(name, values, known) for name, values in _database(run))
    is_absent = not any(numbers.values())
    return Outcome(ABSENT, is_absent, numbers={"listed": len(known.hashes), **numbers})


def _in_raw(run: Run, known: Suppressed) -> int:
    """Rows that the list would change or take out."""
    ledger, n = Ledger(run.home.raw), 0
    for table, without in FILTERS.items():
        for path in ledger.segments(table):
            rows = pl.read_parquet(path).select(TABLES[table].schema.names())
            n += not without(rows, known)[0].equals(rows, null_equal=True)
    return n


def _built(run: Run) -> Iterator[tuple[str, list[str]]]:
    """(column, its distinct texts) of every built table, lists taken apart."""
    for path in sorted(run.home.built.glob("*.parquet")):
        rows = pl.scan_parquet(path)
        for name, dtype in rows.collect_schema().items():
            if dtype in (pl.String, pl.List(pl.String)):
                column = rows.select(name)
                column = column.explode(name) if dtype != pl.String else column
                yield name, column.unique().drop_nulls().collect()[name].to_list()


def _database(run: Run) -> Iterator[tuple[str, list[str]]]:
    for row in published_rows(run.build, _TEXT_COLUMNS):
        table, name = row["table_name"], row["column_name"]
        values = published_rows(
            run.build, f'select distinct "{name}" as v from "{table}" where "{name}" is not null'
        )
        yield str(name), [str(one["v"]) for one in values]


def _n_found(name: str, values: list[str], known: Suppressed) -> int:
    """How many of a column's texts are an address, a profile or an id on the list."""
    kind = _IDS.get(name)
    if kind is not None:
        return sum(known.has(kind, value) for value in values)
    return sum(
        known.has_identifier(value)
        for value in values
        if "@" in value or "/in/" in value or "/profile/" in value
    )
