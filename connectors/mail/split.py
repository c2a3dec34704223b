"""An mbox as a stream of bytes -> header blocks. Bodies are only searched for the next separator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from connectors.base import Tally
from connectors.mail.headers import HEADER_CAP
from connectors.mail.separators import CANDIDATE, LOOK, is_separator

START = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*")
"""What may stand before the first From_ line."""
_HEAD_STOP = re.compile(rb"\n(?:\n|\r\n|From )")
"""The end of a header block, or what may be the next message where a block never ends."""
_F = ord("F")

Head = tuple[int, bytes, bool]
"""(offset of the From_ line, header block, whether it was cut at HEADER_CAP) of one message."""


BEFORE = 8
"""Bytes before a range that are needed to judge a separator at its start."""


def split(chunks: Iterable[bytes], tally: Tally, start: int = 0, end: int | None = None) -> Iterator[Head]:
    """The messages whose From_ line begins in [start, end); counts in tally.read.

    chunks: the file's bytes from max(start - BEFORE, 0) on. So the ranges of a file hold each message once, whatever
    the borders are. Keeps at most a header block and a chunk in memory, however long a body is.
    """
    splitter = _Splitter(start, end, tally)
    for chunk in chunks:
        yield from splitter.feed(chunk, False)
        if splitter.is_done:
            return
    yield from splitter.feed(b"", True)


_ZEROS = bytes(1 << 20)


class _Splitter:
    """``head`` is where the header block of the open message starts, -1 in its body; ``scan`` where the search for
    its end, or for the next separator, goes on; both in the buffer, which holds the bytes from ``base`` on."""

    def __init__(self, start: int, end: int | None, tally: Tally) -> None:
        before = min(start, BEFORE)
        self._buffer, self._base, self._tally = b"", start - before, tally
        self._offset, self._head, self._scan = start, -1, max(before - 1, 0)
        self._first, self._end = start, end
        self._is_first = start == 0
        self.is_done = False
        """The next message lies behind the end."""

    def feed(self, chunk: bytes, is_last: bool) -> Iterator[Head]:
        """The messages whose header block ends with this chunk."""
        if self._head < 0 and len(chunk) == len(_ZEROS) and chunk == _ZEROS and not self._is_first:
            # In a hole nothing starts; what lies before it is judged with its first bytes.
            yield from self.feed(chunk[: 2 * LOOK], False)
            self._base += len(chunk) - 2 * LOOK
            return
        self._buffer = buffer = self._buffer + chunk if self._buffer else chunk
        self._tally.bytes_done = self._base + len(buffer) - self._first
        if self._is_first:
            if len(buffer) < LOOK and not is_last:
                return
            self._is_first = False
            start = START.match(buffer).end()  # type: ignore[union-attr]  # it matches the empty string too
            self._scan = start
            if start < len(buffer):
                self._open(start)
        # A candidate is judged with LOOK bytes after it.
        limit = len(buffer) if is_last else len(buffer) - LOOK
        while self._scan < limit and not self.is_done:
            head = self._head
            if head < 0:
                if not self._next(limit):
                    break
                continue
            end = head + HEADER_CAP
            found = _HEAD_STOP.search(buffer, self._scan, min(limit + 6, end))
            if found is None:
                if end > limit:
                    self._scan = max(limit - 1, self._scan)
                    break
                yield self._offset, _cut(buffer, head, end), True
                self._head, self._scan = -1, end - 6
                continue
            at = found.start()
            if at + 1 < len(buffer) and buffer[at + 1] == _F:
                if at >= limit:
                    self._scan = limit
                    break
                if not is_separator(buffer, at + 1):
                    self._scan = at + 1
                    continue
                yield self._offset, buffer[head:at], False
                self._head = -1
                self._open(at + 1)
            else:
                yield self._offset, buffer[head:at], False
                self._head, self._scan = -1, at
        if is_last and self._head >= 0:
            yield self._offset, buffer[self._head :], False
            self._head = -1
        self._forget()

    def _next(self, limit: int) -> bool:
        """Look for the next separator before limit; False when there is none yet."""
        buffer = self._buffer
        found = CANDIDATE.search(buffer, self._scan, limit + 6)
        if found is None or found.start() >= limit:
            self._scan = max(limit - 1, self._scan)
            return False
        at = found.start() + 1
        if is_separator(buffer, at):
            self._open(at)
        else:
            self._scan = at
        return True

    def _open(self, at: int) -> None:
        """A message starts at ``at``. Its header block may be empty: then the line end before it is its end."""
        if self._end is not None and self._base + at >= self._end:
            self.is_done = True
            return
        self._tally.read += 1
        self._offset = self._base + at
        if not self._buffer.startswith(b"From ", at):  # the first, of a file that starts with a header
            self._head = self._scan = at
            return
        line_end = self._buffer.find(b"\n", at)
        if line_end < 0:
            line_end = len(self._buffer)
        self._head, self._scan = line_end + 1, line_end

    def _forget(self) -> None:
        """Drop what is done; a blank line before a separator is looked for in the bytes before it."""
        done = (min(self._head, self._scan) if self._head >= 0 else self._scan) - 4
        done = min(max(done, 0), len(self._buffer))
        if done:
            self._buffer = self._buffer[done:]
            self._base += done
            self._scan -= done
            if self._head >= 0:
                self._head -= done


def _cut(buffer: bytes, head: int, end: int) -> bytes:
    """The header block up to its last whole line before end."""
    line_end = buffer.rfind(b"\n", head, end)
    return buffer[head : line_end if line_end > head else end]
