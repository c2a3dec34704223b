"""Address lists of RFC 5322, as tolerant as safety allows.

Ordinary lists go through one regular expression per mailbox; anything else goes through a tokeniser that
knows comments, groups, quoted local parts, source routes and semicolons. What is ambiguous is dropped and
reported, never guessed: an address comes only from between angle brackets or stands alone, so text in a name,
a comment or an encoded word cannot become one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from connectors.mail.words import clean_name

MAX_ADDRESS = 320

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+"
_DOMAIN = r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*"
_PLAIN = re.compile(
    rf"\s*(?:(?:\"([^\"\\@]*)\"|([^\"\\<>()\[\],;:@]*?))\s*<({_LOCAL}@{_DOMAIN})>|({_LOCAL}@{_DOMAIN}))\s*(?:,|$)"
)
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|\[[^\[\]"<>,;\\@()]*\]|\\.|[,;:<>@()\[\]"\\]|\s+|[^\s,;:<>@()\[\]"\\]+', re.DOTALL
)
_IN_COMMENT = re.compile(r"[^()\\]+|\\.|[()\\]", re.DOTALL)
"""A comment knows brackets and escapes; quotes in it are text."""
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_DOMAIN}\.?|\[(?:IPv6:)?[0-9A-Fa-f.:]+\])")
_QUOTED_LOCAL = re.compile(r'"([ !#-?A-\[\]-~]+)"')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


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
    text = " ".join(text.split())
    found: list[Mailbox] = []
    position, end = 0, len(text)
    match = _PLAIN.match
    while position < end:
        plain = match(text, position)
        if plain is None or plain.end() == position:
            return _parse_slowly(text)
        quoted, phrase, inner, bare = plain.groups()
        where = inner or bare
        if "=?" in where or len(where) > MAX_ADDRESS:
            return _parse_slowly(text)
        name = quoted or phrase
        found.append(Mailbox(clean_name(name) if name else None, where.lower()))
        position = plain.end()
    return found, False


class _Item:
    """What was read of one mailbox so far."""

    def __init__(self) -> None:
        self.outside: list[str] = []
        self.inside: list[str] | None = None
        self.comments: list[str] = []
        self.is_bad = False

    def finish(self, found: list[Mailbox]) -> bool:
        """Adds the mailbox; True when there was something that gave none."""
        outside = "".join(self.outside).strip()
        if self.inside is None:
            if not outside and not self.is_bad:
                return False
            where, phrase = _join(self.outside), " ".join(self.comments)
        else:
            where, phrase = _join(self.inside), outside.replace(_COMMENT, " ") or " ".join(self.comments)
        mailbox = None if self.is_bad or where is None else address(where)
        if mailbox is None:
            return bool(outside.replace(_COMMENT, "").strip() or self.is_bad or self.inside)
        found.append(Mailbox(clean_name(_unquote(phrase)), mailbox))
        return False


_COMMENT = "\0"
"""Stands for a comment inside an address until we know that it stands where one may."""


def _unquote(phrase: str) -> str:
    parts = [
        p if p[:1] != '"' else _ESCAPE.sub(r"\1", p[1:-1]) for p in re.split(r'("(?:[^"\\]|\\.)*")', phrase)
    ]
    return "".join(parts)


def _join(tokens: list[str]) -> str | None:
    """The text of an address, comments taken out where RFC 5322 allows them (at the ends, beside the @)."""
    text = "".join(tokens).strip()
    if _COMMENT in text:
        text = re.sub(rf"^[\s{_COMMENT}]+|[\s{_COMMENT}]+$|{_COMMENT}+(?=@)|(?<=@){_COMMENT}+", "", text)
    return None if _COMMENT in text else text


def _tokens(text: str) -> tuple[list[str], bool]:
    """(tokens, whether the rest of text was given up). A comment is one token, _COMMENT + its text.

    Reading ends at a quote or comment that never closes: what follows may all belong to it.
    """
    tokens: list[str] = []
    depth = start = position = 0
    while position < len(text):
        match = (_IN_COMMENT if depth else _TOKEN).match(text, position)
        assert match  # each expression matches any character
        token, position = match[0], match.end()
        if token == "(":
            start = start if depth else position
            depth += 1
        elif token == ")" and depth:
            depth -= 1
            if not depth:
                tokens.append(_COMMENT + text[start : match.start()])
        elif depth:
            continue
        elif token in '"\\':
            return tokens, True
        else:
            tokens.append(token)
    return tokens, depth > 0


def _parse_slowly(text: str) -> tuple[list[Mailbox], bool]:
    if _COMMENT in text:
        return [], True
    tokens, is_cut = _tokens(text)
    found: list[Mailbox] = []
    dropped, in_group, item, index = is_cut, False, _Item(), 0
    while index < len(tokens):
        token = tokens[index]
        if token[0] == _COMMENT:
            item.comments.append(token[1:])
            item.outside.append(_COMMENT)
        elif token == "<":
            close = _closing(tokens, index)
            if close is None or item.inside is not None:
                item.is_bad = True
            else:
                item.inside = _route_free(tokens[index + 1 : close])
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


def _closing(tokens: list[str], start: int) -> int | None:
    for index in range(start + 1, len(tokens)):
        if tokens[index] == ">":
            return index
        if tokens[index] in "<);" or tokens[index][0] == "\\":
            return None
    return None


def _route_free(tokens: list[str]) -> list[str]:
    """Without an obsolete source route (``@a,@b:user@host``) or a mailto: prefix."""
    tokens = [token if token[0] != _COMMENT else _COMMENT for token in tokens]
    if ":" in tokens:
        cut = tokens.index(":")
        if tokens[0] == "@" or (cut == 1 and tokens[0].lower() == "mailto"):
            return tokens[cut + 1 :]
    return tokens
