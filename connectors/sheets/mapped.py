"""A CSV whose columns the owner named (``weakties add --map``): read like any other, by those columns.

Columns that are recognised by themselves are read too, unless their field was given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

from connectors.base import File, Item, Problem, Tally
from connectors.sheets.any_csv import LAYOUT
from connectors.sheets.columns import MANY, Column, columns_of, rows, written
from connectors.sheets.sheet import first_rows, sniff

FIELDS = {
    "name": "full_name", "given": "given", "middle": "middle", "family": "family", "prefix": "prefix",
    "suffix": "suffix", "nickname": "nickname", "email": "emails", "phone": "phones", "url": "urls",
    "company": "organisation", "title": "title", "city": "city", "region": "region", "country": "country",
    "label": "labels", "id": "uid",
}  # fmt: skip
"""What a column can be said to hold -> CONTACT column."""
ENOUGH = frozenset({"name", "given", "family", "email", "phone", "company"})
"""At least one of these makes a row somebody."""

_FIRST_VERSION = 1 << 20

Columns = tuple[tuple[str, str], ...]
"""(field of FIELDS, the column's label), in order; a field that takes several values may come several times."""


class MappedCsv:
    """``kind`` csv; locator = line:N. Its version says which columns, so that other ones read the file again."""

    kind = "csv"
    group = "contacts"

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self.version = _FIRST_VERSION + crc32(repr(columns).encode("utf-8", "replace"))

    def recognise(self, file: File) -> float:
        return 1.0 if sniff(file, self._score) else 0.0

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        sheet = sniff(file, self._score)
        if sheet is None:
            yield Problem(None, "no_header", "rejected")
            return
        yield from rows(LAYOUT, sheet, file, tally, self._read(sheet.header))

    def _score(self, header: Sequence[str]) -> float:
        """More than 0 when every named column is there."""
        there = {written(cell) for cell in header}
        return float(all(written(label) in there for _, label in self._columns))

    def _read(self, header: Sequence[str]) -> list[Column]:
        place = {written(cell): index for index, cell in reversed(list(enumerate(header)))}
        named = [Column(place[written(label)], label, FIELDS[field], None) for field, label in self._columns]
        taken = {column.index for column in named}
        given = {column.field for column in named}
        others = [
            column
            for column in columns_of(LAYOUT, header)
            if column.index not in taken and (column.field not in given or column.field in MANY)
        ]
        return [*named, *others]


def labels_of(file: File) -> list[str]:
    """The cells of what looks most like a header, for the owner to choose from; empty when it is no CSV."""
    return max(first_rows(file), key=len, default=[])
