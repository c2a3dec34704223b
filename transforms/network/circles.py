"""Circles: groups of people who are in touch with each other rather than with others."""

from __future__ import annotations

import polars as pl

ROUNDS = 12
"""Rounds of label propagation at most; groups settle in a few."""
STRONGEST = 10
"""Hops of each person that are looked at: what a hub has with everybody joins nobody."""

HOPS = pl.Schema(
    {"network_id": pl.String(), "from_id": pl.String(), "to_id": pl.String(), "strength": pl.Float64()}
)
"""Both directions of every pair."""

CIRCLE = pl.Schema(
    {"person_id": pl.String(), "network_id": pl.String(), "circle_id": pl.String(), "n_members": pl.Int64()}
)


def build(hops: pl.DataFrame) -> pl.DataFrame:
    """HOPS -> CIRCLE, sorted by person: weighted label propagation (Raghavan, Albert and Kumara 2007), one half of
    the people at a time (Cordasco and Gargano 2010), so that labels do not swing to and fro.

    A person's own label counts as much as their mean hop; ties between labels go to the smallest. The halves are
    chosen by a hash of the id, so equal hops in any order give equal circles.
    """
    if hops.is_empty():
        return CIRCLE.to_frame()
    kept = (
        hops.sort("from_id", "strength", "to_id", descending=[False, True, False])
        .group_by("from_id")
        .head(STRONGEST)
    )
    pairs = pl.concat(
        [
            kept.select("from_id", "to_id", "strength"),
            kept.select(from_id="to_id", to_id="from_id", strength="strength"),
        ]
    ).unique(["from_id", "to_id"])
    own = pairs.group_by("from_id").agg(pl.col("strength").sort().mean()).with_columns(to_id="from_id")
    edges = pl.concat([pairs, own.select(pairs.columns)]).sort("from_id", "to_id")
    labels = (
        edges.select(person_id="from_id")
        .unique()
        .sort("person_id")
        .with_columns(label="person_id", half=_half(pl.col("person_id")))
    )
    before = labels["label"]
    for turn in range(2 * ROUNDS):
        moved = (
            edges.join(
                labels.filter(pl.col("half") == turn % 2).select("person_id"),
                left_on="from_id",
                right_on="person_id",
                how="semi",
            )
            .join(labels.select(to_id="person_id", label="label"), on="to_id")
            .group_by("from_id", "label")
            .agg(pl.col("strength").sort().sum().round(9))
            .sort("from_id", "strength", "label", descending=[False, True, False])
            .unique("from_id", keep="first", maintain_order=True)
            .select(person_id="from_id", moved="label")
        )
        after = (
            labels.join(moved, on="person_id", how="left")
            .with_columns(label=pl.coalesce("moved", "label"))
            .drop("moved")
        )
        if turn % 2 == 0:
            before = labels["label"]
        elif after.sort("person_id")["label"].equals(before):
            break
        labels = after.sort("person_id")
    network = hops.select(person_id="from_id", network_id="network_id").unique("person_id", keep="any")
    named = labels.with_columns(
        circle_id=pl.col("person_id").min().over("label"), n_members=pl.len().over("label").cast(pl.Int64)
    )
    return named.join(network, on="person_id").select(*CIRCLE).sort("person_id")


def _half(person: pl.Expr) -> pl.Expr:
    """0 or 1: the parity of the id's bytes, the same everywhere."""
    return person.map_elements(lambda text: sum(text.encode()) % 2, return_dtype=pl.Int64)
