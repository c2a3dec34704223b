"""Any other CSV whose columns can be recognised: CRM exports, sheets kept by hand (docs/connectors/csv.md).

A file counts when its header has personal names beside something to reach or place people by, and its first rows bear
that out: a list of column names, of products or of web sites is not an address book.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from connectors.base import File, Item, Problem, Row, Tally
from connectors.sheets import labels
from connectors.sheets.cells import mail_address
from connectors.sheets.columns import Layout, columns_of, label, rows, without_addresses_as_names
from connectors.sheets.common_labels import LABELS
from connectors.sheets.sheet import Sheet, records, sniff

_FIELDS = labels.KNOWN | labels.fields(LABELS)
_REACH = frozenset({"emails", "phones"})
_PLACE = frozenset({"organisation", "title", "urls"})
_SAMPLE = 20


def _score(header: Sequence[str]) -> float:
    names = [label(cell) for cell in header if cell.strip()]
    fields = {_FIELDS[one] for one in names if one in _FIELDS}
    if len(names) == 1:  # a plain list of addresses
        return float(fields == {"emails"})
    if {"given", "family"} <= fields:
        is_people = bool(fields & (_REACH | _PLACE))
    elif fields & {"full_name", "family"}:
        is_people = bool(fields & _REACH) or {"organisation", "title"} <= fields
    else:
        is_people = "emails" in fields and bool(fields & {"organisation", "given"})
    return len(fields) if is_people else 0.0


LAYOUT = Layout(kind="csv", fields=_FIELDS, signature=(), finish=without_addresses_as_names)


class AnyCsv:
    """``kind`` csv; locator = line:N, the physical line where the row starts."""

    kind = "csv"
    group = "contacts"
    version = 3
    layout = LAYOUT

    def recognise(self, file: File) -> float:
        sheet = sniff(file, _score)
        return 0.6 if sheet and _is_borne_out(file, sheet) else 0.0

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        sheet = sniff(file, _score)
        if sheet is None:
            yield Problem(None, "no_header", "rejected")
            return
        yield from rows(LAYOUT, sheet, file, tally)


def _is_borne_out(file: File, sheet: Sheet) -> bool:
    """At least half of the first rows hold, of what the header promises, an address, a number or a name."""
    columns = columns_of(LAYOUT, sheet.header)
    head = File(file.name, file.head, lambda: io.BytesIO(file.head))
    n_rows = n_good = 0
    for record in records(head, sheet, Tally()):
        row: Row = {}
        for column in columns:
            if record.cells and column.index < len(record.cells) and record.cells[column.index].strip():
                row.setdefault(column.field, record.cells[column.index])
        n_rows += bool(row)
        n_good += _is_person(row)
        if n_rows >= _SAMPLE:
            break
    return n_good > 0 and 2 * n_good >= n_rows


def _is_person(row: Row) -> bool:
    if mail_address(row.get("emails") or ""):
        return True
    if any(label(row[name]) in _FIELDS for name in ("emails", "given", "family", "phones") if name in row):
        return False  # a row of labels
    if sum(map(str.isdigit, row.get("phones") or "")) >= 5:
        return True
    names = [row[name] for name in ("full_name", "given", "family") if name in row]
    return any(any(map(str.isalpha, name)) for name in names) and bool(row.keys() & (_PLACE | {"given"}))
