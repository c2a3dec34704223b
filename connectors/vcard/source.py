"""A byte stream that hands out either its next line or, where one stands, a whole card."""

from __future__ import annotations

from typing import BinaryIO

from connectors.base import Tally
from connectors.byte_lines import BOM, LINE_CAP, Line

WHOLE_CAP = 1 << 20
"""Bytes of a card that is cut out whole; longer ones are taken line by line."""

_CHUNK = 1 << 18
_BEGIN = b"BEGIN:VCARD"
_END = b"\nEND:VCARD"


class Source:
    """Lines end in LF or CR LF. Keeps ``tally.bytes_done``."""

    def __init__(self, stream: BinaryIO, tally: Tally) -> None:
        self._stream, self._tally = stream, tally
        self._data = b""
        self._base = self._at = 0
        """Offset in the file of the buffer's first byte; place in the buffer of the next byte."""
        self._is_whole = True
        """Whether a whole card may stand here: False once one was given back."""

    def _more(self) -> bool:
        chunk = self._stream.read(_CHUNK)
        if not chunk:
            return False
        self._data = self._data[self._at :] + chunk
        self._base += self._at
        self._at = 0
        return True

    def card(self) -> tuple[int, bytes] | None:
        """(offset of its BEGIN, the bytes between its BEGIN and END lines) of a card that stands here, or None."""
        while len(self._data) - self._at < 64 and self._more():
            pass
        if not self._is_whole or not self._data.startswith(_BEGIN, self._at):
            return None
        searched = 0
        while True:
            at = self._at
            end = self._data.find(_END, at + searched)
            if end >= 0 and end + len(_END) + 2 <= len(self._data):
                break
            size = len(self._data) - at
            searched = end - at if end >= 0 else max(size - len(_END), 0)
            if size > WHOLE_CAP:
                return None
            if not self._more():
                if end < 0:
                    return None
                break
        start = self._after_line(at + len(_BEGIN))
        after = self._after_line(end + len(_END))
        if start < 0 or after < 0:
            return None
        self._at = after
        self._tally.bytes_done = self._base + after
        return self._base + at, self._data[start : end + 1]

    def unread(self, offset: int) -> None:
        """Go back to a card that ``card`` gave, to take it line by line."""
        self._at = offset - self._base
        self._is_whole = False

    def line(self) -> Line | None:
        """(offset, the next line without its end, whether it was cut at LINE_CAP); None at the end."""
        self._is_whole = True
        offset = self._base + self._at
        line, is_cut = self._one()
        if line is None:
            return None
        if line.startswith(BOM):  # files with a mark get joined, so it may stand anywhere
            return offset + len(BOM), line[len(BOM) :], is_cut
        return offset, line, is_cut

    def _one(self) -> tuple[bytes | None, bool]:
        searched = self._at
        while (end := self._data.find(b"\n", searched)) < 0 and len(self._data) - self._at < LINE_CAP:
            seen = len(self._data) - self._at
            if not self._more():
                break
            searched = self._at + seen
        if end < 0 and len(self._data) - self._at < LINE_CAP:
            end = len(self._data)
        if end < 0 or end - self._at >= LINE_CAP:
            line = self._data[self._at : self._at + LINE_CAP]
            self._skip()
            return line, True
        if end == self._at == len(self._data):
            return None, False
        line = self._data[self._at : end].rstrip(b"\r\n")
        self._at = min(end + 1, len(self._data))
        self._tally.bytes_done = self._base + self._at
        return line, False

    def _skip(self) -> None:
        """Past the end of a line that is too long, without keeping it."""
        while (end := self._data.find(b"\n", self._at)) < 0:
            self._at = len(self._data)
            self._tally.bytes_done = self._base + self._at
            if not self._more():
                return
        self._at = end + 1

    def _after_line(self, at: int) -> int:
        """Behind the line end that stands at a place, or the end of the file; -1 where there is none."""
        if self._data.startswith(b"\n", at):
            return at + 1
        if self._data.startswith(b"\r\n", at):
            return at + 2
        return at if at >= len(self._data) else -1
