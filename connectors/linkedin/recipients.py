"""Who a message went to. Names are joined with ", " although names contain ", ", so they are never simply split."""

from __future__ import annotations

import re
from collections import defaultdict

from connectors.linkedin.people import person_profile

_BETWEEN_URLS = re.compile(r"[,;\s]+")
_MAX_PARTS = 200
"""Parts of one list of names that are looked at: a group of LinkedIn holds fewer people."""


def by_url(urls: str | None, names: str | None) -> tuple[list[tuple[str, str | None]], bool]:
    """([(profile, its name or None)], whether somebody has no profile). A name is given only where it is sure:
    one recipient, or as many parts as profiles and every profile there."""
    cells = urls.split(",") if urls else []
    profiles = [person_profile(part) for part in cells]
    if len(cells) == 1 and len(_BETWEEN_URLS.split(cells[0].strip())) > 1:
        profiles = [person_profile(part) for part in _BETWEEN_URLS.split(cells[0].strip())]
    found = [one for one in profiles if one]
    is_whole = len(found) == len(profiles) and bool(found or not names)
    if len(profiles) == 1:
        spelt: list[str | None] = [names]
    else:
        parts = (names or "").split(", ")
        spelt = list(parts) if is_whole and len(parts) == len(profiles) else [None] * len(profiles)
    pairs = {one: name for one, name in zip(profiles, spelt, strict=True) if one}
    return list(pairs.items()), not is_whole


class Directory:
    """Names and profiles of everybody who wrote in a file, for exports that name recipients without profiles."""

    def __init__(self) -> None:
        self._everywhere: dict[str, set[str]] = defaultdict(set)
        self._within: dict[tuple[str, str], set[str]] = defaultdict(set)

    def add(self, conversation: str | None, name: str | None, profile: str) -> None:
        if name:
            self._everywhere[_key(name)].add(profile)
            self._within[conversation or "", _key(name)].add(profile)

    def find(self, conversation: str | None, names: str | None) -> tuple[list[str], bool]:
        """(profiles, whether a name was left over). The longest run of parts that is one person's name wins;
        a name of two people counts only where one of them writes in this conversation."""
        parts = [part for part in (names or "").split(", ")[:_MAX_PARTS] if part.strip()]
        found: dict[str, None] = {}
        is_short = False
        start = 0
        while start < len(parts):
            for end in range(min(len(parts), start + 6), start, -1):
                if one := self._person(conversation, ", ".join(parts[start:end])):
                    found[one] = None
                    start = end
                    break
            else:
                is_short = True
                start += 1
        return list(found), is_short

    def _person(self, conversation: str | None, name: str) -> str | None:
        for people in (self._within.get((conversation or "", _key(name))), self._everywhere.get(_key(name))):
            if people and len(people) == 1:
                return next(iter(people))
        return None


def _key(name: str) -> str:
    return " ".join(name.lower().split())
