"""Other people's rankings of ties, from events alone: nothing here is the product's."""

from __future__ import annotations

import numpy as np
import polars as pl

DAY = 86400.0
GRID = [(half, w) for half in (7, 14, 30, 60, 90, 180, 365, 730) for w in (1, 2, 5, 10)]


def pairs(before: pl.DataFrame, egos: list[int], cut: float) -> pl.DataFrame:
    """Every (ego, other) with mail either way before the cut (seconds) and what each baseline says of it."""
    mine = pl.Series("ego", egos, pl.Int64)
    out = before.filter(pl.col("sender").is_in(mine)).rename({"sender": "ego", "recipient": "other"})
    into = before.filter(pl.col("recipient").is_in(mine)).rename({"recipient": "ego", "sender": "other"})
    both = pl.concat([out.with_columns(out=True), into.with_columns(out=False)], how="diagonal")
    age = (cut - pl.col("ts")) / DAY
    w = pl.col("n_recipients") ** -0.5 * pl.when(pl.col("field") == "to").then(1.0).otherwise(0.4)

    def decayed(half: float, is_out: bool, weight: pl.Expr | float = 1.0) -> pl.Expr:
        value = weight * 2.0 ** (-age / half)
        return value.filter(pl.col("out") == is_out).sum()

    sums = {f"o{half}": decayed(half, True) for half in {h for h, _ in GRID}}
    sums |= {f"i{half}": decayed(half, False) for half in {h for h, _ in GRID}}
    both = both.group_by("ego", "other").agg(
        **sums,
        n_out=pl.col("out").sum(),
        n_in=(~pl.col("out")).sum(),
        recent=(age <= 90).sum(),
        gap=age.min(),
        known=age.max(),
        weeks=(age / 7).floor().n_unique(),
        wo=decayed(180, True, w),
        wi=decayed(180, False, w),
        ao=decayed(180, True, pl.col("is_addressed").cast(pl.Float64)),
        ai=decayed(180, False, pl.col("is_addressed").cast(pl.Float64)),
    )
    n = (pl.col("n_out") + pl.col("n_in")).cast(pl.Float64)
    low = pl.min_horizontal("n_out", "n_in").cast(pl.Float64)
    geo = ((pl.col("wo") + 0.02) * (pl.col("wi") + 0.02)).sqrt()
    return both.with_columns(
        **{
            "count": n,
            "recency": -pl.col("gap"),
            "count x recency": n * 2.0 ** (-pl.col("gap") / 90),
            "min(in, out)": low + 1e-4 * n,
            "CRM weighting": 0.30 * 2.0 ** (-pl.col("gap") / 30)
            + 0.25 * (pl.col("recent") / 10).clip(0, 1)
            + 0.30 * low / n,
            "geometric mean": (pl.col("wo") * pl.col("wi")).sqrt() + 1e-3 * (pl.col("wo") + pl.col("wi")),
            "closed form": geo * pl.col("weeks").sqrt() * 2.0 ** (-pl.col("gap") / 365),
            "Poisson-gamma": _any(pl.col("ao"), 180.0) * _any(pl.col("ai"), 180.0),
            "answers: Poisson-gamma": _any(pl.col("ai"), 30.0) * 1.0,
            "answers: Poisson-gamma both": _any(pl.col("ao"), 30.0) * _any(pl.col("ai"), 30.0),
            **{f"IR {h} d, w={w}": w * pl.col(f"o{h}") + pl.col(f"i{h}") for h, w in GRID},
        }
    ).sort("ego", "other")


def _any(amount: pl.Expr, horizon: float) -> pl.Expr:
    """Chance of a message within the horizon at a gamma-Poisson rate, a = .03, b = 60 d."""
    m = 180 / np.log(2) * (1 - 2.0 ** (-pl.col("known") / 180))
    return 1 - ((60 + m) / (60 + m + horizon)) ** (0.03 + amount)


def graph_scores(before: pl.DataFrame, pair: pl.DataFrame, cut: float) -> pl.DataFrame:
    """Scores that look at the whole network: personalised PageRank from the ego (restart .15), PageRank and
    Adamic-Adar."""
    people = np.unique(np.concatenate([before["sender"].to_numpy(), before["recipient"].to_numpy()]))
    n = len(people)
    s, r = (np.searchsorted(people, before[c].to_numpy()) for c in ("sender", "recipient"))
    w = 2.0 ** (-(cut - before["ts"].to_numpy()) / DAY / 180)
    volume = np.bincount(s * n + r, w, n * n).reshape(n, n)
    volume += volume.T
    step = volume / np.maximum(volume.sum(1, keepdims=True), 1e-12)
    ego = np.searchsorted(people, pair["ego"].to_numpy())
    other = np.searchsorted(people, pair["other"].to_numpy())
    starts, row = np.unique(ego, return_inverse=True)
    start = np.eye(n)[starts]
    walk, rank = start.copy(), np.full(n, 1 / n)
    for _ in range(12):
        walk = 0.15 * start + 0.85 * walk @ step
        rank = 0.15 / n + 0.85 * rank @ step
    linked = (volume > 0).astype(np.float64)
    degree = linked.sum(1)
    shared = (linked[starts] / np.log(np.maximum(degree, 2))) @ linked
    return pair.with_columns(
        pl.Series("personalised PageRank", walk[row, other]),
        pl.Series("PageRank", rank[other]),
        pl.Series("Adamic-Adar", shared[row, other]),
    )
