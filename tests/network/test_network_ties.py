"""Interactions, acquaintance, evidence and affiliation: counts, weights and dates by hand, and order never matters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_network import ME, NOON, PAL, message, messages, owner_record, owners, record, records

from connectors.schema import COMPANY
from transforms.network import acquaintance, affiliation, evidence, interactions, mail

AS_OF = date(2024, 7, 1)
ANNA, BO, EVE = "anna@a.example", "bo@b.example", "eve@e.example"
PEOPLE = records(*(record(address) for address in (ANNA, BO, EVE, ME)), owner_record(ME))


def interaction(*rows: dict[str, Any], as_of: date = AS_OF) -> pl.DataFrame:
    return interactions.build(mail.build(messages(*rows), owners()), PEOPLE, owners(), as_of)


def test_weight_is_anchored_at_the_end_of_its_iso_week() -> None:
    (row,) = (
        interaction(message(ME, ANNA, cc=f"{BO} {EVE} x@x.example"))
        .filter(record_id=f"r:me:{ANNA}")
        .to_dicts()
    )
    days = (datetime(2024, 6, 10, tzinfo=UTC) - NOON) / timedelta(days=1)
    assert row["week"] == date(2024, 6, 3)
    assert row["weight"] == pytest.approx(4**-0.5 * 2 ** (-days / 180), rel=1e-12)
    assert (row["direction"], row["n"], row["n_addressed"], row["first_at"]) == ("out", 1, 0, NOON)
    copied = interaction(message(ME, ANNA, cc=BO)).filter(record_id=f"r:me:{BO}")
    assert copied["weight"][0] == pytest.approx(0.4 * 2**-0.5 * 2 ** (-days / 180), rel=1e-12)


def test_directions_and_addressed() -> None:
    rows = interaction(
        message(ANNA, ME, days=3, id_hash="1"),
        message(ME, f"{ANNA} {BO} {EVE} x@x.example", days=2, in_reply_to="1", id_hash="2"),
        message(BO, "x@x.example y@y.example", cc=ME, days=1, in_reply_to="2"),
        message(EVE, "x@x.example", cc=ME),
    )
    found = {(r["record_id"][5:], r["direction"]): (r["n"], r["n_addressed"]) for r in rows.to_dicts()}
    assert found == {
        (ANNA, "in"): (1, 1),  # To with few
        (ANNA, "out"): (1, 1),  # a reply to her
        (BO, "out"): (1, 0),
        (EVE, "out"): (1, 0),
        (BO, "in"): (1, 1),  # a reply to me
        (EVE, "in"): (1, 0),
    }


def test_as_of_is_exclusive_and_bulk_mail_never_counts() -> None:
    last = datetime(2024, 6, 30, 23, 59, 59, tzinfo=UTC)
    rows = (
        message(ANNA, ME, sent_at=last),
        message(ANNA, ME, sent_at=last + timedelta(seconds=1)),
        message(ANNA, ME, sent_at=None),
        message(BO, ME, bulk_signal="no_reply"),
    )
    assert interaction(*rows)["n"].to_list() == [1]
    assert interaction(*rows, as_of=date(2024, 7, 2))["n"].sum() == 2


def test_pooled_owners_each_get_their_own_record_and_their_tie_to_each_other_but_none_to_themselves() -> None:
    people = owners(("me", "pool", [ME, "me@work.example"]), ("pal", "pool", [PAL]))
    known = records(
        record(ANNA, "me", "pool"), record(ANNA, "pal", "pool"), record(BO, "pal", "pool"),
        record(PAL, "me", "pool"), record(ME, "pal", "pool"), record("me@work.example", "me", "pool"),
    )  # fmt: skip
    raw = messages(
        message(ANNA, f"{ME} me@work.example {PAL}"),
        message(ME, f"{PAL} {BO} me@work.example"),
    )
    rows = interactions.build(mail.build(raw, people), known, people, AS_OF)
    assert sorted(rows.select("owner_id", "record_id", "direction", "n").rows()) == [
        ("me", f"r:me:{ANNA}", "in", 1),
        ("me", f"r:me:{PAL}", "out", 1),
        ("me", f"r:pal:{BO}", "out", 1),
        ("pal", f"r:pal:{ANNA}", "in", 1),
        ("pal", f"r:pal:{ME}", "in", 1),
    ]


def test_acquaintance_leaves_owners_out_and_decays_to_as_of() -> None:
    raw = messages(
        message(ANNA, f"{BO} {ME}", days=10),
        message(ANNA, BO, days=1),
        message(BO, ANNA, days=2),
        message(ME, f"{ANNA} {BO}", days=4),
        message(ANNA, BO, days=-40),
    )
    found = acquaintance.build(mail.build(raw, owners()), PEOPLE, AS_OF).to_dicts()

    def weight(n: int, days: float) -> float:
        age = (datetime(2024, 7, 1, tzinfo=UTC) - NOON) / timedelta(days=1) + days
        return float(n**-0.5 * 2 ** (-age / 180))

    assert [
        (row["record_a"][5:], row["record_b"][5:], row["n_sent"], row["n_together"]) for row in found
    ] == [
        (ANNA, BO, 2, 1),
        (BO, ANNA, 1, 0),
    ]
    assert found[0]["sent"] == pytest.approx(weight(2, 10) + weight(1, 1), rel=1e-12)
    assert found[0]["together"] == pytest.approx(weight(2, 4), rel=1e-12)
    assert found[0]["last_at"] == NOON - timedelta(days=1)


def test_together_holds_for_small_groups_only() -> None:
    crowd = [f"p{n}@p.example" for n in range(9)]
    known = records(*(record(address) for address in crowd))
    eight = mail.build(messages(message(EVE, " ".join(crowd[:8]))), owners())
    nine = mail.build(messages(message(EVE, " ".join(crowd))), owners())
    assert acquaintance.build(eight, known, AS_OF)["n_together"].sum() == 28
    assert acquaintance.build(nine, known, AS_OF).is_empty()


def test_evidence_keeps_the_most_recent_places_with_the_owner_and_between_others() -> None:
    rows = [message(ME, f"{ANNA} {BO}", days=day, locator=f"byte:{day}") for day in range(5)]
    found = evidence.build(mail.build(messages(*rows), owners()), PEOPLE, AS_OF)
    assert found.filter(kind="sent", record_a=f"r:me:{ME}", record_b=f"r:me:{BO}")["locator"].to_list() == [
        "byte:0",
        "byte:1",
        "byte:2",
    ]
    assert found.filter(kind="together").select("record_a", "record_b").unique().rows() == [
        (f"r:me:{ANNA}", f"r:me:{BO}")
    ]


def test_affiliation_by_card_by_domain_and_by_companies_csv() -> None:
    seen = {"first_seen": datetime(2020, 1, 1, tzinfo=UTC), "last_seen": datetime(2024, 1, 1, tzinfo=UTC)}
    known = records(
        record("x@gmail.com", record_id="card", kind="vcard", is_curated=True, organisation="Acme Ltd", company_key="acme",
               title="Buyer", connected_on=date(2021, 2, 3)),
        record("y@mail.acme.com", record_id="mail", **seen),
        record("z@old-name.example.org", record_id="renamed"),
        record("w@unlisted.com", record_id="other"),
        record("v@unlisted.com", record_id="claim", organisation="Acme", company_key="acme"),
    )  # fmt: skip
    companies = COMPANY.rows(
        [{"company": "Acme", "domain": "old-name.example.org"}, {"company": "Acme", "alias": "ACM"}]
    )
    found = {(row["record_id"], row["basis"]): row for row in affiliation.build(known, companies).to_dicts()}
    assert {place: row["company_key"] for place, row in found.items()} == {
        ("card", "stated"): "acme",
        ("mail", "domain"): "acme",
        ("renamed", "domain"): "acme",
        ("other", "domain"): "unlisted",
        ("claim", "domain"): "unlisted",  # what a header claims as organisation is not stated
    }
    assert found["card", "stated"]["from_date"] == date(2021, 2, 3)
    assert (found["mail", "domain"]["organisation"], found["other", "domain"]["organisation"]) == (
        "Acme",
        "unlisted.com",
    )
    assert (found["mail", "domain"]["from_date"], found["mail", "domain"]["to_date"]) == (
        date(2020, 1, 1),
        date(2024, 1, 1),
    )


addresses = st.sampled_from([ME, ANNA, BO, EVE, "x@x.example", "y@y.example"])
rows = st.builds(
    lambda sender, to, cc, days, reply, key: message(
        sender, " ".join(to), " ".join(cc), days=days, in_reply_to=reply, id_hash=key
    ),
    addresses,
    st.lists(addresses, max_size=4),
    st.lists(addresses, max_size=3),
    st.floats(0, 900),
    st.sampled_from([None, "1", "2"]),
    st.sampled_from([None, "1", "2"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(rows, max_size=30), st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_frames(found: list[dict[str, Any]], random: Any) -> None:
    known = [record(a) for a in (ANNA, BO, EVE, ME, "x@x.example")] + [owner_record(ME)]
    shuffled, shuffled_records = list(found), list(known)
    random.shuffle(shuffled)
    random.shuffle(shuffled_records)

    def everything(raw: list[dict[str, Any]], people: list[dict[str, Any]]) -> list[pl.DataFrame]:
        once = mail.build(messages(*raw), owners())
        by_record = records(*people)
        return [
            once,
            interactions.build(once, by_record, owners(), AS_OF),
            acquaintance.build(once, by_record, AS_OF),
            evidence.build(once, by_record, AS_OF),
        ]

    for left, right in zip(everything(found, known), everything(shuffled, shuffled_records), strict=True):
        assert left.equals(right)


def test_rows_of_one_place_that_answer_different_mail_give_the_same_frame_in_any_order() -> None:
    copies = [message(BO, ME, days=3, in_reply_to=reply, id_hash="2") for reply in ("2", None, "1")]
    frames = [mail.build(messages(*some), owners()) for some in permutations(copies)]
    assert all(frame.equals(frames[0]) for frame in frames)


@pytest.mark.parametrize("n_buckets", [1, 3, 16])
def test_buckets_of_records_give_the_same_interactions_and_buckets_of_messages_the_same_counts(
    n_buckets: int,
) -> None:
    crowd = [f"p{n}@p.example" for n in range(40)]
    known = records(*(record(address) for address in crowd), owner_record(ME))
    raw = messages(
        *(
            message(ME if n % 3 else crowd[n % 40], f"{crowd[n * 7 % 40]} {crowd[n * 11 % 40]} {ME}", days=n)
            for n in range(300)
        )
    )
    once = mail.build(raw, owners())
    whole = interactions.build(once, known, owners(), AS_OF)
    parts = [
        interactions.build(once, part, owners(), AS_OF)
        for (_,), part in known.group_by(pl.col("record_id").hash(1) % n_buckets)
    ]
    assert pl.concat(parts).sort("owner_id", "record_id", "direction", "week").equals(whole)
    key, counts = ["network_id", "record_a", "record_b"], ["n_sent", "n_together"]
    split = [
        acquaintance.build(part, known, AS_OF)
        for (_,), part in once.group_by(pl.col("message_key").hash(1) % n_buckets)
    ]
    united = pl.concat(split).group_by(key).agg(pl.col(*counts, "sent", "together").sum()).sort(key)
    expected = acquaintance.build(once, known, AS_OF)
    assert united.select(*key, *counts).equals(expected.select(*key, *counts))
    assert (united["sent"] - expected["sent"]).abs().max() < 1e-12
