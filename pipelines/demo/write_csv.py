"""Spreadsheet exports: LinkedIn connections, Google contacts (new, and the old UTF-16 form), Outlook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from pipelines.demo import names, spelling
from pipelines.demo.history import AS_OF
from pipelines.demo.people import Person
from pipelines.demo.write_vcard import Placed

_PREAMBLE = (
    "Notes:\n"
    '"When exporting your connection data, you may notice that some of the email addresses are missing. You will only '
    "see email addresses for connections who have allowed their connections to see or download their email address "
    'using this setting."\n\n'
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LINKEDIN = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
_NEW_GOOGLE = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,"
    "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,"
    "Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - City,"
    "Address 1 - Country"
)
_OLD_GOOGLE = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,"
    "Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,"
    "Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,Photo,Group Membership,"
    "E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Type,Organization 1 - Name,"
    "Organization 1 - Yomi Name,Organization 1 - Title"
)
_OUTLOOK = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business City,"
    "Business State,Business Postal Code,Business Country/Region,Business Phone,Mobile Phone,Birthday,Categories,"
    "E-mail Address,E-mail Type,E-mail Display Name,Notes,Web Page"
)

Rows = list[tuple[list[str], str | None]]
"""(cells, key of the person); the first is the header."""


def linkedin(people: Iterable[Person], random: Random) -> tuple[bytes, Placed]:
    """Connections.csv: preamble, mostly no addresses, one closed profile, no line end at the end."""
    rows = _start(_LINKEDIN)
    for person in people:
        address = person.home_mail if random.random() < 0.08 else ""
        since = date(2012, 1, 1) + timedelta(days=random.randrange((AS_OF - date(2012, 1, 1)).days))
        when = f"{since.day:02d} {_MONTHS[since.month - 1]} {since.year}"
        row = [
            person.given,
            f"{person.family}, PhD" if random.random() < 0.03 else person.family,
            person.profile,
            address,
        ]
        rows.append(([*row, spelling.organisation(person, random), person.role or "", when], person.key))
    rows.append((["", "", "", "", "", "", "07 Jun 2025"], None))
    text, placed = _rows(rows, "\n", start=_PREAMBLE.count("\n") + 1)
    return (_PREAMBLE + text).rstrip("\n").encode(), placed


def google_new(people: Iterable[Person], random: Random) -> tuple[bytes, Placed]:
    """Google Contacts since 2024; the last row is an "other contact" whose name is its address."""
    rows = _start(_NEW_GOOGLE)
    for person in people:
        given, family = spelling.card_name(person, random)
        rows.append((_fill(_NEW_GOOGLE, {
            "First Name": given, "Last Name": family, "Name Suffix": person.suffix, "Labels": "* myContacts",
            "Organization Name": spelling.organisation(person, random), "Organization Title": person.role or "",
            "E-mail 1 - Label": "* ", "E-mail 1 - Value": " ::: ".join(person.addresses), "Phone 1 - Label": "Mobile", "Phone 1 - Value": person.phone,
            "Address 1 - Label": "Home", "Address 1 - City": person.city, "Address 1 - Country": names.COUNTRY[person.city],
        }), person.key))  # fmt: skip
    office = "info@kontorwerk.example"
    rows.append(
        (
            _fill(
                _NEW_GOOGLE, {"First Name": office, "Labels": "* Other Contacts", "E-mail 1 - Value": office}
            ),
            None,
        )
    )
    text, placed = _rows(rows, "\r\n")
    return text.encode(), placed


def google_old(people: Iterable[Person], random: Random) -> tuple[bytes, Placed]:
    """Google Contacts before 2023: UTF-16 with a byte order mark."""
    rows = _start(_OLD_GOOGLE)
    for person in people:
        given, family = spelling.card_name(person, random)
        rows.append((_fill(_OLD_GOOGLE, {
            "Name": f"{given} {family}", "Given Name": given, "Family Name": family, "Name Suffix": person.suffix,
            "Group Membership": "* My Contacts ::: Rowing", "E-mail 1 - Type": "* Home", "E-mail 1 - Value": person.home_mail,
            "Phone 1 - Type": "Mobile", "Phone 1 - Value": person.phone,
        }), person.key))  # fmt: skip
    text, placed = _rows(rows, "\r\n")
    return b"\xff\xfe" + text.encode("utf-16-le"), placed


def outlook(people: Iterable[Person], random: Random) -> tuple[bytes, Placed]:
    """Outlook's own export: Windows-1252, so only people whose names it can spell; empty birthdays as 0/0/00."""
    rows = _start(_OUTLOOK)
    for person in people:
        rows.append((_fill(_OUTLOOK, {
            "First Name": person.given, "Last Name": person.family, "Suffix": person.suffix,
            "Company": spelling.organisation(person, random), "Job Title": person.role or "", "Business City": person.city,
            "Business Country/Region": names.COUNTRY[person.city], "Mobile Phone": person.phone, "Birthday": "0/0/00",
            "E-mail Address": person.work_mail or person.home_mail, "E-mail Type": "SMTP",
            "E-mail Display Name": f"{person.name} ({person.work_mail or person.home_mail})",
        }), person.key))  # fmt: skip
    text, placed = _rows(rows, "\r\n")
    return text.encode("cp1252"), placed


def plain(header: str, rows: Iterable[tuple[str, ...]]) -> bytes:
    """A small table as an owner types it: targets.csv and its like."""
    return _rows(_start(header) + [(list(row), None) for row in rows], "\n")[0].encode()


def _start(header: str) -> Rows:
    return [(header.split(","), None)]


def _fill(header: str, values: dict[str, str]) -> list[str]:
    return [values.get(column, "") for column in header.split(",")]


def _rows(rows: Rows, end: str, start: int = 1) -> tuple[str, Placed]:
    """The text, and for every data row its physical line; the first row is the header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end)
    placed: Placed = []
    line = start
    for n, (row, key) in enumerate(rows):
        before = out.tell()
        writer.writerow(row)
        if n:
            placed.append((f"line:{line}", key))
        line += out.getvalue()[before:].count("\n")
    return out.getvalue(), placed
