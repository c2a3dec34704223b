"""Cuts an iCalendar stream (RFC 5545) into events and time zones, so that one bad event costs one event.

Works line by line and never recurses. Of an event only the properties in KEPT are taken; attachments, summaries and
descriptions are passed over unread, folded lines and all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.base import File, Tally
from connectors.byte_lines import lines

EVENT_CAP = 4 << 20
"""Bytes kept of one event."""
PROPERTY_CAP = 1 << 16
"""Bytes kept of one property."""
KEPT = frozenset(
    {
        b"UID",
        b"DTSTART",
        b"ORGANIZER",
        b"ATTENDEE",
        b"STATUS",
        b"RRULE",
        b"RDATE",
        b"EXDATE",
        b"RECURRENCE-ID",
    }
)

_BORDER = re.compile(rb"(BEGIN|END)[ \t]*:[ \t]*([A-Z-]+)[ \t]*$", re.IGNORECASE)
_NAME = re.compile(rb"(?:[\w-]+\.)?([A-Za-z][\w-]*)[ \t]*[;:]")
_OTHERS = frozenset({b"VTODO", b"VJOURNAL", b"VFREEBUSY"})
_FIRST = frozenset(b"BbEe")


@dataclass(slots=True)
class Component:
    """One VEVENT or VTIMEZONE: its unfolded lines, where it begins, and what the calendar around it says."""

    name: str
    offset: int
    method: str | None
    zone: str | None
    """X-WR-TIMEZONE: the zone of times that name none."""
    lines: list[bytes] = field(default_factory=list)
    has_end: bool = False
    was_cut: bool = False
    depth: int = 0
    """Components open inside an event (alarms), whose properties are not its own."""
    is_kept: bool = False
    size: int = 0

    def add(self, line: bytes, is_cut: bool) -> None:
        if line[:1] in (b" ", b"\t"):
            if self.is_kept:
                self._grow(self.lines[-1] + line[1:], len(line) - 1, is_cut, goes_on=True)
            return
        name = _NAME.match(line)
        self.is_kept = (
            name is not None and self.depth == 0 and (self.name != "VEVENT" or name[1].upper() in KEPT)
        )
        if self.is_kept:
            self._grow(line, len(line), is_cut, goes_on=False)

    def _grow(self, line: bytes, added: int, is_cut: bool, goes_on: bool) -> None:
        self.size += added
        if is_cut or len(line) > PROPERTY_CAP or self.size > EVENT_CAP:
            self.was_cut, self.is_kept = True, False
            if goes_on:
                self.lines.pop()  # half of an address would be another address
            return
        if goes_on:
            self.lines[-1] = line
        else:
            self.lines.append(line)


def components(file: File, tally: Tally) -> Iterator[Component]:
    """The events and time zones of a file, in the order in which they end. ``tally.read`` counts BEGIN:VEVENT."""
    current: Component | None = None
    method = zone = None
    with file.open() as stream:
        for offset, line, is_cut in lines(stream, file.head, tally):
            border = _BORDER.match(line) if line and line[0] in _FIRST else None
            if border is None:
                if current is not None:
                    current.add(line, is_cut)
                elif line[:7].upper() == b"METHOD:":
                    method = _text(line[7:])
                elif line[:14].upper() == b"X-WR-TIMEZONE:":
                    zone = _text(line[14:])
                continue
            name = border[2].upper()
            if border[1].upper() == b"END":
                if current is not None and name.decode() in (current.name, "VCALENDAR"):
                    current.has_end = name != b"VCALENDAR"
                    yield current
                    current = None
                elif current is not None:
                    current.depth = max(0, current.depth - 1)
            elif name in (b"VEVENT", b"VTIMEZONE", b"VCALENDAR") or name in _OTHERS:
                if current is not None:
                    yield current
                current = None
                if name in (b"VEVENT", b"VTIMEZONE"):
                    tally.read += name == b"VEVENT"
                    current = Component(name.decode(), offset, method, zone)
                elif name == b"VCALENDAR":
                    method = zone = None
            elif current is not None and current.name == "VEVENT":
                current.depth += 1
    if current is not None:
        yield current


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").strip()
