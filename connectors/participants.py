"""Who took part in one file's chats or meetings: a contact row for each address or profile, a message row for each
event."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from connectors.base import Row
from connectors.mail.bulk import OVER

_MAX_SPELLINGS = 50
"""Spellings kept of one participant: a bound on what a flood of names can cost."""


class _Seen:
    __slots__ = ("first", "last", "locator", "names")

    def __init__(self, locator: str) -> None:
        self.names: Counter[str] = Counter()
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.locator = locator


class Participants:
    """Collects over one file; memory grows with the people, not with what they did."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}

    def add(self, one: str, name: str | None, at: datetime | None, locator: str) -> None:
        """An identifier was seen, at a time if it is known, under a name if one is sure to be its own."""
        known = self._seen.get(one)
        if known is None:
            known = self._seen[one] = _Seen(locator)
        if name and (name in known.names or len(known.names) < _MAX_SPELLINGS):
            known.names[name] += 1
        if at is not None:
            known.first = at if known.first is None else min(known.first, at)
            known.last = at if known.last is None else max(known.last, at)

    def name(self, one: str) -> str | None:
        """The most frequent spelling."""
        names = self._seen[one].names if one in self._seen else Counter()
        return min(names, key=lambda name: (-names[name], name)) if names else None

    def rows(self, kind: str, column: str, prefix: str = "") -> list[Row]:
        """CONTACT rows in order of first sighting, the identifier in ``column``; names most frequent first."""
        return [
            {
                "kind": kind,
                "locator": known.locator,
                "full_name": self.name(one),
                "names": [
                    {"name": name, "n": n}
                    for name, n in sorted(known.names.items(), key=lambda item: (-item[1], item[0]))
                ],
                column: [prefix + one],
                "first_seen": known.first,
                "last_seen": known.last,
            }
            for one, known in self._seen.items()
        ]


def message_row(
    kind: str,
    key: Sequence[str],
    locator: str,
    at: datetime | None,
    quality: str,
    sender: str | None,
    to: Sequence[str],
    cc: Sequence[str] = (),
    lists: Sequence[str] = (),
) -> Row:
    """A MESSAGE row. ``key``: what makes it the same message in another export or another owner's; an undated one
    is known by its place."""
    parts = [kind, sender or "", at.isoformat() if at else locator, *key]
    n_people = len({*to, *cc} - {sender})
    return {
        "message_key": hashlib.blake2b(
            "\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=12
        ).hexdigest(),
        "kind": kind,
        "locator": locator,
        "sent_at": at,
        "date_quality": quality,
        "sender": sender,
        "reply_to": [],
        "to": list(to),
        "cc": list(cc),
        "bcc": [],
        "references": [],
        "n_recipients": n_people,
        "is_list": False,
        "bulk_signal": "over_50" if n_people > OVER else None,
        "lists": list(lists),
    }
