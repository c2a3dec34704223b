"""Chats and meetings beside mail: who the owner is in them, what they weigh, and whom they show to know each other."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from small_network import ME, message, messages, owner_record, owners, record, records

from connectors.schema import CAREER, COMPANY, CONTACT, OWN_PROFILE
from transforms import records as record_rows
from transforms.network import acquaintance, affiliation, evidence, interactions, mail
from transforms.network.own_profiles import with_profiles
from transforms.records import owner_record_id

AS_OF = date(2024, 7, 1)
MINE, ANNA, BO = (f"linkedin.com/in/{slug}" for slug in ("me-myself", "anna", "bo"))


def chat_record(profile: str) -> dict[str, Any]:
    return record(profile, kind="chat", emails=[], profiles=[profile])


PEOPLE = records(
    chat_record(ANNA),
    chat_record(BO),
    chat_record(MINE),
    record("anna@a.example"),
    {**owner_record(ME), "profiles": [MINE]},
)
OWNERS = owners(("me", "me", [ME, MINE]))


def claims(*rows: tuple[str, str, str | None, str | None, int, int, str]) -> pl.DataFrame:
    columns = ("owner_id", "source_id", "profile", "name", "n", "n_all", "basis")
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    owner_ids = pl.Series("owner_id", [row.pop("owner_id") for row in found], pl.String)
    return OWN_PROFILE.rows(found).with_columns(owner_ids)


def own(people: pl.DataFrame, *rows: tuple[str, str, str | None, str | None, int, int, str]) -> list[Any]:
    found = with_profiles(people, claims(*rows)).select("owner_id", "addresses").rows()
    return [addresses for _, addresses in found]


def test_the_owner_is_whom_invitations_name_and_who_takes_part_in_everything() -> None:
    me = owners(("me", "me", [ME]))
    assert own(me) == [[ME]]
    assert own(me, ("me", "s", MINE, "x", 5, 5, "message"), ("me", "s", ANNA, "y", 3, 5, "message")) == [
        [ME, MINE]
    ]
    # a single conversation says nothing, unless a name does
    single = [("me", "s", MINE, "Mia Self", 5, 5, "message"), ("me", "s", ANNA, "Anna B", 5, 5, "message")]
    assert own(me, *single) == [[ME]]
    assert own(me, *single, ("me", "p", None, "Mia Self", 1, 1, "profile")) == [[ME, MINE]]
    assert own(owners(("mia", "mia", [ME])), *[("mia", *row[1:]) for row in single]) == [[ME, MINE]]
    # invitations go before counts, and a minority is nobody
    invited = ("me", "i", MINE, None, 2, 2, "invitation")
    assert own(
        me, invited, ("me", "s", ANNA, "y", 5, 5, "message"), ("me", "s", MINE, "x", 4, 5, "message")
    ) == [[ME, MINE]]
    assert own(me, ("me", "s", ANNA, "y", 2, 5, "message")) == [[ME]]


def test_a_profile_is_one_owners_only() -> None:
    two = owners(("bea", "pool", []), ("me", "pool", [ME]))
    rows = [("me", "s", MINE, "x", 9, 9, "message"), ("bea", "t", MINE, "x", 2, 2, "message")]
    assert own(two, *rows) == [[], [ME, MINE]]


def test_a_chat_counts_half_of_a_mail_and_a_meeting_as_much() -> None:
    rows = [
        message(MINE, ANNA, kind="chat"),
        message(ANNA, MINE, kind="chat", days=1),
        message(ME, "anna@a.example", kind="mail"),
        message(ME, "anna@a.example", kind="meeting", days=1),
    ]
    found = interactions.build(mail.build(messages(*rows), OWNERS), PEOPLE, OWNERS, AS_OF).to_dicts()
    weights = {(row["record_id"], row["direction"]): (row["n"], row["weight"]) for row in found}
    one_chat = weights[f"r:me:{ANNA}", "out"][1]
    n, both = weights["r:me:anna@a.example", "out"]
    assert n == 2
    assert both == pytest.approx(2 * one_chat * (1 + 2 ** (-1 / 180)))
    assert weights[f"r:me:{ANNA}", "in"][0] == 1


def test_a_chat_of_others_shows_that_they_know_each_other_and_small_groups_do() -> None:
    rows = [message(MINE, f"{ANNA} {BO}", kind="chat"), message(ANNA, f"{BO} {MINE}", kind="chat")]
    once = mail.build(messages(*rows), OWNERS)
    (pair,) = acquaintance.build(once, PEOPLE, AS_OF).to_dicts()
    assert (pair["record_a"], pair["record_b"]) == (f"r:me:{ANNA}", f"r:me:{BO}")
    assert (pair["n_sent"], pair["n_together"]) == (1, 1)
    places = evidence.build(once, PEOPLE, AS_OF)
    assert {(row["kind"], row["record_a"]) for row in places.to_dicts()} >= {
        ("sent", f"r:me:{MINE}"),
        ("together", f"r:me:{ANNA}"),
    }


def test_profiles_are_one_identifier_however_they_are_spelt() -> None:
    spelt = "https://de.LinkedIn.com/in/Anna/?trk=x"
    (row,) = mail.build(messages(message(MINE, spelt, kind="chat")), OWNERS).to_dicts()
    assert row["recipients"] == [{"address": ANNA, "field": "to"}]


def test_an_owner_written_to_by_profile_makes_the_record_two_way_and_owners_hold_their_profiles() -> None:
    raw = CONTACT.rows(
        [
            {"record_id": "c1", "owner_id": "me", "kind": "chat", "full_name": "Anna B", "urls": [ANNA]},
            {"record_id": "c2", "owner_id": "me", "kind": "chat", "full_name": "Bo C", "urls": [BO]},
            {"record_id": "c3", "owner_id": "me", "kind": "linkedin_invitations", "full_name": "Di E"},
        ]
    )
    wrote = mail.two_way(mail.build(messages(message(MINE, ANNA, kind="chat")), OWNERS), OWNERS)
    found, _ = record_rows.build(raw, OWNERS, wrote)
    by_id = {row["record_id"]: row for row in found.to_dicts()}
    assert [by_id[key]["is_two_way"] for key in ("c1", "c2", "c3")] == [True, False, False]
    assert not any(by_id[key]["is_curated"] for key in ("c1", "c2", "c3"))
    mine = by_id[owner_record_id("me")]
    assert (mine["emails"], mine["profiles"]) == ([ME], [MINE])


def test_a_career_is_stated_of_the_owner() -> None:
    rows = [
        {"organisation": "Acme Ltd", "title": "Boss", "from_date": date(2018, 1, 1), "is_over": False},
        {"organisation": "ACME", "title": "Clerk", "from_date": date(2015, 1, 1), "to_date": date(2017, 1, 1), "is_over": True},
        {"organisation": "Old School", "from_date": date(2010, 1, 1), "to_date": date(2014, 1, 1), "is_over": True},
    ]  # fmt: skip
    career = CAREER.rows([{"source_id": "s", "kind": "position", **row} for row in rows])
    career = career.with_columns(owner_id=pl.lit("me"))
    for some in (career, career.reverse()):
        found = affiliation.build(PEOPLE, COMPANY.empty(), some).filter(basis="stated").to_dicts()
        shown = [
            (
                row["record_id"],
                row["company_key"],
                row["title"],
                str(row["from_date"]),
                row["to_date"],
                row["is_current"],
            )
            for row in found
        ]
        assert shown == [
            (owner_record_id("me"), "acme", "Boss", "2015-01-01", None, True),
            (owner_record_id("me"), "oldschool", None, "2010-01-01", date(2014, 1, 1), False),
        ]
