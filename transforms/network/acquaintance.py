"""Who knows whom, as headers show it: who wrote to whom, and who was addressed together (ACQUAINTANCE)."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.network import personal
from transforms.schema import ACQUAINTANCE

MAX_SENT = 50
"""Recipients up to which writing to somebody says that one knows them."""
MAX_TOGETHER = 8
"""Recipients up to which being addressed together says anything (tie-strength literature: small groups
only)."""

_PAIR = ["network_id", "record_a", "record_b"]


def build(mail: pl.DataFrame, records: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """ACQUAINTANCE from MAIL and RECORD, before as_of (exclusive), decayed to it.

    Pairs with an owner's own address are left out: owners' ties are in INTERACTION. An address is represented
    by the smallest of its mail records in the network.
    """
    # RECORD of kind 'owner' holds every owner's declared addresses.
    own = records.filter(pl.col("kind") == "owner").select(
        "network_id", personal.identifiers().alias("address")
    )
    own = own.explode("address").unique()
    record_of = personal.network_records(records).join(own.lazy(), on=["network_id", "address"], how="anti")
    until = pl.lit(personal.midnight(as_of), pl.Datetime("us", "UTC"))
    edges = (
        personal.edges(personal.before(mail, as_of).filter(pl.col("n_recipients") <= MAX_SENT))
        .join(record_of, on=["network_id", "address"], how="inner")
        .with_columns(weight=personal.channel() * personal.share() * personal.decay(pl.col("sent_at"), until))
        .select("network_id", "message_key", "sender", "record_id", "sent_at", "n_recipients", "weight")
    )
    sent = (
        edges.join(
            record_of.select(
                "network_id", pl.col("address").alias("sender"), pl.col("record_id").alias("record_a")
            ),
            on=["network_id", "sender"],
            how="inner",
        )
        .rename({"record_id": "record_b"})
        .filter(pl.col("record_a") != pl.col("record_b"))
        .group_by(_PAIR)
        .agg(pl.len().alias("n"), personal.exact_sum("weight"), pl.col("sent_at").max())
        .with_columns(kind=pl.lit("sent"))
    )
    small = edges.filter(pl.col("n_recipients") <= MAX_TOGETHER).drop("sender", "n_recipients")
    other = small.select("network_id", "message_key", pl.col("record_id").alias("record_b"))
    together = (
        small.rename({"record_id": "record_a"})
        .join(other, on=["network_id", "message_key"], how="inner")
        .filter(pl.col("record_a") < pl.col("record_b"))
        .group_by(_PAIR)
        .agg(pl.len().alias("n"), personal.exact_sum("weight"), pl.col("sent_at").max())
        .with_columns(kind=pl.lit("together"))
    )

    def of(kind: str, column: str) -> pl.Expr:
        return pl.col(column).filter(pl.col("kind") == kind).sum()

    built = (
        pl.concat([sent, together])
        .group_by(_PAIR)
        .agg(
            of("sent", "n").alias("n_sent"),
            of("sent", "weight").alias("sent"),
            of("together", "n").alias("n_together"),
            of("together", "weight").alias("together"),
            pl.col("sent_at").max().alias("last_at"),
        )
    )
    return ACQUAINTANCE.conform(built.sort(_PAIR).collect())
