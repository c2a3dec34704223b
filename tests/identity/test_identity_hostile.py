"""The people that other tools merge by mistake: homonyms, spoofed senders, couples, offices."""

from __future__ import annotations

import polars as pl
import pytest
from people import contact, groups, mail, people, records, who

LI = "https://www.linkedin.com/in/"


def hostile() -> list[dict[str, object]]:
    linkedin = [
        ("Anna Keller", "annak", [], "Stripe"),
        ("José García", "jg", ["jose@x.org"], "Acme GmbH"),
        ("Muster", "evil", [], "Elsewhere"),
        ("Michael Schmidt", "michael-schmidt-1", [], "Alpha AG"),
        ("Michael Schmidt", "michael-schmidt-2", [], "Beta Bank"),
        ("Alice Green", "aliceg", ["green.family@x.org"], "Acme"),
    ]
    rows = [
        contact("linkedin_connections", name, urls=[LI + slug], emails=emails, organisation=company)
        for name, slug, emails, company in linkedin
    ]
    rows += [
        contact(
            "google_csv",
            "Bob Green",
            emails=["green.family@x.org"],
            phones=["+49 30 123456"],
            organisation="Other Co",
        ),
        contact("google_csv", "Anna Keller", emails=["attacker@evil.example"]),
        contact("google_csv", "Michael Schmidt", emails=["ms@beta.example"]),
        contact("vcard", "Anna Keller", emails=["anna.keller@stripe.example"], organisation="Stripe"),
        contact("vcard", "José García", emails=["jose@x.org"], phones=["+34600123456"]),
        contact("vcard", "Folded Long", emails=["folded.long@example.org"]),
        contact("vcard", "Photo Huge"),
    ]
    return rows


def test_thirteen_rows_are_eleven_people() -> None:
    frame = records(hostile())
    found = who(frame)
    persons = people(frame, found)
    assert len(persons) == 11
    assert [g for g in persons if len(g) > 1] == [
        (
            "linkedin_connections Anna Keller linkedin.com/in/annak",
            "vcard Anna Keller anna.keller@stripe.example",
        ),
        ("linkedin_connections José García jose@x.org", "vcard José García jose@x.org"),
    ]
    ms = frame.filter(pl.col("emails").list.contains("ms@beta.example"))["record_id"][0]
    open_pairs = found.match.filter((pl.col("record_a") == ms) | (pl.col("record_b") == ms))
    assert set(open_pairs["lane"]) == {"review"}


@pytest.mark.parametrize(
    "spoof",
    [
        mail("spoofer@evil.example", "Anna Keller"),
        mail("spoofer@evil.example", "anna.keller@stripe.example"),
        mail("spoofer@evil.example", "anna.keller@stripe.example Anna Keller"),
        mail("spoofer@evil.example", "Anna Keller\u202e"),
        mail("spoofer@evil.example", "\u0410nna Keller"),
        mail("spoofer@evil.example", "Anna Keller (Stripe)"),
        mail("spoofer@evil.example", "Keller, Anna"),
        mail("spoofer@evil.example", '"Anna Keller" via Stripe'),
        mail("anna.keller@stripe.example.evil.example", "Anna Keller"),
        mail("anna.keller@strlpe.example", "Anna Keller"),
        mail("anna.keller@xn--strpe-m11b.example", "Anna Keller"),
        mail("anna.keller.stripe@evil.example", "Anna Keller", "Zoltana Quuxberger"),
    ],
)
def test_a_spoofed_sender_stays_alone(spoof: dict[str, object]) -> None:
    rows = [*hostile(), contact("vcard", "Zoltana Quuxberger", emails=["zq@home.example"])]
    before, after = who(records(rows)), who(records([*rows, spoof]))
    kept = after.person_record.filter(pl.col("record_id").is_in(before.person_record["record_id"].to_list()))
    new = after.person_record.filter(~pl.col("record_id").is_in(before.person_record["record_id"].to_list()))
    assert kept.drop("likely_id").equals(before.person_record.drop("likely_id"))
    assert new.height == 1
    assert new["person_id"][0] not in set(kept["person_id"])


def test_a_family_mailbox_joins_nobody() -> None:
    rows = [
        contact("vcard", "Alice Green", emails=["green.family@x.org"], phones=["+49 30 555123"]),
        contact("google_csv", "Bob Green", emails=["green.family@x.org"], phones=["+49 30 555123"]),
        mail("green.family@x.org", "Alice Green"),
    ]
    frame = records(rows, written_to=("green.family@x.org",))
    assert len(people(frame, who(frame))) == 3
    strength = who(frame).identifier_strength.filter(pl.col("value") == "green.family@x.org")
    assert strength["strength"].to_list() == ["weak"]


def test_father_and_son_stay_two() -> None:
    rows = [
        contact("vcard", "Ruprecht Osterloh", suffix="Sr.", phones=["+49 30 777001"], uid="1"),
        contact("google_csv", "Ruprecht Osterloh Jr.", phones=["+49 30 777001"]),
        contact("outlook_csv", "Ruprecht Osterloh", phones=["+49 30 777001"]),
    ]
    persons = groups(rows)
    assert max(map(len, persons)) <= 2
    assert not any("google" in " ".join(g) and len(g) > 1 for g in persons)


def test_twins_at_one_number_stay_two() -> None:
    rows = [
        contact("vcard", "Jana Wendelin", phones=["+49 30 888002"], city="Ulm"),
        contact("google_csv", "Jara Wendelin", phones=["+49 30 888002"], city="Ulm"),
        contact("outlook_csv", "Tom Wendelin", phones=["+49 30 888002"], city="Ulm"),
    ]
    persons = groups(rows)
    assert not any("Tom" in " ".join(g) and len(g) > 1 for g in persons)


def test_five_sales_desks_are_five() -> None:
    rows = [
        contact("google_csv", "Sales", emails=[f"sales@company{n}.example"], organisation=f"Company {n}")
        for n in range(5)
    ]
    assert len(groups(rows)) == 5


def test_two_cards_of_one_address_book() -> None:
    """Distinct UIDs and nothing strong in common: two people; an equal mailbox and name: a duplicate."""
    apart = [contact("vcard", "Zoltana Quuxberger", uid=f"card-{n}") for n in range(2)]
    assert len(groups(apart)) == 2
    assert len(groups([{**row, "emails": ["zq@home.example"]} for row in apart])) == 1


def test_a_rare_name_alone_joins_curated_records_only_when_unopposed() -> None:
    rare = [
        contact("vcard", "Zoltana Quuxberger"),
        contact("linkedin_connections", "Zoltana Quuxberger", urls=[LI + "zq"]),
    ]
    assert len(groups(rare)) == 1
    common = [
        contact("vcard", "Maria Schmidt"),
        contact("linkedin_connections", "Maria Schmidt", urls=[LI + "ms"]),
    ]
    assert len(groups(common)) == 2
    opposed = [{**rare[0], "emails": ["zq@home.example"]}, {**rare[1], "emails": ["other@gmail.com"]}]
    assert len(groups(opposed)) == 2
    claimed = [rare[0], mail("who@evil.example", "Zoltana Quuxberger")]
    assert len(groups(claimed)) == 2


def test_owners_mail_is_the_owner_and_networks_stay_apart() -> None:
    owners = pl.DataFrame(
        {
            "owner_id": ["A", "B"],
            "network_id": ["A", "B"],
            "addresses": [["a@own.example"], ["b@own.example"]],
        }
    )
    rows = [
        mail("a@own.example", "Somebody Else", owner_id="A"),
        {**contact("vcard", "Zoltana Quuxberger", emails=["zq@home.example"]), "owner_id": "A"},
        {**contact("vcard", "Zoltana Quuxberger", emails=["zq@home.example"]), "owner_id": "B"},
    ]
    frame = records(rows, owners=owners)
    found = who(frame, owners).person_record
    assert found.filter(pl.col("owner_id") == "A")["person_id"].n_unique() == 2
    assert found["person_id"].n_unique() == 4
    pooled = owners.with_columns(network_id=pl.lit("pool"))
    assert who(records(rows, owners=pooled), pooled).person_record["person_id"].n_unique() == 3
