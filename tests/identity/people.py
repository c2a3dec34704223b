"""Small worlds of records for the identity tests: all invented."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl

from connectors.record_id import RecordIds
from connectors.schema import CONTACT
from transforms import records as record_rows
from transforms.identity.decisions import DECISION
from transforms.identity.ids import KNOWN
from transforms.identity.resolve import Identity, resolve

AT = datetime(2026, 11, 1, tzinfo=UTC)
OWNERS = pl.DataFrame(
    {"owner_id": ["Nora Quist"], "network_id": ["Nora Quist"], "addresses": [["nora@quist.example"]]},
)
TWO_WAY = pl.Schema({"network_id": pl.String, "address": pl.String})


def contact(kind: str, full_name: str | None = None, **columns: Any) -> dict[str, Any]:
    return {"kind": kind, "full_name": full_name, "owner_id": "Nora Quist", **columns}


def mail(address: str, *spellings: str, owner_id: str = "Nora Quist") -> dict[str, Any]:
    names = [{"name": name, "n": len(spellings) - k} for k, name in enumerate(spellings)]
    return {"kind": "mail", "owner_id": owner_id, "emails": [address], "names": names}


def records(
    rows: list[dict[str, Any]], written_to: tuple[str, ...] = (), owners: pl.DataFrame = OWNERS
) -> pl.DataFrame:
    """RECORD rows of contacts; each kind of one owner is one source."""
    hands = {row["owner_id"]: RecordIds(row["owner_id"]) for row in rows}
    filled = []
    for n, row in enumerate(rows):
        filled.append(
            {
                **row,
                "record_id": hands[row["owner_id"]].next(row),
                "source_id": row["kind"],
                "locator": f"line:{n}",
            }
        )
    two_way = pl.DataFrame(
        [(network, address) for network in owners["network_id"].unique() for address in written_to],
        schema=TWO_WAY,
        orient="row",
    )
    return record_rows.build(CONTACT.rows(filled), owners, two_way)[0]


def who(frame: pl.DataFrame, owners: pl.DataFrame = OWNERS, **more: Any) -> Identity:
    more = {
        "decisions": pl.DataFrame(schema=DECISION),
        "known_ids": pl.DataFrame(schema=KNOWN),
        "model": None,
    } | more
    return resolve(frame, owners, at=more.pop("at", AT), **more)


def people(frame: pl.DataFrame, identity: Identity) -> list[tuple[str, ...]]:
    """Persons as tuples of 'kind name place' labels, sorted; owners left out."""
    label = frame.filter(pl.col("kind") != "owner").select("record_id", label=_label())
    named = label.join(identity.person_record, on="record_id").sort("label")
    return sorted(
        tuple(g) for g in named.group_by("person_id", maintain_order=True).agg("label")["label"].to_list()
    )


def groups(rows: list[dict[str, Any]], **more: Any) -> list[tuple[str, ...]]:
    """The people that these contacts turn out to be."""
    frame = records(rows, **more)
    return people(frame, who(frame))


def _label() -> pl.Expr:
    place = pl.coalesce(
        pl.col("emails").list.first(), pl.col("profiles").list.first(), "organisation", pl.lit("")
    )
    return pl.format("{} {} {}", "kind", pl.col("display_name").fill_null("-"), place)
