"""When a message was sent, as far as its headers can be believed.

One regular expression reads the usual form, email.utils the rest; this module adds what real mail needs:
years of two digits or since 1900, zones that do not exist, placeholder dates, and the check against Received.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_USUAL = re.compile(
    r"\s*(?:[A-Za-z]{3},?\s+)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s+([+-])(\d\d)(\d\d)(?!\d)"
)
_LOOSE = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{2,4}),?\s+(\d{1,2}):(\d\d)(?::(\d\d))?(.*)")
_COMMENT = re.compile(r"\([^()]*\)")
_PLACEHOLDERS = {(1970, 1, 1), (1969, 12, 31), (1979, 12, 31), (1980, 1, 1)}
"""Days on which clocks without a battery, and export programs without a date, live."""
_ZONES = {
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "CET": 60, "CEST": 120, "MET": 60, "MEST": 120, "BST": 60, "EET": 120, "EEST": 180,
    "JST": 540, "KST": 540,
}  # fmt: skip
_MAX_ZONE = 14 * 60
_DAY = timedelta(days=1)


def _moment(
    year: int, month: int, day: int, hour: int, minute: int, second: int, offset: int
) -> datetime | None:
    """The instant in UTC; offset in minutes east. None when there is no such instant."""
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC) - timedelta(
            minutes=offset
        )
    except (ValueError, OverflowError):
        return None


def _year(text: str) -> int:
    """Two digits as RFC 5322 says; three (or 0102) count from 1900, as broken programs do."""
    year = int(text)
    if len(text) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if 99 < year < 200 else year


def read(text: str) -> tuple[datetime | None, bool]:
    """(instant, whether it was mended) of a Date value; (None, False) when it says no instant."""
    usual = _USUAL.match(text)
    if usual:
        day, month, year, hour, minute, second, sign, zone_hour, zone_minute = usual.groups()
        offset = int(zone_hour) * 60 + int(zone_minute)
        if offset > _MAX_ZONE or int(zone_minute) > 59 or year < "1900":
            return _loose(text)
        number = _MONTHS.get(month.lower())
        if number:
            at = _moment(
                int(year),
                number,
                int(day),
                int(hour),
                int(minute),
                int(second or 0),
                -offset if sign == "-" else offset,
            )
            return at, False
    return _loose(text)


def _loose(text: str) -> tuple[datetime | None, bool]:
    text = _COMMENT.sub(" ", text[:200]).strip()
    loose = _LOOSE.search(text)
    if loose and loose[2].lower() in _MONTHS:
        offset, known = _offset(loose[7].strip())
        year = _year(loose[3])
        at = _moment(
            year,
            _MONTHS[loose[2].lower()],
            int(loose[1]),
            int(loose[4]),
            int(loose[5]),
            int(loose[6] or 0),
            offset,
        )
        return at, not (known and str(year) == loose[3])
    try:
        parts = parsedate_tz(text)
    except Exception:  # the stdlib parser raises assorted errors on assorted rubbish
        parts = None
    if parts is not None:
        seconds = parts[9] or 0
        offset = seconds // 60 if abs(seconds) <= _MAX_ZONE * 60 else 0
        year = parts[0] + 1900 if 99 < parts[0] < 200 else parts[0]
        return _moment(year, parts[1], parts[2], parts[3], parts[4], parts[5], offset), True
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC), True
    except (ValueError, OverflowError):
        return None, False


def _offset(zone: str) -> tuple[int, bool]:
    """(minutes east, whether the zone is one we know). Unknown and impossible zones count as UTC."""
    numeric = re.match(r"([+-])(\d\d)(\d\d)(?!\d)", zone)
    if numeric:
        minutes = int(numeric[2]) * 60 + int(numeric[3])
        if minutes > _MAX_ZONE or int(numeric[3]) > 59:
            return 0, False
        return (-minutes if numeric[1] == "-" else minutes), True
    name = zone.upper()
    if name in ("GMT", "UT", "UTC", "Z"):
        return 0, True
    if name in _ZONES:
        return _ZONES[name], True
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", zone)).upper()
    return _ZONES.get(initials, 0), False


def _sane(at: datetime | None, latest: datetime) -> datetime | None:
    if at is None or at.year < 1970 or at > latest or (at.year, at.month, at.day) in _PLACEHOLDERS:
        return None
    return at


def sent_at(date: str | None, received: str | None, latest: datetime) -> tuple[datetime | None, str]:
    """(instant in UTC or None, date_quality) of a message.

    date and received are header values (the first Received, whose date follows its last semicolon); latest is
    the newest instant believed. A Date more than a day after its own receipt gives way to Received.
    """
    at, mended = read(date) if date else (None, False)
    at = _sane(at, latest)
    arrived = _sane(read(received.rpartition(";")[2])[0], latest) if received else None
    if at is not None and not (arrived is not None and at > arrived + _DAY):
        return at, "repaired" if mended else "ok"
    return (arrived, "received") if arrived is not None else (None, "missing")
