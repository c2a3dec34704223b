"""People as vCards 4.0 (RFC 6350), for address books and telephones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from warehouse.read import Row

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")
"""Dropped from values; tab and line feed are not among them."""
_WIDTH = 75
"""Octets of a line, without its end (RFC 6350, 3.2)."""


def vcard(person: Row, identifiers: Sequence[Row], note: str) -> str:
    """One card: person has person_id, display_name, organisation, title, city, country; identifiers have kind (mail,
    phone, profile) and value, the preferred first of its kind."""
    return "".join(_folded(line) for line in _lines(person, identifiers, note))


def _lines(person: Row, identifiers: Sequence[Row], note: str) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID;VALUE=text:weakties-{_escaped(person['person_id'])}"
    yield f"FN:{_escaped(person['display_name'])}"
    for name, column in (("ORG", "organisation"), ("TITLE", "title")):
        if person[column]:
            yield f"{name}:{_escaped(person[column])}"
    if person["city"] or person["country"]:
        yield f"ADR:;;;{_escaped(person['city'] or '')};;;{_escaped(person['country'] or '')}"
    seen: set[str] = set()
    for one in identifiers:
        kind, value = one["kind"], one["value"]
        preferred = "" if kind in seen else ";PREF=1"
        seen.add(kind)
        if kind == "profile":
            yield f"URL{preferred}:https://{quote(value, safe='/:@!$&()*+,;=-._~%')}"
        else:
            yield f"{'EMAIL' if kind == 'mail' else 'TEL'}{preferred}:{_escaped(value)}"
    if note:
        yield f"NOTE:{_escaped(note)}"
    yield "CATEGORIES:weakties"
    yield "END:VCARD"


def _escaped(text: str) -> str:
    """A text value: no line break, comma or semicolon of it can end the value or begin another property."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no text
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def _folded(line: str) -> str:
    """The line with CRLF, broken before 75 octets and never within a character."""
    parts, size, start = [], 0, 0
    for at, char in enumerate(line):
        octets = len(char.encode("utf-8"))
        if size + octets > _WIDTH:
            parts.append(line[start:at])
            start, size = at, 1  # the space that begins a continued line
        size += octets
    parts.append(line[start:])
    return "\r\n ".join(parts) + "\r\n"
