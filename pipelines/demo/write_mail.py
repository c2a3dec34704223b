"""Mailboxes: an mbox as Takeout writes it (CRLF, ">From " in bodies, Gmail labels) and a Maildir."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from random import Random

from pipelines.demo import spelling
from pipelines.demo.history import Mail
from pipelines.demo.people import OWNERS, World

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SECRET = "The-body-says-xylophone."
"""Stands in every body; it must never be found outside the exports."""


def messages(world: World, mails: Iterable[Mail], seed: int, owner: str) -> list[tuple[Mail, list[str]]]:
    """The messages that one owner sent or received, with their header lines.

    How a message is addressed depends on the message alone, so that both owners' copies are equal.
    """
    found = []
    for mail in mails:
        if owner in (mail.sender, *mail.to, *mail.cc) or (mail.list_address and owner == "mara"):
            found.append((mail, _headers(world, mail, Random(f"{seed}:spelling:{mail.n}"))))
    return found


def mbox(owned: list[tuple[Mail, list[str]]]) -> bytes:
    """One file, oldest message first."""
    parts = []
    for mail, headers in owned:
        at = mail.sent
        stamp = f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at.day:2d} {at:%H:%M:%S} {at.year}"
        labels = mail.labels or ("Sent" if mail.sender in OWNERS else "Inbox,Opened")
        lines = [
            f"From {mail.n:08d}@xxx {stamp}",
            f"X-Gmail-Labels: {labels}",
            *headers,
            "",
            "Hello,",
            ">From here on:",
            SECRET,
        ]
        parts.append("\n".join([*lines, "", ""]).replace("\n", "\r\n"))
    return "".join(parts).encode()


def maildir(owned: list[tuple[Mail, list[str]]], folder: Path, owner: str) -> None:
    """A Maildir++ with a Sent folder; messages end their lines with LF there."""
    for inside in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp"):
        (folder / inside).mkdir(parents=True, exist_ok=True)
    for mail, headers in owned:
        place = ".Sent/cur" if mail.sender == owner else "cur"
        name = f"{int(mail.sent.replace(tzinfo=UTC).timestamp())}.M{mail.n:06d}P1.demo:2,S"
        text = "\n".join([*headers, "", "Hello,", SECRET, ""])
        (folder / place / name).write_bytes(text.encode())


def _headers(world: World, mail: Mail, random: Random) -> list[str]:
    name, address = _party(world, mail.sender, mail, random)
    recipients = [_written(*_party(world, key, mail, random), random) for key in mail.to]
    copied = [_written(*_party(world, key, mail, random), random) for key in mail.cc]
    at = mail.sent
    lines = [f"Date: {_DAYS[at.weekday()]}, {at.day} {_MONTHS[at.month - 1]} {at.year} {at:%H:%M:%S} +0000"]
    lines.append("From: " + _written(mail.sender_name or name, address, random))
    if mail.list_address:
        recipients.append(mail.list_address)
        host = mail.list_address.replace("@", ".", 1)
        lines += [f"List-Id: <{host}>", f"List-Post: <mailto:{mail.list_address}>", "Precedence: list"]
    lines.append("To: " + ",\n ".join(recipients))
    if copied:
        lines.append("Cc: " + ", ".join(copied))
    lines.append(f"Message-ID: {_message_id(mail.n)}")
    if mail.parent:
        lines += [f"In-Reply-To: {_message_id(mail.parent)}", f"References: {_message_id(mail.parent)}"]
    lines += [f"{header}: {value}" for header, value in mail.headers]
    lines.append("Subject: " + ("Re: a word" if mail.parent else "A word"))
    return lines


def _message_id(n: int) -> str:
    return f"<{n:06d}.word@mail.demo.example>"


def _party(world: World, key: str, mail: Mail, random: Random) -> tuple[str | None, str]:
    """(display name or None, address); the key itself is the address of those who are no people of this world."""
    person = world.people.get(key)
    if person is None:
        return None, key
    return spelling.header_name(person, random), spelling.mailbox(person, mail.sent, random)


def _written(name: str | None, address: str, random: Random) -> str:
    return f"{_word(name, random)} <{address}>" if name else address


def _word(name: str, random: Random) -> str:
    """A display name as RFC 5322 phrase or RFC 2047 encoded word, in the charset that an old program would take."""
    if name.isascii() and name.isprintable():
        return (
            name
            if name.replace(" ", "").isalpha()
            else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        )
    if random.random() < 0.4:
        try:
            octets = name.encode("iso-8859-1")
        except UnicodeEncodeError:
            pass
        else:
            quoted = "".join(chr(o) if chr(o).isascii() and chr(o).isalnum() else f"={o:02X}" for o in octets)
            return f"=?iso-8859-1?Q?{quoted}?="
    return f"=?UTF-8?B?{base64.b64encode(name.encode()).decode()}?="
