"""A home of a few invented people, small enough to run many times."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines.home import Home
from pipelines.stages import chain
from pipelines.stages.context import Numbers, Run

AS_OF = date(2026, 3, 1)
CANARIES = (
    "Quentin Marblethorpe",
    "Marblethorpe",
    "qmarble@zanzibarium.example",
    "zanzibarium",
    "Zanzibarium",
)
"""A name and an address that nothing but tables and lists may hold."""

_CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Quentin Marblethorpe
N:Marblethorpe;Quentin;;;
EMAIL:qmarble@zanzibarium.example
ORG:Zanzibarium Ltd
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Berta Lindqvarn
N:Lindqvarn;Berta;;;
EMAIL:berta@lindqvarn.example
END:VCARD
"""


CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nEMAIL:{address}\nEND:VCARD\n"


def message(sender: str, to: str, day: int, number: int) -> str:
    """One mail of February 2026 as an mbox holds it."""
    return (
        f"From x@example.org Sun Feb {day:2d} 10:00:00 2026\nFrom: {sender}\nTo: {to}\n"
        f"Date: {day:02d} Feb 2026 10:00:00 +0000\nMessage-ID: <{number}@example.org>\nSubject: x\n\nbody\n\n"
    )


def make(folder: Path) -> Home:
    """A home with one owner, two cards and a few mails."""
    home = Home(folder)
    home.add_owner("anna", ["anna@ownhouse.example"])
    inbox = home.inbox / "anna"
    (inbox / "cards.vcf").write_text(_CARDS, encoding="utf-8")
    me, quentin = "Anna Own <anna@ownhouse.example>", "Quentin Marblethorpe <qmarble@zanzibarium.example>"
    both = f"{quentin}, Berta Lindqvarn <berta@lindqvarn.example>"
    mails = [message(me, quentin, 2, 1), message(quentin, me, 3, 2), message(me, both, 9, 3)]
    (inbox / "mail.mbox").write_text("".join(mails), encoding="utf-8")
    (home.path / "targets.csv").write_text("company\nZanzibarium Ltd\n", encoding="utf-8")
    return home


def add_person(home: Home) -> None:
    """One more card, so that the next run has something to publish."""
    card = CARD.format(name="Cyril Ombersley", address="cyril@ombersley.example")
    (home.inbox / "anna" / "more.vcf").write_text(card, encoding="utf-8")


def run(home: Home, **options: Any) -> dict[str, Numbers]:
    """One run without Dagster."""
    wanted = Run(home, **{"as_of": AS_OF, **options})
    with chain.writing(wanted):
        return chain.run_all(wanted)


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything a published file says, but for the table that lists runs and the times of importing."""
    with duckdb.connect(str(path), read_only=True) as con:
        names = [
            row[0] for row in con.execute("select table_name from duckdb_tables() order by 1").fetchall()
        ]
        found = {}
        for name in names:
            if name == "run":
                continue
            drop = (
                " exclude (imported_at)"
                if name == "source"
                else ' exclude ("at")'
                if name == "person_id_history"
                else ""
            )
            found[name] = con.execute(f'select *{drop} from "{name}" order by all').fetchall()
    return found
