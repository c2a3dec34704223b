"""Small invented mail files for the tests, and reading them through a connector."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from connectors.base import HEAD_BYTES, Block, File, Item, Problem, Tally
from connectors.mail.eml import Eml
from connectors.mail.mbox import Mbox
from connectors.mail.sightings import contacts

CORPORA = Path(os.environ.get("WEAKTIES_CORPORA", Path(__file__).parents[3] / "../shared/data")) / "mail"


def file(data: bytes, name: str = "mail.mbox") -> File:
    return File(name, data[:HEAD_BYTES], lambda: io.BytesIO(data))


class Result:
    """What a connector made of a file; asserts the accounting that every connector owes."""

    def __init__(self, items: Iterator[Item], tally: Tally) -> None:
        everything = list(items)
        blocks = [item for item in everything if isinstance(item, Block)]
        self.problems = [item for item in everything if isinstance(item, Problem)]
        self.messages: list[dict[str, Any]] = [
            row for block in blocks for row in block.frames["message"].to_dicts()
        ]
        assert everything[-1:] == blocks[-1:]
        rows = contacts(pl.concat([block.frames["sighting"].lazy() for block in blocks])).to_dicts()
        self.contacts = {row["emails"][0]: row for row in rows}
        assert len(self.contacts) == len(rows)
        self.n_read, self.n_loaded = tally.read, len(self.messages)
        assert self.n_loaded == sum(block.n_loaded for block in blocks)
        lost = [problem for problem in self.problems if problem.severity in ("skipped", "rejected")]
        assert tally.read == self.n_loaded + len(lost)

    def codes(self) -> list[tuple[str, str, str | None]]:
        return [(problem.code, problem.severity, problem.field) for problem in self.problems]


def read_mbox(data: bytes, name: str = "mail.mbox") -> Result:
    tally = Tally()
    return Result(Mbox().read(file(data, name), tally), tally)


def read_one(*lines: str) -> Result:
    """One message from its header lines."""
    tally = Tally()
    data = "\n".join([*lines, "", "body", ""]).encode("utf-8", "surrogateescape")
    return Result(Eml().read(file(data, "one.eml"), tally), tally)
