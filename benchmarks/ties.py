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
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.replay import baselines
from benchmarks.replay.events import Events, days, midnight
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
select t.owner_id, t.person_id, t.tie, t.keeps_in_touch, t.answers, f.* exclude (owner_id, person_id)
from tie t join tie_features() f using (owner_id, person_id)
"""


def read(path: Path) -> pl.DataFrame:
    """tie and the features behind it, as the warehouse has them; people by number."""
    with Warehouse(path) as warehouse:
        names, rows = warehouse.table(COLUMNS)
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    number = pl.col("owner_id", "person_id").str.slice(1, 6).cast(pl.Int64)
    return frame.with_columns(number).rename({"owner_id": "ego", "person_id": "other"})


def product(cut: Cut, house: House, parameters: dict[str, float] | None, refit: bool) -> pl.DataFrame:
    """The product's columns at a cut. refit: fitted before on the past of the same mailboxes, by the product."""
    egos = [f"p{ego:06}" for ego in cut.egos()]
    path = house.at(cut.at, pooled=egos, parameters=parameters)
    if refit:
        fit.refit(path, house.folder / "models")
        kept = fit.load(house.folder / "models")
        path = house.at(cut.at, pooled=egos, parameters=kept.values)
    return read(path)
