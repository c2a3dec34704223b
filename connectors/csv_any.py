"""Any other CSV whose columns can be recognised: CRM exports, sheets kept by hand (docs/connectors/csv.md).

A file counts when its header has a column of names and one of addresses, phones or employers, and its cells bear
that out: a list of column names is not an address book.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from connectors.base import File, Item, Problem, Row, Tally
from connectors.cells import is_address
from connectors.columns import Layout, label, rows
from connectors.sheet import Sheet, records, sniff

_FIELDS = {
    "name": "full_name", "full name": "full_name", "displayname": "full_name", "file as": "full_name", "fullname": "full_name", "display name": "full_name",
    "contact name": "full_name", "contact": "full_name", "first name": "given", "firstname": "given",
    "given name": "given", "given": "given", "forename": "given", "middle name": "middle", "last name": "family",
    "lastname": "family", "surname": "family", "family name": "family", "family": "family", "nickname": "nickname",
    "suffix": "suffix", "email": "emails", "e-mail": "emails", "mail": "emails", "email #": "emails",
    "email address": "emails", "e-mail address": "emails", "emails": "emails", "primary email": "emails", "email home": "emails", "email work": "emails", "email other": "emails", "home phone": "phones", "business phone": "phones", "home mobile": "phones", "primary phone": "phones", "home city": "city", "work city": "city", "home country": "country", "work country": "country", "work email": "emails",
    "personal email": "emails", "phone": "phones", "phone number": "phones", "telephone": "phones", "mobile": "phones",
    "mobile phone": "phones", "mobile phone number": "phones", "phonenumbers": "phones", "cell": "phones",
    "tel": "phones", "phone #": "phones", "company": "organisation", "company name": "organisation",
    "companies": "organisation", "organization": "organisation", "organisation": "organisation",
    "employer": "organisation", "associated company": "organisation", "job title": "title", "jobtitle": "title",
    "title": "title", "position": "title", "role": "title", "city": "city", "town": "city", "location": "city",
    "state": "region", "state/region": "region", "region": "region", "country": "country",
    "country/region": "country", "linkedin": "urls", "linkedin url": "urls", "url": "urls", "website": "urls",
    "profile": "urls", "profiles": "urls", "sites": "urls", "tags": "labels", "labels": "labels", "groups": "labels",
    "category": "labels", "record id": "uid", "contact id": "uid", "uid": "uid",
    "vorname": "given", "nachname": "family", "firma": "organisation", "telefon": "phones", "ort": "city",
    "prénom": "given", "nom": "family", "téléphone": "phones", "ville": "city", "société": "organisation",
    "nombre": "given", "apellidos": "family", "correo": "emails", "ciudad": "city", "empresa": "organisation",
}  # fmt: skip
_NAMES = frozenset({"full_name", "given", "family"})
_REACH = frozenset({"emails", "phones", "organisation", "urls"})
_SAMPLE = 20


def _score(header: Sequence[str]) -> float:
    labels = [label(cell) for cell in header]
    fields = {_FIELDS[one] for one in labels if one in _FIELDS}
    if len(labels) == 1:  # a plain list of addresses
        return float(fields == {"emails"})
    if len(set(labels)) < len(labels) / 2 or not (fields & _NAMES) or not (fields & _REACH):
        return 0.0
    return len(fields)


def _finish(row: Row) -> Row:
    """An address that stands where the name should is no name."""
    if row["full_name"] and is_address(row["full_name"].lower()):
        row["emails"] = list(dict.fromkeys([*row["emails"], row["full_name"].lower()]))
        row["full_name"] = None
    return row


LAYOUT = Layout(kind="csv", fields=_FIELDS, signature=(), finish=_finish)


class AnyCsv:
    kind = "csv"
    group = "contacts"
    version = 1

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
    """Some row among the first holds an address where addresses go, or has a name beside something to reach it by."""
    columns = [_FIELDS.get(label(cell)) for cell in sheet.header]
    known = [index for index, name in enumerate(columns) if name in _NAMES | _REACH]
    head = File(file.name, file.head, lambda: io.BytesIO(file.head))
    good = 0
    for number, record in enumerate(records(head, sheet, Tally())):
        if number >= _SAMPLE:
            break
        cells = record.cells or []
        filled = [index for index in known if index < len(cells) and cells[index].strip()]
        has_address = any(
            columns[index] == "emails" and is_address(cells[index].strip().lower()) for index in filled
        )
        is_named = any(columns[index] in _NAMES for index in filled)
        echoes = sum(label(cell) in _FIELDS for cell in cells)
        good += has_address or (is_named and len(filled) > 1 and echoes < 2)
    return good > 0
