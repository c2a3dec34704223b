"""Which lines of an mbox separate messages.

A message starts at a line ``From <sender> <date>`` ("From_ line", RFC 4155). Writers differ on whether a blank line
precedes it and on whether body lines that start with "From " are escaped, so a line counts as a separator by its form
and by the header line after it.
"""

from __future__ import annotations

import re

LOOK = 4096
"""Bytes after a candidate that are needed to judge it, and kept before it."""

_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
FROM_LINE = re.compile(
    rb"From [^\n]{0,300}?\b" + _DAY + rb",? +(?:" + _MONTH + rb" +\d{1,2}|\d{1,2} +" + _MONTH + rb")"
    rb"[^\n]{0,10} \d{1,2}:\d\d[^\n]{0,40}\r?(?:\n|\Z)"
)
_ISO_LINE = re.compile(rb"From \S{1,300} +\d{4}-\d\d-\d\d[ T]\d\d:\d\d[^\n]{0,20}\r?\n")
_BARE_LINE = re.compile(rb"From (?:\S{1,300})?[ \t]*\r?\n")
HEADER_LINE = re.compile(rb"(?:>From [^\n]{0,300}\n)?[!-9;-~]{1,80}[ \t]*:")
_USUAL_LINE = re.compile(
    rb"From \S{1,300} " + _DAY + rb" " + _MONTH + rb" [ \d]\d \d\d:\d\d:\d\d \d{4}\r?\n[!-9;-~]{1,80}:"
)
"""What nearly every separator looks like, with the header line after it."""


def is_separator(buffer: bytes, at: int) -> bool:
    """Whether the line at ``at``, which starts with "From ", separates messages."""
    if _USUAL_LINE.match(buffer, at):
        return True
    after_blank = buffer[max(at - 3, 0) : at].endswith((b"\n\n", b"\n\r\n")) or at == 1
    line = FROM_LINE.match(buffer, at) or _ISO_LINE.match(buffer, at)
    if line:
        following = line.end()
        if HEADER_LINE.match(buffer, following) or following >= len(buffer):
            return True
        return after_blank and (
            buffer.startswith((b"From ", b"\n", b"\r\n"), following)
            and FROM_LINE.match(buffer, at) is not None
        )
    # "From -" without a date is Mozilla's own mark; any other bare line could be a sentence.
    bare = _BARE_LINE.match(buffer, at) if after_blank or buffer.startswith(b"From -", at) else None
    return bare is not None and HEADER_LINE.match(buffer, bare.end()) is not None
