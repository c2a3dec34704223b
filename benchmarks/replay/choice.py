"""Queries of the introductions' benchmark, and the product's choice model (warehouse/choice.py) fitted on them: loss
weighted by 1/sqrt(queries of the set); ridge 20 in units of the standard deviation, none on the closed form."""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.replay import metrics
from warehouse import choice

RIDGE = 20.0
POOL, ALONE = "p_", "m_"
FITTED = {POOL: choice.POOL, ALONE: choice.ALONE}
NO_BASE = -14
"""log of the closed form for a candidate whom the warehouse does not have."""


class Queries:
    """Candidates grouped by query."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.rows = rows.with_columns(key=pl.concat_str("set", pl.lit(" "), "query")).sort(
            "set", "query", "candidate"
        )
        _, start = np.unique(self.rows["key"].to_numpy(), return_index=True)
        self.start = np.sort(start)
        self.of = np.repeat(np.arange(len(self.start)), np.diff(np.r_[self.start, self.rows.height]))
        first = self.rows[self.start.tolist()]
        self.set = first["set"].to_numpy()
        self.is_test = first["is_test"].to_numpy()
        self.message = first.select(pl.concat_str("set", pl.lit(" "), "msg_id")).to_series().to_numpy()
        self.y = self.rows["is_broker"].to_numpy()

    def matrix(self, kind: str) -> np.ndarray:
        of_kind = self.rows.select(
            pl.col(name).alias(name.removeprefix(kind)) for name in self.rows.columns if name.startswith(kind)
        )
        return of_kind.with_columns(pl.col("base").fill_null(NO_BASE)).select(**FITTED[kind]).to_numpy()

    def reciprocal(self, score: np.ndarray) -> np.ndarray:
        """1 / rank of the broker for each query, 0 where it is no candidate."""
        found = np.zeros(len(self.start))
        for nth, (a, b) in enumerate(zip(self.start, np.r_[self.start[1:], len(score)], strict=True)):
            if self.y[a:b].any():
                found[nth] = 1 / metrics.ranks(score[a:b])[self.y[a:b].argmax()]
        return found

    def choices(self, x: np.ndarray, use: np.ndarray) -> choice.Choices:
        """The queries where ``use`` holds and the broker is a candidate."""
        rows = (use & (np.bincount(self.of, self.y) > 0))[self.of]
        _, start = np.unique(self.of[rows], return_index=True)
        return choice.Choices(x[rows], self.y[rows].astype(float), start)

    def fit(self, x: np.ndarray, sets: set[str]) -> np.ndarray:
        """Coefficients from the queries of these sets whose broker is a candidate."""
        use = np.isin(self.set, list(sets))
        has = use & (np.bincount(self.of, self.y) > 0)
        sizes = {name: (self.set[has] == name).sum() for name in sets}
        weight = np.array([1 / np.sqrt(sizes[name]) for name in self.set[has]])
        ridge = np.full(x.shape[1], RIDGE)
        ridge[0] = 1e-3
        return self.choices(x, use).fit(np.zeros(x.shape[1]), ridge, weight / weight.mean())
