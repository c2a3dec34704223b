"""A run that takes over what the last one found equals one that starts afresh, whatever came, went or changed."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import polars as pl
import pytest
from people import OWNERS, contact, mail, records, who

from transforms.identity.compare import compare
from transforms.identity.decisions import DECISION
from transforms.identity.fields import encode
from transforms.identity.ids import KNOWN
from transforms.identity.resolve import DRIFT, Identity
from transforms.identity.resolve import FREQUENCIES as SCHEMA
from transforms.identity.strength import measure

GIVEN = ("Anna", "Bob", "Robert", "Maria", "Zoltana", "A.", "Kevin", "Xiaoming", "Mohamed")
FAMILY = ("Keller", "Kellermann", "Osterloh", "Schmidt", "Quuxberger", "Wang", "Haddad")
COMPANIES = ("Stripe", "Acme GmbH", "Zanzibarium", "Other Co", None)
TABLES = (
    "person_record",
    "match",
    "match_factor",
    "blocking",
    "cluster",
    "identifier_strength",
    "new_ids",
    "history",
)


def world(seed: int, size: int = 160) -> list[dict[str, Any]]:
    """Namesakes, shared lines and mailboxes, one large employer: full blocks and weak identifiers among them."""
    dice = random.Random(seed)
    rows: list[dict[str, Any]] = []
    for n in range(size):
        given, family = dice.choice(GIVEN), dice.choice(FAMILY)
        local = dice.choice([f"{given}.{family}", f"{given[0]}{family}", f"user{n % 37}", "info", "family"])
        address = (
            f"{local.lower().replace('..', '.')}@{dice.choice(('gmail.com', 'stripe.com', 'home.example'))}"
        )
        if dice.random() < 0.25:
            rows.append(mail(address, f"{given} {family}"))
            continue
        rows.append(
            contact(
                dice.choice(("vcard", "google_csv", "outlook_csv", "linkedin_connections")),
                f"{given} {family}" if dice.random() < 0.95 else given,
                emails=[address] if dice.random() < 0.7 else [],
                phones=[f"+49 30 77{dice.randrange(30):04d}"] if dice.random() < 0.4 else [],
                organisation="Stripe" if dice.random() < 0.3 else dice.choice(COMPANIES),
                city=dice.choice(("Ulm", "Berlin", None)),
                uid=f"card-{n}" if dice.random() < 0.3 else None,
            )
        )
    return rows


def normalised(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return records(rows, written_to=("user1@gmail.com", "info@stripe.com", "family@home.example"))


def equal(a: Identity, b: Identity) -> None:
    for name in TABLES:
        assert getattr(a, name).equals(getattr(b, name)), name
    for name in ("records", "pairs", "grades"):
        assert getattr(a.state, name).equals(getattr(b.state, name)), name


def both(frame: pl.DataFrame, before: Identity, **more: Any) -> Identity:
    """The incremental run, checked against the full one."""
    more = {"model": before.model, "frequencies": before.frequencies, "known_ids": before.new_ids} | more
    found = who(frame, last=before.state, **more)
    equal(found, who(frame, **more))
    return found


@pytest.mark.parametrize("seed", range(10))
def test_batch_equals_incremental(seed: int) -> None:
    frame = normalised(world(seed))
    dice = random.Random(seed)
    ids = frame["record_id"].to_list()
    new = set(dice.sample(ids, k=dice.choice((1, 5, 20, 70))))
    is_new = pl.col("record_id").is_in(list(new))
    before = who(frame.filter(~is_new))
    grown = both(frame, before)
    assert grown.n_compared > 0
    shrunk = both(frame.filter(~is_new), grown)
    assert shrunk.person_record.drop("person_id").equals(before.person_record.drop("person_id"))
    changed = frame.with_columns(
        emails=pl.when(is_new).then(pl.lit(["family@home.example"])).otherwise("emails"),
        family=pl.when(is_new & (pl.col("record_id").hash() % 2 == 0))
        .then(pl.lit("Schmidt"))
        .otherwise("family"),
    )
    both(changed, grown)


def test_decisions_reach_clusters_that_are_taken_over() -> None:
    frame = normalised(world(3))
    before = who(frame)
    pairs = before.match.filter(pl.col("lane") == "review").select("record_a", "record_b").rows()
    joined = before.match.filter(pl.col("lane") == "same").select("record_a", "record_b").rows()
    at = before.new_ids["at"][0]
    said = [(at, "same", *pairs[0]), (at, "different", *joined[0])]
    decided = both(frame, before, decisions=pl.DataFrame(said, schema=DECISION, orient="row"))
    assert not decided.person_record.equals(before.person_record)
    undo = [*said, (at, "undo", *pairs[0]), (at, "undo", *joined[0])]
    undone = both(
        frame, decided, decisions=pl.DataFrame(undo, schema=DECISION, orient="row"), known_ids=before.new_ids
    )
    assert undone.match.equals(before.match)


def test_little_is_compared_again_and_nothing_without_a_change() -> None:
    frame = normalised(world(5))
    before = who(frame)
    assert both(frame, before).n_compared == 0
    one = normalised([*world(5), contact("thunderbird_csv", "Anna Osterloh", phones=["+49 30 990099"])])
    assert 0 < both(one, before).n_compared < before.n_compared / 4


def test_frozen_frequencies_hold_until_a_network_has_outgrown_them() -> None:
    small, large = normalised(world(1, 40)), normalised(world(1, 160))
    before = who(small)
    kept = who(normalised(world(1, 50)), model=before.model, frequencies=before.frequencies)
    assert kept.frequencies.equals(before.frequencies)
    outgrown = who(large, model=before.model, frequencies=before.frequencies, last=before.state)
    assert large.height > DRIFT * small.height
    assert not outgrown.frequencies.equals(before.frequencies)
    equal(outgrown, who(large, model=before.model))


def test_a_new_network_leaves_the_frequencies_of_others() -> None:
    owners = pl.concat([OWNERS, OWNERS.with_columns(owner_id=pl.lit("B"), network_id=pl.lit("B"))])
    mine, theirs = world(1, 40), [{**row, "owner_id": "B"} for row in world(2, 40)]
    before = who(records(mine))
    after = who(records([*mine, *theirs], owners=owners), owners, model=before.model,
                frequencies=before.frequencies, last=before.state, known_ids=pl.DataFrame(schema=KNOWN))  # fmt: skip
    kept = after.frequencies.filter(pl.col("network_id") != "B")
    assert kept.equals(before.frequencies)
    assert after.frequencies.schema == SCHEMA
    assert after.person_record.filter(pl.col("network_id") != "B").height == before.person_record.height


def test_a_pair_compares_alone_as_it_does_among_others() -> None:
    """What a comparison looks up must not depend on which other pairs are compared with it."""
    rows = [
        contact("vcard", "Xiao Ming Wang"),
        contact("google_csv", "Kevin Wang"),
        contact("outlook_csv", "Xiaoming"),
        contact("thunderbird_csv", "Xiaoming Keller"),
    ]
    fields = encode(normalised(rows))
    measure(fields)
    i, j = np.triu_indices(fields.n, 1)
    together = compare(fields, i, j)
    alone = compare(fields, i, j, len(i))
    assert together.pattern.tolist() == alone.pattern.tolist()
