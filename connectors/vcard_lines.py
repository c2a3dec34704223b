"""A card's lines -> its properties: the tolerant reader for plain cards and for those that vobject refuses.

RFC 6350 §3 (folding, parameters, escapes) and vCard 2.1 (bare parameters, quoted-printable, CHARSET). Where a line
is neither a property nor folded, it goes on with the value before it, which is how broken exporters write LABEL.
"""

from __future__ import annotations

import quopri
import re
from typing import NamedTuple

_HEAD = re.compile(rb'^(?:([\w-]+)\.)?([A-Za-z][\w/-]*)((?:;(?:[^":;]|"[^"]*")*)*):', re.DOTALL)
_QP = re.compile(rb"QUOTED-PRINTABLE", re.IGNORECASE)
_PARAM = re.compile(r';\s*(?:([\w-]+)\s*=\s*)?((?:"[^"]*"|[^;"])*)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class Property(NamedTuple):
    """One property: upper-case name, its group, its parameters (upper-case keys), its value still escaped."""

    name: str
    group: str
    params: dict[str, list[str]]
    value: str


def is_plain(lines: list[bytes]) -> bool:
    """No encodings, no character sets, no nesting: nothing that takes a library to understand."""
    text = b"\n".join(lines).upper()
    return not any(
        sign in text for sign in (b"QUOTED-PRINTABLE", b"CHARSET", b"ENCODING", b"AGENT", b"BEGIN:")
    )


def unfold(lines: list[bytes]) -> list[bytes]:
    """Logical lines: folds, quoted-printable soft breaks and stray continuation lines joined."""
    out: list[bytes] = []
    is_soft = False
    for line in lines:
        if is_soft and out:
            out[-1] = out[-1][:-1] + line.lstrip(b"\t")
        elif line[:1] in (b" ", b"\t") and out:
            out[-1] += line[1:]
        elif out and line.strip() and not _HEAD.match(line):
            out[-1] += b"\n" + line
        elif line.strip():
            out.append(line)
        head = out[-1].partition(b":")[0] if out else b""
        is_soft = bool(out) and out[-1].endswith(b"=") and bool(_QP.search(head))
    return out


def properties(lines: list[bytes]) -> list[Property]:
    """The properties of a card; lines that are none are left out."""
    found = []
    for line in unfold(lines):
        match = _HEAD.match(line)
        if match is None:
            continue
        params = parameters(match[3].decode("latin-1"))
        raw = line[match.end() :]
        encodings = [value.upper() for value in params.get("ENCODING", [])]
        if "QUOTED-PRINTABLE" in encodings or "Q" in encodings:
            raw = quopri.decodestring(raw)
        found.append(
            Property(
                match[2].decode("latin-1").upper(),
                (match[1] or b"").decode("latin-1"),
                params,
                decode(raw, (params.get("CHARSET") or [""])[0]),
            )
        )
    return found


def parameters(text: str) -> dict[str, list[str]]:
    """``;TYPE=home,pref;QUOTED-PRINTABLE`` -> {"TYPE": ["home", "pref"], "ENCODING": ["QUOTED-PRINTABLE"]}."""
    params: dict[str, list[str]] = {}
    for match in _PARAM.finditer(text):
        key, value = (match[1] or "").upper(), match[2].strip()
        if not value:
            continue
        if not key:
            upper = value.upper()
            key = "ENCODING" if upper in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT") else "TYPE"
        params.setdefault(key, []).extend(part.strip('"') for part in value.split(","))
    return params


def decode(raw: bytes, charset: str = "") -> str:
    """Text of a value. UTF-8 with multi-byte letters wins over what CHARSET says, since CHARSET lies more often
    than bytes form valid UTF-8 by chance; then CHARSET; then Windows-1252."""
    try:
        text = raw.decode("utf-8")
        if not raw.isascii() or not charset.upper().startswith(("UTF-7", "ISO-2022")):
            return text
    except UnicodeDecodeError:
        pass
    for name in (charset, "cp1252"):
        try:
            return raw.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return raw.decode("latin-1")


def unescape(text: str) -> str:
    """RFC 6350 §3.4: ``\\n`` is a line break, any other escaped character itself."""
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)


def components(text: str, separator: str = ";") -> list[str]:
    """A structured value (N, ADR, ORG) cut at unescaped separators and unescaped."""
    parts, start, index = [], 0, 0
    while index < len(text):
        if text[index] == "\\":
            index += 2
            continue
        if text[index] == separator:
            parts.append(text[start:index])
            start = index + 1
        index += 1
    parts.append(text[start:])
    return [unescape(part).strip() for part in parts]
