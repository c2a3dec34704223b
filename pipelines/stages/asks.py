"""asks.csv: the ledger of asks, only ever appended to. It is effective with the next file that is published."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from connectors.home import slug
from pipelines.home import Home
from pipelines.stages import logs
from transforms import referrals
from warehouse.schema import ASK


def read(home: Home) -> pl.DataFrame:
    """The ledger's rows in file order."""
    return logs.read(home.path / "asks.csv", ASK, ()).rows


def with_targets(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with referred_record and referred_target: whom each named, and what the next target is called."""
    named = [referrals.record_of(*row) for row in rows.select("owner_id", "referred").iter_rows()]
    called = [slug(referrals.split(text or "")[0]) or "referred" for text in rows["referred"]]
    targets = [target if record else None for target, record in zip(called, named, strict=True)]
    return rows.with_columns(
        pl.Series("referred_record", named, pl.String), pl.Series("referred_target", targets, pl.String)
    )


def append(
    home: Home, owner_id: str, record_id: str, at: datetime, target: str, status: str, referred: str | None
) -> int:
    """Add one row; 0 when the ledger has it already. Raises OSError, and ValueError when a hand-made ledger lacks a
    column."""
    row = {
        "at": at, "owner_id": owner_id, "record_ids": record_id, "target": target or None, "status": status,
        "referred": referred,
    }  # fmt: skip
    frame = ASK.rows([row])
    return logs.append(home.path / "asks.csv", frame if referred else _narrow(home, frame))


def _narrow(home: Home, frame: pl.DataFrame) -> pl.DataFrame:
    """Without the column of names, where an older ledger has none."""
    path = home.path / "asks.csv"
    first = (
        path.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0]
        if path.is_file()
        else "referred"
    )
    return frame if "referred" in first else frame.drop("referred")
