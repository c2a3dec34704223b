"""Splitting an mbox: every message once, at its place, however the writer kept the format."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_files import Result, file, read_mbox

from connectors.base import Tally
from connectors.mail import headers
from connectors.mail.headers import HEADER_CAP
from connectors.mail.mbox import Mbox
from connectors.mail.scan import scan
from connectors.mail.split import split

LINE = b"From anna@a.example Mon Jun  3 10:00:00 2019\n"
HEAD = b"From: Anna <anna@a.example>\nTo: Bo <bo@b.example>\nDate: Mon, 3 Jun 2019 10:00:00 +0000\nMessage-ID: <%d@a>\n\n"


def message(number: int, body: bytes = b"Hello.\n", line: bytes = LINE) -> bytes:
    return line + HEAD % number + body


def senders(result: Result) -> list[str | None]:
    return [row["sender"] for row in result.messages]


@pytest.mark.parametrize(
    "line",
    [
        LINE,
        b"From - Mon Jun 03 10:00:00 2019\n",
        b"From - \n",
        b"From 1634@xxx Mon Jun 03 10:00:00 +0000 2019\n",
        b"From MAILER-DAEMON Mon Jun  3 10:00:00 2019\n",
        b"From anna@a.example Mon, 3 Jun 2019 10:00:00 +0200\n",
        b"From anna@a.example 2019-06-03 10:00:00\n",
        b'From "anna keller"@a.example Mon Jun  3 10:00:00 2019 remote from b\n',
    ],
)
@pytest.mark.parametrize("blank", [b"", b"\n"])
def test_separator_forms_with_and_without_a_blank_line(line: bytes, blank: bytes) -> None:
    result = read_mbox(blank.join(message(n, line=line) for n in range(3)))
    assert senders(result) == ["anna@a.example"] * 3


@pytest.mark.parametrize(
    "body",
    [
        b"From Russia with love\nYear: 1963\n",
        b"\nFrom Russia with love\nYear: 1963\n",
        b"\nFrom Monday on we meet at 10:00\nPlace: here\n",
        b"From here to there\n",
        b">From anna@a.example Mon Jun  3 10:00:00 2019\nSubject: x\n",
        b"\nFrom anna@a.example Mon Jun  3 10:00:00 2019\nwas the first line of the file.\n",
        b"\nFrom: a header in a forwarded text\nTo: x@x.example\n",
    ],
)
def test_body_lines_that_start_with_from_are_text(body: bytes) -> None:
    assert read_mbox(message(1, body) + b"\n" + message(2)).n_read == 2


def test_line_ends_and_byte_order_mark() -> None:
    plain = message(1) + b"\n" + message(2)
    second = plain.index(b"From ", 5)
    for data, offset in (
        (plain, second),
        (plain.replace(b"\n", b"\r\n"), second + plain[:second].count(b"\n")),
        (plain.replace(b"\n", b"\r"), second),
        (b"\xef\xbb\xbf" + plain, second + 3),
        (b"\n\n" + plain, second + 2),
    ):
        assert Mbox().recognise(file(data)) == 1.0
        result = read_mbox(data)
        assert senders(result) == ["anna@a.example"] * 2
        assert result.messages[1]["locator"] == f"byte:{offset}"
        assert result.messages[1]["to"] == ["bo@b.example"]
        assert data[offset:].startswith(b"From ")


def test_what_is_no_mbox_is_not_recognised() -> None:
    for data in (
        b"",
        b"From: a@a.example\nTo: b@b.example\n\n",
        b"Dear reader\n",
        b"BEGIN:VCARD\nVERSION:3.0\n",
    ):
        assert Mbox().recognise(file(data)) == 0.0
    assert Mbox().recognise(file(b"From Russia with love\nby Ian\n")) < 0.5


def test_a_unit_without_headers_is_rejected_and_counted() -> None:
    result = read_mbox(message(1) + b"\n" + LINE + b"\n" + LINE + HEAD % 3)
    assert result.n_read == 3
    assert result.codes() == [("not_a_message", "rejected", None)]


def test_a_header_block_over_the_cap_is_cut_and_reported() -> None:
    long = (
        LINE + b"From: anna@a.example\n" + b"X-Filler: " + b"x" * HEADER_CAP + b"\nTo: bo@b.example\n\nbody\n"
    )
    result = read_mbox(long + b"\n" + message(2))
    assert result.codes() == [("header_too_long", "repaired", None)]
    assert senders(result) == ["anna@a.example"] * 2
    assert result.messages[0]["to"] == []


def test_nothing_behind_the_blank_line_is_read() -> None:
    result = read_mbox(message(1, b"Cc: eve@e.example\nFrom: eve@e.example\n\n"))
    assert set(result.contacts) == {"anna@a.example", "bo@b.example"}


def split_all(data: bytes, size: int) -> tuple[list[tuple[int, bytes, bool]], int]:
    tally = Tally()
    chunks = (data[at : at + size] for at in range(0, len(data), size))
    return list(split(chunks, tally)), tally.read


def test_chunks_cut_anywhere_give_the_same_messages() -> None:
    data = b"\n".join(message(n, b"x" * (n * 1717 % 9000) + b"\nFrom here\n") for n in range(40))
    data += message(40, b"y" * 200_000) + b"\n" + message(41)
    whole = split_all(data, len(data))
    assert whole[1] == len(whole[0]) == 42
    for size in (4099, 7001, 65536, 100_003):
        assert split_all(data, size) == whole


pieces = st.sampled_from(
    [
        LINE,
        b"From ",
        b"\n",
        b"\r\n",
        b"From: a@a.example\n",
        b"To: <b@b",
        b"x" * 70000,
        b"\xff\x00",
        b"Date: 1\n",
        b"X",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(pieces, max_size=25).map(b"".join), st.sampled_from([5000, 66_000]))
def test_any_bytes_are_accounted_for(rest: bytes, size: int) -> None:
    data = LINE + rest
    result = read_mbox(data)
    heads, n_read = split_all(data, size)
    assert n_read == result.n_read == len(heads)
    assert [offset for offset, _, _ in heads] == sorted({offset for offset, _, _ in heads})


_NAMES = [
    "From",
    "to",
    "CC",
    "Received",
    "Date ",
    "Message-Id",
    "X-Beenthere",
    "Fromage",
    "To",
    "References\t",
    "x",
    ">From",
    "X-To",
]
_LINES = st.lists(
    st.builds(
        lambda name, value, end: f"{name}:{value}{end}",
        st.sampled_from(_NAMES),
        st.sampled_from(["", " a@b.example", " x\n\ty", "\n ", " a;\r\n b", " From here", "=\x00"]),
        st.sampled_from(["\n", "\r\n", "\n \n", "\nFrom \n"]),
    ),
    max_size=8,
)


@given(
    mails=st.lists(_LINES, max_size=4), blank=st.sampled_from(["\n", "\r\n", ""]), chunk=st.integers(50, 5000)
)
def test_headers_found_line_by_line_are_those_of_each_block(
    mails: list[list[str]], blank: str, chunk: int
) -> None:
    text = "".join(LINE.decode() + "".join(lines) + blank + "From: a body\nTo: it\n\n" for lines in mails)
    data = text.encode()
    pieces = (data[at : at + chunk] for at in range(0, len(data), chunk))
    for found in scan(pieces, Tally()):
        for number, lines in enumerate(found.lines):
            head = found.data[found.starts[number] : found.ends[number]]
            assert headers.of_lines(found.data, lines) == (headers.values(head), headers.arrival(head))
