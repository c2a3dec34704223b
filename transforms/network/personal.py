"""Personal mail in long form, and which record an address is: what interactions, acquaintance and evidence
share."""

from __future__ import annotations

from datetime import UTC as utc
from datetime import date, datetime

import polars as pl

from connectors.schema import HEADER_KINDS

HALF_LIFE_DAYS = 180
"""Age in days at which a message counts half (see docs/architecture.md, ties)."""

CHAT_WEIGHT = 0.5
"""What one chat message counts: they come in bursts of short lines, so half of a mail. A mail and a meeting count 1.
Defaults that no data was fitted to (warehouse/model/once.sql has the same)."""

_DAY_US = 86_400_000_000


def midnight(as_of: date) -> datetime:
    """as_of 00:00 UTC: the first instant that does not exist yet."""
    return datetime(as_of.year, as_of.month, as_of.day, tzinfo=utc)


def before(mail: pl.DataFrame | pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Personal, dated messages with a known sender, sent before as_of."""
    return mail.lazy().filter(
        pl.col("bulk_reason").is_null()
        & pl.col("sender").is_not_null()
        & (pl.col("sent_at") < midnight(as_of))
    )


def edges(personal: pl.LazyFrame) -> pl.LazyFrame:
    """One row for each message and recipient: the message's columns, ``address`` and ``field``."""
    return (
        personal.explode("recipients")
        .filter(pl.col("recipients").is_not_null())
        .with_columns(
            pl.col("recipients").struct.field("address"), pl.col("recipients").struct.field("field")
        )
        .drop("recipients")
    )


def decay(at: pl.Expr, until: pl.Expr) -> pl.Expr:
    """2^(-(until - at) / HALF_LIFE_DAYS), both instants."""
    days = (until - at).dt.total_microseconds().cast(pl.Float64) / _DAY_US
    return pl.lit(2.0).pow(-days / HALF_LIFE_DAYS)


def share() -> pl.Expr:
    """n_recipients^(-1/2): what one message among n people says about each of them."""
    return pl.col("n_recipients").cast(pl.Float64).pow(-0.5)


def exact_sum(weight: str) -> pl.Expr:
    """The sum of a column within a group, terms in ascending order: the same bits whatever order rows came
    in."""
    return pl.col(weight).sort().cum_sum().last()  # not .sum(): the optimiser then drops the sort


def channel() -> pl.Expr:
    """How much a message of its kind counts (CHAT_WEIGHT)."""
    return pl.when(pl.col("kind") == "chat").then(CHAT_WEIGHT).otherwise(1.0)


def mail_records(records: pl.DataFrame | pl.LazyFrame) -> pl.LazyFrame:
    """(network_id, owner_id, address, record_id): each owner's record of an address or profile that messages
    name, the smallest id if many."""
    return (
        records.lazy()
        .filter(pl.col("kind").is_in(HEADER_KINDS))
        .select("network_id", "owner_id", identifiers().alias("address"), "record_id")
        .explode("address")
        .filter(pl.col("address").is_not_null())
        .group_by("network_id", "owner_id", "address")
        .agg(pl.col("record_id").min())
    )


def identifiers() -> pl.Expr:
    """A record's addresses and profiles: whatever messages may name it by."""
    return pl.concat_list(pl.col("emails").fill_null([]), pl.col("profiles").fill_null([]))


def network_records(records: pl.DataFrame | pl.LazyFrame) -> pl.LazyFrame:
    """(network_id, address, record_id): one record for an address in a whole network, the smallest id."""
    return mail_records(records).group_by("network_id", "address").agg(pl.col("record_id").min())
