"""What whole runs promise: order does not matter, decisions hold and can be undone, ids last, strangers' mail
changes nobody, every weight is explained."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from people import AT, contact, mail, people, records, who

from transforms.identity.decisions import DECISION
from transforms.identity.ids import KNOWN
from transforms.identity.resolve import Identity
from transforms.identity.specs import CONTACTS, VALUE, Spec

LI = "https://www.linkedin.com/in/"
WORLD = [
    contact("vcard", "Anna Keller", emails=["anna@keller.example"], organisation="Stripe"),
    contact("linkedin_connections", "Anna Keller", urls=[LI + "annak"], organisation="Stripe, Inc."),
    contact("google_csv", "Keller, Anna", emails=["anna@keller.example"], phones=["+49 30 900100"]),
    contact("vcard", "Robert Osterloh", emails=["bob@osterloh.example"]),
    contact("outlook_csv", "Bob Osterloh", emails=["bob@osterloh.example"]),
    contact("vcard", "Maria Schmidt", phones=["+49 30 900200"]),
    contact("google_csv", "Maria Schmidt"),
    contact("vcard", "Zoltana Quuxberger"),
    mail("anna@keller.example", "Anna Keller"),
    mail("maria.schmidt@gmail.com", "Maria Schmidt"),
    mail("stranger@evil.example", "Anna Keller"),
]


def same_frames(a: Identity, b: Identity) -> bool:
    names = (
        "person_record",
        "match",
        "match_factor",
        "blocking",
        "cluster",
        "identifier_strength",
        "history",
    )
    return all(getattr(a, name).equals(getattr(b, name)) for name in names)


def decide(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(AT + timedelta(hours=n), *row) for n, row in enumerate(rows)], schema=DECISION, orient="row"
    )


def record(frame: pl.DataFrame, kind: str, name: str) -> str:
    return str(frame.filter((pl.col("kind") == kind) & (pl.col("display_name") == name))["record_id"][0])


def test_order_and_buckets_do_not_matter() -> None:
    frame = records(WORLD)
    first = who(frame)
    for seed in range(3):
        assert same_frames(first, who(frame.sample(fraction=1.0, shuffle=True, seed=seed)))
    for buckets in (1, 3, 16):
        assert same_frames(first, who(frame, buckets=buckets))


def test_factors_sum_to_the_weight() -> None:
    found = who(records(WORLD), decisions=decide())
    sums = found.match_factor.group_by("record_a", "record_b").agg(pl.col("bits").sum())
    both = found.match.join(sums, on=["record_a", "record_b"], how="left")
    assert both.height == found.match.height > 0
    assert (both["weight"] - both["bits"]).abs().max() < 1e-9
    assert found.match.filter(pl.col("record_a") >= pl.col("record_b")).is_empty()


def test_decisions_hold_and_undo_restores() -> None:
    frame = records(WORLD)
    a, b = record(frame, "vcard", "Maria Schmidt"), record(frame, "google_csv", "Maria Schmidt")
    keller = record(frame, "vcard", "Anna Keller"), record(frame, "google_csv", "Anna Keller")
    plain = who(frame)
    known = plain.new_ids
    joined = who(frame, decisions=decide(("same", a, b)), known_ids=known)
    person = dict(joined.person_record.select("record_id", "person_id").iter_rows())
    assert person[a] == person[b]
    known = pl.concat([known, joined.new_ids])
    undone = who(frame, decisions=decide(("same", a, b), ("undo", b, a)), known_ids=known)
    assert undone.person_record.equals(plain.person_record)
    assert undone.match.equals(plain.match)
    apart = who(frame, decisions=decide(("different", *keller)), known_ids=known)
    person = dict(apart.person_record.select("record_id", "person_id").iter_rows())
    likely = dict(apart.person_record.select("record_id", "likely_id").iter_rows())
    assert person[keller[0]] != person[keller[1]]
    assert likely[keller[0]] != likely[keller[1]]


def test_ids_survive_reruns_merges_and_splits() -> None:
    frame = records(WORLD)
    first = who(frame)
    known = first.new_ids
    again = who(frame, known_ids=known)
    assert again.new_ids.is_empty()
    assert again.person_record.equals(first.person_record)
    rows = [*WORLD, contact("thunderbird_csv", "Maria Schmidt", phones=["+49 30 900200"])]
    more = who(records(rows), known_ids=known)
    kept = more.person_record.join(first.person_record, on="record_id", suffix="_before")
    assert kept["person_id"].to_list() == kept["person_id_before"].to_list()
    a, b = record(frame, "vcard", "Maria Schmidt"), record(frame, "google_csv", "Maria Schmidt")
    later = AT + timedelta(days=1)
    merged = who(frame, decisions=decide(("same", a, b)), known_ids=known, at=later)
    assert set(merged.new_ids["reason"]) == {"merge"}
    assert merged.history.height == 1
    old, new = merged.history.row(0)[:2]
    ids = dict(first.person_record.select("record_id", "person_id").iter_rows())
    assert {old, new} == {ids[a], ids[b]}
    split = who(frame, known_ids=pl.concat([known, merged.new_ids]), at=later + timedelta(days=1))
    assert dict(split.person_record.select("record_id", "person_id").iter_rows()) == ids
    assert split.history.height == 2


names = st.sampled_from(
    ["Anna Keller", "Keller, Anna", "Zoltana Quuxberger", "Maria Schmidt", "Bob", "", "info", "Stripe"]
)
locals_ = st.sampled_from(["anna", "anna.keller", "a.keller+x", "maria.schmidt", "info", "stripe"])
domains = st.sampled_from(["evil.example", "gmail.com", "stripe.com", "keller.example.evil.example"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(locals_, domains, names), min_size=1, max_size=6, unique_by=lambda t: t[:2]))
def test_one_way_mail_from_new_addresses_changes_no_person(senders: list[tuple[str, str, str]]) -> None:
    known = {"maria.schmidt@gmail.com"}
    extra = [mail(f"{a}@{d}", *([n] if n else [])) for a, d, n in senders if f"{a}@{d}" not in known]
    before, after = who(records(WORLD)), who(records([*WORLD, *extra]))
    kept = after.person_record.join(before.person_record, on="record_id", suffix="_before")
    assert kept.height == before.person_record.height
    assert kept["person_id"].to_list() == kept["person_id_before"].to_list()
    lanes = after.match.join(before.match, on=["record_a", "record_b"], suffix="_before")
    trusted = lanes.filter(pl.col("lane_before") == "same")
    assert trusted["weight"].to_list() == trusted["weight_before"].to_list()


def test_a_spec_adds_a_column_and_nothing_else() -> None:
    """With a birth date to compare, a slip in the name no longer keeps two records apart; without, all is as before."""
    rows = [
        contact("vcard", "Ruprecht Osterloh", city="Ulm"),
        contact("google_csv", "Ruprcht Ostreloh", city="Ulm"),
        contact("outlook_csv", "Waltraud Quuxberger", city="Ulm"),
    ]
    frame = records(rows)
    born = (
        pl.when(pl.col("display_name").str.contains("Ost"))
        .then(pl.lit("1961-04-12"))
        .otherwise(pl.lit("1970-01-30"))
    )
    dated = frame.with_columns(birth_date=born)
    specs = (*CONTACTS, Spec("birth date", column="birth_date", kind="date"))
    assert same_frames(who(frame), who(dated))
    found = who(dated, specs=specs)
    assert (
        found.person_record.filter(
            pl.col("record_id").is_in(frame.filter(pl.col("kind") != "owner")["record_id"].implode())
        )["likely_id"].n_unique()
        == 2
    )
    factors = found.match_factor.filter(pl.col("factor") == "birth date")
    assert set(factors["level"]) <= set(VALUE)
    sums = found.match_factor.group_by("record_a", "record_b").agg(pl.col("bits").sum())
    both = found.match.join(sums, on=["record_a", "record_b"])
    assert (both["weight"] - both["bits"]).abs().max() < 1e-9


def test_no_records() -> None:
    empty = records(WORLD).clear()
    found = who(empty, known_ids=pl.DataFrame(schema=KNOWN))
    assert found.person_record.is_empty()
    assert found.cluster.is_empty()


def test_a_home_with_few_records_uses_the_shipped_prior() -> None:
    found = who(frame := records(WORLD))
    assert found.model.n == 0
    persons = people(frame, found)
    assert (
        "outlook_csv Bob Osterloh bob@osterloh.example",
        "vcard Robert Osterloh bob@osterloh.example",
    ) in persons
    anna = next(p for p in persons if "vcard Anna Keller anna@keller.example" in p)
    assert len(anna) == 4
