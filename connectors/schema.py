"""The rows that connectors yield: what is there, no opinions. Everything downstream starts from these
tables and the small home tables; nothing else leaves a connector."""

from __future__ import annotations

import polars as pl

from connectors.table import UTC, Table

TEXT, TEXTS = pl.String, pl.List(pl.String)
NAMES = pl.List(pl.Struct({"name": pl.String, "n": pl.Int64}))
RELATIONS = pl.List(pl.Struct({"kind": pl.String, "name": pl.String}))

CONTACT = Table(
    "contact",
    "One card, one data row, or one address of one mail file (all its spellings together).",
    (),
    {
        "record_id": (
            TEXT,
            "stable id of the record, see connectors/record_id.py; no path, line or source in it",
        ),
        "source_id": (TEXT, "the source the row came from"),
        "owner_id": (TEXT, "whose export it is"),
        "kind": (
            TEXT,
            "connector kind: vcard, google_csv, outlook_csv, thunderbird_csv, linkedin_connections, "
            "csv, mail, chat, …; all mail formats and calendars give kind 'mail', LinkedIn's messages and "
            "invitations kind 'chat'",
        ),
        "locator": (
            TEXT,
            "line:N (CSV), byte:N (vCard, mbox), relative path (Maildir, .eml); for mail the first sighting",
        ),
        "uid": (TEXT, "the export's own identifier (vCard UID, CRM record id), as written"),
        "full_name": (TEXT, "the formatted name, as written"),
        "given": (TEXT, "given name"),
        "middle": (TEXT, "middle or additional names"),
        "family": (TEXT, "family name"),
        "prefix": (TEXT, "honorific prefix (Dr., Prof.)"),
        "suffix": (TEXT, "suffix or credentials (Jr., PhD)"),
        "nickname": (TEXT, "nickname"),
        "names": (NAMES, "spellings seen with how often (mail display names); empty for cards and rows"),
        "emails": (TEXTS, "mail addresses, trimmed and lower-cased, in order, unique"),
        "phones": (TEXTS, "phone numbers as written, trimmed"),
        "urls": (TEXTS, "web and profile addresses as written"),
        "organisation": (TEXT, "employer or organisation, first component"),
        "title": (TEXT, "job title or role"),
        "city": (TEXT, "locality of the first address"),
        "region": (TEXT, "region of the first address"),
        "country": (TEXT, "country of the first address"),
        "labels": (TEXTS, "categories, groups, labels"),
        "relations": (RELATIONS, "RELATED, Relation n, family labels: kind (spouse, agent, …) and name"),
        "connected_on": (pl.Date, "date the contact was made (LinkedIn Connected On), if the export says"),
        "first_seen": (UTC, "first dated sighting (mail: first message with a sane date)"),
        "last_seen": (UTC, "last dated sighting"),
    },
)

MESSAGE = Table(
    "message",
    "One mail, chat message or meeting: headers only. No subject and no body column exists. Addresses are "
    "lower-cased identifiers (mail addresses; for chats profiles as linkedin.com/in/slug); their display names "
    "are in CONTACT.names. The list's own address is removed "
    "from every column.",
    (),
    {
        "message_key": (
            TEXT,
            "hash(Message-ID, sender, sent second); without an id hash(sender, second, sorted recipients)",
        ),
        "source_id": (TEXT, "the source"),
        "owner_id": (TEXT, "whose mailbox"),
        "kind": (TEXT, "mail, chat or meeting"),
        "locator": (TEXT, "byte:N (mbox) or relative path (Maildir, .eml)"),
        "sent_at": (UTC, "when it was sent; null when no sane date was found"),
        "date_quality": (
            TEXT,
            "ok, repaired (two-digit year, odd zone), received (taken from Received), missing",
        ),
        "sender": (TEXT, "who wrote it; Reply-To for 'X via list' senders; null when the person is unknown"),
        "reply_to": (TEXTS, "Reply-To addresses"),
        "to": (TEXTS, "To addresses"),
        "cc": (TEXTS, "Cc addresses"),
        "bcc": (TEXTS, "Bcc addresses"),
        "id_hash": (TEXT, "hash of the Message-ID, null without one"),
        "in_reply_to": (TEXT, "hash of the message replied to"),
        "references": (TEXTS, "hashes of the thread's earlier messages, in order"),
        "n_recipients": (pl.Int32, "distinct To, Cc and Bcc addresses (people only, the sender not counted)"),
        "is_list": (pl.Boolean, "went through a discussion list (List-Id, List-Post or Precedence: list)"),
        "bulk_signal": (
            TEXT,
            "no_reply, auto_submitted, bounce, newsletter (List-Unsubscribe or Precedence: bulk "
            "and nobody but the list addressed), over_50; null for personal mail",
        ),
        "lists": (
            TEXTS,
            "addresses taken out of the other columns because they are a list's (declared by this message "
            "or known by their host)",
        ),
        "is_sent_copy": (
            pl.Boolean,
            "lay in a Sent folder (X-Gmail-Labels Sent, folder name); null when unknown",
        ),
    },
)

SIGHTING = Table(
    "sighting",
    "What a stretch of a mail file says about an address: the sums that its contact row is made of, kept so that "
    "mail that is added later is counted in. Raw only.",
    (),
    {
        "source_id": (TEXT, "the source"),
        "what": (
            TEXT,
            "seen (name was used for address), author (address wrote a message), list (mail by name declared "
            "address a list; three authors suffice)",
        ),
        "address": (TEXT, "lower-cased address"),
        "name": (TEXT, "seen: display name or null; list: the author's address or an empty text"),
        "n": (pl.Int64, "seen: header values of messages it stood in"),
        "first_seen": (UTC, "seen: first message with a sane date"),
        "last_seen": (UTC, "seen: last message with a sane date"),
        "locator": (TEXT, "seen: the first message it stood in"),
    },
)

PROBLEM = Table(
    "problem",
    "A record or file that was not loaded as it stood. Never the value.",
    (),
    {
        "source_id": (TEXT, "the source"),
        "locator": (TEXT, "the place, as in CONTACT; null for a whole file"),
        "code": (TEXT, "documented in docs/problems.md"),
        "field": (TEXT, "the property, column or header concerned, if one is"),
        "severity": (
            TEXT,
            "skipped (left out on purpose), rejected (unreadable), repaired (loaded after mending)",
        ),
    },
)

TARGET = Table(
    "target",
    "targets.csv: whom or what the owner wants to reach.",
    ("target_id",),
    {
        "target_id": (TEXT, "slug: column target_id or id, else made from the other columns"),
        "owner_id": (TEXT, "whose target; null = every owner"),
        "person": (TEXT, "name, address or person id of a person"),
        "company": (TEXT, "company name or key"),
        "role": (TEXT, "job title"),
        "city": (TEXT, "city"),
        "industry": (TEXT, "industry, as companies.csv calls it"),
    },
)

KNOWS = Table(
    "knows",
    "knows.csv: 'X knows Y', written down by the owner.",
    (),
    {
        "owner_id": (TEXT, "who wrote it; null = every owner"),
        "person_a": (TEXT, "name or address of one person"),
        "person_b": (TEXT, "name or address of the other"),
        "strength": (pl.Float64, "0 to 1 if given"),
        "since": (pl.Date, "date if given"),
    },
)

COMPANY = Table(
    "company_alias",
    "companies.csv: what else a company is called, which mail domains are its.",
    (),
    {
        "company": (TEXT, "the name to use"),
        "alias": (TEXT, "another name for it"),
        "domain": (TEXT, "a mail domain of it"),
        "industry": (TEXT, "industry, free text"),
    },
)

OWN_PROFILE = Table(
    "own_profile",
    "What an export says about its owner's own profile: candidates, of which transforms choose.",
    (),
    {
        "source_id": (TEXT, "the source"),
        "profile": (TEXT, "profile (linkedin.com/in/slug); null where only the owner's name is known"),
        "name": (TEXT, "the name it goes by, as written"),
        "n": (pl.Int64, "units in which it stands where the owner may stand"),
        "n_all": (pl.Int64, "units in which somebody does"),
        "basis": (
            TEXT,
            "message (takes part), invitation (on the side that Direction says is the owner's), profile "
            "(Profile.csv)",
        ),
    },
)

CAREER = Table(
    "career",
    "Where the owner of an export worked and studied.",
    (),
    {
        "source_id": (TEXT, "the source"),
        "locator": (TEXT, "the place in it"),
        "kind": (TEXT, "position or education"),
        "organisation": (TEXT, "employer or school, as written"),
        "title": (TEXT, "job title or degree"),
        "from_date": (pl.Date, "first day of the month (or year) it began"),
        "to_date": (pl.Date, "first day of the month (or year) it ended"),
        "is_over": (pl.Boolean, "an end is given, readable or not"),
    },
)

HEADER_KINDS = ("mail", "chat")
"""Kinds of CONTACT rows that are participants of messages: an address or profile with the names it was seen under."""
