"""Blocking checks that rows go all the way: none that was read is lost, and none is left of a source that was removed."""

from __future__ import annotations

import polars as pl

from connectors.ledger import Ledger
from connectors.raw import TABLES, scan
from pipelines.stages.context import Numbers, Run
from pipelines.stages.ids import published_rows
from pipelines.stages.ingest import owners
from pipelines.stages.outcome import Outcome
from transforms.network.copies import copies
from transforms.normalise import emails

NO_ROW_LOST, NOTHING_REMOVED = "no_row_lost", "nothing_of_removed_sources"
HOLDS = {
    NO_ROW_LOST: "every row that was read is there, every card and message is in a record or counted, every record is"
    " somebody's",
    NOTHING_REMOVED: "no place, message or piece of evidence is from a source that is not in the ledger",
}

_UNOWNED = "select count(*) as n from record anti join person_record using (record_id)"
_OF_NO_SOURCE = """
    select (select count(*) from record_source anti join source using (source_id)) as places,
           (select count(*) from evidence where source_id is not null
              and source_id not in (select source_id from source)) as evidence
"""


def no_row_lost(run: Run) -> Outcome:
    """Counts of what is missing at each step: rows that the ledger says its segments hold, cards and addresses that
    are in no record (a mailing list's address excepted), messages that are not counted, records without a person."""
    owner = owners(run).lazy().select("owner_id", "network_id").unique()
    numbers: Numbers = {
        "rows_missing": _rows_missing(run),
        "cards_lost": _cards_lost(run, owner),
        "messages_lost": _messages_lost(run, owner),
        "records_of_nobody": sum(int(str(row["n"])) for row in published_rows(run.build, _UNOWNED)),
    }
    return Outcome(NO_ROW_LOST, not any(numbers.values()), numbers=numbers)


def nothing_of_removed_sources(run: Run) -> Outcome:
    """Whoever removed a source finds nothing of it in what is published."""
    known = pl.LazyFrame({"source_id": list(Ledger(run.home.raw).entries)}, schema={"source_id": pl.String})
    listed = pl.scan_parquet(run.home.built / "source.parquet").select("source_id")
    numbers: Numbers = {
        "sources": _count(listed.join(known, on="source_id", how="anti")),
        "messages": _count(
            pl.scan_parquet(run.home.built / "mail.parquet")
            .select("source_id")
            .join(known, on="source_id", how="anti")
        ),
    }
    for row in published_rows(run.build, _OF_NO_SOURCE):
        numbers |= {name: int(str(n)) for name, n in row.items()}
    return Outcome(NOTHING_REMOVED, not any(numbers.values()), numbers=numbers)


def _rows_missing(run: Run) -> int:
    """Rows by which segments differ from what the ledger says they hold."""
    ledger = Ledger(run.home.raw)
    missing = 0
    for table in TABLES:
        segments = ledger.segments(table)
        told = sum(entry.rows.get(table, 0) for entry in ledger.entries.values())
        missing += abs(told - (_count(pl.scan_parquet(segments)) if segments else 0))
    return missing


def _cards_lost(run: Run, owner: pl.LazyFrame) -> int:
    """Places of raw contacts where no record stands; what a mail source says of a list's address is none."""
    places = pl.LazyFrame(
        published_rows(run.build, "select distinct source_id, locator from record_source"),
        schema={"source_id": pl.String, "locator": pl.String},
        orient="row",
    )
    missing = (
        scan(run.home.raw, "contact")
        .select("source_id", "locator", "owner_id", "kind", pl.col("emails").list.first().alias("address"))
        .join(places, on=["source_id", "locator"], how="anti", nulls_equal=True)
        .join(owner, on="owner_id")
        .collect()
    )
    address = missing["address"].map_elements(emails.canonical, return_dtype=pl.String)
    lists = pl.read_parquet(run.home.built / "list_address.parquet").with_columns(kind=pl.lit("mail"))
    keys = ["network_id", "address", "kind"]
    return missing.with_columns(address=address).join(lists, on=keys, how="anti").height


def _messages_lost(run: Run, owner: pl.LazyFrame) -> int:
    """Messages that are not counted. Copies under other ids stand under one id: their time is looked for, and only
    where that is not there either, the copies are put together once more."""
    mail = pl.scan_parquet(run.home.built / "mail.parquet")
    missing = (
        scan(run.home.raw, "message")
        .select("owner_id", "message_key", "sent_at")
        .join(owner, on="owner_id")
        .join(mail, on=["network_id", "message_key"], how="anti")
        .join(mail, on=["network_id", "sent_at"], how="anti")
    )
    if not _count(missing):
        return 0
    held = (
        copies(scan(run.home.raw, "message"), owners(run)).lazy().select("network_id", "message_key").unique()
    )
    return _count(held.join(mail, on=["network_id", "message_key"], how="anti"))


def _count(rows: pl.LazyFrame) -> int:
    return int(rows.select(pl.len()).collect().item())
