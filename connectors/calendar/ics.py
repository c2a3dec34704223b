"""iCalendar files (.ics, and .vcs as far as they agree): meetings as messages from who called them to who came.

How to get the export: docs/connectors/ics.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from connectors.base import File, Item, Loaded, Problem, Summary, Tally
from connectors.byte_lines import as_ascii
from connectors.calendar.event import Event, event, is_without
from connectors.calendar.recurrence import occurrences, parse
from connectors.calendar.split import Component, components
from connectors.calendar.zones import Zones, local, to_utc
from connectors.mail.bulk import is_program
from connectors.participants import Participants, message_row
from connectors.vcard.lines import Mended

PAST, COMING = 260, 260
"""Occurrences of one recurring event that are kept: the latest up to now (five years of weeks), and the next."""
HORIZON = timedelta(days=366)
"""How far after now occurrences are looked for: an unchanged file is not read again, and time goes on."""

_START = re.compile(rb"\s*BEGIN[ \t]*:[ \t]*(?:VCALENDAR|VEVENT)[ \t]*\n", re.IGNORECASE)


@dataclass(slots=True)
class _Survey:
    """What must be known before the first event is read: zones may stand behind, and an event that stands for one
    occurrence of another takes that occurrence from it."""

    zones: Zones = field(default_factory=Zones)
    replaced: set[tuple[str, datetime]] = field(default_factory=set)


class Ics:
    """``kind`` ics; locator = byte:N, where BEGIN:VEVENT stands."""

    kind = "ics"
    group = "mail"
    version = 1

    def __init__(self, now: datetime | None = None) -> None:
        """now: where past and coming occurrences meet; default the clock's."""
        self._now = now

    def recognise(self, file: File) -> float:
        return 1.0 if _START.match(as_ascii(file.head)) else 0.0

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        now = self._now or datetime.now(UTC)
        survey = _survey(file)
        people = Participants()
        for component in components(file, tally):
            if component.name == "VEVENT":
                yield from _items(component, survey, people, now)
        yield Summary({"contact": people.rows("mail", "emails")})


def _survey(file: File) -> _Survey:
    found = _Survey()
    replacing = []
    for component in components(file, Tally()):
        if component.name == "VTIMEZONE":
            found.zones.define(component.lines)
        elif any(line[:13].upper() == b"RECURRENCE-ID" for line in component.lines):
            component.lines = [line for line in component.lines if line[:1].upper() in (b"U", b"R")]
            replacing.append(component)
    for component in replacing:
        one = event(component, found.zones, Mended())
        if one.uid and one.replaces:
            found.replaced.add((one.uid, one.replaces))
    return found


def _items(component: Component, survey: _Survey, people: Participants, now: datetime) -> Iterator[Item]:
    """The one loaded unit or problem that an event is, and what was mended on it."""
    locator = f"byte:{component.offset}"
    mended = Mended()
    if not component.has_end:
        mended.add("missing_end")
    if component.was_cut:
        mended.add("too_long")
    one = event(component, survey.zones, mended)
    if one.is_cancelled:
        yield Problem(locator, "cancelled", "skipped")
        return
    everybody = [*dict.fromkeys(filter(None, (one.sender, *one.to, *one.cc)))]
    if len(everybody) < 2:
        yield Problem(locator, "no_attendees", "skipped")
        return
    times = _times(one, survey, now, mended)
    if one.start is None:
        mended.add("bad_date", "DTSTART")
    past = [at for at in times if at <= now]
    for address in everybody:
        if not is_program(address):
            people.add(address, one.names.get(address), past[0] if past else None, locator)
            people.add(address, None, past[-1] if past else None, locator)
    quality = "missing" if one.start is None else "repaired" if one.start.is_assumed else "ok"
    rows = []
    instants: list[datetime | None] = [*times] if one.start else [None]
    for at in instants:
        key = [one.uid or "\x1e".join(sorted([*one.to, *one.cc]))]
        row = message_row(
            "meeting", key, locator, at, quality, one.sender, one.to, one.cc, sorted(set(one.lists))
        )
        if one.sender and is_program(one.sender):
            row["bulk_signal"] = "no_reply"
        rows.append(row)
    yield Loaded(locator, {"message": rows})
    for code, name in mended.found:
        yield Problem(locator, code, "repaired", name)


def _times(one: Event, survey: _Survey, now: datetime, mended: Mended) -> list[datetime]:
    """The instants at which an event takes place, in order. Of a single event its start, whenever that is."""
    if one.start is None:
        return []
    start = one.start.utc
    found = {start, *one.more}
    if one.rule and one.replaces is None:
        found |= _by_rule(one, now, mended)
    if one.replaces is None:
        found = {at for at in found if (one.uid, at) not in survey.replaced and not is_without(one, at)}
    past = sorted(at for at in found if at <= now)
    coming = sorted(at for at in found if at > now)
    if len(past) > PAST or len(coming) > COMING:
        mended.add("many_occurrences", "RRULE")
    return past[-PAST:] + coming[:COMING]


def _by_rule(one: Event, now: datetime, mended: Mended) -> set[datetime]:
    assert one.start is not None
    assert one.rule is not None
    rule = parse(one.rule)
    if rule is None:
        mended.add("unknown_rule", "RRULE")
        return set()
    last = max(now + HORIZON, one.start.utc).date()
    found = set()
    for wall in occurrences(one.start.at, rule, last):
        at = to_utc(wall, one.start.zone)
        if rule.until and _is_after(rule.until, wall, at):
            break
        found.add(at)
    return found


def _is_after(until: str, wall: datetime, at: datetime) -> bool:
    """Whether an occurrence lies behind UNTIL, which is an instant, a day or a wall time."""
    parsed = local(until)
    if parsed is None:
        return False
    end, is_utc, is_date = parsed
    if is_utc:
        return at > end.replace(tzinfo=UTC)
    return wall.date() > end.date() if is_date else wall > end
