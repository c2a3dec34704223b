"""The built tables: what transforms compute and the warehouse loads. One Parquet dataset each under data/built."""

from __future__ import annotations

import polars as pl

from connectors.schema import NAMES, RELATIONS, TEXT, TEXTS
from connectors.table import UTC, Table

RECORD = Table(
    "record",
    "One record, normalised: all sightings of one record_id merged. network_id keeps people of owners who do not "
    "pool apart: nothing is ever joined across networks.",
    ("record_id",),
    {
        "record_id": (TEXT, "the record"),
        "network_id": (TEXT, "'pool' for owners who pool, else the owner_id"),
        "owner_id": (TEXT, "whose record"),
        "kind": (TEXT, "connector kind; 'owner' for the record that an owner declares of themselves"),
        "is_curated": (
            pl.Boolean,
            "somebody wrote it down on purpose: address book, connection, owner; not a participant of messages",
        ),
        "is_two_way": (
            pl.Boolean,
            "an owner wrote to this address or profile (true for curated records): only these are trusted names",
        ),
        "uid": (TEXT, "the export's own id"),
        "display_name": (TEXT, "best spelling of this record for people to read"),
        "given": (TEXT, "given name, as written"),
        "middle": (TEXT, "middle names"),
        "family": (TEXT, "family name, as written"),
        "suffix": (TEXT, "generation suffix only (jr, sr, ii, iii), lower case"),
        "nickname": (TEXT, "nickname"),
        "names": (NAMES, "all spellings with counts"),
        "emails": (TEXTS, "canonical addresses (lower case, IDNA), sorted"),
        "phones": (TEXTS, "E.164 where it parses, else digits, sorted"),
        "profiles": (TEXTS, "canonical profile URLs (linkedin.com/in/slug), sorted"),
        "organisation": (TEXT, "organisation, as written"),
        "company_key": (TEXT, "normalised organisation, see normalise/organisations.py"),
        "title": (TEXT, "job title, as written"),
        "city": (TEXT, "city"),
        "region": (TEXT, "region"),
        "country": (TEXT, "country"),
        "labels": (TEXTS, "labels"),
        "relations": (RELATIONS, "relations"),
        "connected_on": (pl.Date, "earliest connection date"),
        "first_seen": (UTC, "first dated sighting"),
        "last_seen": (UTC, "last dated sighting"),
    },
)

RECORD_SOURCE = Table(
    "record_source",
    "Every place a record was seen.",
    (),
    {
        "record_id": (TEXT, "the record"),
        "source_id": (TEXT, "the source"),
        "locator": (TEXT, "the place in it"),
    },
)

MAIL = Table(
    "mail",
    "Messages with each counted once per network, however many folders or owners hold it.",
    ("network_id", "message_key"),
    {
        "network_id": (TEXT, "the network"),
        "message_key": (TEXT, "the message"),
        "kind": (TEXT, "mail, chat, meeting"),
        "source_id": (TEXT, "first source (by id) that holds it"),
        "locator": (TEXT, "place in that source"),
        "sent_at": (UTC, "when; null when unknown (such a message counts for identity, not for ties)"),
        "sender": (TEXT, "canonical address; of a chat the profile"),
        "recipients": (
            pl.List(pl.Struct({"address": pl.String, "field": pl.String})),
            "people addressed, each once: to, cc or bcc",
        ),
        "in_reply_to": (TEXT, "id hash replied to"),
        "id_hash": (TEXT, "id hash"),
        "n_recipients": (pl.Int32, "people addressed"),
        "is_list": (pl.Boolean, "went through a discussion list"),
        "bulk_reason": (
            TEXT,
            "why it counts for nothing: no_reply, auto_submitted, bounce, newsletter, over_50, "
            "forged_sender (names an owner, who did not send it); null = personal",
        ),
    },
)

PERSON_RECORD = Table(
    "person_record",
    "Which person a record belongs to, in the safe and in the likely partition.",
    ("record_id",),
    {
        "record_id": (TEXT, "the record"),
        "person_id": (TEXT, "safe to act on: joined only through pairs in lane 'same'"),
        "likely_id": (TEXT, "clusters at p >= .5: for review and accuracy, never for asking"),
        "owner_id": (TEXT, "whose record"),
        "network_id": (TEXT, "the network"),
    },
)

MATCH = Table(
    "match",
    "Candidate pairs that were compared and are worth keeping (weight above the floor, vetoed, or decided).",
    ("record_a", "record_b"),
    {
        "record_a": (TEXT, "smaller record id"),
        "record_b": (TEXT, "larger record id"),
        "network_id": (TEXT, "the network"),
        "weight": (pl.Float64, "match weight in bits (log2 odds), the sum of the factors"),
        "probability": (pl.Float64, "2^w / (1 + 2^w)"),
        "lane": (TEXT, "same (p >= .99 and safe), review, different"),
        "veto": (TEXT, "what forbids the merge whatever the weight; null if nothing"),
    },
)

MATCH_FACTOR = Table(
    "match_factor",
    "The additive parts of each match weight.",
    ("record_a", "record_b", "factor"),
    {
        "record_a": (TEXT, "smaller record id"),
        "record_b": (TEXT, "larger record id"),
        "factor": (TEXT, "prior, name, email, phone, profile, affiliation, city, decision"),
        "level": (TEXT, "which level of the comparison held"),
        "bits": (pl.Float64, "contribution to the weight"),
    },
)

BLOCKING = Table(
    "blocking",
    "What each blocking rule brought and what was left out.",
    ("network_id", "rule"),
    {
        "network_id": (TEXT, "the network"),
        "rule": (TEXT, "blocking rule"),
        "n_blocks": (pl.Int64, "blocks with two records or more"),
        "n_pairs": (pl.Int64, "pairs it brought (some by other rules too)"),
        "n_new": (pl.Int64, "pairs that no earlier rule brought"),
        "n_refined": (pl.Int64, "over-full blocks split by a second key"),
        "n_left_out": (pl.Int64, "pairs of blocks still over the cap after refining, left out"),
    },
)

CLUSTER = Table(
    "cluster",
    "Persons of two records or more and where each is weakest.",
    ("person_id",),
    {
        "person_id": (TEXT, "the person"),
        "n_records": (pl.Int64, "records"),
        "weakest_bits": (pl.Float64, "largest pair weight across the weakest cut, bits"),
        "record_a": (TEXT, "the pair that holds the weakest cut"),
        "record_b": (TEXT, "its other record"),
    },
)

IDENTIFIER = Table(
    "identifier_strength",
    "How far an identifier identifies: measured by who holds it.",
    ("network_id", "kind", "value"),
    {
        "network_id": (TEXT, "the network"),
        "kind": (TEXT, "mail, phone, profile"),
        "value": (TEXT, "normalised value"),
        "strength": (TEXT, "strong, weak (role, family line, list, switchboard), by cardinality"),
        "n_names": (pl.Int64, "distinct people's names on curated or two-way records that hold it"),
    },
)

INTERACTION = Table(
    "interaction",
    "What passed between an owner and a record in one ISO week; only personal messages before as_of.",
    ("owner_id", "record_id", "direction", "week"),
    {
        "owner_id": (TEXT, "the owner"),
        "record_id": (TEXT, "the other side's mail or chat record"),
        "direction": (TEXT, "out (owner wrote) or in"),
        "week": (pl.Date, "Monday of the ISO week, UTC"),
        "n": (pl.Int64, "messages (mails, chat messages, meetings)"),
        "weight": (
            pl.Float64,
            "sum of c * f * n_recipients^-1/2 * 2^((t - week end)/180 d), week end = Monday + 7 d; "
            "f = 1 addressed, .4 cc or bcc; c = 1, .5 for a chat message",
        ),
        "n_addressed": (
            pl.Int64,
            "messages addressed: To with at most 3 recipients, or a reply to the other",
        ),
        "first_at": (UTC, "first message"),
        "last_at": (UTC, "last message"),
    },
)

EVIDENCE = Table(
    "evidence",
    "A few places that show a tie or an acquaintance: the most recent per pair and direction.",
    (),
    {
        "network_id": (TEXT, "the network"),
        "record_a": (TEXT, "sender's record"),
        "record_b": (TEXT, "the other record"),
        "kind": (TEXT, "sent (a wrote to b) or together (a and b addressed together)"),
        "at": (UTC, "when"),
        "source_id": (TEXT, "the source"),
        "locator": (TEXT, "place in it"),
    },
)

INTRODUCTION = Table(
    "introduction",
    "Introductions that already happened in an owner's own mail, by records; see transforms/network/introductions.py.",
    (),
    {
        "owner_id": (TEXT, "who was introduced"),
        "network_id": (TEXT, "the network"),
        "kind": (TEXT, "coaddressed (mailed both) or looped_in (answered the owner and added the other)"),
        "broker_record": (TEXT, "who introduced"),
        "introduced_record": (TEXT, "to whom"),
        "at": (UTC, "when"),
        "message_key": (TEXT, "the message that did it"),
        "source_id": (TEXT, "its source"),
        "locator": (TEXT, "its place there"),
        "n_recipients": (pl.Int32, "people it addressed"),
        "first_at": (UTC, "first mail between the two afterwards"),
        "first_out_at": (UTC, "first addressed mail of the owner to the other"),
        "first_in_at": (UTC, "first addressed mail of the other to the owner"),
        "answer_source_id": (TEXT, "source of the first mail between the two"),
        "answer_locator": (TEXT, "its place there"),
    },
)

ACQUAINTANCE = Table(
    "acquaintance_record",
    "Who knows whom, between mail records other than through an owner's own tie table; before as_of, decayed to "
    "as_of with half-life 180 d. Relabelled to people in SQL (sums stay exact).",
    ("network_id", "record_a", "record_b"),
    {
        "network_id": (TEXT, "the network"),
        "record_a": (TEXT, "sender, or for together the smaller id"),
        "record_b": (TEXT, "recipient, or the larger id"),
        "n_sent": (pl.Int64, "personal messages a -> b with at most 50 recipients"),
        "sent": (
            pl.Float64,
            "sum over them of c * n_recipients^-1/2 * 2^(-age/180 d), c = 1, .5 for a chat message: the o_ab of "
            "the model",
        ),
        "n_together": (
            pl.Int64,
            "messages of others with at most 8 recipients that address both (stored once, a < b)",
        ),
        "together": (pl.Float64, "same decayed sum over those"),
        "last_at": (UTC, "last of either"),
    },
)

AFFILIATION = Table(
    "affiliation_record",
    "What ties a record to an organisation.",
    ("record_id", "company_key", "basis"),
    {
        "record_id": (TEXT, "the record"),
        "company_key": (TEXT, "normalised company"),
        "organisation": (
            TEXT,
            "as written (for domains: the company's name if another record says it, else the domain)",
        ),
        "title": (TEXT, "job title there"),
        "is_current": (pl.Boolean, "true unless a later affiliation or date contradicts"),
        "basis": (
            TEXT,
            "stated (card, row or the owner's career), domain (mail domain that is not a free-mail provider)",
        ),
        "from_date": (pl.Date, "first dated sign"),
        "to_date": (pl.Date, "last dated sign"),
    },
)
