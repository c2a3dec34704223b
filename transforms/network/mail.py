"""Raw messages of all sources -> each message once per network, with canonical addresses (profiles, in chats)
and people only."""

from __future__ import annotations

import polars as pl

from transforms.network.copies import COPY, FIELDS, copies, names
from transforms.schema import MAIL

MAX_PEOPLE = 50
"""More recipients than this and a message says nothing about any of them (over_50)."""
LIST_VOTES = 3
"""Authors whose messages must declare an address a list before it counts as one in all messages of a
network."""

_MESSAGE = ["network_id", "message_key"]
_SIGNALS = ["bounce", "auto_submitted", "no_reply", "newsletter"]


def build(messages: pl.DataFrame | pl.LazyFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """The first result of build_with_lists."""
    return build_with_lists(messages, owners)[0]


def build_with_lists(
    messages: pl.DataFrame | pl.LazyFrame, owners: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(MAIL, mailing lists as network_id, address) from MESSAGE rows and owners (owner_id, network_id, addresses:
    canonical).

    Copies of one message (other folders, other owners of the network) are one row: the first source's place,
    all recipients of all copies, personal if any copy is. A newsletter is one only while no owner ever wrote
    to its sender. Mail that names an owner as sender but was delivered to a mailbox that labels what its
    owner sent, without that label, gets the reason forged_sender.

    A list is an address that several authors' messages declare one, and that never was an author itself: two
    conditions, so that a crafted List-Post header cannot make a person vanish.
    """
    held = copies(messages, owners)
    spelt = names(held, owners)
    lists = _lists(held, spelt)
    heads = _heads(held, spelt, owners)
    recipients = _recipients(held, spelt, lists, heads)
    counts = recipients.group_by(_MESSAGE).agg(pl.len().cast(pl.Int32).alias("n_recipients"))
    mail = heads.join(counts, on=_MESSAGE, how="left").with_columns(pl.col("n_recipients").fill_null(0))
    written_to = _written_to(mail, recipients, owners)
    answered = mail.select("network_id", "sender").join(
        written_to, left_on=["network_id", "sender"], right_on=["network_id", "address"], how="semi"
    )
    mail = (
        mail.join(answered.unique().with_columns(is_answered=True), on=["network_id", "sender"], how="left")
        .with_columns(bulk_reason=_reason())
        .join(_as_lists(recipients), on=_MESSAGE, how="left")
        .with_columns(pl.col("recipients").fill_null(pl.lit([], dtype=MAIL.schema["recipients"])))
    )
    return MAIL.conform(mail.sort(_MESSAGE)), lists


def two_way(mail: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """(network_id, address) of everybody an owner of the network wrote to personally, owners' own addresses
    left out."""
    own = _own(owners)
    return (
        mail.lazy()
        .filter(pl.col("bulk_reason").is_null())
        .join(own.lazy(), left_on=["network_id", "sender"], right_on=["network_id", "address"], how="semi")
        .select(
            "network_id",
            pl.col("recipients").list.eval(pl.element().struct.field("address")).alias("address"),
        )
        .explode("address")
        .filter(pl.col("address").is_not_null())
        .unique()
        .join(own.lazy(), on=["network_id", "address"], how="anti")
        .sort("network_id", "address")
        .collect()
    )


def _own(owners: pl.DataFrame) -> pl.DataFrame:
    """(network_id, address) of owners."""
    own = owners.select("network_id", pl.col("addresses").alias("address")).explode("address")
    return own.filter(pl.col("address").is_not_null()).unique()


def _heads(held: pl.DataFrame, spelt: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """One row for each message: the first copy's columns, with what all copies say of it.

    is_own: an owner of the network is the sender. is_unsent: so it says, but every copy in that owner's mailboxes
    is labelled and none as sent.
    """
    signal = pl.col("bulk_signal").replace("over_50", None)  # counted again: lists go, copies add people
    ranked = signal.replace_strict(_SIGNALS, range(len(_SIGNALS)), default=None, return_dtype=pl.Int8)
    own = owners.select("network_id", "owner_id", pl.col("addresses").alias("sender")).explode("sender")
    own = own.filter(pl.col("sender").is_not_null()).group_by("network_id", "sender").agg("owner_id")
    at_home = pl.col("is_sent_copy").filter(pl.col("owner_id").is_in(pl.col("author")))
    return (
        held.join(
            spelt.rename({"raw": "sender", "address": "canonical"}), on=["network_id", "sender"], how="left"
        )
        .with_columns(sender=pl.col("canonical"))
        .join(own.rename({"owner_id": "author"}), on=["network_id", "sender"], how="left")
        .sort(COPY, nulls_last=True)
        .group_by(_MESSAGE, maintain_order=True)
        .agg(
            pl.col("kind", "source_id", "locator", "sender", "in_reply_to", "id_hash").first(),
            pl.col("sent_at").min(),
            pl.col("is_list").any(),
            pl.when(signal.is_null().any()).then(None).otherwise(ranked.min()).alias("signal"),
            pl.col("author").is_not_null().any().alias("is_own"),
            ((at_home.len() > 0) & at_home.eq_missing(False).all()).alias("is_unsent"),
        )
    )


def _recipients(
    held: pl.DataFrame, spelt: pl.DataFrame, lists: pl.DataFrame, heads: pl.DataFrame
) -> pl.DataFrame:
    """(network_id, message_key, address, rank): each person addressed once, rank of the strongest field."""
    parts = [
        held.lazy().select(*_MESSAGE, pl.col(name).alias("raw"), pl.lit(rank, pl.Int8).alias("rank"))
        for rank, name in enumerate(FIELDS)
    ]
    return (
        pl.concat(parts)
        .explode("raw")
        .join(spelt.lazy(), on=["network_id", "raw"], how="inner")
        .group_by(*_MESSAGE, "address")
        .agg(pl.col("rank").min())
        .join(lists.lazy(), on=["network_id", "address"], how="anti")
        .join(
            heads.lazy().select(*_MESSAGE, pl.col("sender").alias("address")),
            on=[*_MESSAGE, "address"],
            how="anti",
        )
        .sort(*_MESSAGE, "rank", "address")
        .collect()
    )


def _lists(held: pl.DataFrame, spelt: pl.DataFrame) -> pl.DataFrame:
    senders = (
        held.lazy()
        .select("network_id", pl.col("sender").alias("raw"))
        .unique()
        .join(spelt.lazy(), on=["network_id", "raw"], how="inner")
    )
    return (
        held.lazy()
        .select("network_id", "sender", pl.col("lists").alias("raw"))
        .explode("raw")
        .join(spelt.lazy(), on=["network_id", "raw"], how="inner")
        .group_by("network_id", "address")
        .agg(pl.col("sender").n_unique().alias("n_authors"))
        .filter(pl.col("n_authors") >= LIST_VOTES)
        .join(senders, on=["network_id", "address"], how="anti")
        .select("network_id", "address")
        .sort("network_id", "address")
        .collect()
    )


def _written_to(mail: pl.DataFrame, recipients: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """(network_id, address) that an owner addressed in a message written by hand."""
    by_hand = pl.col("is_own") & ~pl.col("is_unsent") & (pl.col("n_recipients") <= MAX_PEOPLE)
    by_hand &= pl.col("signal").is_null() | (pl.col("signal") == _SIGNALS.index("newsletter"))
    return (
        recipients.join(mail.filter(by_hand).select(_MESSAGE), on=_MESSAGE, how="semi")
        .select("network_id", "address")
        .unique()
    )


def _reason() -> pl.Expr:
    is_newsletter = pl.col("signal") == _SIGNALS.index("newsletter")
    is_known = pl.col("is_own") | pl.col("is_answered").fill_null(False)
    return (
        pl.when(pl.col("is_own") & pl.col("is_unsent"))
        .then(pl.lit("forged_sender"))
        .when(pl.col("signal").is_not_null() & ~(is_newsletter & is_known))
        .then(
            pl.col("signal").replace_strict(
                range(len(_SIGNALS)), _SIGNALS, default=None, return_dtype=pl.String
            )
        )
        .when(pl.col("n_recipients") > MAX_PEOPLE)
        .then(pl.lit("over_50"))
    )


def _as_lists(recipients: pl.DataFrame) -> pl.DataFrame:
    field = pl.col("rank").replace_strict(range(len(FIELDS)), list(FIELDS), return_dtype=pl.String)
    return recipients.group_by(_MESSAGE, maintain_order=True).agg(
        pl.struct("address", field.alias("field")).alias("recipients")
    )
