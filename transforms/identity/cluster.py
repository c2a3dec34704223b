"""Constrained average linkage by rounds of reciprocal nearest neighbours.

The score of two clusters is the mean weight over all pairs of records between them, pairs never compared charged
UNSEEN bits; clusters joined by a cannot-link never merge. Average linkage is reducible, so merging every pair of
mutual best neighbours of a round at once gives what merging one by one would (Murtagh 1983), and no chain of
single good edges can pull strangers together. Ties are broken by record order, so input order does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.identity.fields import Bools, Ints

Floats = npt.NDArray[np.float64]
UNSEEN = -3.0
"""Bits charged for a pair that blocking never brought together."""


@dataclass(frozen=True)
class Links:
    """Pairs i < j of n records with weights in bits; ``cannot`` forbids, ``must`` joins before anything else."""

    i: Ints
    j: Ints
    weight: Floats
    cannot: Bools
    must: Bools


def cluster(n: int, links: Links, threshold: float = 0.0) -> Ints:
    """Cluster of each record: the smallest record index in it."""
    label = _union(n, links.i[links.must], links.j[links.must])
    used = ~links.must
    i, j, weight, cannot = links.i[used], links.j[used], links.weight[used], links.cannot[used]
    while True:
        a, b, total, seen, forbidden = _between(label[i], label[j], weight, cannot, n)
        size = np.bincount(label, minlength=n)
        pairs = size[a] * size[b]
        score = (total + UNSEEN * (pairs - seen)) / np.maximum(pairs, 1)
        possible = (score >= threshold) & ~forbidden
        if not possible.any():
            return label
        a, b, score = a[possible], b[possible], score[possible]
        order = np.lexsort((b, a, -score))
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        best = np.full(n, len(order), np.int64)
        np.minimum.at(best, a, rank)
        np.minimum.at(best, b, rank)
        mutual = (best[a] == rank) & (best[b] == rank)
        target = np.arange(n)
        low, high = np.minimum(a, b)[mutual], np.maximum(a, b)[mutual]
        target[high] = low
        label = target[label]


def _between(
    left: Ints, right: Ints, weight: Floats, cannot: Bools, n: int
) -> tuple[Ints, Ints, Floats, Ints, Bools]:
    """Pairs of clusters with summed weights, counts of compared pairs and whether one of them is forbidden."""
    apart = left != right
    low, high = np.minimum(left, right)[apart], np.maximum(left, right)[apart]
    codes, back = np.unique(low * n + high, return_inverse=True)
    back = back.reshape(-1)
    total = np.bincount(back, weight[apart], len(codes)).astype(np.float64)
    seen = np.bincount(back, minlength=len(codes)).astype(np.int64)
    forbidden = np.bincount(back, cannot[apart], len(codes)) > 0
    return codes // max(n, 1), codes % max(n, 1), total, seen, forbidden


def _union(n: int, i: Ints, j: Ints) -> Ints:
    """Connected components: smallest index of each record's component."""
    label = np.arange(n)
    while True:
        low = np.minimum(label[i], label[j])
        new = label.copy()
        np.minimum.at(new, i, low)
        np.minimum.at(new, j, low)
        np.minimum.at(new, label[i], low)
        np.minimum.at(new, label[j], low)
        new = new[new]
        if np.array_equal(new, label):
            return label
        label = new


def weakest_cut(members: set[int], i: Ints, j: Ints, weight: Floats) -> tuple[float, int]:
    """(bits, index of the link) that hold a cluster together at its weakest: the lightest edge of the maximum
    spanning tree over its links. (nan, -1) when the links do not connect it."""
    parent = {m: m for m in members}

    def root(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    last = (float("nan"), -1)
    joined = 1
    for k in sorted(range(len(i)), key=lambda k: (-weight[k], int(i[k]), int(j[k]))):
        a, b = root(int(i[k])), root(int(j[k]))
        if a != b:
            parent[a] = b
            joined += 1
            last = (float(weight[k]), k)
            if joined == len(members):
                return last
    return last
