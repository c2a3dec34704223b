"""A home in a temporary folder, and one call that does what a run does before anything is understood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from connectors.compressed import LIMITS, Limits
from connectors.files import FoundSource, discover
from connectors.ledger import Ledger
from connectors.load import read_sources
from connectors.raw import scan
from pipelines.home import Home

START = datetime(2024, 5, 1, tzinfo=UTC)
GROUPS = ("contacts", "mail", "home")


def card(name: str, address: str = "") -> str:
    mail = f"EMAIL:{address}\r\n" if address else ""
    return f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:;{name};;;\r\nFN:{name}\r\n{mail}END:VCARD\r\n"


def message(sender: str, to: str = "anna@own.example", number: int = 1) -> str:
    return (
        f"From: {sender}\nTo: {to}\nDate: Mon, 1 Apr 2024 10:00:{number % 60:02} +0000\n"
        f"Message-ID: <{number}.{sender}>\nSubject: no matter\n\nHello\n"
    )


def mbox(*messages: str) -> str:
    return "".join(f"From x@y.example Mon Apr  1 10:00:00 2024\n{one}\n" for one in messages)


def new_home(folder: Path) -> Home:
    home = Home(folder / "home")
    home.create()
    home.add_owner("anna", ["anna@own.example"])
    return home


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def find(home: Home, limits: Limits = LIMITS) -> list[FoundSource]:
    return discover(home.roots(), Ledger(home.raw), limits)


def load(home: Home, day: int = 0, full: bool = False, limits: Limits = LIMITS) -> dict[str, int]:
    """Discover and read everything; the accounting holds for each source."""
    ledger = Ledger(home.raw)
    found = discover(home.roots(), None if full else ledger, limits)
    counts = read_sources(found, ledger, groups=GROUPS, full=full, now=START + timedelta(days=day))
    for entry in Ledger(home.raw).entries.values():
        assert entry.n_read == entry.n_loaded + entry.n_skipped + entry.n_rejected
    return counts


def sources(home: Home) -> dict[str, dict[str, object]]:
    """The source table by path, without the part before the test's own folder."""
    return {Path(row["path"]).name: row for row in Ledger(home.raw).sources().to_dicts()}


def problems(home: Home) -> set[tuple[str, str]]:
    """(file name, code) of every problem."""
    paths = {key: Path(entry.path).name for key, entry in Ledger(home.raw).entries.items()}
    rows = scan(home.raw, "problem").collect().to_dicts()
    return {(paths[row["source_id"]], row["code"]) for row in rows}


def rows(home: Home, table: str) -> pl.DataFrame:
    frame = scan(home.raw, table).collect()
    return frame.sort([name for name in ("source_id", "locator") if name in frame.columns])
