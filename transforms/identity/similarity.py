"""String similarity once per distinct pair of values: the pairs of codes are made distinct, grouped by their left
value and scored block-wise with rapidfuzz, and gathered back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from transforms.identity.fields import Bools, Ints
from transforms.normalise.names import roots

Similarity = npt.NDArray[np.float32]


def similarity(texts: list[str], left: Ints, right: Ints) -> npt.NDArray[np.float64]:
    """Jaro-Winkler similarity of coded texts, 0 where a code is -1, 1 where both are equal."""
    out = np.zeros(len(left))
    known = (left >= 0) & (right >= 0)
    out[known & (left == right)] = 1.0
    rows = np.flatnonzero(known & (left != right))
    if len(rows) == 0:
        return out
    low, high, back = _distinct(left[rows], right[rows], len(texts))
    scores = cpdist(
        [texts[k] for k in low.tolist()],
        [texts[k] for k in high.tolist()],
        scorer=JaroWinkler.similarity,
        dtype=np.float32,
    )
    out[rows] = scores[back]
    return out


def nicknames(texts: list[str], left: Ints, right: Ints) -> Bools:
    """Whether two coded given names may stand for one formal name."""
    out = np.zeros(len(left), bool)
    rows = np.flatnonzero((left >= 0) & (right >= 0))
    if len(rows) == 0:
        return out
    low, high, back = _distinct(left[rows], right[rows], len(texts))
    table = [
        not roots(texts[a]).isdisjoint(roots(texts[b]))
        for a, b in zip(low.tolist(), high.tolist(), strict=True)
    ]
    out[rows] = np.array(table, bool)[back]
    return out


def _distinct(left: Ints, right: Ints, n: int) -> tuple[Ints, Ints, Ints]:
    low, high = np.minimum(left, right), np.maximum(left, right)
    codes, back = np.unique(low * n + high, return_inverse=True)
    return codes // n, codes % n, back.reshape(-1)
