"""Cuts a vCard stream into cards, so that one bad card costs one card.

Never recurses. A card that misses its END ends where the next one begins; a card nested under AGENT (vCard 2.1
§2.4.2) is a card of its own; pictures, sounds and keys are dropped here, unread. A card that stands as most programs
write it is cut out whole (``Card.body``); all others are taken line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.base import File, Tally
from connectors.byte_lines import BOM, Line, lines, utf16
from connectors.vcard.source import Source

CARD_CAP = 4 << 20
"""Bytes kept of one card."""
DEPTH_CAP = 16
"""Cards open at once; what is nested deeper is counted and refused."""

_BEGIN = re.compile(rb"(?:[\w-]+\.)?BEGIN[ \t]*:[ \t]*VCARD[ \t]*$", re.IGNORECASE)
_END = re.compile(
    rb"(?:[\w-]+\.)?END[ \t]*:[ \t]*VCARD[ \t]*(BEGIN[ \t]*:[ \t]*VCARD[ \t]*)?$", re.IGNORECASE
)
_BORDER = re.compile(rb"[\w.-]{0,64}(?:BEGIN|END)[ \t]*:", re.IGNORECASE)
_ANY_BORDER = re.compile(rb"(?:BEGIN|END)[ \t]*:[ \t]*VCARD", re.IGNORECASE)
_OPAQUE = re.compile(rb"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:]", re.IGNORECASE)
_PROPERTY = re.compile(rb"(?:[\w-]+\.)?[A-Za-z][\w-]*[;:]")
_AGENT = re.compile(rb"(?:[\w-]+\.)?AGENT[^:]*:[ \t]*$", re.IGNORECASE)
_FIRST = frozenset(b"BbEe")


@dataclass(slots=True)
class Card:
    """One card: its lines without BEGIN and END, where it begins, and what was odd about it."""

    offset: int
    lines: list[bytes] = field(default_factory=list)
    body: bytes | None = None
    """All lines with their ends, of a card that was cut out whole; ``lines`` is empty until ``unpack``."""
    agents: list[Card] = field(default_factory=list)
    """Cards nested in this one. They come before it in the stream of cards."""
    is_agent: bool = False
    is_refused: bool = False
    has_end: bool = False
    was_cut: bool = False
    in_opaque: bool = False
    size: int = 0
    name: str | None = None
    """Filled in by whoever reads the card, for the card that it is nested in."""

    def add(self, line: bytes, is_cut: bool) -> None:
        if self.in_opaque and not _PROPERTY.match(line):
            return  # base64 goes on, folded or not
        self.in_opaque = bool(_OPAQUE.match(line))
        if self.in_opaque:
            return
        if self.is_refused:
            self.lines = [line]  # enough to see whether the next card is nested in this one
            return
        self.size += len(line)
        self.was_cut |= is_cut or self.size > CARD_CAP
        if self.size <= CARD_CAP:
            self.lines.append(line)

    def unpack(self) -> None:
        """``lines`` of a card that was cut out whole."""
        for line in (self.body or b"").split(b"\n"):
            self.add(line.removeprefix(BOM).rstrip(b"\r\n"), False)
        self.body = None


def cards(file: File, tally: Tally) -> Iterator[Card]:
    """The cards of a file, in the order in which they end. ``tally.read`` counts BEGIN:VCARD."""
    stack: list[Card] = []
    with file.open() as stream:
        if utf16(file.head) or (b"\r" in file.head and b"\n" not in file.head):
            for line in lines(stream, file.head, tally):
                yield from _take(stack, line, tally)
        else:
            source = Source(stream, tally)
            while True:
                if not stack:
                    while (whole := source.card()) is not None:
                        offset, body = whole
                        if b"VCARD" in body.upper() and _ANY_BORDER.search(
                            body
                        ):  # a card inside it, or one that never ended
                            source.unread(offset)
                            break
                        tally.read += 1
                        yield Card(offset, body=body, has_end=True)
                one = source.line()
                if one is None:
                    break
                yield from _take(stack, one, tally)
    yield from reversed(stack)


def _take(stack: list[Card], one: Line, tally: Tally) -> Iterator[Card]:
    offset, line, is_cut = one
    if not (line and (line[0] in _FIRST or b"." in line) and _BORDER.match(line)):
        if stack:
            stack[-1].add(line, is_cut)
    elif _BEGIN.match(line):
        tally.read += 1
        yield from _open(stack, offset)
    elif end := _END.match(line):
        if stack:
            stack[-1].has_end = True
            yield stack.pop()
        if end[1]:  # a file without a last line end, joined to the next one
            tally.read += 1
            yield from _open(stack, offset + end.start(1))


def _open(stack: list[Card], offset: int) -> Iterator[Card]:
    """Push a card that begins here; yields the cards that it shows to have lost their END."""
    outer = stack[-1] if stack else None
    card = Card(offset)
    if outer and outer.lines and _AGENT.match(outer.lines[-1]):
        outer.lines.pop()
        card.is_agent = True
        card.is_refused = len(stack) >= DEPTH_CAP
        if not card.is_refused:
            outer.agents.append(card)
    else:
        yield from reversed(stack)
        stack.clear()
    stack.append(card)
