"""Bytes of a vCard value -> text. Character sets are declared per property (vCard 2.1), wrongly or not at all."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_SINGLE_BYTE = re.compile(
    r"(?:iso-?8859|latin|windows-?\d|cp125|us-ascii|ascii|utf-?8|macintosh|mac-)", re.IGNORECASE
)
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_COMMON_KANJI = (0x889F, 0x9872)
"""JIS level 1: its first bytes hardly occur in Western text, while those of the rarer signs are accented letters."""
_CHARSETS = {"x-sjis": "cp932", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "ansi": "cp1252"}
_ESCAPED_BYTE = re.compile(rb"=([0-9A-Fa-f]{2})")


def decode(raw: bytes, charset: str | None = None) -> tuple[str, str | None]:
    """(text, None or a problem code).

    Valid UTF-8 with multi-byte letters wins over a declared single-byte set, since CHARSET lies more often than bytes
    form UTF-8 by chance. Then what is declared, then UTF-8, Shift_JIS where it gives Japanese, Windows-1252.
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
    return _guessed(raw), "bad_charset" if charset else "encoding_guessed"


def quoted_printable(raw: bytes) -> bytes:
    """RFC 2045 §6.7 on one unfolded value; what is no escape stays as it is."""
    return _ESCAPED_BYTE.sub(lambda match: bytes([int(match[1], 16)]), raw).removesuffix(b"=")


def _guessed(raw: bytes) -> str:
    """No declaration that works, and not UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("cp932")
        if _KANA.search(text) or sum(map(_is_common_kanji, text)) >= 2:
            return text
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _is_common_kanji(char: str) -> bool:
    raw = char.encode("cp932")
    return len(raw) == 2 and _COMMON_KANJI[0] <= int.from_bytes(raw, "big") <= _COMMON_KANJI[1]


@lru_cache(maxsize=256)
def _codec(charset: str) -> str | None:
    """The codec of a declared character set; None for one that does not exist or is none for text."""
    name = _CHARSETS.get(charset.strip().lower(), charset.strip())
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    return found.name if getattr(found, "_is_text_encoding", True) else None
