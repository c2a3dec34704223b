"""Address books as phones write them: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350) with their usual oddities."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from random import Random

from pipelines.demo import names, spelling
from pipelines.demo.people import Person

Placed = list[tuple[str, str | None]]
"""(locator of a unit, key of the person it is about; None for what is nobody)."""
Cards = list[tuple[str | None, bytes]]


def version_2(people: Iterable[Person], random: Random) -> tuple[bytes, Placed]:
    """An old phone's export: quoted-printable names with soft line breaks, CHARSET, and a card cut off half-way."""
    cards: Cards = []
    for person in people:
        given, family = spelling.card_name(person, random)
        lines = [
            _quoted("N", f"{_plain(family)};{_plain(given)};;;"),
            _quoted("FN", f"{_plain(given)} {_plain(family)}"),
        ]
        lines.append(f"TEL;CELL:{person.phone}".encode())
        lines.append(f"EMAIL;INTERNET:{person.home_mail}".encode())
        if person.former_mail:
            lines.append(f"EMAIL;INTERNET;WORK:{person.former_mail}".encode())
        if person.company or person.former:
            lines.append(_quoted("ORG", spelling.organisation(person, random, former=True)))
        cards.append((person.key, _card("2.1", lines)))
    middle = len(cards) // 2
    cut = b"BEGIN:VCARD\r\nVERSION:2.1\r\nTEL;CELL:\r\n"
    return _together([*cards[:middle], (None, cut), *cards[middle:]])


def version_3(people: Iterable[Person], random: Random) -> tuple[bytes, Placed]:
    """A phone's export today: folded lines, item groups, a few pictures, UIDs."""
    cards: Cards = []
    for n, person in enumerate(people):
        given, family = spelling.card_name(person, random)
        lines = [
            f"N:{_escape(family)};{_escape(given)};;;{person.suffix}",
            f"FN:{_escape(f'{given} {family}')}",
        ]
        if random.random() < 0.1 and person.given in names.NICKNAMES:
            lines.append(f"NICKNAME:{names.NICKNAMES[person.given]}")
        lines.append(f"item1.EMAIL;type=INTERNET;type=pref:{person.home_mail}")
        lines.append("item1.X-ABLabel:_$!<Home>!$_")
        if person.work_mail and random.random() < 0.75:
            lines.append(f"EMAIL;type=INTERNET;type=WORK:{person.work_mail}")
        lines.append(f"TEL;type=CELL:{_spaced(person.phone, random)}")
        if person.company and random.random() < 0.7:
            lines.append(f"ORG:{_escape(spelling.organisation(person, random))};")
            lines.append(f"TITLE:{person.role}")
        lines.append(f"ADR;type=HOME:;;;{person.city};;;{names.COUNTRY[person.city]}")
        if "family" in person.circles:
            lines.append("CATEGORIES:Family")
        if n % 17 == 0:
            lines.append("PHOTO;ENCODING=b;TYPE=JPEG:" + base64.b64encode(random.randbytes(1800)).decode())
        lines.append(f"UID:{_uid(random)}")
        cards.append((person.key, _card("3.0", [_fold(line) for line in lines])))
    return _together(cards)


def version_4(people: Iterable[Person], random: Random) -> tuple[bytes, Placed]:
    """An address book server's export: PREF parameters, tel: URIs, urn:uuid UIDs."""
    cards: Cards = []
    for person in people:
        given, family = spelling.card_name(person, random)
        lines = [f"UID:urn:uuid:{_uid(random)}", f"FN:{_escape(f'{given} {family}')}"]
        lines.append(f"N:{_escape(family)};{_escape(given)};;;{person.suffix}")
        lines.append(f"EMAIL;TYPE=home;PREF=1:{person.home_mail}")
        if person.work_mail and random.random() < 0.75:
            lines.append(f"EMAIL;TYPE=work:{person.work_mail}")
        lines.append(f"TEL;VALUE=uri;TYPE=cell:tel:{person.phone}")
        if person.company:
            lines += [f"ORG:{_escape(spelling.organisation(person, random))}", f"TITLE:{person.role}"]
        if random.random() < 0.3:
            lines.append(f"URL:{person.profile}")
        cards.append((person.key, _card("4.0", [_fold(line) for line in lines])))
    return _together(cards)


def _card(version: str, lines: list[bytes]) -> bytes:
    return b"\r\n".join((b"BEGIN:VCARD", b"VERSION:" + version.encode(), *lines, b"END:VCARD", b""))


def _together(cards: Cards) -> tuple[bytes, Placed]:
    placed, at = [], 0
    for key, card in cards:
        placed.append((f"byte:{at}", key))
        at += len(card)
    return b"".join(card for _, card in cards), placed


def _fold(line: str) -> bytes:
    """RFC 6350 §3.2: at most 75 octets a line, never inside a character."""
    parts: list[bytes] = []
    current = b""
    for character in line:
        octets = character.encode()
        if len(current) + len(octets) > (75 if not parts else 74):
            parts.append(current)
            current = b""
        current += octets
    return b"\r\n ".join([*parts, current])


def _quoted(name: str, value: str) -> bytes:
    """A 2.1 property in quoted-printable, its soft line breaks before 60 characters as old phones did."""
    if value.isascii():
        return f"{name}:{value}".encode()
    lines, current = [], f"{name};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"
    for octet in value.encode():
        piece = chr(octet) if 32 < octet < 127 and octet != 61 else f"={octet:02X}"
        if len(current) + len(piece) > 60:
            lines.append(current + "=")
            current = ""
        current += piece
    return "\r\n".join([*lines, current]).encode()


def _escape(text: str) -> str:
    return _plain(text).replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")


def _plain(text: str) -> str:
    """Names may hold terminal escapes, but no line ends."""
    return text.replace("\r", " ").replace("\n", " ")


def _spaced(phone: str, random: Random) -> str:
    return phone if random.random() < 0.4 else f"{phone[:3]} {phone[3:5]} {phone[5:8]}-{phone[8:]}"


def _uid(random: Random) -> str:
    digits = f"{random.getrandbits(128):032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
