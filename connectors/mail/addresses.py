"""Address lists of RFC 5322, as tolerant as safety allows.

Lists of ordinary mailboxes are split at their commas, and each part is known or read by one regular expression;
anything else goes through a tokeniser that knows comments, groups, quoted local parts, source routes and
semicolons. What is ambiguous is dropped and reported, never guessed: an address comes only from between angle
brackets or stands alone, so text in a name, a comment or an encoded word cannot become one. Nothing here depends
on the standard library's parser, whose answers to crafted headers changed between releases (CVE-2023-27043).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from connectors.mail.tokens import COMMENT, closing, join, tokens, unquote, without_route
from connectors.mail.words import clean_name

MAX_ADDRESS = 320
_MAX_PART = 800
"""Longest part that is remembered, in characters: bounds what a hostile file makes the cache hold."""

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+"
_DOMAIN = r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*"
_PLAIN = re.compile(
    rf"(?:\s*\"([^\"\\\0]*)\"\s*|([^\"\\<>()\[\],;:@\0]*))<({_LOCAL}@{_DOMAIN})>\s*|\s*({_LOCAL}@{_DOMAIN})\s*"
)
"""One ordinary mailbox: quoted name, name, address in brackets, address alone."""
_PART = re.compile(r'[^",]*(?:"[^"]*"[^",]*)*')
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_DOMAIN}\.?|\[(?:IPv6:)?[0-9A-Fa-f.:]+\])")
_QUOTED_LOCAL = re.compile(r'"([ !#-?A-\[\]-~]+)"')


class Mailbox(NamedTuple):
    """One mailbox: its cleaned display name or None, and its lower-cased address."""

    name: str | None
    address: str


def _non_ascii_ok(text: str) -> bool:
    """SMTPUTF8: letters, marks and digits only, and none that changes under compatibility folding."""
    if unicodedata.normalize("NFKC", text) != text:
        return False
    return all(char.isascii() or unicodedata.category(char)[0] in "LMN" for char in text)


def address(text: str) -> str | None:
    """The lower-cased address if text is exactly one mailbox, else None."""
    text = text.strip()
    if not text or len(text) > MAX_ADDRESS:
        return None
    if text[0] == '"':
        quoted = _QUOTED_LOCAL.match(text)
        if not quoted or not text.startswith("@", quoted.end()):
            return None
        local = quoted[1]
        if re.fullmatch(_LOCAL, local):
            text = local + text[quoted.end() :]
        else:
            bare = "x" + text[quoted.end() :]
            checked = address(bare)
            return f'"{local.lower()}"{checked[1:]}' if checked else None
    probe = text
    if not text.isascii():
        if not _non_ascii_ok(text):
            return None
        probe = "".join(char if char.isascii() else "x" for char in text)
    if not _ADDRESS.fullmatch(probe) or "=?" in text:
        return None
    return text.lower().rstrip(".")


def parse(text: str) -> tuple[list[Mailbox], bool]:
    """(mailboxes in order, whether something was dropped). text is one header value, folded or not."""
    if '"' in text:
        if "\\" in text or text.count('"') % 2:
            return parse_any(text)
        parts = _PART.findall(text)
    else:
        parts = text.split(",")
    found: list[Mailbox] = []
    for part in parts:
        box = _plain(part) if len(part) < _MAX_PART else None
        if box is not None:
            found.append(box)
        elif part and not part.isspace():
            return parse_any(text)
    return found, False


@lru_cache(maxsize=1 << 16)
def _plain(part: str) -> Mailbox | None:
    """The mailbox if part is an ordinary one. Cached: a writer's address stands in many lists."""
    match = _PLAIN.fullmatch(part)
    if match is None:
        return None
    quoted, phrase, inner, bare = match.groups()
    where: str = inner or bare
    if "=?" in where or len(where) > MAX_ADDRESS:
        return None
    name = quoted or phrase
    return Mailbox(clean_name(" ".join(name.split())) if name else None, where.lower())


class _Item:
    """What was read of one mailbox so far."""

    def __init__(self) -> None:
        self.outside: list[str] = []
        self.inside: list[str] | None = None
        self.comments: list[str] = []
        self.n_before = 0
        self.is_bad = False

    def finish(self, found: list[Mailbox]) -> bool:
        """Adds the mailbox; True when there was something that gave none."""
        outside = "".join(self.outside).strip()
        if self.inside is None and not outside and not self.is_bad:
            return False
        where = join(self.outside if self.inside is None else self.inside)
        mailbox = None if self.is_bad or where is None else address(where)
        if mailbox is None:
            return bool(outside.replace(COMMENT, "").strip() or self.is_bad or self.inside)
        phrase = "" if self.inside is None else unquote(outside.replace(COMMENT, " ")).strip()
        found.append(Mailbox(self._name(phrase), mailbox))
        return False

    def _name(self, phrase: str) -> str | None:
        """The phrase, comments before the address in brackets; a comment alone is the name (the older form)."""
        comment = " ".join(self.comments if not phrase else self.comments[: self.n_before]).strip()
        if not phrase or not comment:
            return clean_name(phrase or comment)
        return clean_name(f"{phrase} ({comment})") or clean_name(phrase)


def parse_any(text: str) -> tuple[list[Mailbox], bool]:
    """What parse gives, by the tokeniser alone."""
    text = " ".join(text.split())
    if COMMENT in text:
        return [], True
    parts, is_cut = tokens(text)
    found: list[Mailbox] = []
    dropped, in_group, item, index = is_cut, False, _Item(), 0
    while index < len(parts):
        token = parts[index]
        if token[0] == COMMENT:
            item.comments.append(token[1:])
            item.outside.append(COMMENT)
        elif token == "<":
            close = closing(parts, index)
            if close is None or item.inside is not None:
                item.is_bad = True
            else:
                item.inside = without_route(parts[index + 1 : close])
                item.n_before = len(item.comments)
                index = close
        elif token in ",;":
            dropped |= item.finish(found)
            item = _Item()
            in_group &= token == ","
        elif token == ":" and not in_group and item.inside is None and "@" not in item.outside:
            in_group, item = True, _Item()
        elif token in ":>)[]" or token[0] == "\\" or (item.inside is not None and not token.isspace()):
            item.is_bad = True
        else:
            item.outside.append(token)
        index += 1
    item.is_bad |= is_cut
    dropped |= item.finish(found)
    return found, dropped
