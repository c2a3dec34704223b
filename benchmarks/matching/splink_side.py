"""Splink, in a process and an environment of its own: columns in, scored pairs and clusters at .95 out.

PYTHON splink_side.py CONFIGURATION COLUMNS.parquet OUT_FOLDER     (a Python with splink 5 and polars)
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path

os.environ.setdefault("POLARS_MAX_THREADS", "2")
sys.path.insert(0, str(Path(__file__).parents[1]))

import duckdb
import polars as pl
import splink
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from matching import splink_contacts, splink_demos
from matching.cost import Cost
from matching.splink_demos import Plan

THREADS = 2
LARGE = 500_000
"""Records from which EM and random pairs are bounded and kept as wide as Splink's notes on large data advise."""


def plan_of(configuration: str, n: int) -> Plan:
    if configuration not in ("contacts", "mail_names"):
        return {
            "fake_1000": splink_demos.fake_1000,
            "febrl3": splink_demos.febrl3,
            "febrl4": splink_demos.febrl4,
            "historical": splink_demos.historical,
            "sites": splink_demos.sites,
        }[configuration]()
    whole = configuration == "contacts"
    prior = [block_on("email1"), block_on("name_key")]
    if whole:
        prior = [
            block_on("email1"),
            block_on("phone1", "family_n"),
            block_on("name_key", "org_n"),
        ]
    return Plan(
        comparisons=splink_contacts.comparisons(whole),
        blocking=splink_contacts.blocking(whole),
        prior=prior,
        recall=0.45 if whole else 0.8,
        em=[block_on("email1"), block_on("name_key")],
        max_pairs=2e7 if n >= LARGE else 1e7,
        floor=None if not whole else -8 if n >= LARGE else -10,
        more={"max_pairs": 2_000_000} if n >= LARGE else {},
    )


def columns(configuration: str, rows: pl.DataFrame) -> pl.DataFrame:
    """What the configuration's rules name, made from the columns handed over."""
    if configuration in ("contacts", "mail_names"):
        return splink_contacts.derive(rows).rename({"record_id": "unique_id"})
    return rows.with_columns(
        email=pl.col("emails").list.first(),
        phone=pl.col("phones").list.first(),
        both_names=pl.col("given") + " " + pl.col("family"),
    ).rename({"record_id": "unique_id"})


def main(configuration: str, source: str, out: Path) -> None:
    logging.getLogger("splink").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    cost = Cost()
    connection = duckdb.connect()
    connection.execute(f"set threads = {THREADS}")
    with cost.phase("prepare"):
        rows = columns(configuration, pl.read_parquet(source))
        plan = plan_of(configuration, rows.height)
        parts = rows.partition_by("source", maintain_order=True) if plan.link_only else [rows]
        api = DuckDBAPI(connection=connection)
        names = []
        for number, part in enumerate(parts):
            connection.register(f"part{number}", part.drop("source", strict=False).to_arrow())
            connection.execute(f"create table input{number} as from part{number}")
            names.append(api.register(f"input{number}"))
        settings = SettingsCreator(
            link_type="link_only" if plan.link_only else "dedupe_only",
            comparisons=plan.comparisons,
            blocking_rules_to_generate_predictions=plan.blocking,
            retain_intermediate_calculation_columns=False,
            retain_matching_columns=False,
        )
        linker = Linker(names if plan.link_only else names[0], settings)
    training = linker.training
    with cost.phase("u"):
        training.estimate_probability_two_random_records_match(plan.prior, recall=plan.recall)
        training.estimate_u_using_random_sampling(max_pairs=plan.max_pairs, seed=1)
    with cost.phase("em"):
        for rule in plan.em:
            training.estimate_parameters_using_expectation_maximisation(rule, **plan.more)
    with cost.phase("predict"):
        scored = linker.inference.predict(threshold_match_weight=plan.floor)
    with cost.phase("cluster"):
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            scored, threshold_match_probability=0.95
        )
        clusters_at = clusters.as_duckdbpyrelation().select("unique_id, cluster_id").pl()
    cost.write(out / "cost.json", version=splink.__version__)
    pairs = scored.as_duckdbpyrelation().select("unique_id_l, unique_id_r, match_weight")
    pairs.pl().write_parquet(out / "pairs.parquet")
    clusters_at.write_parquet(out / "clusters.parquet")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
