"""A few places in the sources that show a tie or an acquaintance (EVIDENCE), for `why`."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.network import personal
from transforms.network.acquaintance import MAX_SENT, MAX_TOGETHER
from transforms.schema import EVIDENCE

KEEP = 3
"""Most recent places kept for each pair, direction and kind."""

_GROUP = ["network_id", "record_a", "record_b", "kind"]


def build(mail: pl.DataFrame, records: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """EVIDENCE from MAIL and RECORD, before as_of (exclusive): owners' own messages too.

    An address is represented by the smallest of its mail records in the network; an owner who has none by the
    record of kind 'owner'.
    """
    record_of = _records(records)
    edges = (
        personal.edges(personal.before(mail, as_of).filter(pl.col("n_recipients") <= MAX_SENT))
        .join(record_of, on=["network_id", "address"], how="inner")
        .select(
            "network_id",
            "message_key",
            "sender",
            "record_id",
            "sent_at",
            "n_recipients",
            "source_id",
            "locator",
        )
    )
    sent = edges.join(
        record_of.rename({"address": "sender", "record_id": "record_a"}),
        on=["network_id", "sender"],
        how="inner",
    ).select(
        pl.all().exclude("sender", "record_id", "n_recipients"), record_b="record_id", kind=pl.lit("sent")
    )
    small = edges.filter(pl.col("n_recipients") <= MAX_TOGETHER)
    other = small.select("network_id", "message_key", record_b="record_id")
    together = small.join(other, on=["network_id", "message_key"], how="inner").select(
        pl.all().exclude("sender", "record_id", "n_recipients"), record_a="record_id", kind=pl.lit("together")
    )
    columns = [*_GROUP, "sent_at", "message_key", "source_id", "locator"]
    places = pl.concat(
        [sent.select(columns), together.filter(pl.col("record_a") < pl.col("record_b")).select(columns)]
    )
    recent = (
        places.filter(pl.col("record_a") != pl.col("record_b"))
        .sort(*_GROUP, "sent_at", "message_key", descending=[False] * len(_GROUP) + [True, False])
        .collect()
        .group_by(_GROUP, maintain_order=True)
        .head(KEEP)
        .rename({"sent_at": "at"})
    )
    return EVIDENCE.conform(recent)


def _records(records: pl.DataFrame) -> pl.LazyFrame:
    """(network_id, address, record_id), owners' declared addresses last resort."""
    declared = (
        records.lazy()
        .filter(pl.col("kind") == "owner")
        .select(
            "network_id", personal.identifiers().alias("address"), pl.col("record_id").alias("owner_record")
        )
        .explode("address")
        .filter(pl.col("address").is_not_null())
        .group_by("network_id", "address")
        .agg(pl.col("owner_record").min())
    )
    return (
        personal.network_records(records)
        .join(declared, on=["network_id", "address"], how="full", coalesce=True)
        .select("network_id", "address", pl.coalesce("record_id", "owner_record").alias("record_id"))
    )
