"""The steps in order, as plain calls from frame to frame. Whatever one record must know of the others (who was
written to, which ids were given, who owns what) is a small frame that is passed in plain sight.

    contacts, messages ──▶ mail, two_way ──▶ records ──▶ identity ──▶ people
                             │                  │
                             └──────────────────┴──▶ interactions, evidence, acquaintance, affiliation

Every result is conformed to its table and sorted by its key, so equal inputs in any order give equal frames.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from connectors.table import Table
from transforms import records as record_rows
from transforms.identity import resolve as identity_rows
from transforms.identity.last import State
from transforms.identity.model import Model
from transforms.network import acquaintance as acquaintance_rows
from transforms.network import affiliation as affiliation_rows
from transforms.network import evidence as evidence_rows
from transforms.network import interactions as interaction_rows
from transforms.network import introductions as introduction_rows
from transforms.network import mail as mail_rows
from transforms.schema import (
    ACQUAINTANCE,
    AFFILIATION,
    EVIDENCE,
    INTERACTION,
    INTRODUCTION,
    MAIL,
    RECORD,
    RECORD_SOURCE,
)

Frames = dict[str, pl.DataFrame]
"""Frames by the name of their table in transforms.schema."""

OWNERS = pl.Schema({"owner_id": pl.String(), "network_id": pl.String(), "addresses": pl.List(pl.String())})
"""Who owns exports here: canonical addresses and own profiles, and the network the owner belongs to."""


def mail(messages: pl.DataFrame, owners: pl.DataFrame) -> Frames:
    """MESSAGE rows -> ``mail`` (each message once per network), ``two_way`` (network_id, address written to) and
    ``list_address`` (network_id, address of mailing lists)."""
    rows, lists = mail_rows.build_with_lists(messages, owners)
    counted = tidy(MAIL, rows)
    answered = mail_rows.two_way(counted, owners).select("network_id", "address")
    answered = answered.unique().sort("network_id", "address")
    return {"mail": counted, "two_way": answered, "list_address": lists}


def records(
    contacts: pl.DataFrame, owners: pl.DataFrame, two_way: pl.DataFrame, lists: pl.DataFrame
) -> Frames:
    """CONTACT rows -> ``record`` (one per record_id, normalised) and ``record_source`` (every place it was seen)."""
    merged, places = record_rows.build(contacts, owners, two_way, lists)
    return {"record": tidy(RECORD, merged), "record_source": tidy(RECORD_SOURCE, places)}


def identity(
    records: pl.DataFrame,
    owners: pl.DataFrame,
    decisions: pl.DataFrame,
    known_ids: pl.DataFrame,
    model: Model | None,
    at: datetime,
    frequencies: pl.DataFrame | None = None,
    last: State | None = None,
    keep: bool = False,
) -> identity_rows.Identity:
    """Who is who, for all networks in one call; a model is fitted only when none is given."""
    return identity_rows.resolve(
        records, owners, decisions, model, known_ids, at, frequencies=frequencies, last=last, keep=keep
    )


@dataclass(frozen=True)
class Sightings:
    """What the network steps read: mail, the records it is about, and whose it is."""

    mail: pl.DataFrame
    records: pl.DataFrame
    owners: pl.DataFrame


Step = Callable[[Sightings, date], Frames]
"""A network step: what was seen, and the day before which it counts."""


def interactions(seen: Sightings, as_of: date) -> Frames:
    """Mail before as_of -> weekly ``interaction``, a few ``evidence`` places per pair, and every ``introduction``."""
    weekly = interaction_rows.build(seen.mail, seen.records, seen.owners, as_of)
    places = evidence_rows.build(seen.mail, seen.records, as_of)
    introduced = introduction_rows.build(seen.mail, seen.records, seen.owners, as_of)
    return {
        "interaction": tidy(INTERACTION, weekly),
        "evidence": tidy(EVIDENCE, places),
        "introduction": tidy(INTRODUCTION, introduced),
    }


def acquaintance(seen: Sightings, as_of: date) -> Frames:
    """Mail before as_of -> ``acquaintance_record``: who knows whom, as mail shows it."""
    rows = acquaintance_rows.build(seen.mail, seen.records, as_of)
    return {"acquaintance_record": tidy(ACQUAINTANCE, rows)}


def affiliation(records: pl.DataFrame, companies: pl.DataFrame, career: pl.DataFrame) -> Frames:
    """Records, the owner's own company names and the owners' careers -> ``affiliation_record``."""
    return {"affiliation_record": tidy(AFFILIATION, affiliation_rows.build(records, companies, career))}


def tidy(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as its table says, in the order of its key (of all plain columns where there is no key)."""
    conformed = table.conform(frame)
    plain = [name for name, dtype in table.schema.items() if not dtype.is_nested()]
    return conformed.sort(list(table.key) or plain, nulls_last=True)
