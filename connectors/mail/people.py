"""Header values -> the people they name. Values repeat along threads, so each distinct one is read once."""

from __future__ import annotations

import re
from collections.abc import Collection

from connectors.mail import addresses, headers, lists
from connectors.mail.addresses import Mailbox

SEPARATOR = "\x1f"
"""Between the addresses of ``People.joined``: no address holds it."""

_CACHE = 50_000
"""Values kept before the caches start afresh: bounds memory, keeps the hot ones."""
_PARTS = 200_000
_LISTS = 64
"""Different sets of declared lists that have a cache of their own."""


class People:
    """What one header of a message says, lists left out.

    mailboxes in order; addresses (keys) once each, in order, and joined by SEPARATOR; lists: addresses left out because
    they are a list's, sorted; is_damaged: something could not be read; number: of this value in its MailReader's
    current batch of sightings, -1 when it has none yet.
    """

    __slots__ = ("addresses", "is_damaged", "joined", "lists", "mailboxes", "number")

    def __init__(self, mailboxes: list[Mailbox], removed: Collection[str], is_damaged: bool) -> None:
        self.mailboxes = mailboxes
        self.addresses = dict.fromkeys([box[1] for box in mailboxes])
        self.joined = SEPARATOR.join(self.addresses)
        self.lists = tuple(sorted(removed)) if removed else ()
        self.is_damaged = is_damaged
        self.number = -1


NOBODY = People([], (), False)
"""An absent header."""


class Values(dict[bytes | tuple[bytes, ...], People]):
    """People by raw value, under one set of list addresses that the message itself declares."""

    def __init__(self, declared: frozenset[str], parts: _Parts) -> None:
        super().__init__()
        self._declared, self._parts = declared, parts

    def of(self, raw_values: list[bytes]) -> People:
        """What a header says, given its values in the order of appearance."""
        return self[raw_values[0] if len(raw_values) == 1 else tuple(raw_values)]

    def __missing__(self, raw: bytes | tuple[bytes, ...]) -> People:
        if len(self) >= _CACHE:
            self.clear()
        boxes: list[Mailbox] = []
        is_damaged = False
        for one in (raw,) if isinstance(raw, bytes) else raw:
            found, is_bad = self._parts.read(one)
            boxes += found
            is_damaged |= is_bad
        lists, declared = self._parts.lists, self._declared
        left = [box for box in boxes if box[1] not in lists and box[1] not in declared]
        removed = (
            {box[1] for box in boxes}.difference([box[1] for box in left]) if len(left) < len(boxes) else ()
        )
        people = self[raw] = People(left, removed, is_damaged)
        return people


class _Parts(dict[bytes, "Mailbox | None"]):
    """What stands between two commas -> the one ordinary mailbox it is, or None.

    A list whose every part is a mailbox by itself reads as those: whatever gives a comma another meaning (quotes,
    comments, groups) leaves a part that is none, and then the whole value goes to ``addresses.parse``.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lists: set[str] = set()
        """Addresses among those that were read that are lists by themselves (lists.is_list_address)."""
        self._judged: set[str] = set()

    def read(self, raw: bytes) -> tuple[list[Mailbox], bool]:
        """(every mailbox of a value, whether something could not be read)."""
        parts = b" ".join(raw.split()).split(b", ")
        boxes = list(map(self.get, parts))
        if None in boxes:
            boxes = [self._alone(part) for part in (parts if b'"' not in raw else _whole(parts))]
            if None in boxes:
                found, is_bad = addresses.parse(headers.folded_text(raw))
                self._judge(found)
                return found, is_bad
        return boxes, False  # type: ignore[return-value]

    def _alone(self, part: bytes) -> Mailbox | None:
        if part in self:
            return self[part]
        if len(self) >= _PARTS:
            self.clear()
        boxes, is_bad = addresses.parse(headers.folded_text(part))
        bare = _QUOTED.sub(b"", part)
        is_alone = len(boxes) == 1 and not is_bad and _STRUCTURE.isdisjoint(bare) and b"\\" not in part
        known = self[part] = boxes[0] if is_alone else None
        if is_alone:
            self._judge(boxes)
        return known

    def _judge(self, boxes: list[Mailbox]) -> None:
        for _, address in boxes:
            if address not in self._judged:
                if len(self._judged) >= _PARTS:
                    self._judged.clear()
                    self.lists.clear()
                    self.clear()
                self._judged.add(address)
                if lists.is_list_address(address):
                    self.lists.add(address)


_QUOTED = re.compile(rb'"[^"]*"')
_STRUCTURE = frozenset(b'():;[]"')
"""Bytes that may reach beyond a comma; a part that holds one outside of quotes is not judged alone."""


def _whole(parts: list[bytes]) -> list[bytes]:
    """The parts, put together where a comma stands between quotes."""
    whole: list[bytes] = []
    is_open = False
    for part in parts:
        if is_open:
            whole[-1] += b", " + part
        else:
            whole.append(part)
        is_open ^= part.count(b'"') % 2 == 1
    return whole


class Readers:
    """``Values`` for each set of declared lists, over one cache of single mailboxes."""

    def __init__(self) -> None:
        self._parts = _Parts()
        self._by_lists: dict[frozenset[str], Values] = {}
        self.plain = self.under(frozenset())

    def read(self, raw: bytes) -> list[Mailbox]:
        """Every mailbox of a value, lists too."""
        return self._parts.read(raw)[0]

    def under(self, declared: frozenset[str]) -> Values:
        """The reader of header values of a message that declares these list addresses."""
        values = self._by_lists.get(declared)
        if values is None:
            if len(self._by_lists) >= _LISTS:
                self._by_lists = {frozenset(): self.plain}
            values = self._by_lists[declared] = Values(declared, self._parts)
        return values
