"""The contact rows of a mail source, made from what all its parts say about each address."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from connectors import durable, raw
from connectors.files import FoundSource
from connectors.mail import sightings
from connectors.outcome import Outcome
from connectors.reading import completed
from connectors.record_id import RecordIds


def add(found: FoundSource, folder: Path, number: int, outcome: Outcome) -> None:
    """Write the contact segment, numbered ``number``, of a source that has sightings, in place of an earlier one."""
    names = outcome.segments.get("sighting")
    if not names:
        return
    outcome.drop("contact")
    rows = sightings.contacts(pl.scan_parquet([folder / name for name in names]))
    record_ids = RecordIds(found.owner_id or "").of_mail(rows["emails"].list.first())
    contacts = completed(
        "contact", rows.with_columns(record_id=pl.Series(record_ids, dtype=pl.String)), found
    )
    if contacts.height:
        name = f"{number:04d}.contact.parquet"
        raw.write(folder, name, contacts)
        durable.sync_folder(folder)
        outcome.add("contact", name, contacts.height)
