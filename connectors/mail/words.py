"""Display names as people read them: RFC 2047 encoded words, broken or not, raw 8-bit text, stray quotes.

Decoding happens after the header's structure was parsed, so that an encoded comma, bracket or @ never becomes
structure. Nothing here raises.
"""

from __future__ import annotations

import binascii
import re
import unicodedata
from functools import lru_cache

MAX_NAME = 160
"""Longest display name kept, in characters."""
_MAX_RAW = 2048

_WORD = re.compile(r"=\?([!->@-~]{1,40})\?([bBqQ])\?([^?]{0,4000})\?=")
_BETWEEN = re.compile(r"(\?=)\s+(=\?)")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_SPACE = re.compile(r"\s+")


def decode_bytes(raw: bytes, charset: str) -> str:
    """Text of raw in charset (RFC 2231 language suffix allowed); unknown or lying charsets fall back."""
    for name in (charset.partition("*")[0], "utf-8", "cp1252"):
        try:
            return raw.decode(name)
        except (LookupError, ValueError, TypeError):
            continue
    return raw.decode("latin-1")


def _payload(encoding: str, text: str) -> bytes | None:
    data = text.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return _HEX.sub(lambda m: bytes((int(m[1], 16),)), data.replace(b"_", b" "))
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return None


def decode_words(text: str) -> str:
    """RFC 2047 words decoded; neighbours of one charset are joined as bytes (characters span them)."""
    if "=?" not in text:
        return text
    text = _BETWEEN.sub(r"\1\2", text)
    out: list[str] = []
    pending, pending_charset, end = b"", "", 0
    for match in _WORD.finditer(text):
        payload = _payload(match[2], match[3])
        if payload is None:
            continue
        charset = match[1].lower()
        if pending and (match.start() != end or charset != pending_charset):
            out.append(decode_bytes(pending, pending_charset))
            pending = b""
        out.append(text[end : match.start()])
        pending, pending_charset, end = pending + payload, charset, match.end()
    if pending:
        out.append(decode_bytes(pending, pending_charset))
    out.append(text[end:])
    return "".join(out)


def _without_surrogates(text: str) -> str:
    """Raw 8-bit bytes that were not UTF-8 arrive as surrogates: cp1252, unless the text around them is UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        stray = sum("\udc80" <= char <= "\udcff" for char in text)
        if sum(not char.isascii() for char in text) > 2 * stray:  # UTF-8, cut or damaged in a few places
            return "".join(char for char in text if not "\ud800" <= char <= "\udfff")
        return decode_bytes(text.encode("utf-8", "surrogateescape"), "cp1252")
    return text


def _is_text(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def clean_name(text: str) -> str | None:
    """A display name for people, or None: controls (bidi too) removed, spaces single, outer quotes dropped.

    A name that contains an @ is no name but a claim to be somebody's address; it is dropped. Of a text over
    _MAX_RAW characters only the beginning counts.
    """
    return _clean(text if len(text) <= _MAX_RAW else text[:_MAX_RAW])


@lru_cache(maxsize=1 << 15)
def _clean(text: str) -> str | None:
    text = decode_words(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _without_surrogates(text))
    text = _SPACE.sub(" ", text)
    if not text.isprintable():
        text = "".join(filter(_is_text, text))
    text = text.strip(" \t'\"`,;")
    if not text or "@" in text or "=?" in text:
        return None
    return text[:MAX_NAME].rstrip()
