"""The properties of one event -> who is in it and when. The lines are read by vobject where they are not plain."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo

from connectors.calendar.split import Component
from connectors.calendar.zones import Zones, day_of, local, to_utc
from connectors.mail.words import clean_name
from connectors.sheets.cells import mail_address
from connectors.vcard.connector import read_card
from connectors.vcard.lines import Mended, Property

_NOT_PEOPLE = re.compile(
    r".+@(?:group|resource|import)\.calendar\.google\.com|unknownorganizer@calendar\.google\.com"
)
_ROOMS = frozenset({"ROOM", "RESOURCE"})


@dataclass(slots=True)
class When:
    """A wall time with its zone. ``is_assumed``: it names no zone that is known, so it is taken as UTC."""

    at: datetime
    zone: tzinfo
    is_date: bool = False
    is_assumed: bool = False

    @property
    def utc(self) -> datetime:
        return to_utc(self.at, self.zone)


@dataclass(slots=True)
class Event:
    """Addresses are lower-cased; ``names``: what each goes by in this event. Rooms, resources and who declined are
    left out; groups are in ``lists``."""

    uid: str = ""
    start: When | None = None
    sender: str | None = None
    to: list[str] = field(default_factory=list)
    cc: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    is_cancelled: bool = False
    rule: str | None = None
    more: list[datetime] = field(default_factory=list)
    """RDATE, UTC."""
    without: set[datetime | date] = field(default_factory=set)
    """EXDATE: instants (UTC), or days in the event's own zone."""
    replaces: datetime | None = None
    """RECURRENCE-ID, UTC: the occurrence that this event stands for."""


def event(component: Component, zones: Zones, mended: Mended) -> Event:
    """The event; what is no time or no address is told to ``mended``."""
    found = Event(is_cancelled=(component.method or "").upper() == "CANCEL")
    properties = read_card(component.lines, mended)

    def when(one: Property, text: str | None = None) -> When | None:
        moment = _when(one, one.value if text is None else text, zones, component.zone)
        if moment is None or moment.is_assumed:
            mended.add("bad_date" if moment is None else "unknown_zone", one.name)
        return moment

    for one in properties:
        if one.name == "UID":
            found.uid = found.uid or one.value.strip()
        elif one.name == "DTSTART":
            found.start = found.start or when(one)
        elif one.name == "STATUS":
            found.is_cancelled |= one.value.strip().upper() == "CANCELLED"
        elif one.name == "RRULE":
            found.rule = found.rule or one.value.strip()
        elif one.name == "RECURRENCE-ID":
            moment = when(one)
            found.replaces = moment.utc if moment else None
        elif one.name in ("RDATE", "EXDATE"):
            for text in filter(None, one.value.split(",")):
                moment = when(one, text)
                if moment and one.name == "RDATE":
                    found.more.append(moment.utc)
                elif moment:
                    found.without.add(moment.at.date() if moment.is_date else moment.utc)
        elif one.name == "ORGANIZER":
            found.sender = found.sender or _person(one, found, mended)
        elif one.name == "ATTENDEE":
            _attendee(one, found, mended)
    found.to = [one for one in dict.fromkeys(found.to) if one != found.sender]
    found.cc = [one for one in dict.fromkeys(found.cc) if one != found.sender and one not in found.to]
    return found


def is_without(event: Event, at: datetime) -> bool:
    """Whether EXDATE takes an occurrence out."""
    zone = event.start.zone if event.start else UTC
    return at in event.without or day_of(at, zone) in event.without


def _when(one: Property, text: str, zones: Zones, calendar_zone: str | None) -> When | None:
    parsed = local(text.partition("/")[0])  # a PERIOD starts with its start
    if parsed is None:
        return None
    at, is_utc, is_date = parsed
    if is_utc or is_date:
        return When(at, UTC, is_date)
    name = next(iter(one.params.get("TZID", ())), None) or calendar_zone
    zone = zones.find(name) if name else None
    return When(at, zone or UTC, False, zone is None)


def _attendee(one: Property, found: Event, mended: Mended) -> None:
    if _param(one, "CUTYPE") in _ROOMS or "DECLINED" in (_param(one, "PARTSTAT"), _param(one, "STATUS")):
        return
    address = _person(one, found, mended)
    if address is None:
        return
    if _param(one, "CUTYPE") == "GROUP":
        found.lists.append(address)
        found.names.pop(address, None)
    else:
        (found.cc if _param(one, "ROLE") == "NON-PARTICIPANT" else found.to).append(address)


def _person(one: Property, found: Event, mended: Mended) -> str | None:
    """The address of an ATTENDEE or ORGANIZER (also in EMAIL), its name noted; None for none, or a calendar's own."""
    address = mail_address(one.value) or mail_address(next(iter(one.params.get("EMAIL", ())), ""))
    if address is None:
        mended.add("bad_address", one.name)
        return None
    if _NOT_PEOPLE.fullmatch(address):
        return None
    name = clean_name(" ".join(one.params.get("CN", ())))
    if name and address not in found.names:
        found.names[address] = name
    return address


def _param(one: Property, name: str) -> str:
    return next(iter(one.params.get(name, ())), "").upper()
