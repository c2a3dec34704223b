"""The rows of one CSV of the archive, by what its columns mean. A column that is not named here is never read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.base import File, Problem, Tally
from connectors.sheets.cells import clean
from connectors.sheets.columns import Layout, columns_of
from connectors.sheets.sheet import records, sniff

CONFIDENCE = 0.95
"""Of a file whose header has every column of a signature: LinkedIn's headers are in English in every language."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One row: its place, its non-empty cells by field, and what was mended on it."""

    locator: str
    cells: dict[str, str]
    problem: str | None = None

    def get(self, field: str) -> str | None:
        return self.cells.get(field)


def confidence(layout: Layout, file: File) -> float:
    """CONFIDENCE when the header is there, else 0."""
    return CONFIDENCE if sniff(file, layout.score) else 0.0


def has_column(layout: Layout, file: File, field: str) -> bool:
    """Whether the file's header has a column for a field."""
    sheet = sniff(file, layout.score)
    return sheet is not None and any(one.field == field for one in columns_of(layout, sheet.header))


def member_rows(layout: Layout, file: File, tally: Tally) -> Iterator[Cells | Problem]:
    """One item for each data row, counted in ``tally``: its cells, or why it cannot be read.

    A row that ends before the last column that is read is rejected: it is part of a text with a stray quote.
    """
    sheet = sniff(file, layout.score)
    if sheet is None:
        yield Problem(None, "no_header", "rejected")
        return
    columns = columns_of(layout, sheet.header)
    n_needed = max((column.index + 1 for column in columns), default=0)
    for record in records(file, sheet, tally):
        locator = f"line:{record.line}"
        if record.cells is None:
            yield Problem(locator, record.problem or "unreadable_row", "rejected")
        elif len(record.cells) < n_needed:
            yield Problem(locator, "missing_cells", "rejected")
        else:
            found: dict[str, str] = {}
            for column in columns:
                if text := clean(record.cells[column.index]):
                    found.setdefault(column.field, text)
            yield Cells(locator, found, record.problem)
