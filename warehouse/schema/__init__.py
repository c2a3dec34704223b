"""DDL of every table, one file each, and the one log that only the warehouse reads."""

from __future__ import annotations

from connectors.schema import TEXT
from connectors.table import UTC, Table

ASK = Table(
    "ask",
    "asks.csv: who was asked. Rows name records, never people, so that a merge or a split moves them.",
    (),
    {
        "at": (UTC, "when"),
        "owner_id": (TEXT, "who asked; null = every owner"),
        "record_ids": (TEXT, "records of the person asked, separated by spaces"),
        "target": (TEXT, "for what: a target_id or free text"),
        "status": (TEXT, "drafted, sent, yes, no, silent, met, introduced, thanked"),
        "referred": (TEXT, "whom they named: 'Name, Organisation'"),
    },
)
