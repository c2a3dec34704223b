"""The choice model of who introduces: features as the product's macro broker_factor has them, and its fitting.

Conditional logit over the candidates of a query: softmax; loss -log p of the true broker, weighted by
1/sqrt(queries of the set); ridge 20 in units of the standard deviation, none on the closed form.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.replay import metrics

RIDGE = 20.0
POOL, ALONE = "p_", "m_"
CAP = 8


def _log(name: str, unit: float) -> pl.Expr:
    return (pl.col(name).fill_null(0).clip(0, CAP) + unit).log()


def _days(name: str) -> pl.Expr:
    return (1 + pl.col(name).fill_null(1100)).log()


FITTED: dict[str, dict[str, pl.Expr]] = {
    POOL: {
        "pool_base": pl.col("p_base").fill_null(-14),
        "pool_introduced_me": _log("p_introduced_me", 0.05),
        "pool_introduced_them": _log("p_introduced_them", 0.05),
        "pool_with_me": _log("p_with_me_30", 0.05),
        "pool_between": _log("p_between", 0.02),
        "pool_near": _log("p_near", 0.02),
        "pool_days_since_them": _days("p_days_since_them"),
        "pool_days_quiet": _days("p_days_quiet"),
    },
    ALONE: {
        "alone_base": pl.col("m_base").fill_null(-14),
        "alone_introduced_me": _log("m_introduced_me", 0.05),
        "alone_with_me": _log("m_with_me_30", 0.05),
        "alone_between": _log("m_between", 0.02),
        "alone_seen": _log("m_seen", 0.02),
        "alone_days_since_me": _days("m_days_since_me"),
    },
}
"""Parameter of the product -> what it multiplies."""


class Queries:
    """Candidates grouped by query."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.rows = rows.with_columns(key=pl.concat_str("set", pl.lit(" "), "query")).sort("key", "candidate")
        _, start = np.unique(self.rows["key"].to_numpy(), return_index=True)
        self.start = np.sort(start)
        self.of = np.repeat(np.arange(len(self.start)), np.diff(np.r_[self.start, self.rows.height]))
        first = self.rows[self.start.tolist()]
        self.set = first["set"].to_numpy()
        self.is_test = first["is_test"].to_numpy()
        self.message = first.select(pl.concat_str("set", pl.lit(" "), "msg_id")).to_series().to_numpy()
        self.y = self.rows["is_broker"].to_numpy()

    def matrix(self, kind: str) -> np.ndarray:
        return self.rows.select(**FITTED[kind]).to_numpy()

    def reciprocal(self, score: np.ndarray) -> np.ndarray:
        """1 / rank of the broker for each query, 0 where it is no candidate."""
        found = np.zeros(len(self.start))
        for nth, (a, b) in enumerate(zip(self.start, np.r_[self.start[1:], len(score)], strict=True)):
            if self.y[a:b].any():
                found[nth] = 1 / metrics.ranks(score[a:b])[self.y[a:b].argmax()]
        return found

    def fit(self, x: np.ndarray, sets: set[str]) -> np.ndarray:
        """Coefficients from the queries of these sets whose broker is a candidate."""
        has = np.bincount(self.of, self.y) > 0
        use = has & np.isin(self.set, list(sets))
        rows = use[self.of]
        code = np.unique(self.of[rows], return_inverse=True)[1]
        begin = np.r_[0, np.flatnonzero(np.diff(code)) + 1]
        sizes = {name: (self.set[use] == name).sum() for name in sets}
        weight = np.array([1 / np.sqrt(sizes[name]) for name in self.set[use]])
        weight /= weight.mean()
        scale = x[rows].std(0) + 1e-9
        a, y = x[rows] / scale, self.y[rows].astype(float)
        ridge = np.full(a.shape[1], RIDGE)
        ridge[0] = 1e-3

        def value(w: np.ndarray) -> float:
            s = a @ w
            top = np.maximum.reduceat(s, begin)
            total = np.log(np.add.reduceat(np.exp(s - top[code]), begin)) + top
            return float((weight * (np.add.reduceat(y * s, begin) - total)).sum() - (ridge * w * w).sum() / 2)

        w = np.zeros(a.shape[1])
        w[0] = 0.2 * scale[0]
        for _ in range(60):
            s = a @ w
            p = np.exp(s - np.maximum.reduceat(s, begin)[code])
            p /= np.add.reduceat(p, begin)[code]
            row_weight = weight[code]
            slope = a.T @ (row_weight * (y - p)) - ridge * w
            mean = np.add.reduceat(a * p[:, None], begin, axis=0)
            curve = (a * (row_weight * p)[:, None]).T @ a - (mean * weight[:, None]).T @ mean + np.diag(ridge)
            step = np.linalg.solve(curve + 1e-6 * np.eye(len(w)), slope)
            size, now = 1.0, value(w)
            while value(w + size * step) < now and size > 1e-6:
                size /= 2
            w = w + size * step
            if np.abs(size * step).max() < 1e-7:
                break
        return w / scale
