"""A table's columns with their types and meaning, and the one check that every frame passes at a border.

Schemas are data: the same text documents a column in code, in Parquet readers' heads and in the tests that
hold a producer to what it promised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

UTC = pl.Datetime("us", "UTC")
"""All times: microseconds, UTC."""


@dataclass(frozen=True)
class Table:
    """One table: ``columns`` maps a name to (type, meaning); ``key`` columns identify a row (may be empty)."""

    name: str
    doc: str
    key: tuple[str, ...]
    columns: dict[str, tuple[Any, str]]

    @property
    def schema(self) -> pl.Schema:
        return pl.Schema({name: dtype for name, (dtype, _) in self.columns.items()})

    def empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema=self.schema)

    def rows(self, rows: list[dict[str, Any]]) -> pl.DataFrame:
        """A frame from dictionaries; absent columns are null, unknown ones are an error."""
        for row in rows:
            if unknown := row.keys() - self.columns.keys():
                raise KeyError(f"{self.name} has no column {sorted(unknown)}")
        return pl.DataFrame(rows, schema=self.schema, orient="row") if rows else self.empty()

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with exactly this table's columns, in order and cast; missing columns are an error.

        Raises ValueError naming the table and columns only, never a value: cell values are personal data.
        """
        missing = [name for name in self.columns if name not in frame.columns]
        if missing:
            raise ValueError(f"{self.name} lacks columns {missing}")
        try:
            return frame.select([pl.col(name).cast(dtype) for name, dtype in self.schema.items()])
        except pl.exceptions.PolarsError:
            raise ValueError(f"{self.name} has columns of the wrong type: {frame.schema}") from None
