"""String similarity once per distinct pair of values: the pairs of codes are made distinct, scored in one call of
rapidfuzz, and gathered back. Callers pass the pairs that exact tests left open."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from transforms.identity.coding import Bools, Ints
from transforms.normalise.spelling import family_roots, roots


def similarity(texts: pl.Series, left: Ints, right: Ints, cutoff: float = 0.0) -> npt.NDArray[np.float64]:
    """Jaro-Winkler similarity of coded texts: 0 where a code is -1 or below the cutoff, 1 where both are equal."""
    known = (left >= 0) & (right >= 0)
    out = (known & (left == right)).astype(np.float64)
    rows = np.flatnonzero(known & (left != right))
    if len(rows) == 0:
        return out
    low, high, back = _distinct(left[rows], right[rows], len(texts))
    scores = cpdist(
        *in_order(texts, low, high),
        scorer=JaroWinkler.similarity,
        score_cutoff=cutoff,
        dtype=np.float32,
    )
    out[rows] = scores[back]
    return out


def in_order(texts: pl.Series, left: Ints, right: Ints) -> tuple[list[str], list[str]]:
    """The texts of both codes, the alphabetically first one first: Jaro's similarity is not quite symmetric, and codes
    depend on which other records there are."""
    a, b = texts.gather(left), texts.gather(right)
    ordered = a <= b
    return a.zip_with(ordered, b).to_list(), b.zip_with(ordered, a).to_list()


def nicknames(texts: pl.Series, left: Ints, right: Ints) -> Bools:
    """Whether two coded given names (no code is -1) may stand for one formal name."""
    return _share(texts, left, right, roots)


def romanised(texts: pl.Series, left: Ints, right: Ints) -> Bools:
    """Whether two coded family names (no code is -1) may be romanisations of one name."""
    return _share(texts, left, right, family_roots)


def _share(texts: pl.Series, left: Ints, right: Ints, of: Callable[[str], frozenset[str]]) -> Bools:
    """Whether two coded words have an original in common."""
    if len(left) == 0:
        return np.zeros(0, bool)
    low, high, back = _distinct(left, right, len(texts))
    table = [
        not of(a).isdisjoint(of(b))
        for a, b in zip(texts.gather(low).to_list(), texts.gather(high).to_list(), strict=True)
    ]
    return np.array(table, bool)[back]


def _distinct(left: Ints, right: Ints, n: int) -> tuple[Ints, Ints, Ints]:
    low, high = np.minimum(left, right), np.maximum(left, right)
    codes, back = np.unique(low * n + high, return_inverse=True)
    return codes // n, codes % n, back.reshape(-1)
