"""Address lists: the forms that occur, and that no crafted one yields an address it does not stand for."""

from __future__ import annotations

from email.utils import formataddr

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connectors.mail.addresses import address, parse, parse_any

ORDINARY = {
    "anna@a.example": [(None, "anna@a.example")],
    "<anna@a.example>": [(None, "anna@a.example")],
    "Anna Keller <Anna.Keller@A.Example>": [("Anna Keller", "anna.keller@a.example")],
    '"Keller, Anna" <a@a.example>, b@b.example': [("Keller, Anna", "a@a.example"), (None, "b@b.example")],
    "a@a.example (Anna Keller)": [("Anna Keller", "a@a.example")],
    "Pete(A nice \\) chap) <pete(his account)@silly.example(host)>": [
        ("Pete (A nice ) chap)", "pete@silly.example")
    ],
    'The "Boss" Smith <b@b.example>': [("The Boss Smith", "b@b.example")],
    "Team: a@a.example, Bo <b@b.example>; c@c.example": [
        (None, "a@a.example"),
        ("Bo", "b@b.example"),
        (None, "c@c.example"),
    ],
    "undisclosed-recipients:;": [],
    "": [],
    ", ,a@a.example,,": [(None, "a@a.example")],
    "a@a.example; b@b.example": [(None, "a@a.example"), (None, "b@b.example")],
    "<@relay.example,@b.example:a@a.example>": [(None, "a@a.example")],
    "<mailto:a@a.example>": [(None, "a@a.example")],
    '"anna.keller"@a.example': [(None, "anna.keller@a.example")],
    '"anna keller"@a.example': [(None, '"anna keller"@a.example')],
    "=?utf-8?q?J=C3=BCrgen_Wei=C3=9F?= <j@a.example>": [("Jürgen Weiß", "j@a.example")],
    '"=?utf-8?b?SsO8cmdlbg==?=" <j@a.example>': [("Jürgen", "j@a.example")],
    "=?utf-8?q?J=C3?= =?utf-8?q?=BCrgen?= <j@a.example>": [("Jürgen", "j@a.example")],
    "=?nonsense?q?J=FCrgen?= <j@a.example>": [("Jürgen", "j@a.example")],
    "J\udcfcrgen <j@a.example>": [("Jürgen", "j@a.example")],
    "用户 <用户@例子.example>": [("用户", "用户@例子.example")],
    "'Anna Keller' <a@a.example>": [("Anna Keller", "a@a.example")],
    "root@localhost": [(None, "root@localhost")],
    "a@[192.0.2.1]": [(None, "a@[192.0.2.1]")],
    "Anna Keller (work) <a@a.example>": [("Anna Keller (work)", "a@a.example")],
    "Anna Keller (x@y) <a@a.example>": [("Anna Keller", "a@a.example")],
    "a@a.example (Anna (née Bo) Keller)": [("Anna (née Bo) Keller", "a@a.example")],
    "a @ a . example": [(None, "a@a.example")],
    "<anna . keller @ a.example>": [(None, "anna.keller@a.example")],
    "Anna <a@xn--bcher-kva.example>": [("Anna", "a@xn--bcher-kva.example")],
    "Anna <a@bücher.example>": [("Anna", "a@bücher.example")],
    "Anna Keller <a@a.example.>": [("Anna Keller", "a@a.example")],
    '"Keller,\n Anna" <a@a.example>,\n\tBo\n <b@b.example>': [
        ("Keller, Anna", "a@a.example"),
        ("Bo", "b@b.example"),
    ],
    "undisclosed-recipients: ;, Friends: a@a.example;": [(None, "a@a.example")],
}

CRAFTED = {
    '"anna.keller@stripe.example" <a@evil>': ["a@evil"],
    "anna.keller@stripe.example <a@evil>": ["a@evil"],
    "=?utf-8?q?anna=2Ekeller=40stripe=2Eexample?= <a@evil>": ["a@evil"],
    "=?utf-8?q?anna=40stripe=2Eexample=3E=2C?= <a@evil>": ["a@evil"],
    "a@evil (anna.keller@stripe.example)": ["a@evil"],
    "alice@example.org)bob@evil": [],
    "alice@example.org(x)bob@evil": [],
    "alice@example.org(x)bob": [],
    "alice@example.org@evil": [],
    "alice@example.org bob@evil": [],
    "<alice@example.org><bob@evil>": [],
    "<alice@example.org, bob@evil>": [],
    '"alice@example.org"@evil': [],
    '"alice"bob@evil': [],
    "alice@example.org\u202e": [],
    "al\u200bice@example.org": [],
    "alice＠example.org@evil": [],
    "\u212aeller@stripe.example": [],
    "<=?utf-8?q?alice?=@example.org>": [],
    "alice@exa\x00mple.org": [],
    '"unclosed <alice@example.org>, bob@evil': [],
    "x(unclosed <alice@example.org>": [],
    "a@evil (x) <alice@example.org>": [
        "alice@example.org"
    ],  # text before brackets is a name, whatever it says
    '("x) <a@evil>, "y") <b@example.org>': ["a@evil"],
    "alice@example.org: a@evil;": [],
    "alice@" + "x" * 400 + ".example": [],
    # CVE-2023-27043 and the forms that CPython's tests hold against it
    **{f"alice@example.org{special}<bob@evil>": [] for special in ")>:[]"},
    "alice@example.org@<bob@evil>": ["bob@evil"],
    "alice@example.org;<bob@evil>": ["alice@example.org", "bob@evil"],  # a list as Outlook writes it
    **{f"alice@example.org{special}bob@evil": [] for special in '<>[]\\"'},
    'alice@example.org"<bob@evil>': [],
    "alice@example.org\\<bob@evil>": [],
    "alice@example.org(<bob@evil>": [],
    "alice@example.org<bob@evil>": ["bob@evil"],
    "alice@example.org <bob@evil>": ["bob@evil"],
    "alice@example.org,<bob@evil>, bob@b@b": ["alice@example.org", "bob@evil"],
    '"alice@example.org" <bob@evil>, x\\': ["bob@evil"],
    "=?utf-8?q?alice=40example=2Eorg=2C?= bob@evil": [],
    "=?utf-8?q?=22alice=40example=2Eorg=22?= <bob@evil>": ["bob@evil"],
    "=?utf-8?q?alice=40example=2Eorg=00?= <bob@evil>": ["bob@evil"],
    "alice@example.org\x00@evil": [],
    "<alice@example.org\x00>, bob@evil": [],
    "alice@example.org(\\)<bob@evil>)": ["alice@example.org"],
    "Friends: alice@example.org@evil;": [],
    "<alice@example.org:bob@evil>": [],
    "<bob@evil:alice@example.org>": [],
    "alice@example.org\n\n<bob@evil>": ["bob@evil"],
}


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_forms(text: str) -> None:
    found, dropped = parse(text)
    assert found == ORDINARY[text]
    assert not dropped


@pytest.mark.parametrize("text", CRAFTED)
def test_a_crafted_header_gives_the_real_mailbox_or_nothing(text: str) -> None:
    found, dropped = parse(text)
    assert [box.address for box in found] == CRAFTED[text]
    assert dropped or found
    assert not any("@" in (box.name or "") for box in found)


def test_one_bad_mailbox_costs_only_itself() -> None:
    found, dropped = parse("a@a.example, b@b@b, Carla <c@c.example>")
    assert [box.address for box in found] == ["a@a.example", "c@c.example"]
    assert dropped


words = st.text(st.characters(categories=["Ll", "Lu", "Lo", "Nd"]), min_size=1, max_size=8)
names = st.lists(words, min_size=1, max_size=3).map(" ".join)
local = st.from_regex(r"[a-z0-9]{1,6}([.+_-][a-z0-9]{1,4})?", fullmatch=True)
mailboxes = st.tuples(
    names, st.builds("{}@{}.example".format, local, local.map(lambda t: t.replace("_", "x")))
)


@given(
    st.lists(mailboxes.filter(lambda box: ".-" not in box[1] and "+" not in box[1].split("@")[1]), max_size=6)
)
def test_lists_that_programs_write_come_back_and_both_ways_of_reading_agree(
    boxes: list[tuple[str, str]],
) -> None:
    text = ", ".join(formataddr(box) for box in boxes)
    found, dropped = parse(text)
    assert [box.address for box in found] == [written for _, written in boxes]
    assert not dropped
    by_tokens = parse(text + ", ()")  # an empty comment: the fast way gives up and the tokeniser reads all
    assert by_tokens[0] == found


parts = st.sampled_from(
    [" ", "\n\t", ",", ", ", '"', "<", ">", "Anna", "a.b@c.example", "<a@b.example>", "=?utf-8?q?=C3=BC=2C?=", "é", "\udcfc", "ü@x.example",
     "(c)", "(", ")", ":", ";", "\\", "\x00", "\x1c", "\xa0", "=?x?=@a.example", ".", "'", "[", "]", '"Keller, Anna" ', "x" * 400]
)  # fmt: skip


@settings(max_examples=500)
@given(st.lists(parts, max_size=14).map("".join))
@example("\udcfc\xa0<a@b.example>")
def test_the_fast_way_reads_as_the_tokeniser_does(text: str) -> None:
    assert parse(text) == parse_any(text)


@settings(max_examples=300)
@given(st.text(st.sampled_from(list('ab@.,;:<>()[]"\\ =?é\u202e\x00\udcff-')), max_size=60))
def test_any_text_is_read_and_gives_addresses_only(text: str) -> None:
    for box in parse(text)[0]:
        assert address(box.address) == box.address
        assert box.address.rpartition("@")[0].count("@") == 0
        assert box.address.isprintable()


@pytest.mark.parametrize(
    "text", ['"' + '\\"' * 30000, "(" * 60000, "<" * 60000, " " * 60000, "a@b(" * 20000, "=?x?q?" * 9000]
)
def test_hostile_lengths_end(text: str) -> None:
    assert parse(text)[0] == []
