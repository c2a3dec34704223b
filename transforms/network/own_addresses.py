"""Which addresses are the owner's, as far as their mail shows. A proposal: only the settings decide."""

from __future__ import annotations

import polars as pl

FIELDS = ("to", "cc", "bcc")
MIN_SENT = 3
"""Messages of a Sent folder that an address must have written."""
MIN_MESSAGES = 20
"""Messages a mailbox must have before being in most of them says anything."""
SENT_SHARE, SEEN_SHARE = 0.1, 0.5
"""Of a mailbox's sent messages that an address wrote; of its messages that name it as author or recipient."""

EVIDENCE = pl.Schema(
    {
        "owner_id": pl.String(),
        "source_id": pl.String(),
        "address": pl.String(),
        "n_messages": pl.Int64(),
        "n_sent_copies": pl.Int64(),
        "n_from": pl.Int64(),
        "n_to": pl.Int64(),
        "share": pl.Float64(),
        "is_declared": pl.Boolean(),
        "is_likely": pl.Boolean(),
    }
)
"""One row for each mailbox (source) and address that is declared or likely. n_messages: mail of the mailbox that
went over no list; n_sent_copies: messages of a Sent folder that the address wrote; n_from: other personal mail it
wrote; n_to: messages it received (To, Cc, Bcc, Delivered-To where nobody else is named); share: of n_messages
those that name it at all, 0 to 1."""


def evidence(messages: pl.LazyFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """EVIDENCE, most likely first in each mailbox, from MESSAGE rows and owners (owner_id, addresses: canonical).

    An address is likely when it wrote what lies in Sent, or is named in most of a mailbox's mail. The second is
    no sign where a declared address already explains the mailbox: a folder of one friend's letters names both.
    List mail is left out, because lists name neither the owner nor the mailbox; so are addresses that another
    owner declared.
    """
    box = ["owner_id", "source_id"]
    mail = messages.filter((pl.col("kind") == "mail") & ~pl.col("is_list")).with_row_index("message")
    is_sent = pl.col("is_sent_copy").fill_null(False)
    totals = mail.group_by(box).agg(
        pl.len().cast(pl.Int64).alias("n_messages"), is_sent.sum().cast(pl.Int64).alias("n_sent")
    )
    wrote = mail.filter(pl.col("sender").is_not_null() & (pl.col("bulk_signal").is_null() | is_sent)).select(
        *box, "message", pl.col("sender").alias("address"), is_sent.alias("sent"), pl.lit(True).alias("wrote")
    )
    received = [
        mail.select(
            *box,
            "message",
            pl.col(name).alias("address"),
            pl.lit(False).alias("sent"),
            pl.lit(False).alias("wrote"),
        ).explode("address")
        for name in FIELDS
    ]
    counts = (
        pl.concat([wrote, *received])
        .filter(pl.col("address").is_not_null())
        .group_by(*box, "address", "message")
        .agg(pl.col("sent", "wrote").any(), (~pl.col("wrote")).any().alias("got"))
        .group_by(*box, "address")
        .agg(
            pl.col("sent").sum().alias("n_sent_copies"),
            (pl.col("wrote") & ~pl.col("sent")).sum().alias("n_from"),
            pl.col("got").sum().alias("n_to"),
            pl.len().alias("n_seen"),
        )
        .with_columns(pl.col("n_sent_copies", "n_from", "n_to", "n_seen").cast(pl.Int64))
        .join(totals, on=box)
        .with_columns(share=pl.col("n_seen") / pl.col("n_messages"))
    )
    own = owners.lazy().select("address", pl.col("owner_id").alias("declared_by"))
    marked = counts.join(_first(own), on="address", how="left").filter(
        pl.col("declared_by").is_null() | (pl.col("declared_by") == pl.col("owner_id"))
    )
    is_declared = pl.col("declared_by").is_not_null()
    wrote_sent = (pl.col("n_sent_copies") >= MIN_SENT) & (
        pl.col("n_sent_copies") >= SENT_SHARE * pl.col("n_sent")
    )
    in_most = (pl.col("n_messages") >= MIN_MESSAGES) & (pl.col("share") >= SEEN_SHARE)
    explained = pl.col("share").filter(is_declared).max().over(box).fill_null(0.0) >= SEEN_SHARE
    return (
        marked.with_columns(
            is_declared=is_declared, is_likely=wrote_sent | (in_most & (is_declared | ~explained))
        )
        .filter(pl.col("is_declared") | pl.col("is_likely"))
        .sort(*box, "n_sent_copies", "share", "address", descending=[False, False, True, True, False])
        .select(EVIDENCE.names())
        .collect()
        .cast(EVIDENCE)
    )


def unexplained(found: pl.DataFrame) -> int:
    """Mailboxes of EVIDENCE whose most likely address is not declared."""
    likely = found.filter(pl.col("is_likely"))
    return (
        likely.group_by("owner_id", "source_id", maintain_order=True)
        .first()
        .filter(~pl.col("is_declared"))
        .height
    )


def _first(own: pl.LazyFrame) -> pl.LazyFrame:
    return own.unique("address", keep="first", maintain_order=True)
