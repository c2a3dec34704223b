"""Each message once per network, people only, and what counts for nothing."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from small_network import ME, NOON, PAL, message, messages, owners

from transforms.network import mail


def built(*rows: dict[str, Any], people: pl.DataFrame | None = None) -> list[dict[str, Any]]:
    return mail.build(messages(*rows), owners() if people is None else people).to_dicts()


def test_copies_in_two_folders_and_two_pooled_mailboxes_are_one_message_with_all_recipients() -> None:
    rows = (
        message(ME, "Bo@B.example pal@pool.example", source_id="s2", message_key="abc"),
        message(
            ME,
            "bo@b.example pal@pool.example",
            bcc="eve@e.example",
            source_id="s1",
            locator="byte:7",
            message_key="abc",
        ),
        message(ME, "bo@b.example pal@pool.example", owner_id="pal", source_id="s3", message_key="abc"),
    )
    (pooled,) = built(*rows, people=owners(("me", "pool", [ME]), ("pal", "pool", [PAL])))
    assert (pooled["source_id"], pooled["locator"], pooled["n_recipients"]) == ("s1", "byte:7", 3)
    assert pooled["recipients"] == [
        {"address": "bo@b.example", "field": "to"},
        {"address": "pal@pool.example", "field": "to"},
        {"address": "eve@e.example", "field": "bcc"},
    ]
    apart = built(*rows, people=owners(("me", "me", [ME]), ("pal", "pal", [PAL])))
    assert [row["network_id"] for row in apart] == ["me", "pal"]


def test_sender_and_repeated_recipients_count_once() -> None:
    (row,) = built(message("a@a.example", "bo@b.example a@a.example", cc="bo@b.example"))
    assert row["recipients"] == [{"address": "bo@b.example", "field": "to"}]
    assert row["n_recipients"] == 1


def test_a_newsletter_is_one_until_an_owner_writes_to_its_sender() -> None:
    news = message("news@shop.example", ME, bulk_signal="newsletter")
    assert [row["bulk_reason"] for row in built(news)] == ["newsletter"]
    answered = built(news, message(ME, "news@shop.example"))
    assert {row["bulk_reason"] for row in answered} == {None}
    by_accident = built(news, message(ME, "news@shop.example", bulk_signal="auto_submitted"))
    assert {row["bulk_reason"] for row in by_accident} == {"newsletter", "auto_submitted"}


def test_over_fifty_is_counted_after_lists_went_and_copies_came() -> None:
    crowd = " ".join(f"p{n}@p.example" for n in range(50))
    assert built(message("a@a.example", crowd, bulk_signal="over_50"))[0]["bulk_reason"] is None
    assert built(message("a@a.example", crowd, cc="one@more.example"))[0]["bulk_reason"] == "over_50"


def test_a_list_that_several_authors_mail_declares_goes_from_every_message_but_a_forged_one_removes_nobody() -> (
    None
):
    declared = [message(f"p{n}@p.example", "bo@b.example", lists=["talk@orga.example"]) for n in range(3)]
    rows = built(
        *declared,
        message(ME, "talk@orga.example bo@b.example"),
        message("evil@e.example", ME, lists=["anna@a.example"]),
        message(ME, "anna@a.example"),
    )
    addressed = {box["address"] for row in rows for box in row["recipients"]}
    assert "talk@orga.example" not in addressed
    assert "anna@a.example" in addressed


def test_mail_in_my_name_that_my_labelled_mailbox_did_not_send_counts_for_nothing() -> None:
    forged = message(ME, "evil@e.example", is_sent_copy=False)
    mine = message(ME, "anna@a.example", is_sent_copy=True)
    unlabelled = message(ME, "bo@b.example", is_sent_copy=None)
    rows = mail.build(messages(forged, mine, unlabelled), owners())
    reasons = {row["recipients"][0]["address"]: row["bulk_reason"] for row in rows.to_dicts()}
    assert reasons == {"evil@e.example": "forged_sender", "anna@a.example": None, "bo@b.example": None}
    written_to = mail.two_way(rows, owners())
    assert written_to["address"].to_list() == ["anna@a.example", "bo@b.example"]


def test_my_mail_in_a_pals_labelled_mailbox_is_not_forged() -> None:
    people = owners(("me", "pool", [ME]), ("pal", "pool", [PAL]))
    arrived = message(ME, PAL, owner_id="pal", is_sent_copy=False, message_key="abc")
    assert built(arrived, people=people)[0]["bulk_reason"] is None
    sent = message(ME, PAL, is_sent_copy=True, source_id="s2", message_key="abc")
    assert built(arrived, sent, people=people)[0]["bulk_reason"] is None


def test_two_way_leaves_out_owners_own_addresses_and_other_networks() -> None:
    people = owners(("me", "me", [ME, "me@work.example"]), ("pal", "pal", [PAL]))
    rows = messages(
        message(ME, "me@work.example anna@a.example"),
        message("x@x.example", "y@y.example"),
        message(PAL, "bo@b.example", owner_id="pal"),
    )
    found = mail.two_way(mail.build(rows, people), people)
    assert found.rows() == [("me", "anna@a.example"), ("pal", "bo@b.example")]


@pytest.mark.parametrize("sent_at", [NOON, None])
def test_empty_and_undated_input(sent_at: object) -> None:
    assert mail.build(messages(), owners()).is_empty()
    (row,) = built(message(None, sent_at=sent_at))
    assert (row["recipients"], row["n_recipients"], row["sent_at"]) == ([], 0, sent_at)
