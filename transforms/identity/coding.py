"""Texts as integers. Columns that are compared with each other are coded together: equal texts, equal codes; codes
follow the order of the texts, so they do not depend on the order of records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
NONE = -1


@dataclass(frozen=True)
class Values:
    """A long table: record ``record[k]`` holds value ``code[k]``; sorted by record, then code, each pair once."""

    record: Ints
    code: Ints
    texts: list[str] = field(repr=False)
    spelt: pl.DataFrame | None = field(default=None, repr=False)
    """(value, code): each value as RECORD spells it; several spellings of one mailbox share a code."""

    @property
    def n(self) -> int:
        return len(self.texts)


def codes(*columns: pl.Series) -> tuple[list[Ints], list[str]]:
    """(codes of each column, the texts they stand for). Null and empty texts are NONE."""
    columns = tuple(column.cast(pl.String).replace("", None) for column in columns)
    texts = pl.concat(list(columns)).unique().drop_nulls().sort()
    known = pl.Enum(texts)
    return [integers(column.cast(known).to_physical()) for column in columns], texts.to_list()


def integers(column: pl.Series) -> Ints:
    """An integer column as an array of its own, null as NONE."""
    return column.cast(pl.Int64).fill_null(NONE).to_numpy().copy()


def mapped(column: pl.Series, normalise: Callable[[str], str | None]) -> pl.Series:
    """A function of text applied once per distinct value; null and empty results are null."""
    distinct = column.unique().drop_nulls().sort()
    if not len(distinct):
        return column
    done = pl.Series([normalise(text) or None for text in distinct.to_list()], dtype=pl.String)
    at = column.cast(pl.Enum(distinct)).to_physical()
    return done.gather(at).alias(column.name)


def listed(
    column: pl.Series,
    normalise: Callable[[str], str | None] | None = None,
    each: Callable[[pl.Series], pl.Series] | None = None,
) -> Values:
    """A column of lists of texts as Values, each text normalised first: one by one, or as a whole column."""
    rows = pl.DataFrame({"record": pl.int_range(len(column), eager=True), "value": column})
    rows = rows.explode("value").drop_nulls()
    key = rows["value"] if normalise is None else mapped(rows["value"], normalise)
    return long(rows["record"], key if each is None else each(key), rows["value"])


def long(record: pl.Series, text: pl.Series, spelt: pl.Series | None = None) -> Values:
    """Values from parallel columns; rows without a text are left out, repeated ones counted once."""
    (code,), texts = codes(text)
    rows = pl.DataFrame({"record": record, "code": code}).filter(pl.col("code") != NONE)
    rows = rows.unique().sort("record", "code")
    table = None
    if spelt is not None:
        table = pl.DataFrame({"value": spelt, "code": code}).filter(pl.col("code") != NONE).unique()
    return Values(integers(rows["record"]), integers(rows["code"]), texts, table)


def spread(first: Ints, length: Ints) -> Ints:
    """Indices first[k], first[k] + 1, … of ``length[k]`` each, one run after the other."""
    ends = np.cumsum(length)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + length, length)


def texts_of(parts: Sequence[str | None]) -> pl.Series:
    """Texts as a column, also when there are none."""
    return pl.Series(parts, dtype=pl.String)
