"""Header values -> the people they name. Values repeat along threads, so each distinct one is read once."""

from __future__ import annotations

from functools import lru_cache

from connectors.mail import addresses, headers, lists
from connectors.mail.addresses import Mailbox

SEPARATOR = "\x1f"
"""Between the addresses of ``People.joined``: no address holds it."""

_CACHE = 50_000
"""Values kept before the caches start afresh: bounds memory, keeps the hot ones."""
_TOKENS = 200_000
_LISTS = 64
"""Different sets of declared lists that have a cache of their own."""


class People:
    """What one header of a message says, lists left out.

    mailboxes in order; addresses once each, in order, and joined by SEPARATOR; lists: addresses left out because
    they are a list's, sorted; is_damaged: something could not be read; number: of this value in its MailReader's
    current batch of sightings, -1 when it has none yet.
    """

    __slots__ = ("addresses", "is_damaged", "joined", "lists", "mailboxes", "number")

    def __init__(self, mailboxes: list[Mailbox], removed: set[str], is_damaged: bool) -> None:
        self.mailboxes = tuple(mailboxes)
        unique = dict.fromkeys([box.address for box in mailboxes])
        self.addresses = frozenset(unique)
        self.joined = SEPARATOR.join(unique)
        self.lists = tuple(sorted(removed))
        self.is_damaged = is_damaged
        self.number = -1


NOBODY = People([], set(), False)
"""An absent header."""


class Values(dict[bytes | tuple[bytes, ...], People]):
    """People by raw value, under one set of list addresses that the message itself declares."""

    def __init__(self, declared: frozenset[str], known: _Tokens) -> None:
        super().__init__()
        self._declared, self._known = declared, known

    def __missing__(self, raw: bytes | tuple[bytes, ...]) -> People:
        if len(self) >= _CACHE:
            self.clear()
        mailboxes: list[Mailbox] = []
        removed: set[str] = set()
        is_damaged = False
        declared = self._declared
        for one in (raw,) if isinstance(raw, bytes) else raw:
            boxes, is_bad = self._known.read(one)
            is_damaged |= is_bad
            for box in boxes:
                if box.address in declared or _is_list(box.address):
                    removed.add(box.address)
                else:
                    mailboxes.append(box)
        people = self[raw] = People(mailboxes, removed, is_damaged)
        return people


class _Tokens(dict[bytes, "Mailbox | None"]):
    """What stands between two commas -> the one ordinary mailbox it is, or None.

    A list whose every piece is a mailbox by itself reads as those: whatever gives a comma another meaning (quotes,
    comments, groups) leaves a piece that is none, and then the whole value goes to ``addresses.parse``.
    """

    def read(self, raw: bytes) -> tuple[list[Mailbox], bool]:
        boxes = [self[piece] for piece in raw.split(b",")]
        if None in boxes:
            return addresses.parse(headers.folded_text(raw))
        return boxes, False  # type: ignore[return-value]

    def __missing__(self, piece: bytes) -> Mailbox | None:
        if len(self) >= _TOKENS:
            self.clear()
        boxes, is_bad = addresses.parse(headers.folded_text(piece))
        known = boxes[0] if len(boxes) == 1 and not is_bad and not _STRUCTURE.intersection(piece) else None
        if known is not None and piece.count(b'"') % 2:
            known = None
        self[piece] = known
        return known


@lru_cache(maxsize=_TOKENS)
def _is_list(address: str) -> bool:
    return lists.is_list_address(address)


_STRUCTURE = frozenset(b"():;[]\\")
"""Bytes that may reach beyond a comma; a piece that holds one is not judged alone."""


class Readers:
    """``Values`` for each set of declared lists, over one cache of single mailboxes."""

    def __init__(self) -> None:
        self._tokens = _Tokens()
        self._by_lists: dict[frozenset[str], Values] = {}
        self.plain = self.under(frozenset())

    def read(self, raw: bytes) -> list[Mailbox]:
        """Every mailbox of a value, lists too."""
        return self._tokens.read(raw)[0]

    def under(self, declared: frozenset[str]) -> Values:
        """The reader of header values of a message that declares these list addresses."""
        values = self._by_lists.get(declared)
        if values is None:
            if len(self._by_lists) >= _LISTS:
                self._by_lists = {frozenset(): self.plain}
            values = self._by_lists[declared] = Values(declared, self._tokens)
        return values
