"""An mbox as a stream of bytes -> header blocks. Bodies are only searched for the next separator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from connectors.base import Tally
from connectors.mail import headers
from connectors.mail.separators import CANDIDATE, LOOK, is_separator

START = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*")
"""What may stand before the first From_ line."""


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
        if chunk:
            buffer = buffer + chunk if buffer else chunk
        tally.bytes_done = base + len(buffer)
        if is_first:
            if len(buffer) < LOOK and not is_last:
                continue
            is_first = False
            start = START.match(buffer).end()  # type: ignore[union-attr]  # it matches the empty string too
            if start == len(buffer):
                return
            tally.read += 1
            scan = start
        limit = len(buffer) if is_last else max(len(buffer) - LOOK, scan)
        for found in CANDIDATE.finditer(buffer, scan, min(limit + 6, len(buffer))):
            at = found.start() + 1
            if is_separator(buffer, at):
                if start >= 0:
                    yield base + start, *_head(buffer, start, at)
                start = at
                tally.read += 1
        scan = max(limit - 1, scan, start, 0)
        if start >= 0 and (is_last or scan - start > headers.HEADER_CAP + LOOK):
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
    return headers.head_at(buffer, body, end)
