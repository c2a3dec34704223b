"""Header labels -> CONTACT fields, and data rows -> contact rows. Every CSV connector is a table of labels plus, where
it must be, one function over the finished row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.base import File, Item, Loaded, Problem, Row, Tally
from connectors.sheets.cells import a_date, clean, mail_address, phone_number, unique
from connectors.sheets.sheet import DELIMITERS, Sheet, records, sniff

SINGLE = (
    "uid", "full_name", "given", "middle", "family", "prefix", "suffix", "nickname", "organisation", "title",
    "city", "region", "country",
)  # fmt: skip
MANY = ("emails", "phones", "urls", "labels")
"""Fields of which a row may have several columns; of a SINGLE field the first filled column counts."""
_USABLE = ("full_name", "given", "family", "nickname", "organisation", "emails", "phones", "urls")

_EMPTY: Row = dict.fromkeys((*SINGLE, *MANY, "kind", "names", "relations", "connected_on"))
_LISTS = (*MANY, "names", "relations")
_SINGLE = frozenset(SINGLE)

_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"[\s_]+")
_NO_PHONE = re.compile(r"\b(?:fax|pager|telex|tty)\b|fax\b|\bfax", re.IGNORECASE)
_SEVERAL = re.compile(r"[;,\s]+")
_EXCHANGE = re.compile(r"/o=", re.IGNORECASE)


def written(text: str) -> str:
    """A header cell as compared: lower case, blanks folded."""
    return _SPACE.sub(" ", text.strip().strip("\ufeff\"'").lower()).strip(" :*")


def label(text: str) -> str:
    """A header cell as looked up: numbers as #, so that one entry covers E-mail 1, 2, 3."""
    return _DIGITS.sub("#", written(text))


@dataclass(frozen=True)
class Layout:
    """One kind of export.

    ``fields``: label -> CONTACT field (or ``connected_on``, ``relation:KIND``). ``signature``: labels that all must be
    there. ``types``: (end of a label, end of the label of the column that says of what type its value is). ``split``:
    what separates several values in one cell, if anything does. ``finish``: last word on a row; returns the row, or
    a problem code for a row to skip.
    """

    kind: str
    fields: Mapping[str, str]
    signature: Sequence[frozenset[str]]
    types: Sequence[tuple[str, str]] = ()
    split: str | None = None
    finish: Callable[[Row], Row | str] | None = None
    confidence: float = 0.9

    def score(self, header: Sequence[str]) -> float:
        """How many labels are known when one of the signatures is complete; else 0."""
        labels = {label(cell) for cell in header}
        if not any(signature <= labels for signature in self.signature):
            return 0.0
        return sum(one in self.fields for one in labels)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: its number, its label, what it holds, and the column that tells the value's type."""

    index: int
    label: str
    field: str
    type_index: int | None


def columns_of(layout: Layout, header: Sequence[str]) -> list[Column]:
    """The columns of a header that are read, in order. Title beside Job Title is what stands before the name."""
    names = [written(cell) for cell in header]
    has_job_title = sum(layout.fields.get(name) == "title" for name in names) > 1
    place = {name: index for index, name in reversed(list(enumerate(names)))}
    found = []
    for index, name in enumerate(names):
        field = layout.fields.get(_DIGITS.sub("#", name))
        if field is None:
            continue
        if name == "title" and has_job_title:
            field = "prefix"
        types = [
            place[other] for end, says in layout.types
            if name.endswith(end) and (other := name.removesuffix(end) + says) in place
        ]  # fmt: skip
        found.append(Column(index, name, field, types[0] if types else None))
    return found


def read(layout: Layout, file: File, tally: Tally) -> Iterator[Item]:
    """One unit for each data row."""
    sheet = sniff(file, layout.score)
    if sheet is None:
        yield Problem(None, "no_header", "rejected")
        return
    yield from rows(layout, sheet, file, tally)


def rows(
    layout: Layout, sheet: Sheet, file: File, tally: Tally, columns: Sequence[Column] | None = None
) -> Iterator[Item]:
    """One unit for each data row of a sheet whose header is known; ``columns``: what to read of it."""
    if columns is None:
        columns = columns_of(layout, sheet.header)
    n_needed = max((column.index + 1 for column in columns), default=0)
    for record in records(file, sheet, tally):
        locator = f"line:{record.line}"
        if record.cells is None:
            yield Problem(locator, record.problem or "unreadable_row", "rejected")
            continue
        if len(record.cells) == 1 and _in_one_cell(record.cells[0], len(sheet.header)):
            yield Problem(locator, "wrong_delimiter", "rejected")
            continue
        row, mended = contact(layout, columns, record.cells)
        finished = layout.finish(row) if layout.finish else row
        if isinstance(finished, str):
            yield Problem(locator, finished, "skipped")
            continue
        if not any(finished[name] for name in _USABLE):
            yield Problem(locator, "empty", "skipped")
            continue
        finished["locator"] = locator
        yield Loaded(locator, {"contact": [finished]})
        if record.problem:
            yield Problem(locator, record.problem, "repaired")
        if len(record.cells) < n_needed:
            yield Problem(locator, "missing_cells", "repaired")
        elif any(cell.strip() for cell in record.cells[len(sheet.header) :]):
            yield Problem(locator, "surplus_cells", "repaired")
        for code, name in mended:
            yield Problem(locator, code, "repaired", name)


def _in_one_cell(cell: str, width: int) -> bool:
    """Whether a row of one cell would have all its cells under another delimiter than the header's."""
    return width > 2 and any(cell.count(delimiter) == width - 1 for delimiter in DELIMITERS)


def contact(
    layout: Layout, columns: Sequence[Column], cells: Sequence[str]
) -> tuple[Row, dict[tuple[str, str], None]]:
    """(CONTACT columns, {(problem code, label of the column): None} of values that are not what they should be)."""
    row: Row = _EMPTY.copy()
    row["kind"] = layout.kind
    for name in _LISTS:
        row[name] = []
    mended: dict[tuple[str, str], None] = {}
    n_cells = len(cells)
    split = layout.split
    for column in columns:
        index, field, type_index = column.index, column.field, column.type_index
        cell = cells[index] if index < n_cells else ""
        if not cell:
            continue
        if field in _SINGLE and (split is None or split not in cell):
            if row[field] is None:
                row[field] = clean(cell)
            continue
        kind = ""
        if type_index is not None and type_index < n_cells:
            kind = (clean(cells[type_index]) or "").removeprefix("* ").strip()
        for part in cell.split(split) if split else (cell,):
            value = clean(part)
            code = _put(row, field, value, kind) if value else None
            if code:
                mended[code, column.label] = None
    for name in MANY:
        if len(row[name]) > 1:
            row[name] = unique(row[name])
    return row, mended


def _put(row: Row, field: str, value: str, kind: str) -> str | None:
    """Put one value where it belongs; returns a problem code when it is not what it should be."""
    if field == "emails":
        return _put_address(row, value, kind)
    if field == "phones":
        if _NO_PHONE.search(kind):
            return None
        number = phone_number(value)
        if number is None:
            return "bad_phone"
        row[field].append(number)
        return None
    if field in MANY:
        row[field].append(value.removeprefix("* ") if field == "labels" else value)
    elif field == "connected_on":
        row[field] = row[field] or a_date(value)
        return None if row[field] else "bad_date"
    elif field.startswith("relation:"):
        row["relations"].append({"kind": kind.lower() or field.partition(":")[2], "name": value})
    elif row[field] is None:
        row[field] = value
    return None


def _put_address(row: Row, value: str, kind: str) -> str | None:
    if kind.upper() == "EX" or _EXCHANGE.match(value):
        return "exchange_address"
    address = mail_address(value)
    if address:
        row["emails"].append(address)
        return None
    several = [mail_address(part) for part in _SEVERAL.split(value) if part]
    if len(several) > 1 and all(several):
        row["emails"] += several
        return None
    return "bad_address"


class ContactCsv:
    """A connector that is a layout; locator = line:N, the physical line where the row starts."""

    group = "contacts"
    version = 3
    kind: str
    layout: Layout

    def __init_subclass__(cls) -> None:
        cls.kind = cls.layout.kind

    def recognise(self, file: File) -> float:
        return self.layout.confidence if sniff(file, self.layout.score) else 0.0

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        yield from read(self.layout, file, tally)


def without_addresses_as_names(row: Row) -> Row:
    """An address that stands where a name should is an address and no name."""
    for name in ("full_name", "given", "family", "nickname"):
        if row[name] and "@" in row[name] and (address := mail_address(row[name])):
            row[name] = None
            row["emails"] = unique([*row["emails"], address])
    return row
