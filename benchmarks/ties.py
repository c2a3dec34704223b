"""Do ties, keeps_in_touch and answers say who will be in touch? Three public sets, cut in time.

    python benchmarks/ties.py [SET…]       sets: enron eucore kernel, or a Parquet file of the same columns

Everything before the cut becomes a warehouse (benchmarks/replay); tie, keeps_in_touch and answers are read from
its table tie. Label: mail both ways (addressed) within 180 days. Egos sent 30 messages in the year before the cut
and have one positive and five negative contacts. Model parameters for a set are fitted on the other sets, its
intercepts by the product's refit on the same mailboxes 180 days earlier. Differences are paired, by ego, with a
95 % cluster bootstrap interval. Prints NDCG@20 against every baseline, AUC of answers, Brier and ECE.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.replay import baselines, metrics
from benchmarks.replay.events import Events, days, load, midnight
from benchmarks.replay.house import House
from warehouse import fit
from warehouse.read import Warehouse

HORIZON = 180
LOOKBACK = 1100
"""Days of mail that make somebody a candidate."""
MIN_SENT = {"enron": 15}
"""Messages an ego sent in the year before the cut, 30 where nothing is said."""
CUTS = {
    "enron": ["2000-09-01", "2001-02-01"],
    "eucore": ["1971-02-05"],
    "kernel-lists": ["2021-01-01", "2022-07-01", "2024-01-01", "2025-07-01"],
}


@dataclass
class Cut:
    """What one set shows at one cut: egos, and pair rows (ego, other, baselines, grade, product's columns)."""

    events: Events
    at: date

    def before(self) -> pl.DataFrame:
        start = midnight(self.at) - days(LOOKBACK)
        return self.events.edges.filter((pl.col("at") >= start) & (pl.col("at") < midnight(self.at)))

    def egos(self) -> list[int]:
        year = self.before().filter(pl.col("at") >= midnight(self.at) - days(365))
        sent = year.group_by("sender").agg(n=pl.col("msg_id").n_unique())
        sent = sent.filter(pl.col("n") >= MIN_SENT.get(self.events.name, 30))
        return sorted(sent["sender"].to_list())

    def window(self) -> pl.DataFrame:
        start = midnight(self.at)
        return self.events.edges.filter(
            (pl.col("at") >= start) & (pl.col("at") < start + days(HORIZON)) & pl.col("is_addressed")
        )

    def pairs(self) -> pl.DataFrame:
        """Rows of candidates with baselines, grade and answered (null where the ego wrote nothing)."""
        cut = midnight(self.at).timestamp()
        before, egos, after = self.before(), self.egos(), self.window()
        rows = baselines.graph_scores(before, baselines.pairs(before, egos, cut), cut)
        sent = after.group_by(ego="sender", other="recipient").agg(sent=pl.len(), asked=pl.col("at").min())
        got = after.group_by(ego="recipient", other="sender").agg(got=pl.len(), answers=pl.col("at"))
        rows = rows.join(sent, on=["ego", "other"], how="left").join(got, on=["ego", "other"], how="left")
        replied = (
            rows.filter(pl.col("asked").is_not_null())
            .explode("answers")
            .filter((pl.col("answers") > pl.col("asked")) & (pl.col("answers") <= pl.col("asked") + days(30)))
            .select("ego", "other")
            .unique()
            .with_columns(replied=True)
        )
        rows = rows.join(replied, on=["ego", "other"], how="left").drop("answers")
        return rows.with_columns(
            grade=pl.min_horizontal(pl.col("sent").fill_null(0), pl.col("got").fill_null(0)),
            replied=pl.when(pl.col("asked").is_not_null()).then(pl.col("replied").fill_null(False)),
            cut=pl.lit(str(self.at)),
        ).with_columns(y=pl.col("grade") > 0)


COLUMNS = """
select t.owner_id, t.person_id, t.tie, t.keeps_in_touch, t.answers, t.tie_raw,
    logit(any_message((f.a_in + f.e_in) / 2, f.days_known, 30)) as x_rate, ln(1 + f.days_quiet) as x_quiet
from tie t join tie_features() f using (owner_id, person_id)
"""


def read(path: Path) -> pl.DataFrame:
    """tie and the features behind it, as the warehouse has them; people by number."""
    with Warehouse(path) as warehouse:
        names, rows = warehouse.table(COLUMNS)
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    number = pl.col("owner_id", "person_id").str.slice(1, 6).cast(pl.Int64)
    return frame.with_columns(number).rename({"owner_id": "ego", "person_id": "other"})


def product(cut: Cut, house: House) -> pl.DataFrame:
    """The product's columns at a cut, after the product's refit on the past of the same mailboxes."""
    egos = [f"p{ego:06}" for ego in cut.egos()]
    path = house.at(cut.at, pooled=egos)
    fit.refit(path, house.folder / "models")
    kept = fit.load(house.folder / "models")
    return read(house.at(cut.at, pooled=egos, parameters=kept.values))


def rows(name: str, folder: Path) -> pl.DataFrame:
    """Pairs of all cuts of a set whose ego has a positive and five negatives."""
    events = load(name)
    found = []
    for at in CUTS[events.name]:
        cut = Cut(events, date.fromisoformat(at))
        said = product(cut, House(events, folder))
        found.append(cut.pairs().join(said, on=["ego", "other"], how="left"))
    y = pl.col("y")
    return (
        pl.concat(found, how="diagonal_relaxed")
        .filter(y.any().over("cut", "ego") & ((~y).sum().over("cut", "ego") >= 5))
        .with_columns(pl.col("tie", "keeps_in_touch", "answers").fill_null(0), set=pl.lit(events.name))
    )


BASELINES = (
    "closed form", "geometric mean", "min(in, out)", "Poisson-gamma", "IR, tuned on the other sets", "CRM weighting",
    "count x recency", "count", "recency", "personalised PageRank", "Adamic-Adar", "PageRank",
)  # fmt: skip


def report(sets: dict[str, pl.DataFrame]) -> None:
    grid = [f"IR {half} d, w={w}" for half, w in baselines.GRID]
    egos = {name: frame.partition_by("cut", "ego") for name, frame in sets.items()}

    def values(name: str, column: str) -> np.ndarray:
        return np.array([metrics.ndcg(g["grade"].to_numpy(), g[column].to_numpy()) for g in egos[name]])

    tuned = {name: {column: float(values(name, column).mean()) for column in grid} for name in sets}
    print("NDCG@20; tie minus it, by ego")
    for name, groups in egos.items():
        others = [n for n in sets if n != name] or [name]
        best = max(grid, key=lambda column: sum(tuned[n][column] for n in others))
        ours, who = values(name, "tie"), np.array([g["ego"][0] for g in groups])
        pairs = sets[name]
        print(f"{name}: {len(groups)} egos, {pairs.height} pairs, {pairs['y'].sum()} positive")
        print(f"  {'tie':30}{ours.mean():8.4f}")
        for label in BASELINES:
            found = values(name, best if label.startswith("IR") else label)
            gap = metrics.interval(ours - found, who)
            print(f"  {label:30}{found.mean():8.4f}  {gap[0]:+.4f} [{gap[1]:+.4f}, {gap[2]:+.4f}]")
        y, p = pairs["y"].to_numpy(), pairs["keeps_in_touch"].to_numpy()
        print(
            f"  keeps_in_touch: Brier {((p - y) ** 2).mean():.4f} (constant {y.mean() * (1 - y.mean()):.4f}), ECE {metrics.ece(y, p):.4f}"
        )
    print("answers, AUC over pairs; ECE")
    asked = {
        name: frame.filter(pl.col("replied").is_not_null() & pl.col("x_rate").is_not_null())
        for name, frame in sets.items()
    }
    for name, frame in asked.items():
        y = frame["replied"].cast(pl.Boolean).to_numpy()
        slope = answer_slopes([other for n, other in asked.items() if n != name] or [frame])
        ours = frame.select("x_rate", "x_quiet").to_numpy() @ slope
        line = {"answers (fitted on the other sets)": ours} | {
            label: frame[label].to_numpy()
            for label in (
                "answers",
                "Poisson-gamma",
                "answers: Poisson-gamma",
                "min(in, out)",
                "closed form",
                "count",
            )
        }
        print(f"{name}: {len(y)} pairs; " + ", ".join(f"{label} {metrics.auc(y, x):.3f}" for label, x in line.items())
              + f"; ECE {metrics.ece(y, frame['answers'].to_numpy()):.3f}")  # fmt: skip
    print("shipped answers_slope, answers_quiet:", answer_slopes(list(asked.values())).round(3))


def answer_slopes(frames: list[pl.DataFrame]) -> np.ndarray:
    """Coefficients of the logistic model of answers, sets weighted by 1/sqrt(pairs)."""
    x = np.concatenate([f.select("x_rate", "x_quiet").to_numpy() for f in frames])
    y = np.concatenate([f["replied"].cast(pl.Boolean).to_numpy() for f in frames]).astype(float)
    weight = np.concatenate([np.full(f.height, f.height**-0.5) for f in frames])
    weight /= weight.mean()
    a, w = np.c_[x, np.ones(len(x))], np.zeros(3)
    for _ in range(30):
        p = 1 / (1 + np.exp(-(a @ w)))
        w += np.linalg.solve(
            (a * (weight * p * (1 - p))[:, None]).T @ a + 1e-6 * np.eye(3), a.T @ (weight * (y - p))
        )
    return w[:2]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        report(
            {
                name: rows(name, Path(scratch) / "house")
                for name in sys.argv[1:] or ["enron", "eucore", "kernel"]
            }
        )
