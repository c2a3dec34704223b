"""Introductions that already happened in an owner's own mail: somebody brings the owner and a stranger together, and
the two write each other afterwards (INTRODUCTION)."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.network import interactions, personal
from transforms.schema import INTRODUCTION

FEW, FEW_ON_LISTS = 8, 6
"""Recipients of a mail that introduces people to each other, at most; fewer on a discussion list."""
MAX_ADDED = 5
"""People that a reply may bring in."""
WITHIN_DAYS = 90
"""Days within which those introduced write each other."""
SETTLE_DAYS = 180
"""Days after an owner's first message in which nobody counts as a stranger: they may have met before it."""


def build(mail: pl.DataFrame, records: pl.DataFrame, owners: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """INTRODUCTION from MAIL, RECORD and owners (owner_id, network_id, addresses), before as_of (exclusive).

    coaddressed: B mails an owner A and C (at most 8 people, 6 on a list); A and C had no mail before, and each
    writes the other, addressed, within 90 days. looped_in: B answers A and adds C (one of at most 5 people who had
    not got A's mail); A and C had none before, and C writes A, addressed, within 90 days. On lists only addressed
    mail counts as mail before. Each A and C once, the earliest. An address is the smallest of its records.
    """
    messages = personal.before(mail, as_of)
    met = _met(messages, mail, owners, as_of)
    own = _own(owners)
    edges = personal.edges(messages)
    shown = [
        "network_id",
        "message_key",
        "source_id",
        "locator",
        "sent_at",
        "sender",
        "n_recipients",
        "is_list",
    ]
    got = (
        edges.filter(pl.col("n_recipients") <= 50)
        .join(own, left_on=["network_id", "address"], right_on=["network_id", "own"], how="inner")
        .join(
            own,
            left_on=["network_id", "owner_id", "sender"],
            right_on=["network_id", "owner_id", "own"],
            how="anti",
        )
        .select("owner_id", "in_reply_to", *shown)
        .unique(["owner_id", "network_id", "message_key"])
    )
    settled = met.group_by("owner_id").agg(since=pl.col("owner_first").first())
    brought = (
        got.join(settled, on="owner_id")
        .filter(pl.col("sent_at") >= pl.col("since") + pl.duration(days=SETTLE_DAYS))
        .join(edges.select("network_id", "message_key", other="address"), on=["network_id", "message_key"])
        .join(
            own,
            left_on=["network_id", "owner_id", "other"],
            right_on=["network_id", "owner_id", "own"],
            how="anti",
        )
        .filter(pl.col("other") != pl.col("sender"))
        .join(met, on=["owner_id", "network_id", "other"])
        .filter(pl.col("sent_at") < pl.col("first_at"))
    )
    until = pl.col("sent_at") + pl.duration(days=WITHIN_DAYS)
    few = pl.when(pl.col("is_list")).then(FEW_ON_LISTS).otherwise(FEW)
    coaddressed = brought.filter(
        (pl.col("n_recipients") <= few) & (pl.col("first_out_at") <= until) & (pl.col("first_in_at") <= until)
    ).with_columns(kind=pl.lit("coaddressed"))
    looped_in = (
        _added(brought, edges, own)
        .filter(pl.col("first_in_at") <= until)
        .with_columns(kind=pl.lit("looped_in"))
    )
    found = (
        pl.concat([coaddressed, looped_in], how="diagonal")
        .sort("owner_id", "network_id", "other", "sent_at", "message_key", "kind")
        .unique(["owner_id", "network_id", "other"], keep="first", maintain_order=True)
    )
    record_of = personal.network_records(records)
    named = found.join(
        record_of.select("network_id", other="address", introduced_record="record_id"),
        on=["network_id", "other"],
    ).join(
        record_of.select("network_id", sender="address", broker_record="record_id"),
        on=["network_id", "sender"],
    )
    columns = named.rename({"sent_at": "at"}).select(*INTRODUCTION.columns)
    return INTRODUCTION.conform(columns.sort("owner_id", "at", "introduced_record").collect())


def _own(owners: pl.DataFrame) -> pl.LazyFrame:
    return (
        owners.lazy()
        .select("owner_id", "network_id", pl.col("addresses").alias("own"))
        .explode("own")
        .filter(pl.col("own").is_not_null())
        .unique()
    )


def _met(messages: pl.LazyFrame, mail: pl.DataFrame, owners: pl.DataFrame, as_of: date) -> pl.LazyFrame:
    """For each owner and address that they exchanged mail with: when first in any way that counts, when first
    addressed in each direction, and the place of the first; owner_first is the owner's first message at all."""
    place = messages.select("network_id", "message_key", "is_list", "source_id", "locator")
    passed = interactions.passed(mail, owners, as_of).join(place, on=["network_id", "message_key"])
    addressed = ((pl.col("field") == "to") & (pl.col("n_recipients") <= interactions.FEW)) | pl.col(
        "is_reply"
    ).fill_null(False)
    passed = passed.with_columns(is_addressed=addressed)
    first = passed.group_by("owner_id").agg(owner_first=pl.col("sent_at").min())
    when = pl.col("sent_at").filter("is_addressed")
    return (
        passed.filter(pl.col("is_addressed") | ~pl.col("is_list").fill_null(False))
        .sort("sent_at", "message_key", "direction")
        .group_by("owner_id", "network_id", "other")
        .agg(
            first_at=pl.col("sent_at").first(),
            first_out_at=when.filter(pl.col("direction").filter("is_addressed") == "out").min(),
            first_in_at=when.filter(pl.col("direction").filter("is_addressed") == "in").min(),
            answer_source_id=pl.col("source_id").first(),
            answer_locator=pl.col("locator").first(),
        )
        .join(first, on="owner_id")
    )


def _added(brought: pl.LazyFrame, edges: pl.LazyFrame, own: pl.LazyFrame) -> pl.LazyFrame:
    """Of those brought in, whom an answer to the owner's own mail added to its recipients."""
    parents = (
        edges.filter(pl.col("id_hash").is_not_null())
        .join(own, left_on=["network_id", "sender"], right_on=["network_id", "own"])
        .select("owner_id", "network_id", in_reply_to="id_hash", other="address")
        .unique()
    )
    answered = parents.select("owner_id", "network_id", "in_reply_to").unique()
    return (
        brought.join(answered, on=["owner_id", "network_id", "in_reply_to"], how="semi")
        .join(parents, on=["owner_id", "network_id", "in_reply_to", "other"], how="anti")
        .filter(pl.len().over("owner_id", "network_id", "message_key") <= MAX_ADDED)
    )
