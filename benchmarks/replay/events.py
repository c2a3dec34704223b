"""The given sets as MAIL rows: integer ids become invented addresses, nothing else is known of anybody."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from transforms.schema import MAIL

CORPORA = Path(
    os.environ.get("WEAKTIES_CORPORA", Path(__file__).resolve().parents[2] / "../shared/data")
).resolve()
SETS = {"enron": "enron.parquet", "eucore": "eucore.parquet", "kernel": "kernel-lists.parquet"}


@dataclass(frozen=True)
class Events:
    """One set. edges: msg_id, at, sender, recipient, field, n_recipients, is_addressed (a reply to the recipient,
    or To with at most 3 recipients; in a set without fields all mail). mail: the same as MAIL rows without a
    network, who is address 'p<id>@example.org'."""

    name: str
    edges: pl.DataFrame
    mail: pl.DataFrame

    @property
    def first(self) -> datetime:
        return self.edges["at"].min()  # type: ignore[return-value]

    @property
    def last(self) -> datetime:
        return self.edges["at"].max()  # type: ignore[return-value]


def load(name: str) -> Events:
    """One of SETS, or any file with the same columns (msg_id, ts, sender, recipient, field, n_recipients,
    optionally reply_to_sender and parent_ts)."""
    path = CORPORA / "ties" / SETS[name] if name in SETS else Path(name)
    raw = pl.read_parquet(path)
    has_fields = raw["field"].n_unique() > 1
    if "reply_to_sender" not in raw.columns:
        raw = raw.with_columns(reply_to_sender=pl.lit(None, pl.Int64), parent_ts=pl.lit(None, pl.Int64))
    raw = raw.with_columns(at=pl.from_epoch("ts", time_unit="s").cast(pl.Datetime("us", "UTC")))
    addressed = (pl.col("reply_to_sender") == pl.col("recipient")).fill_null(False) | (
        (pl.col("field") == "to") & (pl.col("n_recipients") <= 3)
    )
    edges = raw.select(
        "msg_id", "at", "ts", "sender", "recipient", "field", "n_recipients", "reply_to_sender", "parent_ts",
        is_addressed=addressed if has_fields else pl.lit(True),
    ).sort("at", "msg_id", "recipient")  # fmt: skip
    return Events(path.stem, edges, _mail(edges))


def who(column: str) -> pl.Expr:
    return pl.concat_str(pl.lit("p"), pl.col(column).cast(pl.String).str.zfill(6)).alias(column)


def address(column: str) -> pl.Expr:
    return pl.concat_str(who(column), pl.lit("@example.org")).alias(column)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def days(n: float) -> timedelta:
    return timedelta(days=n)


def _mail(edges: pl.DataFrame) -> pl.DataFrame:
    """One MAIL row a message, network_id null. A message's hash is its author and second, which is how a reply
    names its parent."""
    rows = (
        edges.group_by("msg_id", maintain_order=True)
        .agg(
            pl.col("at", "ts", "sender", "n_recipients", "reply_to_sender", "parent_ts").first(),
            recipients=pl.struct(address=address("recipient"), field=pl.col("field")),
        )
        .with_columns(
            network_id=pl.lit(None, pl.String),
            message_key=pl.concat_str(pl.lit("m"), pl.col("msg_id").cast(pl.String).str.zfill(8)),
            kind=pl.lit("mail"),
            source_id=pl.lit("s_events"),
            locator=pl.concat_str(pl.lit("row:"), pl.col("msg_id").cast(pl.String)),
            sent_at="at",
            id_hash=pl.concat_str("sender", pl.lit("/"), "ts"),
            in_reply_to=pl.concat_str("reply_to_sender", pl.lit("/"), "parent_ts"),
            is_list=pl.lit(False),
            bulk_reason=pl.when(pl.col("n_recipients") > 50).then(pl.lit("over_50")),
        )
        .with_columns(sender=address("sender"))
    )
    return MAIL.conform(rows.select(list(MAIL.schema)))
