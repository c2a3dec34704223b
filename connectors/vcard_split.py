"""Cuts a vCard stream into cards, so that one bad card costs one card.

Works on lines of bytes and never recurses: a card that misses its END ends where the next one begins, and a card
nested under AGENT (vCard 2.1 §2.4.2) is a card of its own. Pictures, sounds and keys are dropped here, unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.base import File, Tally

LINE_CAP = 1 << 20
"""A longer physical line is a picture or an attack; its rest is not kept."""
CARD_CAP = 4 << 20
"""Bytes kept of one card."""

_BEGIN = re.compile(rb"^[ \t]*(?:[\w-]+\.)?BEGIN[ \t]*:[ \t]*VCARD[ \t]*$", re.IGNORECASE)
_END = re.compile(rb"^[ \t]*(?:[\w-]+\.)?END[ \t]*:[ \t]*VCARD[ \t]*$", re.IGNORECASE)
_OPAQUE = re.compile(rb"^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY|X-ABCROP-RECTANGLE)[;:]", re.IGNORECASE)
_PROPERTY = re.compile(rb"^(?:[\w-]+\.)?[A-Za-z][\w-]*(?:;[^:]*)?:")
_AGENT = re.compile(rb"^(?:[\w-]+\.)?AGENT[^:]*:[ \t]*$", re.IGNORECASE)


@dataclass(slots=True)
class Card:
    """One card: its lines without line ends and without BEGIN and END, and where it begins."""

    offset: int
    lines: list[bytes] = field(default_factory=list)
    is_agent: bool = False
    has_end: bool = False
    was_cut: bool = False
    in_opaque: bool = False
    size: int = 0

    def add(self, line: bytes) -> None:
        if self.in_opaque and not _PROPERTY.match(line):
            return  # base64 goes on, folded or not
        self.in_opaque = bool(_OPAQUE.match(line))
        if self.in_opaque:
            return
        self.size += len(line)
        if self.size > CARD_CAP:
            self.was_cut = True
            return
        self.lines.append(line)


def cards(file: File, tally: Tally) -> Iterator[Card]:
    """The cards of a file in the order in which they end. tally.read counts BEGIN lines."""
    stack: list[Card] = []
    for offset, line, is_cut in _lines(file, tally):
        if _BEGIN.match(line):
            tally.read += 1
            is_agent = bool(stack and stack[-1].lines and _AGENT.match(stack[-1].lines[-1]))
            if is_agent:
                stack[-1].lines.pop()
            else:
                yield from reversed(stack)
                stack.clear()
            stack.append(Card(offset, is_agent=is_agent))
        elif not stack:
            continue
        elif _END.match(line):
            card = stack.pop()
            card.has_end = True
            yield card
        else:
            stack[-1].was_cut |= is_cut and not _OPAQUE.match(line)
            stack[-1].add(line)
    yield from reversed(stack)


def _lines(file: File, tally: Tally) -> Iterator[tuple[int, bytes, bool]]:
    """(offset, line without its end, whether it was longer than the cap). UTF-16 becomes UTF-8 first; then, and
    for files whose lines end in CR alone, offsets are those of the text so read."""
    head = file.head
    with file.open() as stream:
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = stream.read().decode("utf-16", "replace").encode()
            tally.bytes_done += 2 * len(text)
            yield from _cut(text.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
            return
        if b"\r" in head and b"\n" not in head:
            text = stream.read()
            tally.bytes_done += len(text)
            yield from _cut(text.replace(b"\r", b"\n"))
            return
        offset, start, is_first = 0, True, True
        while line := stream.readline(LINE_CAP):
            size = len(line)
            if start:
                is_whole = line.endswith(b"\n") or size < LINE_CAP
                if is_first:
                    line, is_first = line.removeprefix(b"\xef\xbb\xbf"), False
                yield offset, line.rstrip(b"\r\n"), not is_whole
            start = line.endswith(b"\n")
            offset += size
            tally.bytes_done = offset


def _cut(text: bytes) -> Iterator[tuple[int, bytes, bool]]:
    offset = 0
    for line in text.split(b"\n"):
        yield offset, line[:LINE_CAP].removeprefix(b"\xef\xbb\xbf"), len(line) > LINE_CAP
        offset += len(line) + 1
