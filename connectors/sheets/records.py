"""Lines of text -> records of cells, as csv.reader cuts them, except that a quote which never closes costs the row it
stands in and not the rest of the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LINES_CAP = 1000
"""Lines of one record."""
TEXT_CAP = 1 << 20
"""Characters of one record. A single cell may have the 131,072 that csv allows."""

CREDIT = 8 << 20
"""Characters that may be read in vain behind quotes that never close, before rows have earned more."""


class Record(NamedTuple):
    """One data row: 1-based physical line where it starts, its cells, and what was mended. No cells: unreadable."""

    line: int
    cells: list[str] | None
    problem: str | None = None


class Line(NamedTuple):
    """One physical line as text, with a line end; problem: what was mended on it."""

    number: int
    text: str
    problem: str | None = None
    is_cut: bool = False


class _TooLong(Exception):
    pass


class _Cutter:
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


def cut(text: Iterable[Line], delimiter: str, width: int) -> Iterator[Record]:
    """All records. ``width``: cells that a row should have; decides whether a row with a stray quote can be kept."""
    return _Cutter(text, delimiter, width).run()


def _problem(taken: list[Line]) -> str | None:
    return next((line.problem for line in taken if line.problem), None) if len(taken) > 1 else None


def _without_quotes(line: Line, delimiter: str, width: int) -> Record:
    """A row with a quote that never closes: kept when its line by itself has the right number of cells."""
    cells = [cell.strip().strip('"') for cell in line.text.rstrip("\n").split(delimiter)]
    if line.is_cut or len(line.text) > TEXT_CAP // 8:
        return Record(line.number, None, "unreadable_row")
    return Record(line.number, cells if len(cells) == width else None, "unclosed_quote")
