"""When a message was sent, as far as its headers can be believed.

One regular expression reads the usual form, a looser one what programs also write, email.utils the rest; this
module adds what real mail needs: years of two digits or since 1900, zones that do not exist, placeholder dates,
and the check against Received. connectors.mail.zones knows the zones.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

from connectors.mail.zones import MAX_ZONE, numeric, offset

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTHS |= {name.title(): number for name, number in _MONTHS.items()}
_USUAL = re.compile(
    r"\s*(?:[A-Za-z]{3},?\s+)?(\d{1,2}\s+([A-Za-z]{3})\s+((?:19|2\d)\d\d))\s+"
    r"(\d{1,2}):(\d\d)(?::(\d\d))?\s+([+-]\d{4}|GMT|UTC)(?![\w+-])"
)
_LOOSE = re.compile(
    r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{2,4}),?\s+(\d{1,2}):(\d\d)(?::(\d{1,2}))?(?:\s*([AP])M\b)?(.*)",
    re.DOTALL,
)
_SLASHED = re.compile(
    r"(\d{4})/(\d{1,2})/(\d{1,2})(?:\s+[A-Za-z]{3},?)?\s+(\d{1,2}):(\d\d):(\d\d)(.*)", re.DOTALL
)
_HALF = re.compile(r"\d\s*([AP])M\b", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")
_PLACEHOLDERS = {(1970, 1, 1), (1969, 12, 31), (1979, 12, 31), (1980, 1, 1)}
"""Days on which clocks without a battery, and export programs without a date, live."""
_DAY = timedelta(days=1)


def _moment(
    year: int, month: int, day: int, hour: int, minute: int, second: int, east: int
) -> datetime | None:
    """The instant in UTC; east: the zone's minutes. None when there is no such instant."""
    try:
        local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return local - timedelta(minutes=east)
    except (ValueError, OverflowError):
        return None


def _year(text: str) -> int:
    """Two digits as RFC 5322 says; three (or 0102) count from 1900, as broken programs do."""
    year = int(text)
    if len(text) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if 99 < year < 200 else year


def _hour(hour: int, half: str | None) -> int:
    """An hour of the day from one of half a day (A, P or None)."""
    if half is None or not 1 <= hour <= 12:
        return hour
    return hour % 12 + (12 if half in "Pp" else 0)


def _usual(text: str) -> tuple[datetime, str] | None:
    """(instant, its day as written) of a Date in the form that RFC 5322 wants."""
    match = _USUAL.match(text)
    if match is None:
        return None
    written, month, year, hour, minute, second, zone = match.groups()
    number, east = _MONTHS.get(month), numeric(zone)
    if number is None or east is None:
        return None
    day = int(written[:2])
    try:
        local = datetime(
            int(year), number, day, int(hour), int(minute), min(int(second or 0), 59), tzinfo=UTC
        )
        return local - east, written
    except (ValueError, OverflowError):
        return None


def read(text: str) -> tuple[datetime | None, bool]:
    """(instant, whether it was mended) of a Date value; (None, False) when it says no instant."""
    usual = _usual(text)
    return (usual[0], False) if usual else _loose(text)


def _loose(text: str) -> tuple[datetime | None, bool]:
    text = _COMMENT.sub(" ", text[:200]).strip()
    loose = _LOOSE.search(text)
    if loose and loose[2].lower() in _MONTHS:
        east, known = offset(loose[8].strip())
        year, month, day = _year(loose[3]), _MONTHS[loose[2].lower()], int(loose[1])
        hour = _hour(int(loose[4]), loose[7])
        at = _moment(year, month, day, hour, int(loose[5]), int(loose[6] or 0), east)
        return at, not (known and str(year) == loose[3] and loose[7] is None)
    slashed = _SLASHED.search(text)
    if slashed:
        east, _ = offset(slashed[7].strip())
        year, month, day, hour, minute, second = map(int, slashed.groups()[:6])
        return _moment(year, month, day, hour, minute, second, east), True
    try:
        parts = parsedate_tz(text)
    except Exception:  # the stdlib parser raises assorted errors on assorted rubbish
        parts = None
    if parts is not None:
        seconds = parts[9] or 0
        east = seconds // 60 if abs(seconds) <= MAX_ZONE * 60 else 0
        year = parts[0] + 1900 if 99 < parts[0] < 200 else parts[0]
        half = _HALF.search(text)
        return _moment(
            year, parts[1], parts[2], _hour(parts[3], half and half[1]), parts[4], parts[5], east
        ), True
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC), True
    except (ValueError, OverflowError):
        return None, False


def _sane(at: datetime | None, latest: datetime) -> datetime | None:
    if at is None or at.year < 1970 or at > latest or (at.year <= 1980 and _placeholder(at)):
        return None
    return at


def _placeholder(at: datetime) -> bool:
    return (at.year, at.month, at.day) in _PLACEHOLDERS


def sent_at(date: str | None, received: str | None, latest: datetime) -> tuple[datetime | None, str]:
    """(instant in UTC or None, date_quality) of a message.

    date and received are header values (the first Received, whose date follows its last semicolon); latest is
    the newest instant believed. A Date more than a day after its own receipt gives way to Received; one whose
    day, as written, is the day of the receipt does not.

    date_quality: ok; repaired (a year of two digits or since 1900, a zone that is missing, unknown or
    impossible, an hour with AM or PM, another order); received (Date is absent, unreadable, a placeholder, before
    1970, after latest or after the receipt); missing (nor does Received help).
    """
    at: datetime | None = None
    mended = False
    if date:
        usual = _usual(date)
        if usual is not None:
            at = _sane(usual[0], latest)
            if at is not None and (received is None or f" {usual[1]} " in received):
                return at, "ok"
        else:
            at, mended = _loose(date)
            at = _sane(at, latest)
    arrived = _sane(read(received.rpartition(";")[2])[0], latest) if received else None
    if at is not None and not (arrived is not None and at > arrived + _DAY):
        return at, "repaired" if mended else "ok"
    return (arrived, "received") if arrived is not None else (None, "missing")


_PARTS = re.compile(r"(.{1,40}) (\d\d):(\d\d):(\d\d)(\D.{0,80})?", re.DOTALL)
_TWO = {f"{number:02d}": number for number in range(60)}
_MAX_KNOWN = 50_000
_days: dict[str, tuple[int, str]] = {}
"""A date up to its hour -> (second of its midnight since 1970 as if it were UTC, day as written between blanks)."""
_zones: dict[str, int] = {}
"""What follows the seconds of a date -> the zone's seconds east."""


def sent_second(date: str | None, received: str | None, latest: datetime) -> tuple[int | None, str]:
    """What sent_at gives, as seconds since 1970. Days and zones repeat, so a date is put together from parts that
    sent_at read before."""
    if date:
        at = date.find(":")
        day, east = _days.get(date[: at - 3]), _zones.get(date[at + 6 :])
        if (
            day is not None
            and east is not None
            and date[at - 3 : at - 2] == " "
            and date[at + 3 : at + 4] == ":"
        ):
            hour, minute = _TWO.get(date[at - 2 : at], 24), _TWO.get(date[at + 1 : at + 3])
            second = _TWO.get(date[at + 4 : at + 6])
            if hour < 24 and minute is not None and second is not None:
                instant = day[0] + 3600 * hour + 60 * minute + second - east
                if instant <= latest.timestamp() and (received is None or day[1] in received):
                    return instant, "ok"
        _learn(date)
    moment, quality = sent_at(date, received, latest)
    return (int(moment.timestamp()) if moment else None), quality


def _learn(date: str) -> None:
    parts, usual = _PARTS.fullmatch(date), _usual(date)
    if parts is None or usual is None or usual[0].year <= 1981:  # not near the placeholders
        return
    east = numeric(_USUAL.match(date)[7])  # type: ignore[index]
    start, hour, minute, second, rest = parts.groups()
    if east is None or int(hour) > 23 or int(minute) > 59 or int(second) > 59 or not start.endswith(usual[1]):
        return
    if len(_days) > _MAX_KNOWN or len(_zones) > _MAX_KNOWN:
        _days.clear()
        _zones.clear()
    offset_seconds = int(east.total_seconds())
    clock = 3600 * int(hour) + 60 * int(minute) + int(second)
    _days[start] = (int(usual[0].timestamp()) + offset_seconds - clock, f" {usual[1]} ")
    _zones[rest or ""] = offset_seconds
