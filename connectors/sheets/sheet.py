"""A CSV file's bytes -> its header and its records with the line where each starts.

Encoding, delimiter and header line are found from the head, by asking whoever wants to read the file which record it
knows as a header: exports come as UTF-8 with or without a mark, UTF-16 and code pages, with commas, semicolons or tabs,
and with text before the header (LinkedIn). Records are those of csv.reader, except that a quote which never closes
costs the row it stands in and not the rest of the file.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from connectors.base import File, Tally
from connectors.byte_lines import BOM, lines, utf16
from connectors.charset_guess import guess
from connectors.sheets.records import Line, Record, cut

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
        for record in cut(text, sheet.delimiter, len(sheet.header)):
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
            some = [(one.line, one.cells) for one in _few(cut(text, delimiter, 0)) if one.cells]
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
