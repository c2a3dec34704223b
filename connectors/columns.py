"""Header labels -> CONTACT fields, and data rows -> contact rows. Every CSV connector is a table of labels plus,
where it must be, one function over the finished row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.base import File, Item, Loaded, Problem, Row, Tally
from connectors.cells import a_date, clean, is_address, unique
from connectors.sheet import Sheet, records, sniff

SINGLE = (
    "uid", "full_name", "given", "middle", "family", "prefix", "suffix", "nickname", "organisation", "title",
    "city", "region", "country",
)  # fmt: skip
MANY = ("emails", "phones", "urls", "labels")
"""Fields of which a row may have several columns; of a SINGLE field the first filled column counts."""

_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"[\s_]+")


def label(text: str) -> str:
    """A header cell as compared: lower case, blanks folded, numbers as #."""
    return _SPACE.sub(" ", _DIGITS.sub("#", text.strip().strip("\ufeff").lower())).strip(" :*")


@dataclass(frozen=True)
class Layout:
    """One kind of export.

    ``fields``: label -> CONTACT field (or ``connected_on``, ``relation:KIND``). ``signature``:
    labels that all must be there. ``split``: what separates several values in one cell, if anything does.
    ``finish``: last word on a row; returns the row, or a problem code for a row to skip.
    """

    kind: str
    fields: Mapping[str, str]
    signature: Sequence[frozenset[str]]
    split: str | None = None
    finish: Callable[[Row], Row | str] | None = None
    confidence: float = 0.9

    def score(self, header: Sequence[str]) -> float:
        """How many labels are known when one of the signatures is complete; else 0."""
        labels = {label(cell) for cell in header}
        if not any(signature <= labels for signature in self.signature):
            return 0.0
        return sum(one in self.fields for one in labels)


def recognise(layout: Layout, file: File) -> float:
    return layout.confidence if sniff(file, layout.score) else 0.0


def read(layout: Layout, file: File, tally: Tally) -> Iterator[Item]:
    """One unit for each data row."""
    sheet = sniff(file, layout.score)
    if sheet is None:
        yield Problem(None, "no_header", "rejected")
        return
    yield from rows(layout, sheet, file, tally)


def rows(layout: Layout, sheet: Sheet, file: File, tally: Tally) -> Iterator[Item]:
    """One unit for each data row of a sheet whose header is known."""
    columns = [layout.fields.get(label(cell)) for cell in sheet.header]
    for record in records(file, sheet, tally):
        locator = f"line:{record.line}"
        if record.cells is None:
            yield Problem(locator, "unreadable_row", "rejected")
            continue
        row, bad = contact(layout, columns, record.cells)
        finished = layout.finish(row) if layout.finish else row
        if isinstance(finished, str):
            yield Problem(locator, finished, "skipped")
            continue
        if not any(finished[name] for name in (*SINGLE[1:], "emails", "phones", "urls")):
            yield Problem(locator, "empty", "skipped")
            continue
        finished["locator"] = locator
        yield Loaded(locator, {"contact": [finished]})
        if len(record.cells) > len(columns) and any(cell.strip() for cell in record.cells[len(columns) :]):
            yield Problem(locator, "surplus_cells", "repaired")
        for name in bad:
            yield Problem(locator, "bad_address", "repaired", name)


def contact(layout: Layout, columns: Sequence[str | None], cells: Sequence[str]) -> tuple[Row, list[str]]:
    """(CONTACT columns, labels of cells that should hold an address and do not)."""
    row: Row = dict.fromkeys(SINGLE) | {name: [] for name in MANY}
    row |= {"kind": layout.kind, "names": [], "relations": [], "connected_on": None}
    bad: list[str] = []
    for name, cell in zip(columns, cells, strict=False):
        if name is None or not cell.strip():
            continue
        values = [cell] if layout.split is None else cell.split(layout.split)
        for value in filter(None, map(clean, values)):
            if name == "emails":
                address = value.lower().removeprefix("mailto:")
                if is_address(address):
                    row["emails"].append(address)
                elif not value.startswith("/o="):  # an Exchange path (E-mail Type EX) is no address
                    bad.append("email")
            elif name in MANY:
                row[name].append(value.removeprefix("* ") if name == "labels" else value)
            elif name == "connected_on":
                row[name] = row[name] or a_date(value)
            elif name.startswith("relation:"):
                row["relations"].append({"kind": name.partition(":")[2], "name": value})
            elif row[name] is None:
                row[name] = value
    for name in MANY:
        row[name] = unique(row[name])
    return row, bad


class ContactCsv:
    """A connector that is a layout."""

    group = "contacts"
    version = 1
    kind: str
    layout: Layout

    def __init_subclass__(cls) -> None:
        cls.kind = cls.layout.kind

    def recognise(self, file: File) -> float:
        return recognise(self.layout, file)

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        yield from read(self.layout, file, tally)
