"""One header block -> the raw values we want. One regular expression does the finding and the folding."""

from __future__ import annotations

import re

WANTED = (
    "from", "sender", "reply-to", "to", "cc", "bcc", "resent-from", "resent-to", "resent-cc", "resent-bcc",
    "date", "message-id", "in-reply-to", "references", "list-id", "list-post", "list-unsubscribe",
    "precedence", "auto-submitted", "x-beenthere", "x-mailing-list", "x-gmail-labels", "x-original-from", "delivered-to",
    "return-path",
)  # fmt: skip
"""Lower-case names that ``values`` returns. Received is apart: only its first one counts."""

HEADER_CAP = 65536
"""Bytes of a header block that are looked at."""


def _either_case(name: str) -> str:
    return "".join(f"[{c.upper()}{c}]" if c.isalpha() else re.escape(c) for c in name)


def _any_of(names: tuple[str, ...]) -> str:
    """An expression for the names, branching on the first letter: a third faster than a list of names."""
    branches = []
    for first in sorted({name[0] for name in names}):
        rests = sorted((name[1:] for name in names if name[0] == first), key=len, reverse=True)
        branches.append(f"{_either_case(first)}(?:{'|'.join(map(_either_case, rests))})")
    return "|".join(branches)


_VALUE = r"[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)"
_INITIALS = "".join(sorted({name[0] for name in WANTED} | {name[0].upper() for name in WANTED}))
_FIND = re.compile(rf"\n(?=[{_INITIALS}])({_any_of(WANTED)}){_VALUE}".encode())
_RECEIVED = re.compile(rf"\n{_either_case('received')}{_VALUE}".encode())
_ANY = re.compile(rb"(?:^|\n)[!-9;-~]+[ \t]*:")
_FOLD = re.compile(r"\r?\n[ \t]+")
_END = re.compile(rb"\n\r?\n")

Values = dict[str, list[bytes]]

_KNOWN = frozenset((*WANTED, "received"))
_MAX_NAME = 64
_MAX_NAMES = 10_000
_NAMES: dict[bytes, str] = {}
"""Names as they were written -> lower case, or an empty text for one that is not wanted."""


def values(head: bytes) -> Values:
    """Raw values by lower-case header name, each list in order of appearance."""
    found: Values = {}
    for written, value in _FIND.findall(b"\n" + head):
        name = _NAMES.get(written)
        if name is None:
            name = written.lower().decode()
            if len(_NAMES) < _MAX_NAMES:
                _NAMES[written] = name
        if name in found:
            found[name].append(value)
        else:
            found[name] = [value]
    return found


def of_lines(data: bytes, lines: list[tuple[int, int, int]]) -> tuple[Values, str | None]:
    """(what ``values`` gives, what ``arrival`` gives) of one message whose wanted lines are known (see scan.Found)."""
    found: Values = {}
    for start, place, end in lines:
        colon = place
        if colon < 0 and (colon := data.find(b":", start, min(end, start + _MAX_NAME))) < 0:
            continue
        name = _NAMES.get(data[start:colon])
        if name is None:
            name = _learnt(data[start:colon])
        if not name:
            continue
        if name in found:
            found[name].append(data[colon + 1 : end])
        else:
            found[name] = [data[colon + 1 : end]]
    trace = found.pop("received", None)
    return found, _arrival(trace[0]) if trace is not None else None


def _learnt(written: bytes) -> str:
    """A wanted name in lower case, blanks after it left out; an empty text for any other."""
    name = written.rstrip(b" \t").lower().decode("latin-1")
    if name not in _KNOWN:
        name = ""
    if len(_NAMES) < _MAX_NAMES:
        _NAMES[written] = name
    return name


def arrival(head: bytes) -> str | None:
    """The date of the first Received: what follows its last semicolon, unfolded."""
    match = _RECEIVED.search(b"\n" + head)
    return _arrival(match[1]) if match else None


def _arrival(trace: bytes) -> str:
    date = trace[trace.rfind(b";") + 1 :]
    return text(date) if b"\n" in date else folded_text(date)


def has_header(head: bytes) -> bool:
    """Whether any line of the block is a header line at all."""
    return _ANY.search(head) is not None


def folded_text(raw: bytes) -> str:
    """A value as text, still folded; bytes that are not UTF-8 become surrogates (see words.clean_name)."""
    return raw.decode("utf-8", "surrogateescape")


def text(raw: bytes) -> str:
    """A value as text, unfolded."""
    value = folded_text(raw)
    return _FOLD.sub(" ", value).strip() if "\n" in value else value.strip()


def split_head(data: bytes) -> tuple[bytes, bool]:
    """(header block, whether it was cut at HEADER_CAP) of one message's bytes, lines ended by LF or CRLF.

    A message that starts with its blank line has an empty block.
    """
    if data.startswith((b"\n", b"\r\n")):
        return b"", False
    blank = _END.search(data, 0, HEADER_CAP)
    if blank is not None:
        return data[: blank.start()], False
    if len(data) <= HEADER_CAP:
        return data, False
    return data[: max(data.rfind(b"\n", 0, HEADER_CAP), 0) or HEADER_CAP], True
