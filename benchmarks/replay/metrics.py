"""Figures of merit and their intervals."""

from __future__ import annotations

import numpy as np

DRAWS = 2000


def ranks(scores: np.ndarray) -> np.ndarray:
    """1 + greater + (equal - 1) / 2."""
    order = np.sort(scores)
    below = np.searchsorted(order, scores, "left")
    upto = np.searchsorted(order, scores, "right")
    return 1 + (len(scores) - upto) + (upto - below - 1) / 2


def ndcg(grade: np.ndarray, score: np.ndarray, k: int = 20, seed: int = 1) -> float:
    """sum log2(1 + g_i) / log2(rank_i + 1) over the top k, over the same in ideal order; ties at random."""
    shuffle = np.random.default_rng(seed).permutation(len(score))
    order = shuffle[np.argsort(-score[shuffle], kind="stable")][:k]
    discount = 1 / np.log2(np.arange(2, k + 2))
    gain = np.log2(1 + grade)
    best = np.sort(gain)[::-1][:k]
    return float((gain[order] * discount[: len(order)]).sum() / (best * discount[: len(best)]).sum())


def auc(y: np.ndarray, score: np.ndarray) -> float:
    """Chance that a positive stands before a negative; equal scores count half."""
    n = int(y.sum())
    rank = len(score) + 1 - ranks(score)
    return float((rank[y].sum() - n * (n + 1) / 2) / (n * (len(y) - n)))


def ece(y: np.ndarray, p: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over bins of equal width."""
    cell = np.minimum((p * bins).astype(int), bins - 1)
    n = np.bincount(cell, minlength=bins)
    gap = np.abs(np.bincount(cell, p, bins) - np.bincount(cell, y, bins))
    return float((gap[n > 0]).sum() / len(y))


def interval(difference: np.ndarray, cluster: np.ndarray, seed: int = 1) -> tuple[float, float, float]:
    """Mean of paired differences and its 95 % cluster bootstrap interval."""
    _, code = np.unique(cluster, return_inverse=True)
    total, count = np.bincount(code, difference), np.bincount(code)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(total), (DRAWS, len(total)))
    means = total[drawn].sum(1) / count[drawn].sum(1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(difference.mean()), float(low), float(high)
