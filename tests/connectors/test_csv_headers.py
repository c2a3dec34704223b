"""Every header that programs are known to write, in every language, dress and code page, gives the right fields.

The headers are taken from the corpora when the tests run; every value is invented here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from connectors.registry import recognise
from tests.conftest import CORPORA
from tests.connectors.reading import file, read

HERE = Path(__file__).parent
CSV = CORPORA / "csv"
pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CSV.is_dir(), reason="the corpora are not here (WEAKTIES_CORPORA)"),
]

DRESSES = (("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("utf-16", ","), ("cp1252", ";"))
CODE_PAGES = {"ru_RU": "cp1251", "zh_TW": "big5", "pl_PL": "cp1250", "sk_SK": "cp1250"}
NAMES = {
    "ru_RU": ("Юрий", "Кузнецов"), "zh_TW": ("志玲", "陳"), "pl_PL": ("Łucja", "Źrebak"), "sk_SK": ("Žofia", "Ďurica"),
}  # fmt: skip
MEANINGS = {
    "firstname": "given", "surname": "family", "middlename": "middle", "nickname": "nickname", "name": "full_name",
    "organization": "organisation", "jobtitle": "title", "groups": "labels",
}  # fmt: skip
NO_PHONES = {"phone:homefax", "phone:workfax", "phone:pager", "phone:assistant"}
FAX = ("fax", "faks", "télécopie", "傳真")
SAMPLE = {  # labels of headers.csv -> what the row must have
    "given": (("First Name", "FirstName", "Given Name", "Vorname"), "Zoë"),
    "family": (("Last Name", "LastName", "Family Name", "Nachname"), "Größe"),
    "organisation": (
        ("Company", "Organization Name", "Organization 1 - Name", "Firma", "Organization", "Organisation", "Associated Company", "Companies"),
        "Acme",
    ),
    "title": (("Job Title", "Organization Title", "Organization 1 - Title", "Position"), "Cook"),
    "emails": (
        ("E-mail Address", "E-mail 1 - Value", "E-Mail-Adresse", "Primary Email", "Email", "Email Address", "Emails"),
        "zoe@acme.example",
    ),
    "phones": (("Mobile Phone", "Phone 1 - Value", "Mobiltelefon", "Mobile Number", "Phone Number", "PhoneNumbers"), "+49 30 123456"),
    "city": (("Business City", "Address 1 - City", "Ort geschäftlich", "Work City"), "Köln"),
    "country": (
        ("Business Country/Region", "Business Country", "Address 1 - Country", "Land/Region geschäftlich", "Work Country", "Country/Region"),
        "Germany",
    ),
}  # fmt: skip
KINDS = {
    "google": "google_csv", "outlook": "outlook_csv", "thunderbird": "thunderbird_csv", "hubspot": "csv",
    "linkedin_connections": "linkedin_connections",
}  # fmt: skip


def rows_of(name: str) -> list[dict[str, str]]:
    if not CSV.is_dir():
        return []
    with (CSV / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def sheet(labels: list[str], cells: list[str], encoding: str, delimiter: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(labels)
    writer.writerow(cells)
    return out.getvalue().encode(encoding)


def only_row(data: bytes) -> tuple[str, dict[str, Any]]:
    connector = recognise(file(data, "export.csv"))
    assert connector is not None
    rows, problems, _ = read(connector, data, "export.csv")
    assert [one.code for one in problems if one.severity != "repaired"] == []
    assert len(rows) == 1
    return connector.kind, rows[0]


@pytest.mark.parametrize("variant", rows_of("headers.csv"), ids=lambda one: one["id"])
def test_every_header_variant(variant: dict[str, str]) -> None:
    wanted = next((kind for prefix, kind in KINDS.items() if variant["id"].startswith(prefix)), None)
    if wanted is None:
        pytest.skip("no address book")
    labels = next(csv.reader([variant["header"]]))
    values = {label: value for known, value in SAMPLE.values() for label in known}
    cells = [values.get(label, "") for label in labels]
    for encoding, delimiter in DRESSES:
        kind, row = only_row(sheet(labels, cells, encoding, delimiter))
        assert kind == wanted
        for field, (known, value) in SAMPLE.items():
            if set(known) & set(labels):
                assert row[field] == ([value] if field in ("emails", "phones") else value), (field, encoding)
    assert recognise(file(sheet(labels, cells, "utf-8", "|"))) is None


LOCALES = sorted({one["locale"] for one in rows_of("localized_headers.csv")})


@pytest.mark.parametrize("part", ["all", "outlook", "thunderbird"])
@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale(locale: str, part: str) -> None:
    entries = [
        (one["header"], one["field"]) for one in rows_of("localized_headers.csv") if one["locale"] == locale
    ]
    # the catalogue lists Outlook's labels before those of Thunderbird, which begin with the parts of the birthday
    border = next((n for n, (_, field) in enumerate(entries) if field == "birthday-d"), len(entries))
    if locale in ("ru_RU", "fi_FI") and part == "outlook":
        pytest.skip("the catalogue has Thunderbird's labels only")
    if border == len(entries) and part == "thunderbird":
        pytest.skip("the catalogue has Outlook's labels only")
    names = [one for one in entries if one[1] in ("firstname", "surname")]
    if part == "outlook":
        entries = entries[:border]
    elif part == "thunderbird":
        entries = [one for one in names if one not in entries[border:]] + entries[border:]
    given, family = NAMES.get(locale, ("Zoë", "Größe"))
    cells, emails, phones, single = [], [], [], {}
    for number, (label, field) in enumerate(entries):
        value = ""
        if field == "firstname":
            value = given
        elif field == "surname":
            value = family
        elif field.startswith("email:"):
            value = f"p{number}@acme.example"
            emails.append(value)
        elif (
            field.startswith("phone:") and field not in NO_PHONES and not any(w in label.lower() for w in FAX)
        ):
            value = f"+1 555 {number:04}"
            phones.append(value)
        elif field in MEANINGS:
            value = f"{field} {number}"
        elif field.startswith("locality:"):
            value = f"City {number}"
            single.setdefault("city", value)
        elif field.startswith("country:") and locale[:2] not in ("de", "es"):  # it swaps them with regions
            value = f"Country {number}"
            single.setdefault("country", value)
        if field in MEANINGS and value:
            single.setdefault(MEANINGS[field], value)
        cells.append(value)
    labels = single.pop("labels", None)
    for encoding, delimiter in (
        (CODE_PAGES.get(locale, "cp1252"), ","),
        (CODE_PAGES.get(locale, "cp1252"), ";"),
        ("utf-16", "\t"),
        ("utf-8", ","),
    ):
        _, row = only_row(sheet([label for label, _ in entries], cells, encoding, delimiter))
        assert {name: row[name] for name in single} == single
        assert row["emails"] == emails
        assert row["phones"] == phones
        assert labels is None or labels in row["labels"]


def test_countries_are_not_regions() -> None:
    """Where a catalogue has them the wrong way round."""
    for labels, cells in (
        ("Vorname,Nachname,Firma,E-Mail-Adresse,Region geschäftlich,Land geschäftlich", "A,B,C,a@b.example,NRW,Deutschland"),
        ("Nombre,Apellidos,Organización,Dirección de correo electrónico 2,Provincia o estado de trabajo,País o región del trabajo", "A,B,C,a@b.example,NRW,Deutschland"),
    ):  # fmt: skip
        row = only_row(f"{labels}\n{cells}\n".encode())[1]
        assert (row["region"], row["country"]) == ("NRW", "Deutschland")


def test_real_exports(request: pytest.FixtureRequest) -> None:
    """Counts and hashes of what each real export gives; the catalogues are no exports."""
    found: dict[str, Any] = {}
    for path in sorted(CSV.rglob("*.csv")):
        name = path.relative_to(CSV).as_posix()
        data = path.read_bytes()
        connector = recognise(file(data, path.name))
        if connector is None:
            found[name] = {"kind": None}
            continue
        rows, problems, tally = read(connector, data, path.name)
        text = json.dumps(rows, ensure_ascii=False, sort_keys=True, default=str)
        found[name] = {
            "kind": connector.kind,
            "n_read": tally.read,
            "rows": len(rows),
            "problems": dict(sorted(Counter(f"{one.severity} {one.code}" for one in problems).items())),
            "hash": hashlib.blake2b(text.encode(), digest_size=8).hexdigest(),
        }
    assert found["headers.csv"] == found["localized_headers.csv"] == {"kind": None}
    text = json.dumps(found, indent=1) + "\n"
    golden = HERE / "golden" / "corpora_csv.json"
    if request.config.getoption("--regenerate-golden", default=False):
        golden.write_text(text)
    assert text == golden.read_text()
