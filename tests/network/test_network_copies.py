"""Copies that differ in their Message-ID, an owner's other spellings, and lists that only all sources together show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from small_network import ME, NOON, PAL, message, messages, owners

from connectors.schema import CONTACT
from transforms import plan
from transforms.network import mail
from transforms.normalise.emails import is_list_like

ANNA, BO = "anna@a.example", "bo@b.example"


def built(*rows: dict[str, Any], people: pl.DataFrame | None = None) -> list[dict[str, Any]]:
    return mail.build(messages(*rows), owners() if people is None else people).to_dicts()


def filed(key: str, to: str = f"{ME} {BO}", **more: Any) -> dict[str, Any]:
    """One mail of Anna's, filed under a Message-ID of its own."""
    row = {"id_hash": key, "message_key": key, "date_quality": "ok", "source_id": key, **more}
    return message(row.pop("sender", ANNA), to, **row)


def test_a_mail_filed_again_under_a_new_id_is_one_message() -> None:
    rows = (filed("a3"), filed("a1", to=BO, cc=ME), filed("a2", bcc="eve@e.example"))
    for order in (rows, rows[::-1]):
        (one,) = built(*order)
        assert (one["message_key"], one["source_id"], one["n_recipients"]) == ("a1", "a1", 3)
    two = owners(("me", "pool", [ME]), ("pal", "pool", [PAL]))
    assert len(built(filed("a1"), filed("a2", owner_id="pal"), people=two)) == 1
    apart = owners(("me", "me", [ME]), ("pal", "pal", [PAL]))
    assert len(built(filed("a1"), filed("a2", owner_id="pal"), people=apart)) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"sender": BO},
        {"sent_at": NOON + timedelta(seconds=1)},
        {"to": ME},
        {"in_reply_to": "thread"},
        {"date_quality": "received"},
        {"kind": "chat"},
        {"sent_at": None},
    ],
)
def test_what_differs_in_anything_else_stays_two_messages(other: dict[str, Any]) -> None:
    assert len(built(filed("a1"), filed("a2", **other))) == 2


def test_mail_to_nobody_named_is_never_joined() -> None:
    assert len(built(filed("a1", to=""), filed("a2", to=""))) == 2


def test_a_chain_of_copies_is_one_message() -> None:
    rows = (
        filed("a2"),
        filed("a2", to=ME, source_id="x"),
        filed("a3", to=ME),
        filed("a1"),
    )
    assert {row["message_key"] for row in built(*rows)} == {"a1"}


def test_an_owners_other_spellings_are_the_owner() -> None:
    people = owners(("me", "me", ["me.too@gmail.com", ME]))
    rows = built(
        message("metoo@googlemail.com", ANNA),
        message(ANNA, "m.e.too+shop@gmail.com me+lists@home.example", days=1),
        message(ANNA, "anna+work@a.example", days=2),
        people=people,
    )
    assert {row["sender"] for row in rows} == {"me.too@gmail.com", ANNA}
    named = {box["address"] for row in rows for box in row["recipients"]}
    assert named == {ANNA, "me.too@gmail.com", ME, "anna+work@a.example"}  # nobody else's spelling changes
    everybody = owners(("me", "pool", [ME]), ("pal", "pool", ["me+pal@home.example"]))
    (row,) = built(message(ANNA, "me+x@home.example"), people=everybody)
    assert row["recipients"][0]["address"] == "me+x@home.example"  # whose, is not known


def test_an_address_that_several_sources_together_show_to_be_a_list_is_no_record() -> None:
    talk = "talk@orga.example"
    rows = [
        message(f"p{n}@p.example", BO, lists=[talk], source_id=f"s{n}", owner_id="me" if n else "pal")
        for n in range(3)
    ]
    people = owners(("me", "pool", [ME]), ("pal", "pool", [PAL]))
    frames = plan.mail(messages(*rows, message(ME, talk)), people)
    assert frames["list_address"].rows() == [("pool", talk)]
    contacts = CONTACT.rows(
        [
            {"record_id": f"r{n}", "source_id": "s9", "owner_id": "me", "kind": kind, "locator": f"byte:{n}", "emails": [address]}
            for n, (kind, address) in enumerate([("mail", "Talk@orga.example"), ("mail", BO), ("vcard", talk)])
        ]
    )  # fmt: skip
    made = plan.records(contacts, people, frames["two_way"], frames["list_address"])
    assert set(made["record"].filter(pl.col("kind") != "owner")["record_id"]) == {"r1", "r2"}
    assert set(made["record_source"]["record_id"]) == {"r1", "r2"}
    alone = owners(("me", "me", [ME]), ("pal", "pal", [PAL]))
    assert plan.mail(messages(*rows), alone)["list_address"].height == 0


def test_list_hosts_lie_below_a_domain() -> None:
    for address in (
        "talk@lists.orga.example",
        "x@vger.kernel.example",
        "x@googlegroups.com",
        "devel-list@a.example",
    ):
        assert is_list_like(address)
    for address in ("ivan@list.ru", "anna@lists.example", "anna@groups.example", "liste@a.example"):
        assert not is_list_like(address)
