"""Plain cards: UTF-8, no encodings, no character sets, nothing nested or quoted. They take no library, and most cards
of today's address books are such.

What a line has before its colon repeats from card to card, so it is understood once and kept. ``plain_row`` reads the
cards that also hold nothing to mend; ``plain_properties`` all plain ones. For what either declines, ``vcard_lines`` and
vobject are there, and they give the same for what it takes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from connectors.base import Row
from connectors.sheets.cells import MAX_CELL
from connectors.vcard.contact import CONSULTED, is_phone
from connectors.vcard.lines import NAME, Property, parameters

_OPAQUE = re.compile(rb"^(?:PHOTO|LOGO|SOUND|KEY)[;:][^\n]*\n(?:[ \t][^\n]*\n|\r?\n)*", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t]+\n")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/?^_`{|}~.-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_DIGIT = re.compile(r"\d")
_NOT_PLAIN = frozenset({"BEGIN", "END", "AGENT", "PHOTO", "LOGO", "SOUND", "KEY"})
_SIMPLE = frozenset(
    {"FN", "N", "EMAIL", "TEL", "ORG", "TITLE", "ROLE", "ADR", "URL", "UID", "NICKNAME", "CATEGORIES"}
)
_IGNORED, _OTHER = "", "?"

_new = tuple.__new__  # what Property(…) comes to, without its detours

Head = tuple[str, str, dict[str, list[str]]]


def plain_text(body: bytes) -> str | None:
    """The unfolded lines between BEGIN and END (``vcard_split.Card.body``), each ending in LF; None when they are not
    UTF-8 or their line ends are odd."""
    if b"\nPHOTO" in body or body.startswith(b"PHOTO"):
        body = _OPAQUE.sub(b"", body)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            return None
    if "\n " in text or "\n\t" in text:
        if _BLANK.search(text):
            return None
        text = text.replace("\n ", "").replace("\n\t", "")
    return text


def plain_properties(text: str) -> list[Property] | None:
    """The properties of a text of ``plain_text``; None when it is no plain card."""
    found = []
    for line in text.split("\n"):
        if not line:
            continue
        head, colon, value = line.partition(":")
        known = _head(head) if colon else None
        if known is None:
            return None
        found.append(_new(Property, (*known, value)))
    return found


def plain_row(text: str) -> Row | None:
    """The CONTACT columns of a text of ``plain_text``; None unless every value stands as it is to be kept and the
    card has a name, so that nothing is to be mended, unescaped or looked for elsewhere."""
    if not _is_clean(text):
        return None
    uid = name = nickname = organisation = title = role = None
    parts = place = None
    emails: list[str] = []
    phones: list[str] = []
    urls: list[str] = []
    labels: list[str] = []
    for line in text.split("\n"):
        head, colon, value = line.partition(":")
        what = _use(head) if colon else _IGNORED if not line else _OTHER
        if not what:
            continue
        if what is _OTHER or "\\" in value:
            return None
        value = value.strip()
        if not value:
            continue
        if what == "EMAIL":
            if not _ADDRESS.fullmatch(value) or len(value) > 320:
                return None
            emails.append(value.lower())
        elif what == "TEL":
            if ":" in value or not _DIGIT.search(value):
                return None
            phones.append(value)
        elif what == "FN":
            name = name or value
        elif what == "N":
            if parts is None and value.strip("; "):
                parts = value.split(";")
        elif what == "ORG":
            if organisation is None and value.strip("; "):
                organisation = value.partition(";")[0].strip() or ""
        elif what == "ADR":
            if place is None and value.strip("; "):
                place = value.split(";")
        elif what == "TITLE":
            title = title or value
        elif what == "ROLE":
            role = role or value
        elif what == "UID":
            uid = uid or value
        elif what == "URL":
            if value[:7].lower() == "mailto:":
                return None
            urls.append(value)
        elif what == "CATEGORIES":
            labels += [label for part in value.split(",") if (label := part.strip())]
        else:
            nickname = nickname or next((one for part in value.split(",") if (one := part.strip())), None)
    family, given, middle, prefix, suffix = _first_five(parts) if parts else _NONE
    if not (name or family or given or middle) or (middle and "," in middle) or (prefix and "," in prefix):
        return None
    city = region = country = None
    if place and (n_parts := len(place)) > 3:
        city = place[3].strip() or None
        region = (place[4].strip() or None) if n_parts > 4 else None
        country = (place[6].strip() or None) if n_parts > 6 else None
    return {
        "kind": "vcard",
        "uid": uid,
        "full_name": name,
        "given": given,
        "middle": middle,
        "family": family,
        "prefix": prefix,
        "suffix": suffix,
        "nickname": nickname,
        "names": [],
        "emails": emails if len(emails) < 2 else list(dict.fromkeys(emails)),
        "phones": phones if len(phones) < 2 else list(dict.fromkeys(phones)),
        "urls": urls if len(urls) < 2 else list(dict.fromkeys(urls)),
        "organisation": organisation or None,
        "title": title or role,
        "city": city,
        "region": region,
        "country": country,
        "labels": labels if len(labels) < 2 else list(dict.fromkeys(labels)),
        "relations": [],
    }


_NONE: list[str | None] = [None] * 5


def _is_clean(text: str) -> bool:
    """Whether ``cells.clean`` would leave every value as it is, the blanks around it apart."""
    return (
        len(text) <= MAX_CELL
        and "  " not in text
        and text.replace("\n", "").isprintable()  # no control characters, no blanks but the plain one
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
    )


def _first_five(parts: list[str]) -> list[str | None]:
    """The components of N."""
    if len(parts) < 5:
        parts += [""] * (5 - len(parts))
    return [part.strip() or None for part in parts[:5]]


@lru_cache(maxsize=4096)
def _use(text: str) -> str:
    """The property that stands before a colon, if its value is used as it is; else ignored, or other."""
    known = _head(text)
    if known is None:
        return _OTHER
    name, _, params = known
    if name == "TEL":
        return "TEL" if is_phone(params) else _IGNORED
    if name in _SIMPLE:
        return name
    return _OTHER if name in CONSULTED else _IGNORED


@lru_cache(maxsize=4096)
def _head(text: str) -> Head | None:
    """(name, group, parameters) of what stands before a colon; None when it takes more than that."""
    if len(text) > 200 or '"' in text or "^" in text or not text.isascii():
        return None
    match = NAME.match(text.encode() + b":")
    if match is None:
        return None
    name = match[2].decode().upper().replace("_", "-")  # Lotus Notes writes X_
    params = parameters(text[match.end() :])
    if name in _NOT_PLAIN or params.keys() & {"ENCODING", "CHARSET"}:
        return None
    return name, match[1].decode() if match[1] else "", params
