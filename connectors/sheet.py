"""A CSV file's bytes -> its header and its records with the line where each starts.

Encoding, delimiter and header line are found from the head, by asking whoever wants to read the file which record it
knows as a header: exports come as UTF-8 with or without a mark, UTF-16 and code pages, with commas, semicolons or tabs,
and with text before the header (LinkedIn). Records are those of csv.reader, except that a quote which never closes
costs the row it stands in and not the rest of the file.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from connectors.base import File, Tally
from connectors.byte_lines import BOM, lines, utf16
from connectors.charset_guess import guess

LINES_CAP = 1000
"""Lines of one record."""
TEXT_CAP = 1 << 20
"""Characters of one record. A single cell may have the 131,072 that csv allows."""

CREDIT = 8 << 20
"""Characters that may be read in vain behind quotes that never close, before rows have earned more."""

_HEADER_WITHIN = 12
"""Records looked through for the header."""
DELIMITERS = (",", ";", "\t")
_CODE_PAGES = ("cp1252", "cp1250", "cp1251", "cp932", "big5")
"""Tried on a head that is not UTF-8; one that makes a known header of it is right."""


@dataclass(frozen=True)
class Sheet:
    """How to read one file: what bytes that are not UTF-8 are, delimiter, the header's cells and its line."""

    code_page: str
    delimiter: str
    header: tuple[str, ...]
    header_line: int


class Record(NamedTuple):
    """One data row: 1-based physical line where it starts, its cells, and what was mended. No cells: unreadable."""

    line: int
    cells: list[str] | None
    problem: str | None = None


Score = Callable[[list[str]], float]


def sniff(file: File, score: Score) -> Sheet | None:
    """The reading under which one of the first records scores best as a header; None when none scores above 0."""
    best: Sheet | None = None
    highest = 0.0
    for code_page, delimiter, found in _first_records(file.head):
        for line, cells in found:
            points = score(cells)
            if points > highest:
                highest = points
                best = Sheet(code_page, delimiter, tuple(cells), line)
    return best


def records(file: File, sheet: Sheet, tally: Tally) -> Iterator[Record]:
    """The data rows after the header, blank lines left out. ``tally.read`` counts them before they are looked at."""
    with file.open() as stream:
        text = _decoded(lines(stream, file.head, tally), sheet.code_page)
        for record in _records(text, sheet.delimiter, len(sheet.header)):
            if record.line > sheet.header_line and record.cells != []:
                tally.read += 1
                yield record


def first_rows(file: File) -> list[list[str]]:
    """The first record under each delimiter and code page that has more than one cell."""
    return [
        cells
        for _, _, found in _first_records(file.head)
        for _, cells in found[:1]
        if cells and len(cells) > 1
    ]


@lru_cache(maxsize=2)
def _first_records(head: bytes) -> list[tuple[str, str, list[tuple[int, list[str]]]]]:
    """(code page, delimiter, records) for every way in which the head can be read as CSV; kept for the next asker."""
    if not _is_text(head):
        return []
    found = []
    for code_page in _code_pages(head):
        text = list(_few(_decoded(lines(io.BytesIO(head), head, Tally()), code_page)))
        for delimiter in DELIMITERS:
            some = [(one.line, one.cells) for one in _few(_records(text, delimiter, 0)) if one.cells]
            found.append((code_page, delimiter, some[:_HEADER_WITHIN]))
    return found


def _code_pages(head: bytes) -> list[str]:
    """Code pages to try. The one that fits the letters comes first: it is taken when the header is ASCII."""
    if _is_utf8(head):
        return ["cp1252"]
    odd = b"\n".join(line for line in head.split(b"\n") if not line.isascii() and not _is_utf8(line))
    return list(dict.fromkeys([guess(odd), *_CODE_PAGES]))


def _few(items: Iterable[Line | Record]) -> Iterator[Any]:
    for number, item in enumerate(items):
        if number >= 4 * _HEADER_WITHIN:
            return
        yield item


def _is_text(head: bytes) -> bool:
    if utf16(head):
        return True
    return (
        b"\0" not in head[:1024] and sum(head.count(bytes([code])) for code in range(1, 9)) <= len(head) // 10
    )


def _is_utf8(head: bytes) -> bool:
    """Whether a head is UTF-8, a sequence cut off at its end apart."""
    if utf16(head):
        return True
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end == len(head) and error.reason == "unexpected end of data"
    return True


class Line(NamedTuple):
    """One physical line as text, with a line end; problem: what was mended on it."""

    number: int
    text: str
    problem: str | None = None
    is_cut: bool = False


def _decoded(raw: Iterable[tuple[int, bytes, bool]], code_page: str) -> Iterator[Line]:
    """Lines as text: UTF-8, and where that fails the code page. Telling once UTF-8 letters have been seen."""
    is_utf8 = False
    for number, (offset, line, is_cut) in enumerate(raw, 1):
        problem = None
        if line.isascii():
            text = line.decode("ascii")
            is_utf8 |= offset == len(BOM) and number == 1
        else:
            try:
                text = line.decode("utf-8")
                is_utf8 = True
            except UnicodeDecodeError:
                text = _by_code_page(line, code_page)
                problem = "encoding_guessed" if is_utf8 else None
        if "\r" in text:  # a bare CR ends a record too
            for part in text.split("\r"):
                yield Line(number, part + "\n", problem, is_cut)
        else:
            yield Line(number, text + "\n", problem, is_cut)


def _by_code_page(line: bytes, code_page: str) -> str:
    try:
        return line.decode(code_page)
    except UnicodeDecodeError:
        return line.decode("cp1252" if code_page == "cp1252" else code_page, "replace")


class _TooLong(Exception):
    pass


class _Rows:
    """Cuts lines into records. Looking for the end of a quote that never closes is what can cost much: it is paid from
    a credit that the text itself earns, so that the time stays in proportion to the text."""

    def __init__(self, text: Iterable[Line], delimiter: str, width: int) -> None:
        self._source = iter(text)
        self._waiting: deque[Line] = deque()
        self._taken: list[Line] = []
        self._size = 0
        self._is_at_end = False
        self._delimiter, self._width = delimiter, width
        self._credit = CREDIT
        self._cap = LINES_CAP

    def run(self) -> Iterator[Record]:
        reader = csv.reader(self._feed(), delimiter=self._delimiter)
        taken = self._taken
        while True:
            taken.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLong):
                is_closed = False
            else:
                is_closed = not self._is_at_end  # it asks for a line after the last one only inside quotes
            first = taken[0]
            if is_closed and not first.is_cut and (len(taken) == 1 or not any(line.is_cut for line in taken)):
                yield Record(first.number, cells, first.problem or _problem(taken))
                self._earn(len(first.text))
                continue
            self._credit -= sum(len(line.text) for line in taken[1:])
            self._earn(len(first.text))
            self._waiting.extendleft(reversed(taken[1:]))
            self._is_at_end = False
            yield _without_quotes(first, self._delimiter, self._width)
            reader = csv.reader(self._feed(), delimiter=self._delimiter)

    def _feed(self) -> Iterator[str]:
        taken, waiting, source = self._taken, self._waiting, self._source
        while True:
            line = waiting.popleft() if waiting else next(source, None)
            if line is None:
                self._is_at_end = True
                return
            taken.append(line)
            if len(taken) == 1:
                self._size = 0
            elif len(taken) > self._cap:
                raise _TooLong
            self._size += len(line.text)
            if self._size > TEXT_CAP:
                raise _TooLong
            yield line.text

    def _earn(self, size: int) -> None:
        self._credit = min(self._credit + 2 * size, CREDIT)
        self._cap = LINES_CAP if self._credit > 0 else 2


def _records(text: Iterable[Line], delimiter: str, width: int) -> Iterator[Record]:
    """All records. ``width``: cells that a row should have; decides whether a row with a stray quote can be kept."""
    return _Rows(text, delimiter, width).run()


def _problem(taken: list[Line]) -> str | None:
    return next((line.problem for line in taken if line.problem), None) if len(taken) > 1 else None


def _without_quotes(line: Line, delimiter: str, width: int) -> Record:
    """A row with a quote that never closes: kept when its line by itself has the right number of cells."""
    cells = [cell.strip().strip('"') for cell in line.text.rstrip("\n").split(delimiter)]
    if line.is_cut or len(line.text) > TEXT_CAP // 8:
        return Record(line.number, None, "unreadable_row")
    return Record(line.number, cells if len(cells) == width else None, "unclosed_quote")
