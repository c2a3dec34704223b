"""A CSV file's bytes -> its header and its records with the line where each starts.

Encoding, delimiter and header line are found from the head: exports come as UTF-8 with or without a BOM, UTF-16 and
Windows-1252, with commas, semicolons or tabs, and with text before the header (LinkedIn).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from connectors.base import File, Tally

FIELD_CAP = 1 << 20
"""Characters of one cell; a quote that never closes would otherwise swallow the rest of the file."""
_HEADER_WITHIN = 12
"""Records looked through for the header."""

csv.field_size_limit(FIELD_CAP)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("as_cp1252", _as_cp1252)


@dataclass(frozen=True)
class Sheet:
    """How to read one file: text encoding, delimiter, the header's cells, and how many records come up to it."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    header_index: int


@dataclass(frozen=True, slots=True)
class Record:
    """One data row: 1-based physical line where it starts; cells None when the row could not be read."""

    line: int
    cells: list[str] | None


def encoding(head: bytes) -> str | None:
    """The text encoding; None when the head is not text."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if b"\0" in head:
        sample = head[:2000]
        if sample[1::2].count(0) > 0.6 * len(sample[1::2]):
            return "utf-16-le"
        return "utf-16-be" if sample[::2].count(0) > 0.6 * len(sample[::2]) else None
    control = sum(head.count(bytes([code])) for code in range(1, 9))
    return "utf-8" if control <= len(head) // 100 else None


def sniff(file: File, score: Callable[[list[str]], float]) -> Sheet | None:
    """The reading under which some record among the first scores best as a header; None when none scores above 0."""
    name = encoding(file.head)
    if name is None:
        return None
    text = file.head.decode(name, "as_cp1252" if name.startswith("utf-8") else "replace")
    best: Sheet | None = None
    highest = 0.0
    for delimiter in ",;\t":
        for index, cells in enumerate(_first_records(text, delimiter)):
            points = score(cells)
            if points > highest:
                highest = points
                best = Sheet(name, delimiter, tuple(cells), index)
    return best


def _first_records(text: str, delimiter: str) -> list[list[str]]:
    found = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            found.append(cells)
            if len(found) >= _HEADER_WITHIN:
                break
    except csv.Error:
        pass
    return found


def records(file: File, sheet: Sheet, tally: Tally) -> Iterator[Record]:
    """The data rows after the header, blank lines left out. tally.read counts them before they are looked at."""
    with file.open() as stream:
        counted = _Counted(stream, tally)
        text = io.TextIOWrapper(
            io.BufferedReader(counted, 1 << 16),
            encoding=sheet.encoding,
            errors="as_cp1252" if sheet.encoding.startswith("utf-8") else "replace",
            newline="",
        )
        reader = csv.reader(text, delimiter=sheet.delimiter)
        index, line = 0, 1
        while True:
            try:
                cells: list[str] | None = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = None
            if index > sheet.header_index and cells != []:
                tally.read += 1
                yield Record(line, cells)
            index += 1
            line = reader.line_num + 1


class _Counted(io.RawIOBase):
    """Counts bytes as they are read, for progress."""

    def __init__(self, stream: BinaryIO, tally: Tally) -> None:
        self._stream = stream
        self._tally = tally

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        data = self._stream.read(len(view))
        view[: len(data)] = data
        self._tally.bytes_done += len(data)
        return len(data)
