"""An mbox as a stream of bytes -> where messages, their header blocks and the wanted header lines lie.

All lines of a chunk are looked at together, in arrays (numpy), so that Python's own work is a few steps for each
message and wanted header. Bodies are only searched for the next separator.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from connectors.base import Tally
from connectors.mail import header_lines
from connectors.mail.header_lines import FAR, Bytes, Line, Places
from connectors.mail.headers import HEADER_CAP
from connectors.mail.separators import LOOK, is_separator

START = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*")
"""What may stand before the first From_ line."""
BEFORE = 8
"""Bytes before a range that are needed to judge a separator at its start."""
_ZEROS = bytes(1 << 20)

_LF, _CR, _F = 10, 13, ord("F")


@dataclass(slots=True)
class Found:
    """Messages in ``data``. Of each: offset of its From_ line in the file, start and end of its header block in data,
    whether the block was cut at HEADER_CAP. ``lines``: for each message those that may be a wanted header."""

    data: bytes
    offsets: list[int]
    starts: list[int]
    ends: list[int]
    is_cut: list[bool]
    lines: list[list[Line]]


def scan(chunks: Iterable[bytes], tally: Tally, start: int = 0, end: int | None = None) -> Iterator[Found]:
    """The messages whose From_ line begins in [start, end); counts in tally.read.

    chunks: the file's bytes from max(start - BEFORE, 0) on. So the ranges of a file hold each message once, whatever
    the borders are. Keeps at most a header block and a chunk in memory, however long a body is.
    """
    scanner = _Scanner(start, end, tally)
    for chunk in chunks:
        yield from scanner.feed(chunk, False)
        if scanner.is_done:
            return
    yield from scanner.feed(b"", True)


class _Scanner:
    """``open``: place in the buffer of the message whose header block is not out yet, -1 in a body; ``scan``: where
    the search for the next separator goes on; the buffer holds the bytes from ``base`` on."""

    def __init__(self, start: int, end: int | None, tally: Tally) -> None:
        before = min(start, BEFORE)
        self._buffer, self._base, self._tally = b"", start - before, tally
        self._open, self._scan = -1, max(before - 1, 0)
        self._first, self._end = start, end
        self._is_first = start == 0
        self.is_done = False
        """The next message lies behind the end."""

    def feed(self, chunk: bytes, is_last: bool) -> Iterator[Found]:
        """The messages whose header block ends with this chunk."""
        if self._open < 0 and not self._is_first and len(chunk) == len(_ZEROS) and chunk == _ZEROS:
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
            begin = START.match(buffer).end()  # type: ignore[union-attr]  # it matches the empty string too
            self._scan = begin
            if begin < len(buffer):
                self._open = begin
                self._tally.read += 1
        # A candidate is judged with LOOK bytes after it.
        limit = len(buffer) if is_last else len(buffer) - LOOK
        if self._scan < limit:
            found = self._look(buffer, limit, is_last)
            if found.offsets:
                yield found
        self._forget()

    def _look(self, buffer: bytes, limit: int, is_last: bool) -> Found:
        data = np.frombuffer(buffer, dtype=np.uint8)
        begin = self._open if self._open >= 0 else self._scan
        line_ends: Places = np.flatnonzero(data[begin:limit] == _LF) + begin
        lines: Places = line_ends + 1
        if len(lines) and lines[-1] >= len(buffer):
            lines = lines[:-1]
        if self._open >= 0 and not buffer.startswith(b"From ", self._open):
            lines = np.concatenate(
                (np.array([self._open]), lines)
            )  # the first of a file that starts with a header
        first = data[lines]
        opens, stop = self._separators(buffer, lines[first == _F].tolist())
        if self._open >= 0:
            opens.insert(0, self._open)
        heads = _heads(buffer, data, lines, first, line_ends, opens, stop)
        emitted = len(opens)
        if opens and heads[1][-1] < 0:  # no end of the last one's header block yet
            if is_last:
                heads[1][-1] = len(buffer)
            elif limit - heads[0][-1] > HEADER_CAP:
                heads[1][-1] = limit
            else:
                emitted -= 1
        found = _found(buffer, data, lines, first, opens[:emitted], heads)
        found.offsets = [self._base + at for at in opens[:emitted]]
        self._open = opens[-1] if emitted < len(opens) else -1
        self._scan = limit
        return found

    def _separators(self, buffer: bytes, candidates: list[int]) -> tuple[list[int], int]:
        """(where messages start, where the first one behind the end does or -1)."""
        opens: list[int] = []
        for at in candidates:
            if at > self._scan and buffer.startswith(b"From ", at) and is_separator(buffer, at):
                if self._end is not None and self._base + at >= self._end:
                    self.is_done = True
                    return opens, at
                opens.append(at)
                self._tally.read += 1
        return opens, -1

    def _forget(self) -> None:
        """Drop what is done; a blank line before a separator is looked for in the bytes before it."""
        done = min(max((self._open if self._open >= 0 else self._scan) - 4, 0), len(self._buffer))
        if done:
            self._buffer = self._buffer[done:]
            self._base += done
            self._scan -= done
            if self._open >= 0:
                self._open -= done


def _heads(
    buffer: bytes,
    data: Bytes,
    lines: Places,
    first: Bytes,
    line_ends: Places,
    opens: list[int],
    stop: int,
) -> tuple[list[int], list[int]]:
    """(start, end) of each message's header block; end -1 where it is not known yet, of the last one only."""
    if not opens:
        return [], []
    after = data[np.minimum(lines + 1, len(data) - 1)]
    blanks = lines[(first == _LF) | ((first == _CR) & (after == _LF))]
    at = np.array(opens)
    places = np.searchsorted(line_ends, at)
    padded = np.append(line_ends, len(buffer) - 1)
    starts = padded[places] + 1
    if not buffer.startswith(b"From ", opens[0]):
        starts[0] = opens[0]
    following = np.append(at[1:], stop if stop >= 0 else FAR)
    blank = np.append(blanks, FAR)[np.searchsorted(blanks, starts)]
    ends = np.maximum(np.minimum(blank, following) - 1, starts)
    ends[(blank == FAR) & (following == FAR)] = -1
    return starts.tolist(), ends.tolist()


def _found(
    buffer: bytes,
    data: Bytes,
    lines: Places,
    first: Bytes,
    opens: list[int],
    heads: tuple[list[int], list[int]],
) -> Found:
    n = len(opens)
    starts, ends = heads[0][:n], heads[1][:n]
    if not n:
        return Found(buffer, [], [], [], [], [])
    is_cut = [end - start > HEADER_CAP for start, end in zip(starts, ends, strict=True)]
    for number, cut in enumerate(is_cut):
        if cut:
            ends[number] = _cut(buffer, starts[number])
    wanted = header_lines.wanted(data, lines, first, np.array(starts), np.array(ends))
    return Found(buffer, [], starts, ends, is_cut, wanted)


def _cut(buffer: bytes, start: int) -> int:
    """The end of a header block's last whole line before HEADER_CAP."""
    line_end = buffer.rfind(b"\n", start, start + HEADER_CAP)
    return line_end if line_end > start else start + HEADER_CAP
