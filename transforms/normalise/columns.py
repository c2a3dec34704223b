"""Functions of a text on whole columns: each distinct text is looked at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl


def distinct_texts(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """(number of each text in order of appearance, the distinct texts); null stays null. A Categorical of its own
    hashes each text once and is several times faster than casting to an Enum."""
    at = column.cast(pl.Categorical(pl.Categories.random())).to_physical()
    held = at.is_not_null().arg_true().to_numpy()[::-1]
    number = at.gather(held).to_numpy()
    first = np.zeros(int(number.max()) + 1 if len(number) else 0, np.int64)
    first[number] = held
    return at, column.gather(first)


def mapped(
    column: pl.Series,
    normalise: Callable[[str], str | None],
    done: Callable[[pl.Series], pl.Series] | None = None,
) -> pl.Series:
    """The column normalised; null and empty results are null. ``done`` tells which texts are as they should be."""
    if done is not None:
        rest = (~done(column)).arg_true()
        return column.scatter(rest, mapped(column.gather(rest), normalise))
    at, texts = distinct_texts(column.cast(pl.String))
    found = pl.Series([normalise(text) or None for text in texts.to_list()], dtype=pl.String)
    return found.gather(at).alias(column.name)
