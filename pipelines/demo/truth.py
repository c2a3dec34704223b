"""What is true in the demo, as frames, so that tests and benchmarks can measure what the product makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import polars as pl

from pipelines.demo import history
from pipelines.demo.history import Mail
from pipelines.demo.people import OWNERS, World
from pipelines.demo.write_vcard import Placed


@dataclass(frozen=True)
class Truth:
    """Frames about the fictional world; ``truth_id`` is one real person.

    people: truth_id, name, emails, phone, profile, company, domain, title, city, circles.
    cards: owner_id, path (below the exports folder), locator, truth_id; null for what is nobody.
    addresses: address, truth_ids (two for a mailbox that two people share).
    knows: person_a < person_b, strength in (0, 1].
    introductions: owner_id, target, broker: who, after as_of, brought the owner and a stranger together.
    spoofed: address, truth_id of the person whose name it borrows.
    """

    people: pl.DataFrame
    cards: pl.DataFrame
    addresses: pl.DataFrame
    knows: pl.DataFrame
    introductions: pl.DataFrame
    spoofed: pl.DataFrame


def collect(world: World, mails: list[Mail], cards: list[tuple[str, str, Placed]], seed: int) -> Truth:
    """The truth of a written demo; ``cards`` holds (owner, path, where who stands) per file."""
    holders: dict[str, list[str]] = {}
    for key, person in sorted(world.people.items()):
        for address in person.addresses:
            holders.setdefault(address, []).append(key)
    return Truth(
        people=_people(world),
        cards=pl.DataFrame(
            [(owner, path, locator, key) for owner, path, placed in cards for locator, key in placed],
            schema={"owner_id": pl.String, "path": pl.String, "locator": pl.String, "truth_id": pl.String},
            orient="row",
        ),
        addresses=pl.DataFrame(
            {"address": list(holders), "truth_ids": list(holders.values())},
            schema={"address": pl.String, "truth_ids": pl.List(pl.String)},
        ),
        knows=pl.DataFrame(
            [(a, b, strength) for (a, b), strength in sorted(world.knows.items())],
            schema={"person_a": pl.String, "person_b": pl.String, "strength": pl.Float64},
            orient="row",
        ),
        introductions=introductions(world, mails, seed),
        spoofed=pl.DataFrame({"address": [history.SPOOFER], "truth_id": [history.impersonated(world)]}),
    )


def strangers(world: World, mails: list[Mail], owner: str) -> list[str]:
    """People whom an owner does not know but who were on at least two messages of the owner's mailbox."""
    seen: dict[str, int] = {}
    mine = world.friends(owner)
    for mail in mails:
        parties = {mail.sender, *mail.to, *mail.cc}
        if owner in parties:
            for key in parties & world.people.keys() - mine.keys() - {owner}:
                seen[key] = seen.get(key, 0) + 1
    return sorted(key for key, n in seen.items() if n >= 2)


def introductions(world: World, mails: list[Mail], seed: int) -> pl.DataFrame:
    """Two introductions for each stranger: the broker drawn by how close they are to both sides."""
    random = Random(f"{seed}:introductions")
    rows = []
    for owner in OWNERS:
        mine = world.friends(owner)
        for target in strangers(world, mails, owner):
            both = {k: mine[k] * s for k, s in world.friends(target).items() if k in mine and k not in OWNERS}
            if both:
                brokers = random.choices(list(both), list(both.values()), k=2)
                rows += [(owner, target, broker) for broker in sorted(set(brokers))]
    return pl.DataFrame(
        rows, schema={"owner_id": pl.String, "target": pl.String, "broker": pl.String}, orient="row"
    )


def _people(world: World) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "truth_id": key,
                "name": person.name,
                "emails": list(person.addresses),
                "phone": person.phone,
                "profile": person.profile,
                "company": person.company.name if person.company else None,
                "domain": person.company.domain if person.company else None,
                "title": person.role,
                "city": person.city,
                "circles": list(person.circles),
            }
            for key, person in sorted(world.people.items())
        ]
    )
