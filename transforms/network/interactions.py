"""What passed between each owner and each of their mail records, week by week (INTERACTION)."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.network import personal
from transforms.schema import INTERACTION

COPY_WEIGHT = 0.4
"""Factor f of a message that only copied the person (Cc, Bcc); 1 when addressed in To."""
FEW = 3
"""A To with at most this many recipients addresses each of them."""


def build(mail: pl.DataFrame, records: pl.DataFrame, owners: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """INTERACTION from MAIL, RECORD and owners (owner_id, network_id, addresses), before as_of (exclusive).

    Every message of a network counts once for each owner of it who wrote it (out, to everybody addressed) or
    was addressed (in, from the sender). weight: sum of c f n_recipients^(-1/2) 2^((t - week end)/180 d), c the
    channel's (1, .5 for a chat). The record is the owner's own for that address or profile, else the smallest of
    the network.
    """
    week = pl.col("sent_at").dt.truncate("1w")
    factor = pl.when(pl.col("field") == "to").then(1.0).otherwise(COPY_WEIGHT)
    is_addressed = ((pl.col("field") == "to") & (pl.col("n_recipients") <= FEW)) | pl.col("is_reply")
    rows = _with_records(passed(mail, owners, as_of), records).with_columns(
        week=week.dt.date(),
        weight=personal.channel()
        * factor
        * personal.share()
        * personal.decay(pl.col("sent_at"), week + pl.duration(days=7)),
        is_addressed=is_addressed,
    )
    built = rows.group_by(INTERACTION.key).agg(
        pl.len().cast(pl.Int64).alias("n"),
        personal.exact_sum("weight"),
        pl.col("is_addressed").sum().cast(pl.Int64).alias("n_addressed"),
        pl.col("sent_at").min().alias("first_at"),
        pl.col("sent_at").max().alias("last_at"),
    )
    return INTERACTION.conform(built.sort(INTERACTION.key).collect())


def passed(mail: pl.DataFrame, owners: pl.DataFrame, as_of: date) -> pl.LazyFrame:
    """(owner_id, network_id, message_key, direction, other, field, is_reply, sent_at, n_recipients, kind), each
    once."""
    own = (
        owners.lazy()
        .select("owner_id", "network_id", pl.col("addresses").alias("own"))
        .explode("own")
        .filter(pl.col("own").is_not_null())
        .unique()
    )
    messages = personal.before(mail, as_of)
    written = (
        messages.filter(pl.col("id_hash").is_not_null())
        .select("network_id", pl.col("id_hash").alias("in_reply_to"), pl.col("sender").alias("author"))
        .unique()
    )
    edges = personal.edges(messages)
    out = (
        edges.join(own, left_on=["network_id", "sender"], right_on=["network_id", "own"], how="inner")
        .join(
            written.rename({"author": "address"}).with_columns(is_reply=True),
            on=["network_id", "in_reply_to", "address"],
            how="left",
        )
        .select(*_COLUMNS, pl.lit("out").alias("direction"), pl.col("address").alias("other"))
    )
    written_by_owner = (
        written.join(own, left_on=["network_id", "author"], right_on=["network_id", "own"], how="inner")
        .select("network_id", "in_reply_to", "owner_id")
        .unique()
        .with_columns(is_reply=True)
    )
    into = (
        edges.join(own, left_on=["network_id", "address"], right_on=["network_id", "own"], how="inner")
        .join(written_by_owner, on=["network_id", "in_reply_to", "owner_id"], how="left")
        .select(*_COLUMNS, pl.lit("in").alias("direction"), pl.col("sender").alias("other"))
    )
    return (
        pl.concat([out, into])
        .join(
            own,
            left_on=["network_id", "owner_id", "other"],
            right_on=["network_id", "owner_id", "own"],
            how="anti",
        )
        .group_by("owner_id", "network_id", "message_key", "direction", "other")
        .agg(
            pl.col(
                "field"
            ).max(),  # 'to' sorts after 'cc' and 'bcc': the owner may be addressed at two addresses
            pl.col("is_reply").any(),
            pl.col("sent_at", "n_recipients", "kind").first(),
        )
    )


_COLUMNS = ["owner_id", "network_id", "message_key", "field", "is_reply", "sent_at", "n_recipients", "kind"]


def _with_records(passed: pl.LazyFrame, records: pl.DataFrame) -> pl.LazyFrame:
    """passed with record_id; what no mail record stands for is left out."""
    mine = personal.mail_records(records).rename({"address": "other", "record_id": "mine"})
    anybody = personal.network_records(records).rename({"address": "other"})
    return (
        passed.join(mine, on=["network_id", "owner_id", "other"], how="left")
        .join(anybody, on=["network_id", "other"], how="inner")
        .with_columns(record_id=pl.coalesce("mine", "record_id"))
    )
