"""The owners' own addresses: what their mail shows, beside what weakties.toml says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from connectors.ledger import Ledger
from connectors.raw import scan
from pipelines.home import Home
from transforms.network import own_addresses

COLUMNS = ["n_mailboxes", "n_sent_copies", "n_from", "n_to", "share"]


def proposals(home: Home, owner_id: str | None = None) -> list[dict[str, Any]]:
    """Each owner's declared and likely addresses, likely ones first; share is the largest of one mailbox, whose
    path is given as ``mailbox``."""
    found = _evidence(home)
    paths = {key: entry.path for key, entry in Ledger(home.raw).entries.items()}
    rows = (
        found.sort("share", descending=True, maintain_order=True)
        .group_by("owner_id", "address", maintain_order=True)
        .agg(
            pl.len().alias("n_mailboxes"),
            pl.col("n_sent_copies", "n_from", "n_to").sum(),
            pl.col("share", "source_id", "is_declared").first(),
        )
        .sort(
            ["owner_id", "is_declared", "n_sent_copies", "share", "address"],
            descending=[False, True, True, True, False],
        )
        .to_dicts()
    )
    return [
        {
            "owner_id": row["owner_id"],
            "address": row["address"],
            "declared": row["is_declared"],
            **{name: row[name] for name in COLUMNS},
            "mailbox": Path(paths[row["source_id"]]).name,
        }
        for row in rows
        if owner_id in (None, row["owner_id"])
    ]


def n_unexplained(home: Home) -> int:
    """Mailboxes whose most likely owner address is not declared."""
    return own_addresses.unexplained(_evidence(home))


def _evidence(home: Home) -> pl.DataFrame:
    owners = pl.DataFrame(
        [(one.owner_id, address) for one in home.settings().owners for address in one.addresses],
        schema={"owner_id": pl.String, "address": pl.String},
        orient="row",
    )
    return own_addresses.evidence(scan(home.raw, "message"), owners)
