"""Bytes of a vCard value -> text. Character sets are declared per property (vCard 2.1), wrongly or not at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import lru_cache

from connectors.charset_guess import guess

_SINGLE_BYTE = re.compile(
    r"(?:iso-?8859|latin|windows-?\d|cp125|us-ascii|ascii|utf-?8|macintosh|mac-)", re.IGNORECASE
)
_CHARSETS = {"x-sjis": "cp932", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "ansi": "cp1252"}
_ESCAPED_BYTE = re.compile(rb"=([0-9A-Fa-f]{2})")


def decode(
    raw: bytes, charset: str | None = None, guessed: Callable[[], str] | None = None
) -> tuple[str, str | None]:
    """(text, None or a problem code).

    Valid UTF-8 with multi-byte letters wins over a declared single-byte set, since CHARSET lies more often than bytes
    form UTF-8 by chance. Then what is declared, then what ``guessed`` says (default: a guess from this value alone).
    """
    if raw.isascii() and (charset is None or _SINGLE_BYTE.match(charset)):
        return raw.decode("ascii"), None
    codec = _codec(charset) if charset else None
    problem = "bad_charset" if charset and codec is None else None
    if codec is None or _SINGLE_BYTE.match(codec):
        try:
            return raw.decode("utf-8"), problem
        except UnicodeDecodeError:
            pass
    if codec and codec != "utf-8":
        try:
            return raw.decode(codec), problem
        except (UnicodeDecodeError, ValueError):
            pass
    problem = "bad_charset" if charset else "encoding_guessed"
    try:
        return raw.decode("utf-8"), problem
    except UnicodeDecodeError:
        return raw.decode(guessed() if guessed else guess(raw), "replace"), problem


def quoted_printable(raw: bytes) -> bytes:
    """RFC 2045 §6.7 on one unfolded value; what is no escape stays as it is."""
    return _ESCAPED_BYTE.sub(lambda match: bytes([int(match[1], 16)]), raw).removesuffix(b"=")


@lru_cache(maxsize=256)
def _codec(charset: str) -> str | None:
    """The codec of a declared character set; None for one that does not exist or is none for text."""
    name = _CHARSETS.get(charset.strip().lower(), charset.strip())
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    return found.name if getattr(found, "_is_text_encoding", True) else None
