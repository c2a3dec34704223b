"""CSV exports: recognised by their header, read with the right fields, every row accounted for."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Connector, Tally
from connectors.home import Companies, Knows, Targets
from connectors.linkedin import LinkedInConnections
from connectors.registry import recognise
from connectors.sheets.any_csv import AnyCsv
from connectors.sheets.google import GoogleCsv
from connectors.sheets.outlook import OutlookCsv
from connectors.sheets.sheet import records, sniff
from connectors.sheets.thunderbird import ThunderbirdCsv
from tests.conftest import CORPORA
from tests.connectors.reading import file, read

PREAMBLE = 'Notes:\n"When exporting your connection data, you may notice, well, that some are missing."\n\n'
LINKEDIN = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
PROFILE = "https://www.linkedin.com/in/annak"


def kind(data: bytes, name: str = "export.csv") -> str | None:
    found = recognise(file(data, name))
    return found.kind if found else None


def test_linkedin_with_its_preamble_closed_profiles_and_credentials() -> None:
    data = (
        PREAMBLE
        + LINKEDIN
        + f'Anna,Keller,{PROFILE},,Stripe,Engineer,04 Mar 2024\n,,,,,,07 Jun 2026\nLu,"Looper, PhD",,,Acme,PM,02 Feb 2020'
    ).encode()
    assert kind(data) == "linkedin_connections"
    rows, problems, tally = read(LinkedInConnections(), data)
    assert tally.read == 3
    assert [row["full_name"] for row in rows] == ["Anna Keller", "Lu Looper"]
    assert (rows[0]["urls"], rows[0]["connected_on"], rows[0]["locator"]) == (
        [PROFILE],
        date(2024, 3, 4),
        "line:5",
    )
    assert rows[1]["suffix"] == "PhD"
    assert [(p.code, p.severity, p.locator) for p in problems] == [("empty_profile", "skipped", "line:6")]


def test_linkedin_before_profile_urls() -> None:
    data = b"First Name,Last Name,Email Address,Company,Position,Connected On\nBo,Ek,bo@example.org,Acme,CTO,1/29/20\n"
    row = read(LinkedInConnections(), data)[0][0]
    assert (row["emails"], row["connected_on"]) == (["bo@example.org"], date(2020, 1, 29))


def test_google_new_several_values_and_addresses_for_names() -> None:
    header = "First Name,Middle Name,Last Name,Nickname,Organization Name,Organization Title,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n"
    data = (
        header
        + "Eve,,Long,,Acme,CFO,* myContacts ::: choir,Work,eve@a.example ::: e.long@b.example,Home,+49 30 123456\nsome@c.example,,,,,,* Other Contacts,,,,\n"
    ).encode()
    assert kind(data) == "google_csv"
    rows, _, _ = read(GoogleCsv(), data)
    assert rows[0]["emails"] == ["eve@a.example", "e.long@b.example"]
    assert rows[0]["labels"] == ["myContacts", "choir"]
    assert (rows[1]["given"], rows[1]["emails"]) == (None, ["some@c.example"])


def test_google_old_in_utf16() -> None:
    data = "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value\nZoë Öz,Zoë,Öz,* My Contacts ::: x,* Home,zoe@example.org\n".encode(
        "utf-16"
    )
    assert kind(data) == "google_csv"
    assert read(GoogleCsv(), data)[0][0]["full_name"] == "Zoë Öz"


def test_outlook_in_two_languages_and_an_exchange_path() -> None:
    english = "Title,First Name,Last Name,Company,Job Title,Business City,E-mail Address,E-mail Type,E-mail 2 Address\n,Jürgen,Weiß,Acme,Cook,Köln,/o=ORG/cn=x,EX,jw@example.org\n".encode(
        "cp1252"
    )
    german = "Anrede;Vorname;Nachname;Firma;Position;Ort geschäftlich;E-Mail-Adresse;E-Mail-Typ\n;Jürgen;Weiß;Acme;Koch;Köln;jw@example.org;SMTP\n".encode(
        "cp1252"
    )
    for data in (english, german):
        assert kind(data) == "outlook_csv"
        rows, problems, _ = read(OutlookCsv(), data)
        assert (rows[0]["given"], rows[0]["emails"], rows[0]["city"]) == (
            "Jürgen",
            ["jw@example.org"],
            "Köln",
        )
        assert [p.code for p in problems] == (["exchange_address"] if data is english else [])


def test_thunderbird() -> None:
    data = b"First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Organization,\nA,B,A B,,ab@example.org,b@example.org,Acme,\n"
    assert kind(data) == "thunderbird_csv"
    assert read(ThunderbirdCsv(), data)[0][0]["emails"] == ["ab@example.org", "b@example.org"]


def test_any_csv_by_its_columns_but_no_catalogue() -> None:
    crm = b"Record ID,First Name,Last Name,Email,Phone Number,Associated Company\n7,Ann,Other,ann@example.org,123,Acme\n"
    assert kind(crm) == "csv"
    assert read(AnyCsv(), crm)[0][0]["uid"] == "7"
    assert kind(b"Primary Email\na@example.org\nb@example.org\n") == "csv"
    assert kind(b'id,what,header\n1,google,"Name,Given Name,Family Name,E-mail 1 - Value"\n') is None
    assert kind(b"locale,header,field\nde,Vorname,first_name\n") is None
    assert kind(b"\x00\x01\x02\x03binary") is None


def test_rows_in_odd_shapes_are_loaded_and_told() -> None:
    data = b'Name,Email,Company\r\n"two\nlines",x@example.org,Acme\r\n\r\nShort\r\nLong,l@example.org,Acme,surplus\r\nBad,not an address,Acme\r\n'
    rows, problems, tally = read(AnyCsv(), data)
    assert tally.read == 4
    assert [row["locator"] for row in rows] == ["line:2", "line:5", "line:6", "line:7"]
    assert [(p.code, p.locator) for p in problems] == [
        ("missing_cells", "line:5"),
        ("surplus_cells", "line:6"),
        ("bad_address", "line:7"),
    ]


def test_home_tables() -> None:
    rows, problems, _ = read(
        Targets(), b"id,company,person,role,city\n,Acme Corp,,,\nx/../y,,Eve Long,,\n,,,,\n", "targets.csv"
    )
    assert [row["target_id"] for row in rows] == ["acme-corp", "x-y"]
    assert [p.code for p in problems] == ["empty"]
    assert read(Knows(), b"who,knows,strength\nA B,C D,0.7\n", "knows.csv")[0][0]["strength"] == 0.7
    assert (
        read(Companies(), b"company,alias,domain\nAcme,ACME Inc,@acme.example\n", "companies.csv")[0][0][
            "domain"
        ]
        == "acme.example"
    )
    assert kind(b"company,person\nAcme,\n", "targets.csv") == "home_targets"


def test_a_quote_that_never_closes_costs_one_row() -> None:
    lines = ["Name,Email,Company", 'Ann,"ann@example.org,Acme', 'Bo,bo@example.org,"two', 'lines"']
    lines += [f"Cy,cy{n}@example.org,Acme" for n in range(3000)] + ['Di,"open', "Eve,eve@example.org,Acme"]
    rows, problems, tally = read(AnyCsv(), "\n".join(lines).encode())
    assert tally.read == 3004
    assert (rows[-1]["full_name"], rows[-1]["locator"]) == ("Eve", "line:3006")
    assert [(p.code, p.severity, p.locator) for p in problems if p.code == "unclosed_quote"] == [
        ("unclosed_quote", "rejected", "line:3005")
    ]
    swallowed = ["Name,Email", 'Ann,"ann@example.org'] + [f"Cy,cy{n}@example.org" for n in range(3000)]
    rows, problems, tally = read(AnyCsv(), "\n".join(swallowed).encode())
    assert (tally.read, len(rows)) == (3001, 3001)
    assert [(p.code, p.severity, p.locator) for p in problems] == [("unclosed_quote", "repaired", "line:2")]


def test_a_monstrous_line_costs_one_row() -> None:
    data = b'Name,Email\nAnn,ann@example.org\nBig,"' + b"x" * (3 << 20) + b'"\nBo,bo@example.org\n'
    rows, problems, tally = read(AnyCsv(), data)
    assert (tally.read, [row["full_name"] for row in rows]) == (3, ["Ann", "Bo"])
    assert [(p.code, p.severity, p.locator) for p in problems] == [("unreadable_row", "rejected", "line:3")]


def test_code_pages_are_told_by_the_header_and_stray_bytes_in_utf8_are_mended() -> None:
    polish = "Imię;Nazwisko;Firma;Adres e-mail\nŁucja;Źrebak;Młyn;lucja@example.pl\n".encode("cp1250")
    assert kind(polish) == "outlook_csv"
    assert read(OutlookCsv(), polish)[0][0]["given"] == "Łucja"
    mixed = "Name,Email\nZoë,zoe@example.org\n".encode() + "Jörg,jo@example.org\n".encode("cp1252")
    rows, problems, _ = read(AnyCsv(), mixed)
    assert [row["full_name"] for row in rows] == ["Zoë", "Jörg"]
    assert [(p.code, p.locator) for p in problems] == [("encoding_guessed", "line:3")]


def test_lists_that_are_no_address_books() -> None:
    for data in (
        b"name,url,category\nAcme,https://acme.example,tools\nBeta,https://beta.example,tools\n",
        b"first name,last name,company\nGiven name,Family name,Company name\n",
        b"email,company\nnobody,Acme\nnobody else,Beta\n",
        b"Primary Email\nred\nblue\n",
        b"word\nalpha\nbeta\n",
        b"asked_at,owner,broker,target,answer\n2024-01-01,me,r_1,r_2,yes\n",
        b"rank,person_id,name,reach_via,route,score\n1,p1,Ann Other,ann@example.org,x,0.5\n",
    ):
        assert kind(data) is None, data


CONNECTORS = [
    LinkedInConnections(), GoogleCsv(), OutlookCsv(), ThunderbirdCsv(), AnyCsv(), Targets(), Knows(), Companies(),
]  # fmt: skip
HEADERS = {
    "linkedin_connections": LINKEDIN, "google_csv": "Name,Given Name,Family Name,Group Membership,E-mail 1 - Value\n",
    "outlook_csv": "First Name,Last Name,E-mail Address,E-mail Type\n", "csv": "Name,Email,Company\n",
    "thunderbird_csv": "First Name,Display Name,Primary Email,Secondary Email\n", "home_targets": "id,person,company\n",
    "home_knows": "person_a,person_b,strength,since\n", "home_companies": "company,alias,domain\n",
}  # fmt: skip
CUT_UP = st.lists(
    st.sampled_from(["a@example.org", '"', '""', ",", ";", "\n", "\r\n", "\r", "\0", "Ann", "é", "04 Mar 2024", "0.5", " ::: ", "\t", "\u202e"]),
    max_size=40,
).map("".join)  # fmt: skip


@pytest.mark.parametrize("connector", CONNECTORS, ids=lambda one: one.kind)
@settings(max_examples=60)
@given(st.binary(max_size=200), st.integers(0, 80), CUT_UP)
def test_any_bytes_are_accounted_for(connector: Connector, noise: bytes, at: int, text: str) -> None:
    header = HEADERS[connector.kind].encode()
    whole = header + b"Anna,Keller,a@example.org,SMTP,Acme,PM,04 Mar 2024\n"
    mutated = whole[:at] + noise + whole[at:]
    for data in (
        noise,
        mutated,
        header + noise,
        header + text.encode(),
        (header.decode() + text).encode("utf-16"),
    ):
        recognise(file(data))
        read(connector, data, f"{connector.kind.removeprefix('home_')}.csv")


CELL = st.text(
    st.one_of(st.characters(codec="utf-8", exclude_categories=("Cc",)), st.sampled_from('\n\t",;')),
    max_size=8,
)


@given(
    st.lists(
        st.lists(
            CELL,
            min_size=3,
            max_size=3,
        )
    ),
    st.sampled_from([("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t")]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_records_are_those_of_csv_reader_and_lines_are_where_they_start(
    cells: list[list[str]], how: tuple[str, str], end: str
) -> None:
    encoding, delimiter = how
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(["Name", "Email", "Company"])
    starts = []
    for row in cells:
        starts.append(1 + out.getvalue().count("\n"))
        writer.writerow(row)
    data = out.getvalue().encode(encoding)
    sheet = sniff(file(data), lambda header: float(header[0].lstrip("\ufeff") == "Name"))
    assert sheet is not None
    tally = Tally()
    found = list(records(file(data), sheet, tally))
    wanted = list(csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=delimiter))[1:]
    assert [[cell.replace("\r\n", "\n") for cell in row] for row in wanted] == [one.cells for one in found]
    assert [one.line for one in found] == starts
    assert tally.read == len(cells)


@pytest.mark.corpora
@pytest.mark.skipif(not (CORPORA / "csv").is_dir(), reason="the corpora are not here (WEAKTIES_CORPORA)")
def test_corpus_kinds_and_counts() -> None:
    expected = {
        "google_new.csv": ("google_csv", 7), "outlook_web.csv": ("outlook_csv", 2), "thunderbird.csv": ("thunderbird_csv", 1),
        "outlook_desktop_en_cp1252.csv": ("outlook_csv", 2), "linkedin/Connections.csv": ("linkedin_connections", 4),
        "linkedin/Connections-500-invented.csv": ("linkedin_connections", 500), "roundcube/all.csv": ("csv", 1),
        "roundcube/email.csv": ("csv", 4), "roundcube/tb_plain.csv": ("thunderbird_csv", 1),
        "headers.csv": (None, 0), "localized_headers.csv": (None, 0),
    }  # fmt: skip
    for name, (wanted, count) in expected.items():
        data = (CORPORA / "csv" / name).read_bytes()
        assert kind(data, name) == wanted, name
        if wanted:
            found = recognise(file(data, name))
            assert found is not None
            assert read(found, data)[2].read == count
            if "linkedin" not in name and count > 1:
                text = data.decode("utf-8-sig", "replace")
                assert len([row for row in csv.reader(io.StringIO(text, newline="")) if row]) - 1 == count


def test_looking_for_the_end_of_quotes_that_never_close_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["Name,Email,Company"] + [f'Ann "x,"ann{n}@example.org,Acme' + " " * 90 for n in range(60_000)]
    n_lines = 0
    reader = csv.reader

    def counting(source: Any, **options: Any) -> Any:
        def counted() -> Any:
            nonlocal n_lines
            for line in source:
                n_lines += 1
                yield line

        return reader(counted(), **options)

    monkeypatch.setattr("connectors.sheets.records.csv.reader", counting)
    rows, problems, tally = read(AnyCsv(), "\n".join(lines).encode())
    assert (tally.read, len(rows)) == (60_000, 60_000)
    assert {problem.code for problem in problems} == {"unclosed_quote"}
    assert n_lines < 6 * 60_000


def test_a_row_with_another_delimiter_is_no_person() -> None:
    rows, problems, tally = read(
        AnyCsv(), b"Name;Email;Company\nAnn;ann@a.example;Acme\nBo,bo@a.example,Acme\n"
    )
    assert (tally.read, [row["full_name"] for row in rows]) == (2, ["Ann"])
    assert [(p.code, p.severity, p.locator) for p in problems] == [("wrong_delimiter", "rejected", "line:3")]
    for data in (
        b"Name|Email|Company\nAnn|ann@a.example|Acme\n",
        b'"Name,Email,Company"\n"Ann,ann@a.example,Acme"\n',
    ):
        assert kind(data) is None


def test_an_english_header_over_text_in_a_code_page() -> None:
    for encoding, name in (
        ("cp1251", "Юрий Кузнецов"),
        ("cp1253", "Ελένη Παππά"),
        ("cp932", "山田 太郎"),
        ("cp1252", "Zoë Größe"),
    ):
        data = f"Name,Email,Company\n{name},a@b.example,Acme\n".encode(encoding)
        assert read(AnyCsv(), data)[0][0]["full_name"] == name
