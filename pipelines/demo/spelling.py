"""How one person is written in different places: nicknames, order, scripts, lost accents, and which address."""

from __future__ import annotations

from datetime import datetime
from random import Random

from anyascii import anyascii

from pipelines.demo import names
from pipelines.demo.people import Person

_MOVED = datetime(2023, 3, 1)
"""Until then former employees wrote from their old company's addresses."""
_PRIVATE = frozenset(("school", "choir", "rowing", "family"))


def mailbox(person: Person, sent: datetime, random: Random) -> str:
    """The address that somebody writes from, or is written to, at that time."""
    odd = random.random() < 0.04
    if person.former_mail and sent < _MOVED:
        return person.home_mail if odd else person.former_mail
    if person.work_mail and bool(_PRIVATE.intersection(person.circles)) == odd:
        return person.work_mail
    return person.home_mail


def header_name(person: Person, random: Random) -> str | None:
    """A display name in a mail header; None where a program sends the bare address."""
    chance = random.random()
    if chance < 0.1:
        return None
    if chance < 0.16 and person.given in names.NICKNAMES:
        return f"{names.NICKNAMES[person.given]} {person.family}"
    if chance < 0.2:
        return f"{person.family}, {person.given}"
    if chance < 0.35 and person.given in names.NATIVE:
        return f"{names.NATIVE[person.given]} {names.cyrillic(person.family)}"
    return person.name


def card_name(person: Person, random: Random) -> tuple[str, str]:
    """(given, family) as an address book has them."""
    chance = random.random()
    if chance < 0.12 and person.given in names.NICKNAMES:
        return names.NICKNAMES[person.given], person.family
    if chance < 0.22 and person.given in names.NATIVE:
        return names.NATIVE[person.given], names.cyrillic(person.family)
    if chance < 0.3 and person.given.isprintable():
        return anyascii(person.given), anyascii(person.family)
    return person.given, person.family


def organisation(person: Person, random: Random, former: bool = False) -> str:
    """The employer in one of its spellings; '' without one."""
    company = person.former if former and person.former else person.company
    return random.choice((company.name, company.name, *company.aliases)) if company else ""
