"""What a header block says: who wrote to whom, which of it is a list's or a program's, whom it names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_files import Result, file, read_mbox, read_one

from connectors.base import Tally
from connectors.mail.eml import Eml
from connectors.mail.maildir import Maildir
from connectors.schema import CONTACT, MESSAGE

DATE = "Date: Mon, 3 Jun 2019 10:00:00 +0000"
ANNA = "From: Anna Keller <anna@a.example>"
LIST = ("List-Id: Talk <talk.lists.example>", "List-Post: <mailto:talk@lists.example>")


def test_one_message() -> None:
    result = read_one(
        "FROM: Anna Keller <Anna@A.example>",
        "To: Bo <bo@b.example>,",
        "\tCarla <carla@c.example>",
        "cc: dora@d.example, Anna <anna@a.example>",
        "Bcc: eve@e.example",
        "Reply-To: anna.private@a.example",
        DATE,
        "Message-ID: <1@a>",
        "In-Reply-To: <0@b>",
        "References: <x@b> <0@b>",
    )
    (row,) = result.messages
    assert MESSAGE.rows([row]).height == 1
    assert row["sender"] == "anna@a.example"
    assert (row["to"], row["cc"], row["bcc"]) == (
        ["bo@b.example", "carla@c.example"],
        ["dora@d.example", "anna@a.example"],
        ["eve@e.example"],
    )
    assert row["n_recipients"] == 4  # the sender's own copy does not count
    assert (row["sent_at"], row["date_quality"]) == (datetime(2019, 6, 3, 10, tzinfo=UTC), "ok")
    assert row["references"][-1] == row["in_reply_to"] != row["id_hash"]
    assert (row["is_list"], row["bulk_signal"], row["is_sent_copy"]) == (False, None, None)
    assert not {"subject", "body"} & set(MESSAGE.columns)


def test_contacts_hold_each_address_once_with_its_spellings_and_dates() -> None:
    mails = [
        ("Anna Keller", "Mon, 3 Jun 2019 10:00:00 +0000"),
        ("Keller, Anna", "Sun, 2 Jun 2019 10:00:00 +0000"),
        ("Anna Keller", "rubbish"),
    ]
    text = "".join(
        f'From x Mon Jun  3 10:00:00 2019\nFrom: "{name}" <anna@a.example>\nTo: bo@b.example\nDate: {date}\n\n'
        for name, date in mails
    )
    result = read_mbox(text.encode())
    anna = result.contacts["anna@a.example"]
    assert CONTACT.rows(list(result.contacts.values())).height == 2
    assert anna["names"] == [{"name": "Anna Keller", "n": 2}, {"name": "Keller, Anna", "n": 1}]
    assert (anna["first_seen"], anna["last_seen"]) == (
        datetime(2019, 6, 2, 10, tzinfo=UTC),
        datetime(2019, 6, 3, 10, tzinfo=UTC),
    )
    assert anna["locator"] == "byte:0"
    assert result.codes() == [("bad_date", "repaired", "Date")]


@pytest.mark.parametrize(
    ("lines", "sender"),
    [
        (("Reply-To: Anna Keller <anna@a.example>",), "anna@a.example"),
        (("Reply-To: anna@a.example, talk@lists.example",), "anna@a.example"),
        (("Cc: Anna Keller <anna@a.example>, Bo <bo@b.example>",), "anna@a.example"),
        (("Reply-To: talk@lists.example", 'Cc: "Keller, Anna" <anna@a.example>'), "anna@a.example"),
        (("Reply-To: Bo Brandt <bo@b.example>",), None),
        (("Reply-To: Bo Brandt <bo@b.example>", "Cc: Anna Keller <anna@a.example>"), "anna@a.example"),
        (("Reply-To: Bo <bo@b.example>, anna keller <anna@a.example>",), "anna@a.example"),
        ((), None),
    ],
)
def test_behind_a_from_that_a_list_rewrote_stands_the_person(
    lines: tuple[str, ...], sender: str | None
) -> None:
    result = read_one(
        "From: Anna Keller via Talk <talk@lists.example>", "To: talk@lists.example", *lines, *LIST, DATE
    )
    (row,) = result.messages
    assert row["sender"] == sender
    assert row["is_list"]
    assert row["lists"] == ["talk@lists.example"]
    assert "talk@lists.example" not in result.contacts
    if sender:
        assert result.contacts[sender]["names"][0]["name"].lower() == "anna keller"


def test_a_discussion_list_is_not_bulk_and_its_address_is_nobody() -> None:
    headers = ("List-Id: <kernel.vger.example>", "Precedence: bulk", "X-Mailing-List: kernel@vger.example")
    (row,) = read_one(ANNA, "To: kernel@vger.example", "Cc: bo@b.example", *headers, DATE).messages
    assert (row["to"], row["cc"], row["is_list"], row["bulk_signal"]) == ([], ["bo@b.example"], True, None)
    alone = read_one(ANNA, "To: kernel@vger.example", *headers, DATE).messages[0]
    assert (alone["n_recipients"], alone["bulk_signal"]) == (0, None)


def test_a_list_declared_by_many_is_no_contact_in_a_sent_copy_but_one_forged_header_removes_nobody() -> None:
    def mail(author: str, to: str, *lines: str) -> str:
        return "\n".join(
            ["From x Mon Jun  3 10:00:00 2019", f"From: {author}", f"To: {to}", DATE, *lines, "", ""]
        )

    post = "List-Post: <mailto:talk@orga.example>"
    text = "".join(mail(f"p{n}@p.example", "talk@orga.example", post) for n in range(3))
    text += mail("me@me.example", "talk@orga.example")
    text += mail("me@me.example", "anna@a.example")
    text += mail("evil@evil.example", "me@me.example", "List-Post: <mailto:anna@a.example>")
    result = read_mbox(text.encode())
    assert "talk@orga.example" not in result.contacts
    assert "anna@a.example" in result.contacts


@pytest.mark.parametrize(
    ("lines", "signal"),
    [
        (("From: no-reply@shop.example", "To: me@me.example"), "no_reply"),
        (("From: Shop <news-noreply@shop.example>", "To: me@me.example"), "no_reply"),
        (("From: MAILER-DAEMON@mx.example", "To: me@me.example", "Auto-Submitted: auto-replied"), "bounce"),
        ((ANNA, "To: me@me.example", "Auto-Submitted: auto-replied"), "auto_submitted"),
        ((ANNA, "To: me@me.example", "Auto-Submitted: no"), None),
        ((ANNA, "To: me@me.example", "Return-Path: <>"), "auto_submitted"),
        ((ANNA, "To: me@me.example", "Return-Path: <anna@a.example>"), None),
        ((ANNA, "To: me@me.example", "List-Unsubscribe: <https://x.example>"), "newsletter"),
        ((ANNA, "To: me@me.example, bo@b.example", "List-Unsubscribe: <https://x.example>"), None),
        ((ANNA, "To: talk@lists.example", "List-Unsubscribe: <https://x.example>", *LIST), None),
        ((ANNA, "To: me@me.example", "Precedence: bulk"), "newsletter"),
        ((ANNA, "To: " + ", ".join(f"p{n}@p.example" for n in range(51))), "over_50"),
        ((ANNA, "To: reply.anna@a.example"), None),
    ],
)
def test_bulk_signals(lines: tuple[str, ...], signal: str | None) -> None:
    assert read_one(*lines, DATE).messages[0]["bulk_signal"] == signal


def test_list_hosts_are_known_by_themselves_but_providers_named_like_them_have_people() -> None:
    result = read_one(
        ANNA, "To: talk@lists.orga.example, x@googlegroups.com, ivan@list.ru, talk-bounces@b.example", DATE
    )
    assert set(result.contacts) == {"anna@a.example", "ivan@list.ru"}


def test_programs_are_no_contacts() -> None:
    result = read_one("From: no-reply@shop.example", "To: me@me.example", DATE)
    assert set(result.contacts) == {"me@me.example"}


@pytest.mark.parametrize(
    ("labels", "codes", "is_sent"),
    [
        ("Inbox,Important", [], False),
        ("Sent,Opened", [], True),
        ("=?UTF-8?Q?Gesendet,Ge=C3=B6ffnet?=", [], True),
        ("Spam,Unread", [("spam_or_trash", "skipped", "X-Gmail-Labels")], None),
        ("Papierkorb", [("spam_or_trash", "skipped", "X-Gmail-Labels")], None),
        ("Drafts", [("draft", "skipped", "X-Gmail-Labels")], None),
        ('"Spam filters work"', [], False),
    ],
)
def test_gmail_labels(labels: str, codes: list[tuple[str, str, str]], is_sent: bool | None) -> None:
    result = read_one(f"X-Gmail-Labels: {labels}", ANNA, "To: bo@b.example", DATE)
    assert result.codes() == codes
    assert [row["is_sent_copy"] for row in result.messages] == ([] if codes else [is_sent])


def test_from_missing_ambiguous_or_forged() -> None:
    assert read_one("Sender: anna@a.example", DATE).messages[0]["sender"] == "anna@a.example"
    assert read_one("To: bo@b.example").messages[0]["sender"] is None
    two = ("From: anna@a.example", "From: eve@e.example")
    assert read_one(*two, DATE).messages[0]["sender"] is None
    assert read_one(*two, "Sender: eve@e.example", DATE).messages[0]["sender"] == "eve@e.example"
    both = "From: anna@a.example, bo@b.example"
    assert read_one(both, "Sender: bo@b.example", DATE).messages[0]["sender"] == "bo@b.example"
    forged = read_one('From: "anna@a.example" <eve@evil>', DATE)
    assert forged.messages[0]["sender"] == "eve@evil"
    assert list(forged.contacts) == ["eve@evil"]
    assert forged.contacts["eve@evil"]["names"] == []


def test_mail_to_undisclosed_recipients_reached_whom_it_was_delivered_to() -> None:
    result = read_one(ANNA, "To: undisclosed-recipients:;", "Delivered-To: me@me.example", DATE)
    assert result.messages[0]["bcc"] == ["me@me.example"]
    listed = read_one(ANNA, "To: talk@lists.example", "Delivered-To: archive@x.example", *LIST, DATE)
    assert listed.messages[0]["bcc"] == []
    assert "archive@x.example" not in listed.contacts


def test_copies_have_one_key_and_different_senders_never_share_one() -> None:
    def key(*lines: str) -> str:
        return str(read_one(*lines, DATE).messages[0]["message_key"])

    direct = key(ANNA, "To: talk@lists.example", "Message-ID: <1@a>")
    rewritten = (
        "From: Anna Keller via Talk <talk@lists.example>",
        "Reply-To: anna@a.example",
        "Message-ID: <1@a>",
    )
    assert key(*rewritten, "To: talk@lists.example", *LIST) == direct
    assert key("From: eve@e.example", "Message-ID: <1@a>") != direct
    assert key(ANNA, "To: bo@b.example") != key(ANNA, "To: carla@c.example")


def test_maildir_and_eml_folders_are_read_as_one_source() -> None:
    def one(author: str) -> bytes:
        return f"From: {author}\nTo: bo@b.example\n{DATE}\n\nbody\n".encode()

    files = [
        ("cur/1.M1.host:2,S", file(one("anna@a.example"), "1.M1.host:2,S")),
        (".Sent/cur/2.M2.host:2,S", file(one("bo@b.example"), "2.M2.host:2,S")),
        ("new/3.M3.host", file(b"", "3.M3.host")),
        ("cur/4.mac", file(one("mac@a.example").replace(b"\n", b"\r"), "4.mac")),
    ]
    tally = Tally()
    result = Result(Maildir().read_many(files, tally), tally)
    assert [row["locator"] for row in result.messages] == [
        "cur/1.M1.host:2,S",
        ".Sent/cur/2.M2.host:2,S",
        "cur/4.mac",
    ]
    assert [row["is_sent_copy"] for row in result.messages] == [None, True, None]
    assert [(p.locator, p.code) for p in result.problems] == [("new/3.M3.host", "not_a_message")]
    assert Maildir().recognise(files[0][1]) > Eml().recognise(files[0][1]) > 0
    emlx = read_one("123", ANNA, "To: bo@b.example", DATE)
    assert emlx.messages[0]["sender"] == "anna@a.example"


lines = st.sampled_from(
    ["From: ", "To: ", "Cc", ": ", "\n ", "\n", "=?utf-8?b?", "?=", "<a@b.example>", ",", '"', "\r", "\x00", "é", "\udcff",
     "List-Id: <x.y>\n", "Date: Mon, 3 Jun 2019\n", "Received: ;", "X-Gmail-Labels: Spam\n", "Message-ID: <", ";", ":"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(lines, max_size=30).map("".join))
def test_any_header_block_is_read(text: str) -> None:
    result = read_one(text)
    assert result.n_read == 1
    assert MESSAGE.rows(result.messages).height == len(result.messages)
