"""A file's lines as bytes in a superset of ASCII, with the offset of each, whatever ends them and however long.

UTF-16 text, with a byte order mark or without, is handed out as UTF-8. Offsets are always those of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from connectors.base import Tally

LINE_CAP = 1 << 20
"""Bytes kept of one line: longer ones are pictures or attacks."""
BOM = b"\xef\xbb\xbf"

_CHUNK = 1 << 16
_SAMPLE = 2048

Line = tuple[int, bytes, bool]
"""(offset, the line without its end, whether it was longer than LINE_CAP and its rest left out)."""


def utf16(head: bytes) -> str | None:
    """utf-16-le or utf-16-be when the bytes are UTF-16: by the mark, else because every other byte is zero."""
    if head.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if head.startswith(b"\xfe\xff"):
        return "utf-16-be"
    sample = head[:_SAMPLE]
    odd, even = sample[1::2], sample[::2]
    if odd.count(0) > 0.6 * len(odd) and not even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > 0.6 * len(even) and not odd.count(0) else None


def as_ascii(head: bytes) -> bytes:
    """A head for recognition: UTF-16 as UTF-8, no byte order mark, every line end as LF."""
    wide = utf16(head)
    if wide:
        head = head.decode(wide, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    return head.removeprefix(BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def lines(stream: BinaryIO, head: bytes, tally: Tally) -> Iterator[Line]:
    """The lines of a stream whose first bytes are ``head``. Keeps ``tally.bytes_done``."""
    wide = utf16(head)
    if wide:
        text = head[: len(head) // 2 * 2].decode(wide, "replace")
        return _wide(stream, wide, "\r" if "\r" in text and "\n" not in text else "\n", tally)
    if b"\r" in head and b"\n" not in head:
        return map(_without_mark, _chunked(stream, b"\r", tally))
    return _ordinary(stream, tally)


def _ordinary(stream: BinaryIO, tally: Tally) -> Iterator[Line]:
    offset = 0
    is_start = True
    while piece := stream.readline(LINE_CAP):
        ends = piece.endswith(b"\n")
        if is_start:
            mark = 3 if piece.startswith(BOM) else 0  # files with a mark get joined, so it may stand anywhere
            yield offset + mark, piece[mark:].rstrip(b"\r\n"), not ends and len(piece) == LINE_CAP
        is_start = ends
        offset += len(piece)
        tally.bytes_done = offset


def _without_mark(line: Line) -> Line:
    offset, raw, was_cut = line
    return (offset + len(BOM), raw[len(BOM) :], was_cut) if raw.startswith(BOM) else line


def _wide(stream: BinaryIO, encoding: str, end: str, tally: Tally) -> Iterator[Line]:
    for offset, raw, was_cut in _chunked(stream, end.encode(encoding), tally):
        text = raw.decode(encoding, "replace")
        mark = text.startswith("\ufeff")
        yield offset + 2 * mark, text[mark:].rstrip("\r").encode("utf-8", "replace"), was_cut


def _chunked(stream: BinaryIO, end: bytes, tally: Tally) -> Iterator[Line]:
    """Lines that end in ``end``, which stands at a multiple of its length only."""
    width = len(end)
    buffer, offset, is_skipping = b"", 0, False
    while chunk := stream.read(_CHUNK):
        tally.bytes_done += len(chunk)
        buffer += chunk
        start = 0
        while (found := _find(buffer, end, start, width)) >= 0:
            if not is_skipping:
                yield offset + start, buffer[start:found], False
            is_skipping = False
            start = found + width
        buffer = buffer[start:]
        offset += start
        if len(buffer) > LINE_CAP:
            if not is_skipping:
                yield offset, buffer[:LINE_CAP], True
            is_skipping = True
            gone = len(buffer) // width * width
            buffer, offset = buffer[gone:], offset + gone
    if buffer and not is_skipping:
        yield offset, buffer, False


def _find(buffer: bytes, end: bytes, start: int, width: int) -> int:
    found = buffer.find(end, start)
    while found >= 0 and found % width:
        found = buffer.find(end, found + 1)
    return found
