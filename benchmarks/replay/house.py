"""A warehouse at a date, built by the product's own steps from a set's events."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from benchmarks.replay.events import Events
from transforms import plan, schema
from warehouse import past

POOL = "pool"


@dataclass(frozen=True)
class House:
    """Where things are. A person of the pool is 'p<id>'; of the network of owner p7 alone, 'p<id>.p000007'."""

    events: Events
    folder: Path

    def at(
        self,
        as_of: date,
        pooled: Sequence[str] = (),
        alone: Sequence[str] = (),
        parameters: Mapping[str, float] | None = None,
        places: bool = False,
    ) -> Path:
        """Build and return the file. pooled: people who own mailboxes of a network that holds the whole set's
        mail; alone: people whose network holds the mail they sent or got. parameters: model parameters in place
        of the shipped ones, as refit would write them. places: evidence too."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        mail = self._mail(as_of, pooled, alone)
        owners = _owners(pooled, alone)
        records = _records(mail, owners)
        if parameters:
            self._write(parameters)
        seen = plan.Sightings(mail, records, owners)
        return past.build_at(self.folder, seen, _people(records), as_of, places=places)

    def _mail(self, as_of: date, pooled: Sequence[str], alone: Sequence[str]) -> pl.DataFrame:
        before = past.mail_before(self.events.mail.lazy(), as_of).collect()
        parts = [before.with_columns(network_id=pl.lit(POOL))] if pooled else []
        addressed = before.select(
            "message_key", "sender", to=pl.col("recipients").list.eval(pl.element().struct.field("address"))
        )
        for owner in alone:
            mine = f"{owner}@example.org"
            seen = (addressed["sender"] == mine) | addressed["to"].list.contains(mine)
            parts.append(before.filter(seen).with_columns(network_id=pl.lit(owner)))
        return pl.concat(parts)

    def _write(self, parameters: Mapping[str, float]) -> None:
        from warehouse.fit import FILE, _write

        _write(self.folder / "models" / FILE, {"version": "replay", "values": dict(parameters)})


def _owners(pooled: Sequence[str], alone: Sequence[str]) -> pl.DataFrame:
    rows = [(who, POOL, [f"{who}@example.org"]) for who in pooled]
    rows += [(f"{who}.alone", who, [f"{who}@example.org"]) for who in alone]
    return pl.DataFrame(rows, schema=plan.OWNERS, orient="row")


def _records(mail: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """One mail record an address and network, and every owner's own."""
    recipients = mail.select(
        "network_id", address=pl.col("recipients").list.eval(pl.element().struct.field("address"))
    ).explode("address")
    everyone = pl.concat([mail.select("network_id", address="sender"), recipients]).unique()
    first = owners.group_by("network_id", maintain_order=True).agg(pl.col("owner_id").first())
    person = pl.concat_str(pl.col("address").str.head(7), pl.lit("."), pl.col("network_id"))
    mailed = everyone.join(first, on="network_id").with_columns(
        record_id=pl.concat_str(pl.lit("r."), person), kind=pl.lit("mail"), is_curated=pl.lit(False)
    )
    own = owners.select(
        "network_id",
        pl.col("addresses").list.first().alias("address"),
        "owner_id",
        record_id=pl.concat_str(pl.lit("o."), pl.col("owner_id")),
        kind=pl.lit("owner"),
        is_curated=pl.lit(True),
    )
    rows = pl.concat([mailed, own], how="diagonal").with_columns(
        is_two_way=pl.lit(True), emails=pl.concat_list("address"), display_name="address"
    )
    absent = [
        (pl.lit([], dtype) if dtype.is_nested() else pl.lit(None, dtype)).alias(name)
        for name, dtype in schema.RECORD.schema.items()
        if name not in rows.columns
    ]
    return plan.tidy(schema.RECORD, rows.with_columns(absent))


def _people(records: pl.DataFrame) -> pl.DataFrame:
    who = pl.col("emails").list.first().str.head(7)
    person = (
        pl.when(pl.col("network_id") == POOL)
        .then(who)
        .otherwise(pl.concat_str(who, pl.lit("."), "network_id"))
    )
    return plan.tidy(
        schema.PERSON_RECORD,
        records.select("record_id", "owner_id", "network_id", person_id=person, likely_id=person),
    )
