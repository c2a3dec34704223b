"""Instants and months as LinkedIn writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

from connectors.sheets.cells import a_date

_ZONED = ("%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%dT%H:%M:%S%z")
_LOCAL = (
    "%m/%d/%y, %I:%M %p",
    "%m/%d/%Y, %I:%M %p",
    "%Y-%m-%d %H:%M:%S",
    "%m/%d/%y %I:%M %p",
    "%m/%d/%Y %I:%M %p",
)
_MONTHS = ("%b %Y", "%B %Y", "%Y", "%Y-%m", "%m/%Y")
_FIRST_YEAR = 2002
"""Before LinkedIn there is no message on it."""


@lru_cache(maxsize=8192)
def moment(text: str | None) -> tuple[datetime | None, str]:
    """(instant, date_quality of MESSAGE). Without a zone UTC is assumed and the quality is ``repaired``."""
    for forms, quality in ((_ZONED, "ok"), (_LOCAL, "repaired")):
        for form in forms:
            try:
                found = datetime.strptime((text or "")[:40], form)
            except ValueError:
                continue
            if not _FIRST_YEAR <= found.year <= 2200:
                return None, "missing"
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC), quality
    return None, "missing"


def month(text: str | None) -> date | None:
    """The first day of a month or a year, or a full date; None if it is none."""
    for form in _MONTHS:
        try:
            found = datetime.strptime((text or "")[:40], form).date()
        except ValueError:
            continue
        return found if 1900 <= found.year <= 2200 else None
    return a_date(text)
