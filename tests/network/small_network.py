"""Invented messages, records and owners in the tables' shapes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from connectors.schema import MESSAGE
from transforms.schema import RECORD

ME, PAL = "me@home.example", "pal@pool.example"
NOON = datetime(2024, 6, 5, 12, tzinfo=UTC)
"""A Wednesday."""


def owners(*rows: tuple[str, str, list[str]]) -> pl.DataFrame:
    """(owner_id, network_id, addresses); by default one owner, ``me``."""
    chosen = rows or (("me", "me", [ME]),)
    return pl.DataFrame(
        chosen,
        schema={"owner_id": pl.String, "network_id": pl.String, "addresses": pl.List(pl.String)},
        orient="row",
    )


def message(
    sender: str | None, to: str = "", cc: str = "", bcc: str = "", days: float = 0, **more: Any
) -> dict[str, Any]:
    """A MESSAGE row sent ``days`` before NOON; to, cc, bcc are space-separated addresses."""
    sent_at = more.pop("sent_at", NOON - timedelta(days=days))
    row = {
        "source_id": "s1",
        "owner_id": "me",
        "kind": "mail",
        "sent_at": sent_at,
        "sender": sender,
        "to": to.split(),
        "cc": cc.split(),
        "bcc": bcc.split(),
        "lists": [],
        "is_list": False,
        **more,
    }
    key = repr((sender, sent_at, more.get("id_hash"), to, cc, bcc))
    row.setdefault("message_key", hashlib.sha256(key.encode()).hexdigest()[:12])
    row.setdefault("locator", f"byte:{int(row['message_key'], 16) % 10**6}")
    return row


def messages(*rows: dict[str, Any]) -> pl.DataFrame:
    return MESSAGE.rows(list(rows))


def record(address: str, owner_id: str = "me", network_id: str | None = None, **more: Any) -> dict[str, Any]:
    """A mail record of one address; its id tells owner and address."""
    return {
        "record_id": f"r:{owner_id}:{address}",
        "network_id": network_id or owner_id,
        "owner_id": owner_id,
        "kind": "mail",
        "is_curated": False,
        "emails": [address],
        **more,
    }


def records(*rows: dict[str, Any]) -> pl.DataFrame:
    return RECORD.rows(list(rows))


def owner_record(address: str, owner_id: str = "me", network_id: str | None = None) -> dict[str, Any]:
    return record(address, owner_id, network_id, record_id=f"o:{owner_id}", kind="owner", is_curated=True)
