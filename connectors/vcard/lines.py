"""A card's lines -> its properties: unfolding, quoted-printable, character sets, parameters.

RFC 6350 §3, RFC 6868 and vCard 2.1 (bare parameters, soft line breaks). This reader knows no types of values; it
never refuses a card, only lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from connectors.byte_lines import LINE_CAP
from connectors.charset_guess import guess
from connectors.vcard.text import decode, quoted_printable

NAME = re.compile(rb"(?:([\w-]+)\.)?([A-Za-z][\w/-]*)[ \t]*(?=[;:])")
_QUOTED_PARAMS = re.compile(rb'(?:[^":]|"[^"]*")*:')
_KNOWN = re.compile(
    rb"(?:[\w-]+\.)?(?:N|FN|TEL|EMAIL|ORG|TITLE|ROLE|ADR|LABEL|NOTE|URL|BDAY|UID|REV|VERSION|CATEGORIES|NICKNAME|PHOTO"
    rb"|X-[\w-]+|END|BEGIN)[;:]",
    re.IGNORECASE,
)
_QP_PARAM = re.compile(rb"[;=]\s*QUOTED-PRINTABLE|;\s*ENCODING\s*=\s*Q\b", re.IGNORECASE)
_LONG_TEXT = re.compile(rb"(?:[\w-]+\.)?(?:LABEL|ADR|NOTE)[;:]", re.IGNORECASE)
_BARE_ENCODING = frozenset({"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B", "Q"})
_CIRCUMFLEX = {"^n": "\n", "^^": "^", "^'": '"'}
_CIRCUMFLEXED = re.compile(r"\^[n^']")


class Property(NamedTuple):
    """One property: upper-case name, its group, its parameters (upper-case names), its value still escaped."""

    name: str
    group: str
    params: dict[str, list[str]]
    value: str


class Mended:
    """What had to be mended on one card: problem codes with the property concerned, each once."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str | None], None] = {}

    def add(self, code: str, name: str | None = None) -> None:
        self.found[code, name] = None


def unfold(lines: list[bytes], mended: Mended) -> Iterator[bytes]:
    """Logical lines: folds and soft breaks joined, each within LINE_CAP.

    A line that is neither a property nor folded goes on with LABEL, ADR or NOTE before it, which is how broken
    exporters write them; elsewhere it is left out.
    """
    parts: list[bytes] = []
    size = 0
    is_qp = False
    for line in lines:
        is_soft = is_qp and parts[-1].endswith(b"=")
        if not line.strip():
            is_qp &= not is_soft
            continue
        if is_soft and not _KNOWN.match(line):
            parts[-1] = parts[-1][:-1]
            part = line
        elif parts and line[:1] in (b" ", b"\t"):
            part = line[1:]
        elif NAME.match(line):
            if parts:
                yield b"".join(parts)
            parts, size = [line], len(line)
            is_qp = bool(_QP_PARAM.search(line.partition(b":")[0]))
            continue
        else:
            mended.add("broken_line")
            if not parts or not _LONG_TEXT.match(parts[0]):
                continue
            part = b"=0A" + line if is_qp else b"\\n" + line
        size += len(part)
        if size > LINE_CAP:
            mended.add("too_long")
            continue
        parts.append(part)
    if parts:
        yield b"".join(parts)


class _Raw(NamedTuple):
    """A property whose value is still bytes."""

    name: str
    group: str
    params: dict[str, list[str]]
    value: bytes
    charset: str | None
    is_qp: bool


def properties(lines: list[bytes], mended: Mended) -> list[Property]:
    """The properties of a card, quoted-printable and character sets resolved.

    What is not UTF-8 and does not say what it is, is guessed for the card as a whole: one name is little to go by.
    """
    raw = [one for line in unfold(lines, mended) if (one := _raw(line, mended))]
    codec: str | None = None

    def guessed() -> str:
        nonlocal codec
        if codec is None:
            codec = guess(b"\n".join(one.value for one in raw if not _is_utf8(one.value)))
        return codec

    found = []
    for one in raw:
        text, code = decode(one.value, one.charset, guessed)
        if code:
            mended.add(code, one.name)
        if one.is_qp:
            text = text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
        found.append(Property(one.name, one.group, one.params, text))
    return found


def _raw(line: bytes, mended: Mended) -> _Raw | None:
    head = NAME.match(line)
    if head is None:
        mended.add("broken_line")
        return None
    colon = line.find(b":", head.end())
    if line.find(b'"', head.end(), colon) >= 0 and (quoted := _QUOTED_PARAMS.match(line, head.end())):
        colon = quoted.end() - 1
    if colon < 0:
        mended.add("broken_line")
        return None
    name = head[2].decode("ascii", "replace").upper().replace("_", "-")  # Lotus Notes writes X_
    group = head[1].decode("ascii", "replace") if head[1] else ""
    params = parameters(decode(line[head.end() : colon])[0]) if colon > head.end() else {}
    value = line[colon + 1 :]
    is_qp = False
    if "ENCODING" in params:
        is_qp = any(one.upper() in ("QUOTED-PRINTABLE", "Q") for one in params.pop("ENCODING"))
    charset = params.pop("CHARSET", None)
    return _Raw(
        name,
        group,
        params,
        quoted_printable(value) if is_qp else value,
        charset[0] if charset else None,
        is_qp,
    )


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def parameters(text: str) -> dict[str, list[str]]:
    """``;TYPE=home,pref;QUOTED-PRINTABLE`` -> {"TYPE": ["home", "pref"], "ENCODING": ["QUOTED-PRINTABLE"]}."""
    params: dict[str, list[str]] = {}
    for one in _split(text, ";"):
        key, equals, value = one.partition("=")
        if not equals:
            key, value = ("ENCODING" if one.strip().upper() in _BARE_ENCODING else "TYPE"), one
        values = [_CIRCUMFLEXED.sub(lambda match: _CIRCUMFLEX[match[0]], part) for part in _split(value, ",")]
        if values:
            params.setdefault(key.strip().upper(), []).extend(values)
    return params


def _split(text: str, separator: str) -> list[str]:
    """The non-empty parts between separators outside quotes, without their quotes where they are whole values."""
    if '"' not in text:
        return [part.strip() for part in text.split(separator) if part.strip()]
    parts = re.findall(rf'(?:[^{separator}"]|"[^"]*"?)+', text)
    return [part.strip().strip('"') if separator == "," else part.strip() for part in parts]
