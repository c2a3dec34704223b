"""The copies of messages that sources hold, and what their addresses are called: the ground that counting each
message once stands on.
"""

from __future__ import annotations

import polars as pl

from transforms.normalise.emails import comparison_key
from transforms.normalise.identifiers import canonical

FIELDS = ("to", "cc", "bcc")
_MESSAGE = ["network_id", "message_key"]
COPY = [*_MESSAGE, "source_id", "locator", "owner_id", "in_reply_to", "id_hash"]
"""What tells two copies apart, and the order they are kept in: a total one, so that which copy comes first never
depends on the order of rows."""
_SENT = ["network_id", "kind", "sender", "sent_at"]


def copies(messages: pl.DataFrame | pl.LazyFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """The messages with their network and one message_key each, in a fixed order; those of unknown owners are
    left out.

    A mail server or an archive that files a message again may give it a new Message-ID. Two mails with one
    sender, one second, the same addresses in To and Cc together (some) and the same In-Reply-To are therefore one
    message. Copies whose addresses differ, or whose Date was lost, cannot be told from two messages.
    """
    networks = owners.lazy().select("owner_id", "network_id").unique()
    held = messages.lazy().join(networks, on="owner_id", how="inner").collect()
    keys = _same(held)
    if keys.height:
        held = held.join(keys, on=_MESSAGE, how="left").with_columns(
            message_key=pl.coalesce("one_key", "message_key")
        )
    return held.drop("one_key", strict=False).sort(COPY, nulls_last=True)


def _same(held: pl.DataFrame) -> pl.DataFrame:
    """(network_id, message_key, one_key): the smallest key of the message that a key stands for, where another."""
    seconds = (
        held.lazy()
        .filter(
            (pl.col("kind") == "mail")
            & pl.col("sender").is_not_null()
            & pl.col("sent_at").is_not_null()
            & (pl.col("date_quality").fill_null("ok") != "received")
        )
        .select(*_SENT, "message_key", "in_reply_to", "to", "cc")
    )
    several = seconds.group_by(_SENT).agg(pl.col("message_key").n_unique().alias("n")).filter(pl.col("n") > 1)
    addressed = (
        pl.concat_list(pl.col("to").fill_null([]), pl.col("cc").fill_null([])).list.unique().list.sort()
    )
    keys = (
        seconds.join(several, on=_SENT, how="semi")
        .with_columns(addressed=addressed.list.join("\x1f"))
        .filter(pl.col("addressed") != "")
        .select(*_MESSAGE, one_key=pl.col("message_key").min().over(*_SENT, "addressed", "in_reply_to"))
        .group_by(_MESSAGE)
        .agg(pl.col("one_key").min())
        .collect()
    )
    further = keys.rename({"message_key": "one_key", "one_key": "further"})
    return (
        keys.join(further, on=["network_id", "one_key"], how="left")
        .select(*_MESSAGE, one_key=pl.coalesce("further", "one_key"))
        .filter(pl.col("one_key") != pl.col("message_key"))
    )


def names(held: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """(network_id, raw, address): canonical form of each distinct address or profile, without those that have none.

    Another spelling of an owner's mailbox (a +tag, dots at Gmail, googlemail.com) is that owner's declared
    address. Other people's spellings stay apart here: identity resolution compares them.
    """
    columns = [held.select("network_id", pl.col("sender").alias("raw"))]
    for name in (*FIELDS, "lists"):
        columns.append(held.select("network_id", pl.col(name).alias("raw")).explode("raw"))
    distinct = pl.concat(columns).drop_nulls().unique()
    raw = distinct["raw"].unique().sort()
    forms = pl.Series("address", [canonical(value) for value in raw], dtype=pl.String)
    found = distinct.join(pl.DataFrame([raw, forms]).drop_nulls(), on="raw")
    return (
        found.join(_aliases(found, owners), on=["network_id", "address"], how="left")
        .select("network_id", "raw", pl.coalesce("declared", "address").alias("address"))
        .sort("network_id", "raw")
    )


def _aliases(found: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """(network_id, address, declared): the declared address that an undeclared spelling stands for."""
    own = owners.select("network_id", "owner_id", pl.col("addresses").alias("declared")).explode("declared")
    own = own.filter(pl.col("declared").str.contains("@", literal=True)).unique()
    mailboxes = (
        own.with_columns(key=pl.Series([comparison_key(one) for one in own["declared"]], dtype=pl.String))
        .group_by("network_id", "key")
        .agg(pl.col("owner_id").n_unique().alias("n"), pl.col("declared").min())
        .filter(pl.col("n") == 1)  # a mailbox that two owners declare is neither's alone
    )
    spelt = found.filter(pl.col("address").str.contains("@", literal=True)).select("network_id", "address")
    spelt = spelt.unique().join(
        own, left_on=["network_id", "address"], right_on=["network_id", "declared"], how="anti"
    )
    return (
        spelt.with_columns(key=pl.Series([comparison_key(one) for one in spelt["address"]], dtype=pl.String))
        .join(mailboxes, on=["network_id", "key"])
        .select("network_id", "address", "declared")
    )
