"""A record's id: the same for a re-import of a newer export, and never a path, a line or a hash of the source.

The key is the first of UID, profile URL, smallest address, smallest phone, organisation that the row has, always
together with the folded name, so that two people who share a mailbox (or two cards that share a UID, as copied
cards do) never swap ids. Equal keys within one source are told apart by an ordinal in reading order.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from anyascii import anyascii

_GLOBAL_UID = 16
"""A UID of this many characters is taken as globally unique, so that a renamed card keeps its id."""


def fold(text: str | None) -> str:
    """Lower case, accents and scripts folded to ASCII, tokens sorted: for keys, never for display."""
    return " ".join(sorted(anyascii(text or "").lower().replace(",", " ").replace(".", " ").split()))


@lru_cache(maxsize=1 << 14)
def profile(url: str | None) -> str | None:
    """``linkedin.com/in/slug`` (or ``xing.com/profile/slug``) of a profile's address in any spelling, else None."""
    if not url or ("linkedin." not in url.lower() and "xing." not in url.lower()):
        return None
    text = url.strip() if "//" in url else f"https://{url.strip()}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    host, path = (parts.hostname or "").lower(), [p for p in unquote(parts.path).split("/") if p]
    if len(path) < 2:
        return None
    for site, folder in (("linkedin.com", "in"), ("xing.com", "profile")):
        if (host == site or host.endswith("." + site)) and path[0].lower() == folder:
            return f"{site}/{folder}/{path[1].lower()}"
    return None


def record_key(row: dict[str, Any]) -> str:
    """What makes this row the same record in the next export. Columns of CONTACT; mail is keyed by address alone."""
    emails = sorted(row.get("emails") or [])
    if row.get("kind") == "mail":
        return f"mail\x1f{emails[0] if emails else ''}"
    uid = (row.get("uid") or "").strip()
    if len(uid) >= _GLOBAL_UID:
        return f"uid\x1f{uid}"
    profiles = [url for url in row.get("urls") or [] if "linkedin.com/in/" in url.lower()]
    if profiles:
        return f"url\x1f{min(profiles).rstrip('/').lower()}"
    name = fold(row.get("full_name") or " ".join(filter(None, (row.get("given"), row.get("family")))))
    if uid:
        return f"uid\x1f{uid}\x1f{name}"
    phones = sorted(row.get("phones") or [])
    strongest = (emails or phones or [fold(row.get("organisation"))])[0]
    return f"value\x1f{strongest}\x1f{name}"


class RecordIds:
    """Hands out record ids for the rows of one source, in reading order."""

    def __init__(self, owner_id: str) -> None:
        self._owner = owner_id
        self._seen: Counter[str] = Counter()

    def next(self, row: dict[str, Any]) -> str:
        key = f"{self._owner}\x1f{row['kind']}\x1f{record_key(row)}"
        ordinal = self._seen[key]
        self._seen[key] += 1
        digest = hashlib.blake2b(
            f"{key}\x1f{ordinal}".encode("utf-8", "surrogatepass"), digest_size=10
        ).hexdigest()
        return f"r_{digest}"

    def of_mail(self, addresses: Iterable[str]) -> list[str]:
        """Of mail contacts, each address of which stands once in the source: what ``next`` gives, faster."""
        start = f"{self._owner}\x1fmail\x1fmail\x1f"
        return [
            "r_"
            + hashlib.blake2b(
                f"{start}{one}\x1f0".encode("utf-8", "surrogatepass"), digest_size=10
            ).hexdigest()
            for one in addresses
        ]
