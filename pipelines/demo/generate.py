"""Writes the whole demo: every export of both owners, and what the owners type themselves. Equal bytes for a seed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pipelines.demo import history, names, people, truth, write_csv, write_mail, write_vcard
from pipelines.demo.history import Mail
from pipelines.demo.people import OWNERS, World
from pipelines.demo.truth import Truth
from pipelines.demo.write_vcard import Placed

SEED = 20260601
STAMP = 1780272000
"""Modification time of every file: AS_OF, 00:00 UTC."""


@dataclass(frozen=True)
class Demo:
    """What was written: the owners with their addresses, three questions worth asking, and the truth."""

    owners: dict[str, tuple[str, ...]]
    company: str
    person: str
    role: str
    truth: Truth


def write(exports: Path, home: Path, seed: int = SEED) -> Demo:
    """Write exports to ``exports/<owner>/`` and targets.csv, knows.csv, companies.csv to ``home``."""
    world = people.build(seed)
    mails = history.write(world, seed)
    cards: list[tuple[str, str, Placed]] = []
    for owner in OWNERS:
        folder = exports / owner
        folder.mkdir(parents=True, exist_ok=True)
        for name, (content, placed) in _address_books(world, seed, owner).items():
            (folder / name).write_bytes(content)
            cards.append((owner, f"{owner}/{name}", placed))
    _mailboxes(world, mails, seed, exports)
    wanted = _wanted(world, mails)
    for name, content in _typed(world, wanted, seed).items():
        (home / name).write_bytes(content)
        os.utime(home / name, (STAMP, STAMP))
    for path in sorted(exports.rglob("*")):
        os.utime(path, (STAMP, STAMP))
    return Demo(
        owners={owner: people.owner_addresses(world, owner) for owner in OWNERS},
        company=names.COMPANIES[4].name,
        person=world.people[wanted].addresses[0],
        role="Data Engineer",
        truth=truth.collect(world, mails, cards, seed),
    )


def _address_books(world: World, seed: int, owner: str) -> dict[str, tuple[bytes, Placed]]:
    """File name -> (bytes, who stands where): a share of the owner's acquaintances in each."""
    random = Random(f"{seed}:books:{owner}")
    mine = world.friends(owner)
    known = [world.people[key] for key in mine if key not in OWNERS]

    def share(part: float, *circles: str) -> list[people.Person]:
        chosen = [p for p in known if not circles or set(circles).intersection(p.circles)]
        return [p for p in chosen if random.random() < part or "Schmidt" in p.family or p.mailbox_shared]

    if owner == "mara":
        return {
            "phone.vcf": write_vcard.version_3(share(0.6), random),
            "old-phone.vcf": write_vcard.version_2(share(0.5, "kontorwerk", "school", "family"), random),
            "Connections.csv": write_csv.linkedin([p for p in share(0.75) if p.company], random),
            "google-contacts.csv": write_csv.google_new(share(0.35), random),
        }
    return {
        "addressbook.vcf": write_vcard.version_4(share(0.6), random),
        "Connections.csv": write_csv.linkedin([p for p in share(0.75) if p.company], random),
        "outlook.csv": write_csv.outlook([p for p in share(0.6, "medivale", "quayside") if _fits(p)], random),
        "google-2019.csv": write_csv.google_old(share(0.8, "rowing"), random),
    }


def _fits(person: people.Person) -> bool:
    try:
        f"{person.name} {person.city}".encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _mailboxes(world: World, mails: list[Mail], seed: int, exports: Path) -> None:
    (exports / "mara" / "All mail.mbox").write_bytes(
        write_mail.mbox(write_mail.messages(world, mails, seed, "mara"))
    )
    owned = write_mail.messages(world, mails, seed, "jonas")
    write_mail.maildir(owned, exports / "jonas" / "Maildir", "jonas")


def _wanted(world: World, mails: list[Mail]) -> str:
    """A stranger to both owners whom several of Mara's acquaintances know: the person the demo asks about."""
    mine, his = world.friends("mara"), world.friends("jonas")

    def routes(key: str) -> int:
        return len(world.friends(key).keys() & mine.keys())

    seen = [k for k in truth.strangers(world, mails, "mara") if k not in his and not world.people[k].circles]
    return max(seen, key=lambda key: (routes(key), key))


def _typed(world: World, wanted: str, seed: int) -> dict[str, bytes]:
    """The tables that owners write by hand."""
    random = Random(f"{seed}:typed")
    person = world.people[wanted]
    mine = sorted(key for key in world.friends("mara") if key not in OWNERS)
    stated: list[tuple[str, str]] = []
    for key in random.sample(mine, 40):
        unseen = [
            k for k in world.friends(key) if k not in mine and k not in OWNERS and not world.people[k].circles
        ]
        if unseen and len(stated) < 6:
            friend = world.people[random.choice(unseen)]
            stated.append((world.people[key].home_mail, friend.work_mail or friend.home_mail))
    return {
        "targets.csv": write_csv.plain(
            "target_id,owner,person,company,role,city",
            [
                ("helionaut", "", "", names.COMPANIES[4].name, "", ""),
                ("plan-a", "mara", "", names.COMPANIES[5].name, "", ""),
                ("one-person", "mara", person.work_mail or person.home_mail, "", "", ""),
                ("data-engineers", "", "", "", "Data Engineer", ""),
                ("lisbon", "jonas", "", "", "", "Lisbon"),
            ],
        ),
        "knows.csv": write_csv.plain("person_a,person_b,strength", [(a, b, "0.6") for a, b in stated]),
        "companies.csv": write_csv.plain(
            "company,alias,domain,industry",
            [
                (c.name, alias, c.domain, c.industry)
                for c in names.COMPANIES
                for alias in (c.aliases or ("",))
            ],
        ),
    }
