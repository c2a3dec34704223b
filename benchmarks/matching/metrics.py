"""What a resolution is worth when the truth is known: edges, clusters, B-cubed, blocking, by the usual formulas.

N records, truth t, prediction c, C2(k) = k(k-1)/2, T = sum over people of C2(records of that person): every true pair.
Pairs that blocking lost are misses. Threshold scans cut only between distinct weights, never inside a tie.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Edge(NamedTuple):
    """Scored pairs at or above ``weight`` bits, taken one by one."""

    precision: float
    recall: float
    f1: float
    weight: float


def codes(values: Iterable[Any]) -> Ints:
    """Labels of any kind -> 0..k-1."""
    seen: dict[Any, int] = {}
    return np.fromiter((seen.setdefault(v, len(seen)) for v in values), np.int64)


def pairs_in(sizes: Ints) -> int:
    """Sum of C2 over group sizes."""
    return int((sizes * (sizes - 1) // 2).sum())


def true_pairs(truth: Ints) -> int:
    """T."""
    return pairs_in(np.bincount(truth))


def cluster_scores(predicted: Ints, truth: Ints) -> dict[str, float]:
    """Pairwise P, R, F1 over all implied pairs (P = 1 where none is implied), B-cubed P, R, F (Bagga and Baldwin
    1998), and the size of the largest cluster. Arguments are codes from 0."""
    width = int(truth.max()) + 1
    cell, n_pt = np.unique(predicted * width + truth, return_counts=True)
    n_p, n_t = np.bincount(predicted), np.bincount(truth)
    hit, said, real = pairs_in(n_pt), pairs_in(n_p), pairs_in(n_t)
    precision, recall = hit / said if said else 1.0, hit / real if real else 1.0
    b_p = float((n_pt**2 / n_p[cell // width]).sum()) / len(truth)
    b_r = float((n_pt**2 / n_t[cell % width]).sum()) / len(truth)
    return {
        "P": precision,
        "R": recall,
        "F1": 2 * hit / (said + real) if said + real else 1.0,
        "B3 P": b_p,
        "B3 R": b_r,
        "B3 F": 2 * b_p * b_r / (b_p + b_r),
        "largest": float(n_p.max()),
    }


def edge_at(weight: Floats, match: Bools, total: int, threshold: float) -> Edge:
    """Scored pairs with weight >= threshold: P = tp/n (1 if none), R = tp/T, F1 = 2tp/(n+T)."""
    kept = weight >= threshold
    n, hit = int(kept.sum()), int(match[kept].sum())
    return Edge(hit / n if n else 1.0, hit / max(total, 1), 2 * hit / max(n + total, 1), threshold)


def edge_best(weight: Floats, match: Bools, total: int) -> Edge:
    """The cut with the highest F1; it is chosen with the truth, so it is an upper bound."""
    if not len(weight):
        return Edge(1.0, 0.0, 0.0, float("inf"))
    order = np.argsort(-weight, kind="stable")
    ranked, hits = weight[order], np.cumsum(match[order])
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    f1 = 2 * hits[last] / (last + 1 + total)
    at = last[int(np.argmax(f1))]
    return edge_at(weight, match, total, float(ranked[at]))


def blocking_recall(i: Ints, j: Ints, truth: Ints) -> float:
    """True pairs among the candidates / T. Each pair once, in either order."""
    low, high = np.minimum(i, j), np.maximum(i, j)
    distinct = np.unique(low * len(truth) + high)
    hit = int((truth[distinct // len(truth)] == truth[distinct % len(truth)]).sum())
    return hit / max(true_pairs(truth), 1)


def components(n: int, i: Ints, j: Ints, weight: Floats, thresholds: Sequence[float]) -> Iterable[Ints]:
    """Connected components of the pairs at or above each threshold, highest first, as codes: what Splink's clusters are.
    Components only grow as the threshold falls, so each step starts from the one before."""
    label = np.arange(n, dtype=np.int64)
    above = float("inf")
    for threshold in sorted(thresholds, reverse=True):
        fresh = (weight >= threshold) & (weight < above)
        above = threshold
        label = _joined(label, i[fresh], j[fresh])
        yield np.unique(label, return_inverse=True)[1].reshape(-1)


def _joined(label: Ints, i: Ints, j: Ints) -> Ints:
    """``label``: smallest member of each component; the same after joining i with j."""
    while True:
        a, b = label[i], label[j]
        apart = a != b
        if not apart.any():
            return label
        i, j, a, b = i[apart], j[apart], a[apart], b[apart]
        low = np.minimum(a, b)
        np.minimum.at(label, a, low)
        np.minimum.at(label, b, low)
        while not np.array_equal(settled := label[label], label):
            label = settled
