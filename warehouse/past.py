"""The warehouse as it would have been on an earlier day: what is learnt from the past is read there."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import polars as pl

from transforms import plan, schema
from transforms.network import interactions
from warehouse.build import build

LOOKBACK_DAYS = 1100
"""Mail before the day that counts; older mail has lost 98 % of its weight."""


def mail_before(mail: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Rows of ``mail`` (MAIL) within the days that count."""
    day = pl.lit(as_of).cast(pl.Datetime("us", "UTC"))
    return mail.filter(
        (pl.col("sent_at") < day) & (pl.col("sent_at") >= day - pl.duration(days=LOOKBACK_DAYS))
    )


def build_at(
    folder: Path, seen: plan.Sightings, people: pl.DataFrame, as_of: date, places: bool = False
) -> Path:
    """Build folder/weakties.duckdb from folder/built, which is written here, and return it. No list is made.

    seen: mail, already only that before as_of, records and owners. people: PERSON_RECORD. places: evidence and
    introductions too. Parameters of the models: those in folder/models, else the shipped ones.
    """
    built = folder / "built"
    built.mkdir(mode=0o700, parents=True, exist_ok=True)
    frames = {"mail": seen.mail, "record": seen.records, "person_record": people}
    frames |= plan.acquaintance(seen, as_of)
    if places:
        frames |= plan.interactions(seen, as_of)
    else:
        weekly = interactions.build(seen.mail, seen.records, seen.owners, as_of)
        frames["interaction"] = plan.tidy(schema.INTERACTION, weekly)
    for table in vars(schema).values():
        if isinstance(table, schema.Table):
            frames.setdefault(table.name, table.empty()).write_parquet(built / f"{table.name}.parquet")
    path = folder / "weakties.duckdb"
    path.unlink(missing_ok=True)
    run = {"run_id": "past", "as_of": as_of, "started_at": datetime(2000, 1, 1), "seconds": 0.0}
    build(
        path,
        built,
        {"owner": seen.owners},
        run | {"version": "past", "model_version": "none"},
        lists=False,
    )
    return path
