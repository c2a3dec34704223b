"""A small invented network, written as built tables: who wrote to whom, who keeps whose card, who works where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from transforms import schema
from transforms.network import acquaintance, evidence, interactions, introductions
from warehouse.build import LOADED, build

AS_OF = date(2026, 11, 1)
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class World:
    """Rows gathered by the methods below; ``build`` writes them and returns the warehouse. A person is named by a
    word that is also its person_id; its address is word@example.org unless told."""

    owners: dict[str, str] = field(default_factory=lambda: {"olga": "olga"})
    """owner_id -> network_id; the first is the default owner. An owner's person_id is 'p_' + owner_id."""
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    mails: list[dict[str, Any]] = field(default_factory=list)
    affiliations: list[dict[str, Any]] = field(default_factory=list)
    matches: list[dict[str, Any]] = field(default_factory=list)
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for owner, network in self.owners.items():
            self._record(
                f"r_owner_{owner}",
                f"p_{owner}",
                owner,
                "owner",
                network,
                owner.title(),
                [address(f"p_{owner}")],
            )

    def card(self, who: str, owner: str = "olga", kind: str = "vcard", **columns: Any) -> None:
        """A card (or a LinkedIn row) of an owner."""
        name = columns.pop("display_name", who.title())
        emails = columns.pop("emails", [])
        record_id = f"r_{kind}_{owner}_{who}"
        self._record(
            record_id, columns.pop("person", who), owner, kind, self.owners[owner], name, emails, **columns
        )

    def mail(
        self,
        sender: str,
        *to: str,
        days_ago: float,
        cc: tuple[str, ...] = (),
        owner: str = "olga",
        is_list: bool = False,
        reply_to: str | None = None,
    ) -> None:
        """One message in an owner's mailbox, so many days before as_of; reply_to: the id_hash it answers."""
        network = self.owners[owner]
        for who in (sender, *to, *cc):
            record_id = f"r_mail_{network}_{who}"
            if record_id not in self.records:
                self._record(
                    record_id, who, owner, "mail", network, who.title(), [address(who)], is_two_way=True
                )
        nth = len(self.mails)
        self.mails.append(
            {
                "network_id": network, "message_key": f"m{nth:05}", "kind": "mail", "source_id": "s_mail",
                "locator": f"byte:{nth * 1000}", "sent_at": NOW - timedelta(days=days_ago), "sender": address(sender),
                "recipients": [{"address": address(w), "field": "to"} for w in to]
                + [{"address": address(w), "field": "cc"} for w in cc],
                "id_hash": f"h{nth:05}", "n_recipients": len(to) + len(cc), "is_list": is_list,
                "in_reply_to": reply_to,
            }
        )  # fmt: skip

    def works(
        self, who: str, organisation: str, title: str | None = None, record: str | None = None, **columns: Any
    ) -> None:
        """An affiliation of a record (default: the person's first)."""
        found = record or next(r for r, person in sorted(self.members.items()) if person == who)
        row = {
            "record_id": found,
            "company_key": organisation.lower().replace(" ", ""),
            "organisation": organisation,
        }
        self.affiliations.append(row | {"title": title, "is_current": True, "basis": "stated"} | columns)
        if columns.get("basis", "stated") == "stated":
            self.records[found] |= {"organisation": organisation, "title": title}

    def build(self, folder: Path, as_of: date = AS_OF, name: str = "build.duckdb") -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        built = folder / "built"
        built.mkdir(exist_ok=True)
        record = schema.RECORD.rows(list(self.records.values()))
        mail = schema.MAIL.rows(self.mails)
        owners = pl.DataFrame(
            [(o, n, [address(f"p_{o}")]) for o, n in self.owners.items()],
            schema={"owner_id": pl.String, "network_id": pl.String, "addresses": pl.List(pl.String)},
            orient="row",
        )
        frames = {
            "record": record,
            "record_source": schema.RECORD_SOURCE.rows([self._place(row) for row in self.records.values()]),
            "person_record": schema.PERSON_RECORD.rows(
                [{"record_id": r, "person_id": p, "likely_id": p, "owner_id": self.records[r]["owner_id"],
                  "network_id": self.records[r]["network_id"]} for r, p in self.members.items()]
            ),
            "match": schema.MATCH.rows(self.matches),
            "mail": mail,
            "interaction": interactions.build(mail, record, owners, as_of),
            "evidence": evidence.build(mail, record, as_of),
            "introduction": introductions.build(mail, record, owners, as_of),
            "acquaintance_record": acquaintance.build(mail, record, as_of),
            "affiliation_record": schema.AFFILIATION.rows(self.affiliations),
        }  # fmt: skip
        empty = {table.name: table for table in vars(schema).values() if isinstance(table, schema.Table)}
        for table in (*LOADED, *frames):
            frame = frames[table] if table in frames else empty[table].empty()
            frame.write_parquet(built / f"{table}.parquet")
        path = folder / name
        path.unlink(missing_ok=True)
        run = {
            "run_id": f"run-{as_of}",
            "as_of": as_of,
            "started_at": datetime(2026, 11, 1, 12),
            "seconds": 1.0,
        }
        tables = {"owner": owners, "source": SOURCES} | self.tables
        build(path, built, tables, run | {"version": "0.1.0", "model_version": "1"})
        return path

    def _record(
        self,
        record_id: str,
        person: str,
        owner: str,
        kind: str,
        network: str,
        name: str,
        emails: list[str],
        **columns: Any,
    ) -> None:
        curated = kind != "mail"
        self.records[record_id] = {
            "record_id": record_id, "network_id": network, "owner_id": owner, "kind": kind, "is_curated": curated,
            "is_two_way": True, "display_name": name, "emails": emails, "phones": [], "profiles": [], "labels": [],
            "names": [], "relations": [],
        } | columns  # fmt: skip
        self.members[record_id] = person

    def _place(self, row: dict[str, Any]) -> dict[str, Any]:
        source = {"mail": "s_mail", "linkedin_connections": "s_linkedin"}.get(row["kind"], "s_card")
        return {
            "record_id": row["record_id"],
            "source_id": source,
            "locator": f"line:{len(row['record_id'])}",
        }


def address(who: str) -> str:
    return f"{who}@example.org"


SOURCES = pl.DataFrame(
    [
        ("s_card", "olga", "inbox/olga/book.vcf", "vcard"),
        ("s_linkedin", "olga", "inbox/olga/Connections.csv", "linkedin_connections"),
        ("s_mail", "olga", "inbox/olga/mail.mbox", "mbox"),
    ],
    schema=["source_id", "owner_id", "path", "kind"],
    orient="row",
).with_columns(n_read=1, n_loaded=1, n_skipped=0, n_rejected=0)


def small_world() -> World:
    """Olga (the owner) knows Ben well, Cara a little, Dora of old; Ben knows Eve at Acme; Cara knows Finn, who
    knows Gus; Hal is only on a card; Ida shares an employer with Jon, whom nobody knows."""
    world = World()
    olga = "p_olga"
    for week in range(10):
        world.mail(olga, "ben", days_ago=7 * week + 2)
        world.mail("ben", olga, days_ago=7 * week + 1)
    for week in range(3):
        world.mail(olga, "cara", days_ago=30 * week + 9)
        world.mail("cara", olga, days_ago=30 * week + 8)
        world.mail(olga, "dora", days_ago=1500 + 7 * week)
        world.mail("dora", olga, days_ago=1499 + 7 * week)
    for nth in range(4):
        world.mail("ben", "eve", olga, days_ago=12 + nth)
    world.mail("eve", "ben", cc=(olga,), days_ago=10)
    world.mail("cara", "finn", cc=(olga,), days_ago=20)
    world.mail("finn", "cara", cc=(olga,), days_ago=19)
    world.mail("finn", "gus", days_ago=18)
    world.mail("gus", "finn", days_ago=17)
    world.mail("spam", olga, days_ago=3)
    world.card("hal", emails=["hal@example.org"], phones=["+491234"], city="Köln", family="Berg")
    world.card(
        "ida", kind="linkedin_connections", profiles=["linkedin.com/in/ida"], connected_on=date(2025, 11, 1)
    )
    world.card(
        "ben",
        labels=["choir"],
        city="Berlin",
        family="Adler",
        given="Ben",
        display_name="Ben Adler",
        phones=["+4930"],
    )
    world.works("ben", "Acme Inc.", "Engineer", record="r_vcard_olga_ben", company_key="acme")
    world.works("eve", "Acme", None, basis="domain", company_key="acme")
    world.works("ida", "Globex", "Senior Data Analyst")
    world.mail("jon", "kim", days_ago=40)
    world.works("jon", "Globex", basis="domain")
    return world
