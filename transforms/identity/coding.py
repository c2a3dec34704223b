"""Texts as integers. Columns that are compared with each other are coded together: equal texts, equal codes. Codes
follow the order of appearance; records come sorted, so it is the same for shuffled ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
NONE = -1
NO_TEXTS = pl.Series([], dtype=pl.String)
"""Of values that nobody spells out."""


@dataclass(frozen=True)
class Values:
    """A long table: record ``record[k]`` holds value ``code[k]``; sorted by record, then code, each pair once."""

    record: Ints
    code: Ints
    texts: pl.Series = field(repr=False)
    spelt: pl.DataFrame | None = field(default=None, repr=False)
    """(value, code): each value as RECORD spells it; several spellings of one mailbox share a code."""

    @property
    def n(self) -> int:
        return len(self.texts)


def codes(*columns: pl.Series) -> tuple[list[Ints], pl.Series]:
    """(codes of each column, the texts they stand for). Null and empty texts are NONE."""
    joined = pl.concat([column.cast(pl.String).replace("", None) for column in columns])
    at, texts = distinct_texts(joined)
    ends = np.cumsum([len(column) for column in columns])
    return np.split(integers(at), ends[:-1]), texts


def distinct_texts(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """(number of each text in order of appearance, the distinct texts); null stays null. A Categorical of its own
    hashes each text once and is several times faster than casting to an Enum."""
    at = column.cast(pl.Categorical(pl.Categories.random())).to_physical()
    held = at.is_not_null().arg_true().to_numpy()[::-1]
    number = at.gather(held).to_numpy()
    first = np.zeros(int(number.max()) + 1 if len(number) else 0, np.int64)
    first[number] = held
    return at, column.gather(first)


def integers(column: pl.Series) -> Ints:
    """An integer column as an array of its own, null as NONE."""
    return column.cast(pl.Int64).fill_null(NONE).to_numpy().copy()


def mapped(column: pl.Series, normalise: Callable[[str], str | None]) -> pl.Series:
    """A function of text applied once per distinct value; null and empty results are null."""
    at, texts = distinct_texts(column.cast(pl.String))
    done = pl.Series([normalise(text) or None for text in texts.to_list()], dtype=pl.String)
    return done.gather(at).alias(column.name)


def listed(
    column: pl.Series,
    normalise: Callable[[str], str | None] | None = None,
    done: Callable[[pl.Series], pl.Series] | None = None,
) -> Values:
    """A column of lists of texts as Values, each text normalised first; ``done`` tells which are already."""
    rows = pl.DataFrame({"record": pl.int_range(len(column), eager=True), "value": column})
    rows = rows.explode("value").drop_nulls()
    key = rows["value"]
    if normalise is not None:
        rest = (~done(key)).arg_true() if done else pl.int_range(len(key), eager=True)
        key = key.scatter(rest, mapped(key.gather(rest), normalise))
    return long(rows["record"], key, rows["value"])


def long(record: pl.Series, text: pl.Series, spelt: pl.Series | None = None) -> Values:
    """Values from parallel columns; rows without a text are left out, repeated ones counted once."""
    (code,), texts = codes(text)
    rows = pl.DataFrame({"record": record, "code": code}).filter(pl.col("code") != NONE)
    rows = rows.unique().sort("record", "code")
    table = None
    if spelt is not None:
        table = pl.DataFrame({"value": spelt, "code": code}).filter(pl.col("code") != NONE).unique()
    return Values(integers(rows["record"]), integers(rows["code"]), texts, table)


def member(wanted: Iterable[int]) -> Bools:
    """A table of small numbers: whether each is one of these. Indexing it is much cheaper than numpy.isin."""
    table = np.zeros(64, bool)
    table[list(wanted)] = True
    return table


def starts(values: Values, n: int) -> Ints:
    """Where the values of each record begin: those of record r are ``code[start[r]:start[r + 1]]``."""
    return np.concatenate([[0], np.cumsum(np.bincount(values.record, minlength=n))])


def spread(first: Ints, length: Ints) -> Ints:
    """Indices first[k], first[k] + 1, … of ``length[k]`` each, one run after the other."""
    ends = np.cumsum(length)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + length, length)


def texts_of(parts: Sequence[str | None]) -> pl.Series:
    """Texts as a column, also when there are none."""
    return pl.Series(parts, dtype=pl.String)
