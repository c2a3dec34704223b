"""vCard 2.1, 3.0 and 4.0 (.vcf): address books of phones, Apple Contacts, Google, Thunderbird, Nextcloud.

How to get the export: docs/connectors/vcard.md. Plain cards (``vcard_plain``) are read at once; all others go through
our own line reader, and what is in other encodings, nested or quoted is then understood by vobject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.base import File, Item, Loaded, Problem, Tally
from connectors.byte_lines import as_ascii
from connectors.sheets.cells import clean
from connectors.vcard.by_vobject import reread
from connectors.vcard.contact import contact, is_group
from connectors.vcard.lines import Mended, Property, properties
from connectors.vcard.plain import plain_properties, plain_row, plain_text
from connectors.vcard.split import Card, cards

_HEAD = re.compile(rb"^(?:[\w-]{1,64}\.)?BEGIN[ \t]*:[ \t]*VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE)
_NOT_PLAIN = re.compile(rb"QUOTED-PRINTABLE|CHARSET|ENCODING|AGENT|\^|\"", re.IGNORECASE)
_USABLE = ("full_name", "given", "family", "nickname", "organisation", "emails", "phones", "urls")


class VCard:
    """``kind`` vcard; locator = byte:N, where BEGIN:VCARD stands."""

    kind = "vcard"
    group = "contacts"
    version = 3

    def recognise(self, file: File) -> float:
        head = as_ascii(file.head)
        match = _HEAD.search(head)
        if match is None:
            return 0.0
        return 1.0 if not head[: match.start()].strip() else 0.6

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        for card in cards(file, tally):
            yield from _items(card)


def read_card(lines: list[bytes], mended: Mended) -> list[Property]:
    """The properties of a card's lines."""
    found = properties(lines, mended)
    return found if is_plain(lines) else reread(found, mended)


def is_plain(lines: list[bytes]) -> bool:
    """UTF-8 without encodings, character sets, nesting and quoted parameters: nothing that takes a library."""
    whole = b"\n".join(lines)
    if _NOT_PLAIN.search(whole):
        return False
    try:
        return whole.isascii() or bool(whole.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _items(card: Card) -> Iterator[Item]:
    """The one loaded unit or problem that a card is, and what was mended on it."""
    locator = f"byte:{card.offset}"
    if card.is_refused:
        yield Problem(locator, "nested_too_deep", "rejected")
        return
    text = plain_text(card.body) if card.body is not None else None
    if text is not None and (row := plain_row(text)) is not None:
        row["locator"] = locator
        yield Loaded(locator, {"contact": [row]})
        return
    mended = Mended()
    found = plain_properties(text) if text is not None else None
    if found is None:
        found = _by_lines(card, mended)
    if is_group(found):
        yield Problem(locator, "group_card", "skipped")
        return
    row = contact(found, mended)
    if card.agents:
        agents = [{"kind": "agent", "name": agent.name} for agent in card.agents if agent.name]
        row["relations"] += [one for one in agents if one not in row["relations"]]
    if not any(row[name] for name in _USABLE):
        is_garbage = bool(card.lines) and not found
        yield Problem(locator, *(("unreadable_card", "rejected") if is_garbage else ("empty", "skipped")))
        return
    if card.is_agent:
        card.name = row["full_name"] or clean(" ".join(filter(None, (row["given"], row["family"]))))
    row["locator"] = locator
    yield Loaded(locator, {"contact": [row]})
    for code, name in mended.found:
        yield Problem(locator, code, "repaired", name)


def _by_lines(card: Card, mended: Mended) -> list[Property]:
    if card.body is not None:
        card.unpack()
    if not card.has_end:
        mended.add("missing_end")
    if card.was_cut:
        mended.add("too_long")
    return read_card(card.lines, mended)
