"""What every contact connector does with one cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

from connectors.mail.addresses import address

MAX_CELL = 4000
"""Characters kept of one value: a name, a title or a city is never longer."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_DATES = (
    "%d %b %Y",
    "%m/%d/%Y",
    "%m/%d/%y",
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%Y/%m/%d",
    "%d-%b-%y",
)


def clean(text: str | None) -> str | None:
    """One line, composed (NFC), without control and direction characters; None when nothing is left."""
    if text is None:
        return None
    flat = " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", text[:MAX_CELL])).split())
    return flat or None


def is_address(text: str) -> bool:
    """Exactly one mailbox with a dotted domain."""
    return address(text) is not None and "." in text.rpartition("@")[2]


def unique(values: Iterable[str]) -> list[str]:
    """In order, each once, empty ones left out."""
    return list(dict.fromkeys(value for value in values if value))


def a_date(text: str | None) -> date | None:
    """A date as exports write it; month before day where slashes are used, as LinkedIn does. None if it is none."""
    if not text:
        return None
    for form in _DATES:
        try:
            found = datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
        return found if 1970 <= found.year <= 2200 else None
    return None
