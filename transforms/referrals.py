"""Whom somebody named when they were asked for an introduction: each is a record of its own, though no export holds
it, so that identity sees it and it may turn out to be somebody known."""

from __future__ import annotations

import hashlib
from typing import Any

import polars as pl

from connectors.record_id import fold
from connectors.schema import CONTACT

KIND = "referred"
"""Kind of such a record. It is written down on purpose, but it is no contact of the owner: it makes no tie."""


def contacts(asks: pl.DataFrame) -> pl.DataFrame:
    """Asks (owner_id, at, referred) -> CONTACT rows, one for each owner, name and organisation."""
    rows: dict[str, dict[str, Any]] = {}
    for owner_id, referred in (
        asks.select("owner_id", "referred").unique().sort("owner_id", "referred").iter_rows()
    ):
        record_id = record_of(owner_id, referred)
        if record_id is None:
            continue
        name, organisation = split(referred)
        rows.setdefault(
            record_id,
            {
                "record_id": record_id, "owner_id": owner_id, "kind": KIND, "full_name": name,
                "organisation": organisation or None, "names": [], "emails": [], "phones": [], "urls": [], "labels": [],
                "relations": [],
            },
        )  # fmt: skip
    return CONTACT.rows(list(rows.values()))


def split(referred: str) -> tuple[str, str]:
    """(name, organisation) of "Name, Organisation"; the organisation may be missing."""
    name, _, organisation = referred.partition(",")
    return name.strip(), organisation.strip()


def record_of(owner_id: str | None, referred: str | None) -> str | None:
    """The record that a referral makes; None where no owner or no name is given."""
    name, organisation = split(referred or "")
    if not owner_id or not fold(name):
        return None
    key = f"{owner_id}\x1f{KIND}\x1f{fold(name)}\x1f{fold(organisation)}"
    return "r_" + hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
