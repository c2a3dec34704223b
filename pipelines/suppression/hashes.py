"""The list of those who are forgotten: keyed hashes of what they are known by, which nobody can turn back into a
person without the key, and not by guessing either. suppressed.csv and .suppressed.key lie in the home and are inputs:
back both up, since the list says nothing under another key."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from connectors import durable
from connectors.record_id import fold, profile
from pipelines.home import Home
from transforms.normalise import emails, phones

MAIL, PROFILE, PHONE, NAME, NAME_PART = "mail", "profile", "phone", "name", "name_part"
RECORD, PERSON = "record", "person"
"""What a hash may be of. An address or profile is enough; a number, a name or a record id never is alone, because
others may have the same."""
_COLUMNS = ("at", "kind", "hash")


@dataclass(frozen=True)
class Suppressed:
    """The list as it stands, with the key. False when nobody is on it."""

    key: bytes
    hashes: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.hashes)

    @cached_property
    def digest(self) -> str:
        """Changes with the list."""
        return hashlib.blake2b("".join(sorted(self.hashes)).encode(), digest_size=8).hexdigest()

    def hash(self, kind: str, value: str) -> str:
        return hmac.digest(self.key, f"{kind}\x1f{value}".encode("utf-8", "surrogatepass"), "sha256").hex()[
            :40
        ]

    def has(self, kind: str, value: str | None) -> bool:
        """Whether a normalised value is on the list."""
        return bool(value) and self.hash(kind, str(value)) in self.hashes

    def has_identifier(self, text: str | None) -> bool:
        """Whether a mail address or a profile, in any spelling, is somebody's on the list."""
        return self.has(MAIL, emails.canonical(text)) or self.has(PROFILE, profile(text))

    def has_phone(self, text: str | None, country: str | None = None) -> bool:
        """Whether a number is somebody's on the list; one without a country code is also read as one of the card's
        country (ISO 3166), as records read it."""
        region = country if country and re.fullmatch("[A-Z]{2}", country) else None
        return self.has(PHONE, phones.canonical(text)) or (
            region is not None and self.has(PHONE, phones.canonical(text, region))
        )

    def has_name(self, text: str | None) -> bool:
        return self.has(NAME, fold(text))

    def means(self, text: str | None) -> bool:
        """Whether what the owner wrote in a table of the home (a name, an address, a number, an id) means somebody on
        the list."""
        text = (text or "").strip()
        return (
            self.has_identifier(text) or self.has_name(text) or self.has_phone(text) or self.has(PERSON, text)
        )


def file_of(home: Home) -> Path:
    return home.path / "suppressed.csv"


def read(home: Home) -> Suppressed:
    """The list; empty when there is none. Raises ValueError when there is a list and its key is gone, because nothing
    could be kept out then."""
    path = file_of(home)
    if not path.is_file():
        return Suppressed(b"", frozenset())
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig", errors="replace")))
    found = frozenset(row["hash"].strip() for row in rows if row.get("hash"))
    if found and not _key_file(home).is_file():
        raise ValueError("suppressed.csv has no key: bring .suppressed.key back from the backup")
    return Suppressed(bytes.fromhex(_key_file(home).read_text()) if found else b"", found)


def add(home: Home, known_by: Iterable[tuple[str, str]]) -> int:
    """Put (kind, normalised value) on the list. Returns how many were not on it. The caller holds the home's lock."""
    known = read(home)
    key = known.key or _new_key(home)
    one = Suppressed(key, known.hashes)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    fresh = sorted({(kind, one.hash(kind, value)) for kind, value in known_by if value})
    fresh = [row for row in fresh if row[1] not in known.hashes]
    old = file_of(home).read_text(encoding="utf-8-sig", errors="replace") if file_of(home).is_file() else ""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if not old.strip():
        writer.writerow(_COLUMNS)
    elif not old.endswith("\n"):
        old += "\n"
    writer.writerows((now, kind, value) for kind, value in fresh)
    durable.replace_text(file_of(home), old + out.getvalue())
    return len(fresh)


def _key_file(home: Home) -> Path:
    return home.path / ".suppressed.key"


def _new_key(home: Home) -> bytes:
    """A key that is on disk before the first hash is."""
    path = _key_file(home)
    if not path.is_file():
        before = os.umask(0o077)
        try:
            durable.replace_text(path, secrets.token_hex(32) + "\n")
            path.chmod(0o600)
        finally:
            os.umask(before)
    return bytes.fromhex(path.read_text())
