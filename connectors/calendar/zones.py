"""Times of a calendar -> UTC: by the IANA name of their zone, else by the offset that the file itself gives."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:[.,]\d+)?(Z)?)?", re.IGNORECASE
)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
_YEARS = range(1970, 2201)


class Zones:
    """The zones that a file defines (VTIMEZONE) and those that everybody knows."""

    def __init__(self) -> None:
        self._defined: dict[str, tzinfo] = {}

    def define(self, lines: list[bytes]) -> None:
        """A VTIMEZONE: the IANA name it stands for if it says so, else its last TZOFFSETTO but for summer time.

        Rules of change are not followed: a zone that only its own offsets describe may be an hour off in summer.
        """
        name = place = None
        offsets: list[timedelta] = []
        for line in lines:
            key, _, value = line.decode("utf-8", "replace").partition(":")
            key = key.partition(";")[0].strip().upper()
            if key == "TZID":
                name = value.strip()
            elif key == "X-LIC-LOCATION":
                place = value.strip()
            elif key == "TZOFFSETTO" and (found := _OFFSET.match(value.strip())):
                shift = timedelta(hours=int(found[2]), minutes=int(found[3]))
                if shift < timedelta(hours=24):
                    offsets.append(-shift if found[1] == "-" else shift)
        if name is None:
            return
        zone = _known(place) if place else None
        if zone is None and offsets:
            zone = timezone(min(offsets))  # summer time is the later one everywhere but in Ireland
        if zone is not None:
            self._defined.setdefault(name, zone)

    def find(self, name: str) -> tzinfo | None:
        """The zone of a TZID: an IANA name, also behind a prefix, or one of the file's own."""
        name = name.strip().strip('"')
        parts = name.strip("/").split("/")
        for known in (name, "/".join(parts[-2:]), "/".join(parts[-3:])):
            if zone := _known(known):
                return zone
        return self._defined.get(name)


def local(text: str) -> tuple[datetime, bool, bool] | None:
    """(wall time, whether it is UTC, whether it is a date only) of a DATE-TIME or DATE value; None if it is none."""
    match = _TIME.match(text.strip())
    if match is None or int(match[1]) not in _YEARS:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.group(1, 2, 3, 4, 5, 6))
    try:
        at = datetime(year, month, day, hour, minute, min(second, 59))
    except ValueError:
        return None
    return at, match[7] is not None, match[4] is None


def to_utc(at: datetime, zone: tzinfo) -> datetime:
    return at.replace(tzinfo=zone).astimezone(UTC)


def day_of(at: datetime, zone: tzinfo) -> date:
    """The day of an instant in a zone."""
    return at.astimezone(zone).date()


@lru_cache(maxsize=512)
def _known(name: str) -> tzinfo | None:
    if name.upper() in ("UTC", "GMT", "Z", "ETC/UTC"):
        return UTC
    try:
        return ZoneInfo(name) if "/" in name or name.isalnum() else None
    except Exception:  # KeyError, ValueError, OSError, UnicodeError: whatever a hostile name leads to
        return None
