"""Message-IDs as hashes: they thread messages and hold host names and sometimes addresses, so only a hash is kept."""

from __future__ import annotations

import re
from hashlib import blake2b

_ID = re.compile(rb"<[^<>\s]+>")
_ONE = re.compile(rb"<[^<>]+>")
_CACHE = 100_000
"""Ids kept before the cache starts afresh: bounds memory, keeps the hot ones."""


class MessageIds:
    """Hashes ids, each once: the replies of a thread name them again and again."""

    def __init__(self) -> None:
        self._known: dict[bytes, str] = {}

    def of(self, raw_values: list[bytes] | None, may_be_bare: bool = False) -> list[str]:
        """The hashes of a header's ids in order, each once. may_be_bare: an id may lack its brackets."""
        if raw_values is None:
            return []
        raw = raw_values[0] if len(raw_values) == 1 else b" ".join(raw_values)
        known = list(map(self._known.get, raw.split()))
        if None in known:
            known = self._learn(raw, may_be_bare)  # type: ignore[assignment]
        return list(dict.fromkeys(known)) if len(known) > 1 else known  # type: ignore[arg-type, return-value]

    def _learn(self, raw: bytes, may_be_bare: bool) -> list[str]:
        if len(self._known) >= _CACHE:
            self._known.clear()
        ids = raw.split()
        if len(ids) != 1 or not _ONE.fullmatch(ids[0]):
            ids = _ID.findall(raw)
            if not ids and may_be_bare and (bare := raw.strip()):
                return [blake2b(bare, digest_size=8).hexdigest()]
        hashes = []
        for one in ids:
            known = self._known.get(one)
            if known is None:
                known = self._known[one] = blake2b(one[1:-1], digest_size=8).hexdigest()
            hashes.append(known)
        return hashes
