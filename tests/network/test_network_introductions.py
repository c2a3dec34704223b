"""Introductions that happened: the two kinds, and what is none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_network import ME, NOON, message, messages, owners, record, records

from transforms import plan
from transforms.network import introductions

TODAY = NOON.date()
FIRST = message("old@x.example", ME, days=400)
BROKER, NEW = "broker@x.example", "new@x.example"
MEETS = (message(NEW, ME, days=95), message(ME, NEW, days=94))


def found(*rows: dict[str, Any], as_of: date = TODAY) -> list[dict[str, Any]]:
    mail = plan.mail(messages(FIRST, *rows), owners())["mail"]
    people = sorted({a for row in rows for a in (row["sender"], *row["to"], *row["cc"]) if a and a != ME})
    frame = introductions.build(mail, records(*map(record, people)), owners(), as_of)
    assert introductions.build(
        mail.sample(fraction=1, shuffle=True, seed=1), records(*map(record, people)), owners(), as_of
    ).equals(frame)
    return frame.to_dicts()


def test_a_mail_to_both_before_they_write_each_other_is_an_introduction() -> None:
    (row,) = found(message(BROKER, f"{ME} {NEW}", days=100), *MEETS)
    assert (row["kind"], row["broker_record"], row["introduced_record"]) == (
        "coaddressed",
        f"r:me:{BROKER}",
        f"r:me:{NEW}",
    )
    assert (row["first_at"] - row["at"]).days == 5
    assert row["first_in_at"] < row["first_out_at"]


def test_an_answer_that_adds_somebody_is_one_when_they_write() -> None:
    asked = message(ME, BROKER, days=101, id_hash="q")
    (row,) = found(asked, message(BROKER, ME, cc=NEW, days=100, in_reply_to="q"), message(NEW, ME, days=95))
    assert row["kind"] == "looped_in"
    # a fresh mail to both needs mail both ways
    assert found(message(BROKER, ME, cc=NEW, days=100), message(NEW, ME, days=95)) == []
    # whoever got the first mail was not added
    both = message(ME, f"{BROKER} {NEW}", days=101, id_hash="q")
    assert (
        found(both, message(BROKER, ME, cc=NEW, days=100, in_reply_to="q"), message(NEW, ME, days=95)) == []
    )


@pytest.mark.parametrize(
    "rows",
    [
        (message(BROKER, f"{ME} {NEW}", days=100), message(NEW, ME, days=200), *MEETS),  # no strangers
        (message(BROKER, f"{ME} {NEW}", days=190), *MEETS),  # too long ago
        (message(BROKER, f"{ME} {NEW}", days=100), MEETS[0]),  # one way only
        (message(BROKER, " ".join([ME, NEW, *(f"p{n}@x.example" for n in range(7))]), days=100), *MEETS),  # nine people
        (message(BROKER, f"{ME} {NEW}", days=250), message(NEW, ME, days=245), message(ME, NEW, days=244)),  # first months
        (message(NEW, ME, days=100), message(ME, NEW, days=99)),  # nobody in between
        (message(BROKER, f"{ME} {NEW}", days=90), *MEETS),  # afterwards
    ],
)  # fmt: skip
def test_what_is_no_introduction(rows: tuple[dict[str, Any], ...]) -> None:
    assert found(*rows) == []


def test_each_pair_counts_once_and_nothing_after_as_of() -> None:
    rows = (
        message(BROKER, f"{ME} {NEW}", days=100),
        message("late@x.example", f"{ME} {NEW}", days=97),
        *MEETS,
    )
    assert [row["broker_record"] for row in found(*rows)] == [f"r:me:{BROKER}"]
    assert found(*rows, as_of=date(2024, 3, 1)) == []


def test_on_a_list_only_addressed_mail_is_mail_before() -> None:
    listed = message(NEW, " ".join([ME, *(f"p{n}@x.example" for n in range(4))]), days=150, is_list=True)
    rows = (listed, message(BROKER, f"{ME} {NEW}", days=100, is_list=True), *MEETS)
    assert len(found(*rows)) == 1
    assert found({**listed, "is_list": False}, *rows[1:]) == []
