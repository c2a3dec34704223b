"""What one source says about each address: spellings, first and last sighting. Becomes the contact rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from connectors.base import Row
from connectors.mail.addresses import Mailbox
from connectors.mail.bulk import is_program

LIST_VOTES = 3
"""Authors whose mail must declare an address a list before it is one in other messages too: a forged header
or two must not make a person vanish. An address that wrote anything itself is never a list."""

_MAX_SPELLINGS = 200
"""Spellings kept of one address: a bound on what a flood of names can cost."""


class _Seen:
    __slots__ = ("first", "last", "locator", "names")

    def __init__(self, locator: str) -> None:
        self.names: dict[str, int] = {}
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.locator = locator


class Sightings:
    """Collects over one source; memory grows with the addresses, not with the messages."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}
        self._declared_by: dict[str, set[str | None]] = {}
        self._authors: set[str] = set()

    def wrote(self, author: str | None, lists: Iterable[str]) -> None:
        """author sent a message that says lists are lists."""
        for address in lists:
            self._declared_by.setdefault(address, set()).add(author)
        if author:
            self._authors.add(author)

    def add(self, boxes: Iterable[Mailbox], at: datetime | None, locator: str) -> None:
        """boxes were seen in one message of that date."""
        everyone = self._seen
        for box in dict.fromkeys(boxes):
            name, address = box
            known = everyone.get(address)
            if known is None:
                known = everyone[address] = _Seen(locator)
            if name is not None:
                names = known.names
                if name in names:
                    names[name] += 1
                elif len(names) < _MAX_SPELLINGS:
                    names[name] = 1
            if at is not None:
                if known.first is None or at < known.first:
                    known.first = at
                if known.last is None or at > known.last:
                    known.last = at

    def is_list(self, address: str) -> bool:
        """Whether several authors' mail declared it a list and nobody wrote from it."""
        return address not in self._authors and len(self._declared_by.get(address, ())) >= LIST_VOTES

    def contacts(self) -> list[Row]:
        """CONTACT rows in order of first sighting, without lists and programs; names most frequent first."""
        rows: list[Row] = []
        for address, known in self._seen.items():
            if self.is_list(address) or is_program(address):
                continue
            names = sorted(known.names.items(), key=lambda item: (-item[1], item[0]))
            rows.append(
                {
                    "kind": "mail",
                    "locator": known.locator,
                    "full_name": names[0][0] if names else None,
                    "names": [{"name": name, "n": n} for name, n in names],
                    "emails": [address],
                    "first_seen": known.first,
                    "last_seen": known.last,
                }
            )
        return rows
