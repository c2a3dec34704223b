"""What is meant: the person behind a list, folders and labels in every language, names however broken."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest
from corpus_heads import heads
from mail_files import CORPORA, read_one

from connectors.mail import lists
from connectors.mail.addresses import Mailbox, parse
from connectors.mail.labels import is_sent_folder
from connectors.mail.words import clean_name

DATE = "Date: Mon, 3 Jun 2019 10:00:00 +0000"
TALK = "talk@lists.example"


@pytest.mark.parametrize(
    ("shown", "reply_to", "copied", "person"),
    [
        ("Anna Keller via Talk", ["Anna Keller <a@a.example>"], [], "a@a.example"),
        ("'Anna Keller' (via Talk)", ["Keller, Anna <a@a.example>"], [], "a@a.example"),
        ("Anna Keller via Talk", ["a@a.example"], [], "a@a.example"),
        ("Anna Keller via Talk", ["A. Keller <a@a.example>"], [], "a@a.example"),
        ("Anna Keller via Talk", ["Bo Brandt <b@b.example>"], [], None),
        ("Anna Keller via Talk", ["Bo Brandt <b@b.example>"], ["anna keller <a@a.example>"], "a@a.example"),
        ("Anna Keller via Talk", [], ["Anna Keller <a@a.example>", "Anna Keller <a@c.example>"], None),
        ("Talk", ["a@a.example", "b@b.example"], [], None),
        ("Talk", ["a@a.example"], [], "a@a.example"),
    ],
)
def test_author_behind_a_list(shown: str, reply_to: list[str], copied: list[str], person: str | None) -> None:
    found = lists.author(
        Mailbox(shown, TALK),
        [box for text in reply_to for box in parse(text.replace("Keller, Anna", '"Keller, Anna"'))[0]],
        [box for text in copied for box in parse(text)[0]],
    )
    assert (found and found.address) == person


@pytest.mark.corpora
@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here (WEAKTIES_CORPORA)")
def test_of_a_real_list_that_rewrites_from_every_author_is_found() -> None:
    """Of 7,997 messages the list rewrote From in 4,499; Reply-To holds the same name in 4,329, one address in 170."""
    how: Counter[str] = Counter()
    for _, _, head in heads(["usrp-users.mbox.gz"]):
        boxes = {
            name: [
                box
                for raw in re.findall(rb"(?im)^%s:([^\n]*(?:\n[ \t][^\n]*)*)" % name.encode(), head)
                for box in parse(raw.decode("utf-8", "surrogateescape"))[0]
            ]
            for name in ("From", "Reply-To", "To", "Cc")
        }
        (sender,) = boxes["From"]
        people = {
            name: [box for box in found if not lists.is_list_address(box.address)]
            for name, found in boxes.items()
        }
        if people["From"]:
            how["direct"] += 1
            continue
        person = lists.author(sender, people["Reply-To"], [*people["Cc"], *people["To"]])
        same = [box for box in people["Reply-To"] if person and box.name == person.name]
        how["same name" if same else "alone in Reply-To" if person else "unknown"] += 1
    assert how == {"direct": 3498, "same name": 4329, "alone in Reply-To": 170}


@pytest.mark.parametrize(
    "name",
    ["Sent", ".Sent", ".INBOX.Sent", "Sent.mbox", "Sent.mbox.gz", "Sent_Items", "Gesendet", "Envoyés", ".Envoy&AOk-s",
     unicodedata.normalize("NFD", "Envoyés"), "Éléments envoyés", "送信済み", "Posta inviata", "[Gmail].Sent Mail", "Отправленные"],
)  # fmt: skip
def test_sent_folders_in_any_language_and_spelling(name: str) -> None:
    assert is_sent_folder(name)


@pytest.mark.parametrize("name", ["Inbox", "Consent", "Sent to Bo", "&bad-", "&AOk", "R&-D", ""])
def test_other_folders_are_not_sent(name: str) -> None:
    assert not is_sent_folder(name)


def test_trash_in_other_languages_is_skipped_and_a_company_is_no_trash() -> None:
    def codes(labels: str) -> list[str]:
        lines = (f"X-Gmail-Labels: {labels}", "From: a@a.example", "To: b@b.example", DATE)
        return [code for code, _, _ in read_one(*lines).codes()]

    assert codes("=?UTF-8?Q?=C3=87=C3=B6p_Kutusu?=") == ["spam_or_trash"]
    assert codes("Papirkurv,Inbox") == ["spam_or_trash"]
    assert codes("Taslaklar") == ["draft"]
    assert codes("KUKA,Bins") == []


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("=?utf-8?b?SsO8?= =?utf-8?b?cmdlbg==?=", "Jürgen"),
        ("=?utf-8?b?SsM=?=\n =?utf-8?b?vHJnZW4=?=", "Jürgen"),  # a character over two words
        ("=?utf-8?q?J=C3=BCrgen?=Weiss", "JürgenWeiss"),  # glued
        ("=?utf-8?q?J=C3=BCrgen?= Weiss", "Jürgen Weiss"),
        ("=?utf-8*de?Q?J=C3=BCrgen?=", "Jürgen"),  # RFC 2231 language
        ("=?iso-8859-1?q?J=FCrgen Weiss?=", "Jürgen Weiss"),  # a space where none may be
        ("=?utf-8?q?J=FCrgen?=", "Jürgen"),  # a charset that lies
        ("=?unknown-8bit?q?J=FCrgen?=", "Jürgen"),
        ("=?utf-8?b?SsO8cmdlbg?=", "Jürgen"),  # base64 without its padding
        ("=?gb2312?b?1dTOsA==?=", "赵伟"),
        ("=?iso-2022-jp?b?GyRCOzNFRBsoQg==?=", "山田"),
        ("=?koi8-r?b?6dfBzg==?=", "Иван"),
        ("J\udcc3\udcbcrgen", "JÃ¼rgen"),
        ("J\udcfcrgen", "Jürgen"),
        ("Юрий\udcd0", "Юрий"),  # UTF-8 cut in a character
        ("=?utf-8?q?J?= =?broken", None),
        ("=?utf-8?b?!?=", None),
        ("Anna\u202eKeller\u200b", "AnnaKeller"),
        ("  'Anna   Keller',", "Anna Keller"),
        ("anna@a.example", None),
        ("=?utf-8?q?anna=40a=2Eexample?=", None),
        ("x" * 5000, "x" * 160),
    ],
)
def test_names(raw: str, name: str | None) -> None:
    assert clean_name(raw) == name


def test_who_only_sends_forwards_or_invites_for_another_is_not_the_author() -> None:
    deputy = read_one("From: Boss <boss@a.example>", "Sender: Deputy <d@a.example>", "To: b@b.example", DATE)
    assert deputy.messages[0]["sender"] == "boss@a.example"
    forwarded = read_one(
        "Resent-From: Bo <bo@b.example>",
        "Resent-To: carla@c.example",
        "From: anna@a.example",
        "To: bo@b.example",
        DATE,
    )
    (row,) = forwarded.messages
    assert (row["sender"], row["to"], row["n_recipients"]) == ("anna@a.example", ["bo@b.example"], 1)
    assert "carla@c.example" in forwarded.contacts  # somebody forwarded it to her; that is all
    invitation = (
        "From: anna@a.example",
        "To: bo@b.example",
        "Content-Type: text/calendar; method=REQUEST",
        DATE,
    )
    assert read_one(*invitation).messages[0]["bulk_signal"] is None
    assert (
        read_one("Auto-Submitted: auto-generated", *invitation).messages[0]["bulk_signal"] == "auto_submitted"
    )
