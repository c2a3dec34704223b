"""What every contact connector does with one value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import unquote

from connectors.mail import addresses

MAX_CELL = 4000
"""Characters kept of one value: a name, a title or a city is never longer."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")
_BRACKETED = re.compile(r"[^<>]*<\s*([^<>\s]+)\s*>\s*")
_EXTENSION = re.compile(r";ext=(\d+)", re.IGNORECASE)
_DATES = (
    "%d %b %Y", "%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d.%m.%Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y",
    "%Y/%m/%d", "%d-%b-%y", "%d-%b-%Y",
)  # fmt: skip


def clean(text: str | None) -> str | None:
    """One line, composed (NFC), without control and direction characters; None when nothing is left."""
    if not text:
        return None
    if (
        text.isascii()
        and text.isprintable()
        and text[0] != " "
        and text[-1] != " "
        and "  " not in text
        and len(text) <= MAX_CELL
    ):
        return text  # most are so, and this is the fastest way to see it
    flat = " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", text[:MAX_CELL])).split())
    return flat or None


def mail_address(text: str) -> str | None:
    """The lower-cased address that a cell is: bare, after mailto:, or in angle brackets behind a name; else None."""
    text = text.strip()
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]
    if text.endswith(">") and (match := _BRACKETED.fullmatch(text)):
        text = match[1]
    found = addresses.address(text)
    return found if found and "." in found.rpartition("@")[2].strip("[]") else None


def phone_number(text: str) -> str | None:
    """The number as written; of a tel: URI (RFC 3966) the number and its extension. None without a digit."""
    scheme, colon, rest = text.partition(":")
    if colon and scheme.lower() == "tel":
        extension = _EXTENSION.search(rest)
        text = unquote(rest.partition(";")[0]) + (f" ext. {extension[1]}" if extension else "")
    elif colon and scheme.isalpha() and scheme.isascii():
        return None
    return text.strip() if any(map(str.isdigit, text)) else None


def unique(values: Iterable[str | None]) -> list[str]:
    """In order, each once, empty ones left out."""
    return list(dict.fromkeys(value for value in values if value))


@lru_cache(maxsize=8192)
def a_date(text: str | None) -> date | None:
    """A date as exports write it; of 3/4/2020 the month comes first, as LinkedIn writes it. None if it is none."""
    if not text:
        return None
    for form in _DATES:
        try:
            found = datetime.strptime(text.strip()[:40], form).date()
        except ValueError:
            continue
        return found if 1970 <= found.year <= 2200 else None
    return None
