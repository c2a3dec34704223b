"""The tokens of an address list: quoted strings, comments, domain literals, specials, spaces, atoms (RFC 5322 3.2).

Text only, no judgement: connectors.mail.addresses decides what is a mailbox.
"""

from __future__ import annotations

import re

COMMENT = "\0"
"""Stands for a comment inside an address until we know that it stands where one may; starts a comment's token."""

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|\[[^\[\]"<>,;\\@()]*\]|\\.|[,;:<>@()\[\]"\\]|\s+|[^\s,;:<>@()\[\]"\\]+', re.DOTALL
)
_IN_COMMENT = re.compile(r"[^()\\]+|\\.|[()\\]", re.DOTALL)
"""A comment knows brackets and escapes; quotes in it are text."""
_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_AT_ENDS = re.compile(rf"^[\s{COMMENT}]+|[\s{COMMENT}]+$|{COMMENT}+(?=@)|(?<=@){COMMENT}+")
_SPACED = re.compile(r"\s*([.@])\s*")


def tokens(text: str) -> tuple[list[str], bool]:
    """(tokens, whether the rest of text was given up). A comment is one token: COMMENT and its unescaped text.

    Reading ends at a quote or comment that never closes: what follows may all belong to it.
    """
    found: list[str] = []
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
                found.append(COMMENT + _ESCAPE.sub(r"\1", text[start : match.start()]))
        elif depth:
            continue
        elif token in '"\\':
            return found, True
        else:
            found.append(token)
    return found, depth > 0


def unquote(phrase: str) -> str:
    """A phrase as it reads: quotes off, escapes undone."""
    parts = _QUOTED.split(phrase)
    return "".join(_ESCAPE.sub(r"\1", part[1:-1]) if part[:1] == '"' else part for part in parts)


def join(parts: list[str]) -> str | None:
    """The text of an address; None when a comment stands where RFC 5322 allows none.

    Comments at the ends and beside the @ go, and so do spaces around @ and dots (obsolete, 4.4, but legal).
    """
    text = "".join(parts).strip()
    if COMMENT in text:
        text = _AT_ENDS.sub("", text)
        if COMMENT in text:
            return None
    return _SPACED.sub(r"\1", text) if " " in text and '"' not in text else text


def closing(found: list[str], start: int) -> int | None:
    """Where the angle bracket opened at start closes; None when it does not."""
    for index in range(start + 1, len(found)):
        if found[index] == ">":
            return index
        if found[index] in "<);" or found[index][0] == "\\":
            return None
    return None


def without_route(found: list[str]) -> list[str]:
    """Without an obsolete source route (``@a,@b:user@host``) or a mailto: prefix; comments without their text."""
    found = [token if token[0] != COMMENT else COMMENT for token in found]
    if ":" in found:
        cut = found.index(":")
        if found[0] == "@" or (cut == 1 and found[0].lower() == "mailto"):
            return found[cut + 1 :]
    return found
