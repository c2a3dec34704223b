"""The choice model of who introduces: what its parameters multiply, and how they are fitted.

Conditional logit (McFadden 1974) over an owner's contacts: p(broker) = softmax of x · w. A parameter's column of x is
the log of what macro broker_features counts, as macro broker_factor has it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]

CAP = 8
"""More mail than that says nothing more."""
NEVER_DAYS = 1100


def _count(name: str, unit: float) -> pl.Expr:
    return (pl.col(name).fill_null(0).clip(0, CAP) + unit).log()


def _days(name: str) -> pl.Expr:
    return (1 + pl.col(name).fill_null(NEVER_DAYS)).log()


POOL = {
    "pool_base": pl.col("base"),
    "pool_introduced_me": _count("introduced_me", 0.05),
    "pool_introduced_them": _count("introduced_them", 0.05),
    "pool_with_me": _count("with_me_30", 0.05),
    "pool_between": _count("between", 0.02),
    "pool_near": _count("near", 0.02),
    "pool_days_since_them": _days("days_since_them"),
    "pool_days_quiet": _days("days_quiet"),
}
"""Several mailboxes pooled: parameter -> what it multiplies, of the columns of broker_features."""
ALONE = {
    "alone_base": pl.col("base"),
    "alone_introduced_me": _count("introduced_me", 0.05),
    "alone_with_me": _count("with_me_30", 0.05),
    "alone_between": _count("between", 0.02),
    "alone_seen": _count("seen", 0.02),
    "alone_days_since_me": _days("days_since_me"),
}
"""The same where only the owner's mailbox is known."""


@dataclass(frozen=True)
class Choices:
    """Candidates, those of one query together. x: (candidates, parameters). y: 1 for the true broker, one a query.
    start: each query's first row."""

    x: Floats
    y: Floats
    start: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)

    def part(self, first: int, last: int) -> Choices:
        """The queries from first to before last."""
        ends = np.r_[self.start, len(self.y)]
        rows = slice(ends[first], ends[last])
        return Choices(self.x[rows], self.y[rows], self.start[first:last] - ends[first])

    def log_likelihood(self, w: Floats) -> Floats:
        """log p of the true broker, for each query."""
        s = self.x @ w
        top = np.maximum.reduceat(s, self.start)
        total = np.add.reduceat(np.exp(s - np.repeat(top, self._sizes())), self.start)
        found: Floats = np.add.reduceat(self.y * s, self.start) - np.log(total) - top
        return found

    def fit(self, prior: Floats, ridge: float | Floats, weight: Floats | None = None) -> Floats:
        """The w that maximises sum weight log p - sum ridge ((w - prior) sd)^2 / 2, sd being each column's standard
        deviation; weight: one a query, 1 unless given. Newton's method with halved steps on a concave function."""
        sd = self.x.std(0) + 1e-9
        scaled, center = Choices(self.x / sd, self.y, self.start), prior * sd
        a, each = scaled.x, np.ones(len(self)) if weight is None else weight
        spread = np.broadcast_to(np.asarray(ridge, dtype=float), center.shape)
        rows = np.repeat(each, self._sizes())

        def value(w: Floats) -> float:
            return float((each * scaled.log_likelihood(w)).sum() - (spread * (w - center) ** 2).sum() / 2)

        w = center.copy()
        for _ in range(60):
            p = scaled._probability(w)
            slope = a.T @ (rows * (self.y - p)) - spread * (w - center)
            mean = np.add.reduceat(a * p[:, None], self.start, axis=0)
            curve = (a * (rows * p)[:, None]).T @ a - (mean * each[:, None]).T @ mean + np.diag(spread)
            step = np.linalg.solve(curve + 1e-6 * np.eye(len(w)), slope)
            size, now = 1.0, value(w)
            while value(w + size * step) < now and size > 1e-6:
                size /= 2
            w = w + size * step
            if np.abs(size * step).max() < 1e-7:
                break
        fitted: Floats = w / sd
        return fitted

    def _sizes(self) -> npt.NDArray[np.int64]:
        return np.diff(np.r_[self.start, len(self.y)])

    def _probability(self, w: Floats) -> Floats:
        s = self.x @ w
        p = np.exp(s - np.repeat(np.maximum.reduceat(s, self.start), self._sizes()))
        found: Floats = p / np.repeat(np.add.reduceat(p, self.start), self._sizes())
        return found
