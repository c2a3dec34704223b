"""Six years of mail between these people: steady, fading, dormant and rising ties, small groups, a list, and bulk.

Only what one of the owners sent or received exists. The rate of a tie follows its true closeness, noisily, so that
counts show the truth but do not give it away.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from pipelines.demo import names, people
from pipelines.demo.people import OWNERS, World

AS_OF = date(2026, 6, 1)
"""The demo's today: its mail ends the day before, and its runs are pinned to it."""
_START = date(2020, 6, 1)
_WEEKS = (AS_OF - _START).days // 7
SHAPES = ("steady", "fading", "dormant", "rising")


@dataclass(frozen=True)
class Mail:
    """One message. ``sender``, ``to`` and ``cc`` hold keys of people, or addresses for robots and strangers."""

    n: int
    sent: datetime
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    parent: int | None = None
    list_address: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    sender_name: str | None = None
    labels: str | None = None
    """Gmail labels, where a Takeout export would carry them."""


@dataclass(frozen=True)
class Shape:
    """How a tie lived: its kind, and the share of its full rate in each week."""

    kind: str
    start: int
    end: int

    def level(self, week: int) -> float:
        if not self.start <= week < self.end:
            return 0.0
        if self.kind == "fading":
            return 1.0 - 0.9 * (week - self.start) / max(1, self.end - self.start)
        if self.kind == "rising":
            return 0.1 + 1.4 * (week - self.start) / max(1, self.end - self.start)
        return 1.0


def shapes(world: World, seed: int, owner: str) -> dict[str, Shape]:
    """The life of every tie of one owner."""
    random = Random(f"{seed}:shapes:{owner}")
    found = {}
    for key in world.friends(owner):
        past = {"kontorwerk", "school", "quayside"}.intersection(world.people[key].circles)
        kind = random.choices(SHAPES, (2, 3, 4, 1) if past else (6, 2, 1, 2))[0]
        start = random.randrange(0, 60 if past else 180)
        if kind == "rising":
            start = _WEEKS - random.randrange(40, 90)
        end = _WEEKS if kind != "dormant" else min(_WEEKS - random.randrange(40, 170), _WEEKS - 40)
        found[key] = Shape(kind, min(start, max(0, end - 30)), end)
    return found


def write(world: World, seed: int) -> list[Mail]:
    """All messages in the order they were sent, numbered from 1."""
    drafts: list[_Draft] = []
    for owner in OWNERS:
        drafts.extend(_ties(world, seed, owner))
        drafts.extend(_bulk(seed, owner))
    drafts.extend(_choir(world, seed))
    drafts.extend(_strangers(world))
    limit = datetime(AS_OF.year, AS_OF.month, AS_OF.day)
    order = sorted((d for d in drafts if d.sent < limit), key=lambda d: (d.sent, d.sender, d.to, d.cc))
    numbers = {id(draft): n for n, draft in enumerate(order, 1)}
    return [
        Mail(
            n,
            d.sent,
            d.sender,
            d.to,
            d.cc,
            numbers.get(id(d.parent)),
            d.list_address,
            d.headers,
            d.sender_name,
            d.labels,
        )
        for n, d in enumerate(order, 1)
    ]


@dataclass(eq=False)
class _Draft:
    sent: datetime
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    parent: _Draft | None = None
    list_address: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    sender_name: str | None = None
    labels: str | None = None


def _moment(week: int, random: Random) -> datetime:
    day = _START + timedelta(weeks=week, days=min(6, int(random.triangular(0, 7, 2))))
    return datetime(day.year, day.month, day.day) + timedelta(seconds=random.randrange(7 * 3600, 21 * 3600))


def _later(sent: datetime, random: Random) -> datetime:
    return sent + timedelta(seconds=int(60 * math.exp(random.gauss(4.6, 1.6))) + 30)


def _ties(world: World, seed: int, owner: str) -> Iterator[_Draft]:
    """Conversations of one owner with everybody they know."""
    random = Random(f"{seed}:mail:{owner}")
    lives = shapes(world, seed, owner)
    mine = world.friends(owner)
    for key, strength in mine.items():
        if key in OWNERS and key < owner:
            continue
        theirs = world.friends(key)
        strangers = [k for k in theirs if k not in mine and k != owner]
        common = [k for k in theirs if k in mine]
        weekly = 0.3 * strength**1.4 * math.exp(random.gauss(0, 0.5))
        for week in range(_WEEKS):
            if random.random() >= weekly * lives[key].level(week):
                continue
            starter, other = (owner, key) if random.random() < 0.45 else (key, owner)
            to: tuple[str, ...] = (other,)
            cc: tuple[str, ...] = ()
            chance = random.random()
            if chance < 0.16 and common:
                to = (other, *_some(common, theirs, random, 4))
            elif chance < 0.26 and strangers and starter == key:
                # a colleague or friend of theirs is on it: this is how others' ties become visible
                picked = _some(strangers, theirs, random, 3)
                to, cc = ((other, *picked), ()) if random.random() < 0.5 else ((other,), picked)
            first = _Draft(_moment(week, random), starter, to, cc)
            yield first
            yield from _replies(first, strength, random)


def _some(keys: list[str], ties: dict[str, float], random: Random, most: int) -> tuple[str, ...]:
    """A few of these people, closer ones more often; each once, sorted."""
    weights = [ties[key] for key in keys]
    return tuple(sorted(set(random.choices(keys, weights, k=random.randrange(1, most)))))


def _replies(first: _Draft, strength: float, random: Random) -> Iterator[_Draft]:
    last = first
    everybody = {first.sender, *first.to, *first.cc}
    for _ in range(6):
        if random.random() > 0.35 + 0.5 * strength:
            return
        writer = random.choice([k for k in (*last.to, last.sender) if k != last.sender])
        others = tuple(sorted(everybody - {writer, last.sender}))
        last = _Draft(_later(last.sent, random), writer, (last.sender,), others, parent=last)
        yield last


def _choir(world: World, seed: int) -> Iterator[_Draft]:
    """A discussion list: singers answer each other, the list carries it, and Mara reads it."""
    random = Random(f"{seed}:choir")
    singers = [key for key, person in world.people.items() if "choir" in person.circles]
    for week in range(0, _WEEKS):
        for _ in range(random.randrange(0, 3)):
            first = _Draft(_moment(week, random), random.choice(singers), (), list_address=names.CHOIR_LIST)
            yield first
            if random.random() < 0.6:
                near = [k for k in singers if world.tie(k, first.sender) or k == "mara"]
                writer = random.choice([k for k in near if k != first.sender] or singers)
                yield _Draft(
                    _later(first.sent, random),
                    writer,
                    (first.sender,),
                    parent=first,
                    list_address=names.CHOIR_LIST,
                )


def _bulk(seed: int, owner: str) -> Iterator[_Draft]:
    """What fills a mailbox and says nothing about people."""
    random = Random(f"{seed}:bulk:{owner}")
    unsubscribe = (("List-Unsubscribe", "<https://news.lumenweave.example/u>"), ("Precedence", "bulk"))
    automatic = (("Auto-Submitted", "auto-generated"),)
    for week in range(0, _WEEKS, 2):
        yield _Draft(_moment(week, random), "letters@news.lumenweave.example", (owner,), headers=unsubscribe,
                     sender_name="Lumenweave Letters")  # fmt: skip
        yield _Draft(_moment(week, random), "no-reply@shop.epicurio.example", (owner,), headers=automatic,
                     sender_name="Epicurio Shop")  # fmt: skip
    for week in range(0, _WEEKS, 26):
        crowd = tuple(f"guest{n:02d}@seminar.lindhafen.example" for n in range(1, 61))
        yield _Draft(
            _moment(week, random), "events@lindhafen.example", (owner, *crowd), sender_name="Lindhafen Events"
        )
    for week in range(5, _WEEKS, 37):
        yield _Draft(
            _moment(week, random),
            f"prize{week}@spam.example",
            (owner,),
            sender_name="You have won",
            labels="Spam",
        )
    for week in range(3, _WEEKS, 20):
        asked = _Draft(_moment(week, random), owner, ("info@kontorwerk.example",))
        yield asked
        yield _Draft(
            _later(asked.sent, random),
            "info@kontorwerk.example",
            (owner,),
            parent=asked,
            sender_name="Kontorwerk",
        )


def _strangers(world: World) -> Iterator[_Draft]:
    """Somebody who writes under the name of Mara's closest friend, from an address nobody knows."""
    closest = impersonated(world)
    for days in (30, 29, 12):
        sent = datetime(AS_OF.year, AS_OF.month, AS_OF.day) - timedelta(days=days, hours=9)
        yield _Draft(sent, SPOOFER, ("mara",), sender_name=world.people[closest].name)
    override = "\u202e" + world.people[closest].addresses[0][::-1]
    yield _Draft(datetime(2026, 5, 20, 11), "second.try@evil.example", ("mara",), sender_name=override)


SPOOFER = "account.security@evil.example"


def impersonated(world: World) -> str:
    """Whose name the spoofer borrows: Mara's closest friend with a work address."""
    mine = {
        k: s for k, s in world.friends("mara").items() if k not in people.OWNERS and world.people[k].work_mail
    }
    return max(mine, key=lambda key: (mine[key], key))
