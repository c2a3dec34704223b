"""Texts as integers. Columns that are compared with each other are coded together: equal texts, equal codes. Codes
follow the order of appearance; records come sorted, so it is the same for shuffled ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.normalise.columns import distinct_texts, mapped

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


def integers(column: pl.Series) -> Ints:
    """An integer column as an array of its own, null as NONE."""
    return column.cast(pl.Int64).fill_null(NONE).to_numpy().copy()


def listed(
    column: pl.Series,
    normalise: Callable[[str], str | None] | None = None,
    done: Callable[[pl.Series], pl.Series] | None = None,
) -> Values:
    """A column of lists of texts as Values, each text normalised first; ``done`` tells which are already."""
    rows = pl.DataFrame({"record": pl.int_range(len(column), eager=True), "value": column})
    rows = rows.explode("value").drop_nulls()
    key = rows["value"] if normalise is None else mapped(rows["value"], normalise, done)
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


def lengths(texts: pl.Series) -> Ints:
    """Characters by code, 0 for NONE at the end."""
    return np.append(integers(texts.str.len_chars()), 0)


def changes(ordered: Ints) -> Bools:
    """Where a sorted array takes a new value."""
    return np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]


def distinct(numbers: Ints) -> Ints:
    """Sorted distinct values; sorting beats the hash table of numpy.unique several times over."""
    ordered = np.sort(numbers)
    return ordered[changes(ordered)]


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
