"""LDIF lines -> entries (RFC 2849): folding, comments, base64 values, entries between blank lines.

An entry begins with its dn. Change records are not content, so they are refused; what a value's URL (``<``) points at
is never opened.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.base import File, Tally
from connectors.byte_lines import lines
from connectors.vcard.text import decode

ENTRY_CAP = 4 << 20
"""Bytes kept of one entry."""
_VALUE_CAP = 1 << 16
"""Bytes kept of one value: longer ones are pictures and certificates."""

_ATTRIBUTE = re.compile(rb"([A-Za-z0-9][A-Za-z0-9.-]{0,127})((?:;[A-Za-z0-9_-]+){0,8})[ \t]*:([:<]?)[ \t]*")
_OPAQUE = frozenset(
    {"jpegphoto", "photo", "usercertificate", "usersmimecertificate", "thumbnailphoto", "audio"}
)
_DN = re.compile(rb"dn[ \t]*::?", re.IGNORECASE)


@dataclass(slots=True)
class Entry:
    """One entry: where its dn stands, its attributes' values by lower-case name (options such as ;lang-de left out)."""

    offset: int
    values: dict[str, list[str]] = field(default_factory=dict)
    mended: dict[tuple[str, str | None], None] = field(default_factory=dict)
    refused: str | None = None
    """Problem code of an entry that is not read."""
    size: int = 0


def entries(file: File, tally: Tally) -> Iterator[Entry]:
    """The entries of a file. ``tally.read`` counts lines that begin with dn."""
    entry: Entry | None = None
    with file.open() as stream:
        for offset, line in _unfolded(lines(stream, file.head, tally)):
            if not line:
                if entry:
                    yield entry
                entry = None
            elif _DN.match(line):
                if entry:
                    yield entry
                tally.read += 1
                entry = Entry(offset)
                _add(entry, line)
            elif entry:
                _add(entry, line)
    if entry:
        yield entry


def _unfolded(raw: Iterator[tuple[int, bytes, bool]]) -> Iterator[tuple[int, bytes]]:
    """(offset, logical line); comments left out with their folds. A blank line is empty."""
    parts: list[bytes] = []
    start = size = 0
    is_comment = False
    for offset, line, _ in raw:
        if line[:1] == b" " and (parts or is_comment):
            if not is_comment and size <= _VALUE_CAP:
                parts.append(line[1:])
                size += len(line)
            continue
        if parts:
            yield start, b"".join(parts)
        is_comment = line.startswith(b"#")
        parts = [] if is_comment or not line.strip() else [line]
        start, size = offset, len(line)
        if not line.strip():
            yield offset, b""
    if parts:
        yield start, b"".join(parts)


def _add(entry: Entry, line: bytes) -> None:
    if entry.refused:
        return
    entry.size += len(line)
    if entry.size > ENTRY_CAP:
        entry.mended["too_long", None] = None
        return
    match = _ATTRIBUTE.match(line)
    if match is None:
        if line.strip() not in (b"-", b""):
            entry.mended["broken_line", None] = None
        return
    name = match[1].decode().lower()
    if name == "changetype":
        entry.refused = "change_record"
        return
    if name in _OPAQUE or match[3] == b"<":
        return
    raw = line[match.end() :]
    if len(raw) > _VALUE_CAP:
        entry.mended["too_long", name] = None
        return
    if match[3] == b":":
        try:
            raw = base64.b64decode(b"".join(raw.split()) + b"==", validate=False)
        except (binascii.Error, ValueError):
            entry.mended["bad_base64", name] = None
            return
    text, code = decode(raw)
    if code:
        entry.mended[code, name] = None
    entry.values.setdefault(name, []).append(text)
