"""mbox: Gmail Takeout, Thunderbird, Apple Mail, mailing-list archives. Read as a stream, headers only.

A message starts at a line ``From <sender> <date>`` ("From_ line"). Writers differ on whether a blank line
precedes it and on whether body lines that start with "From " are escaped, so a line counts as a separator by
its form and by the header line after it. Bodies are only searched for the next separator.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from connectors.base import File, Item, Tally
from connectors.mail import headers
from connectors.mail.labels import is_sent_folder
from connectors.mail.reader import MailReader

CHUNK = 4 << 20
_LOOK = 4096
"""Bytes after a candidate that are needed to judge it, and kept before it."""

_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_FROM_LINE = re.compile(
    rb"From [^\n]{0,300}?\b" + _DAY + rb",? +(?:" + _MONTH + rb" +\d{1,2}|\d{1,2} +" + _MONTH + rb")"
    rb"[^\n]{0,10} \d{1,2}:\d\d[^\n]{0,40}\r?(?:\n|\Z)"
)
_ISO_LINE = re.compile(rb"From \S{1,300} +\d{4}-\d\d-\d\d[ T]\d\d:\d\d[^\n]{0,20}\r?\n")
_BARE_LINE = re.compile(rb"From (?:\S{1,300})?[ \t]*\r?\n")
_HEADER_LINE = re.compile(rb"(?:>From [^\n]{0,300}\n)?[!-9;-~]{1,80}[ \t]*:")
_START = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*")


class Mbox:
    """``kind`` mbox; locator ``byte:N`` = offset of the From_ line in the unpacked file."""

    kind = "mbox"
    group = "mail"
    version = 1

    def recognise(self, file: File) -> float:
        head = _unix(file.head)
        start = _START.match(head)
        if start is None or not head.startswith(b"From ", start.end()):
            return 0.0
        line_end = head.find(b"\n", start.end())
        if line_end < 0:
            return 0.3
        if _HEADER_LINE.match(head, line_end + 1):
            return 1.0
        return 0.9 if _FROM_LINE.match(head, start.end()) else 0.2

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        reader, in_sent = MailReader(), is_sent_folder(file.name)
        with file.open() as stream:
            chunks: Iterable[bytes] = iter(lambda: stream.read(CHUNK), b"")
            if b"\n" not in file.head and b"\r" in file.head:  # old Mac line ends, one byte for one byte
                chunks = (chunk.replace(b"\r", b"\n") for chunk in chunks)
            for offset, head, cut in split(chunks, tally):
                yield from reader.message(head, f"byte:{offset}", cut, in_sent)
        yield reader.summary()


def _unix(head: bytes) -> bytes:
    return head if b"\n" in head else head.replace(b"\r", b"\n")


def split(chunks: Iterable[bytes], tally: Tally) -> Iterator[tuple[int, bytes, bool]]:
    """(offset of the From_ line, header block, whether it was cut) of each message; counts in tally.read.

    Keeps at most a header block and a chunk in memory, however long a body is.
    """
    buffer, base, is_last = b"", 0, False
    source = iter(chunks)
    start = -1  # of the open message whose head is not out yet; -1 when it is
    scan = 0  # where the search for the next separator goes on
    is_first = True
    while not is_last:
        chunk = next(source, None)
        is_last = chunk is None
        buffer += chunk or b""
        tally.bytes_done = base + len(buffer)
        if is_first:
            if len(buffer) < _LOOK and not is_last:
                continue
            is_first = False
            start = _START.match(buffer).end()  # type: ignore[union-attr]  # it matches the empty string too
            if start == len(buffer):
                return
            tally.read += 1
            scan = start
        limit = len(buffer) if is_last else max(len(buffer) - _LOOK, scan)
        while True:
            found = buffer.find(b"\nFrom ", scan, min(limit + 6, len(buffer)))
            if found < 0 or (found >= limit and not is_last):
                break
            scan = found + 5
            if _is_separator(buffer, found + 1):
                if start >= 0:
                    yield base + start, *_head(buffer, start, found + 1)
                start = found + 1
                tally.read += 1
        scan = max(scan, limit - 1, 0)
        if start >= 0 and (is_last or scan - start > headers.HEADER_CAP + _LOOK):
            # The head is complete: a separator inside it would have been found above.
            yield base + start, *_head(buffer, start, len(buffer))
            start = -1
        keep = min(scan, start) if start >= 0 else scan
        keep = max(keep - 4, 0)  # a blank line before a separator is looked for there
        buffer, base, scan = buffer[keep:], base + keep, scan - keep
        start = start - keep if start >= 0 else -1


def _head(buffer: bytes, start: int, end: int) -> tuple[bytes, bool]:
    body = buffer.find(b"\n", start, end) + 1
    if not body:
        return b"", False
    if not buffer.startswith(b"From ", start):
        body = start
    head, cut = headers.split_head(buffer[body : min(end, body + headers.HEADER_CAP + 2)])
    return head, cut


def _is_separator(buffer: bytes, at: int) -> bool:
    """Whether the line at ``at``, which starts with "From ", separates messages."""
    after_blank = buffer[max(at - 3, 0) : at].endswith((b"\n\n", b"\n\r\n")) or at == 1
    line = _FROM_LINE.match(buffer, at) or _ISO_LINE.match(buffer, at)
    if line:
        following = line.end()
        if _HEADER_LINE.match(buffer, following) or following >= len(buffer):
            return True
        return after_blank and (
            buffer.startswith((b"From ", b"\n", b"\r\n"), following)
            and _FROM_LINE.match(buffer, at) is not None
        )
    # "From -" without a date is Mozilla's own mark; any other bare line could be a sentence.
    bare = _BARE_LINE.match(buffer, at) if after_blank or buffer.startswith(b"From -", at) else None
    return bare is not None and _HEADER_LINE.match(buffer, bare.end()) is not None
