"""vCards: one bad card costs one card, and what people's programs write comes out right."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.vcard import VCard, by_vobject, contact
from connectors.vcard_lines import is_plain, properties
from tests.connectors.reading import file, read

CORPORA = Path(os.environ.get("WEAKTIES_CORPORA", Path(__file__).parents[3] / "shared" / "data"))


def card(*lines: str, version: str = "3.0", end: bool = True) -> bytes:
    body = ["BEGIN:VCARD", f"VERSION:{version}", *lines, *(["END:VCARD"] if end else [])]
    return ("\r\n".join(body) + "\r\n").encode()


def names(rows: list[dict]) -> list[str | None]:
    return [row["full_name"] for row in rows]


def test_quoted_printable_with_soft_breaks_and_charset() -> None:
    data = card(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Garc=C3=ADa;Jos=C3=A9;;;",
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jos=C3=A9 =\r\nGarc=C3=ADa",
        "TEL;CELL:+34600123456",
        version="2.1",
    )
    rows, problems, _ = read(VCard(), data)
    assert (rows[0]["full_name"], rows[0]["given"], rows[0]["family"]) == ("José García", "José", "García")
    assert rows[0]["phones"] == ["+34600123456"]
    assert problems == []


def test_a_charset_that_lies_or_is_unknown_does_not_garble() -> None:
    for charset in ("ISO-8859-1", "Murks", "US-ASCII"):
        rows, _, _ = read(VCard(), card(f"FN;CHARSET={charset}:Zoë Müller", version="2.1"))
        assert names(rows) == ["Zoë Müller"]


def test_folding_groups_and_structured_values() -> None:
    data = card(
        "FN:Folded Lo",
        " ng",
        "item1.EMAIL;type=INTERNET:folded.long@exam",
        " ple.org",
        "item1.X-ABLabel:Work",
        "ORG:Acme\\; Sons;Research",
        "ADR;TYPE=work:;;Main St 1;Tilburg;NB;5000;NL",
        "CATEGORIES:choir,old\\, friends",
        "RELATED;TYPE=spouse;VALUE=text:Pat Long",
        "URL:https://www.linkedin.com/in/folded",
    )
    row = read(VCard(), data)[0][0]
    assert row["full_name"] == "Folded Long"
    assert row["emails"] == ["folded.long@example.org"]
    assert (row["organisation"], row["city"], row["country"]) == ("Acme; Sons", "Tilburg", "NL")
    assert row["labels"] == ["choir", "old, friends"]
    assert row["relations"] == [{"kind": "spouse", "name": "Pat Long"}]


def test_one_bad_card_costs_one_card() -> None:
    data = (
        card("FN:First")
        + card("FN:No End", end=False)
        + b"BEGIN:VCARD\r\n\x00\xff\xfe garbage\r\nEND:VCARD\r\n"
        + card("FN;ENCODING=QUOTED-PRINTABLE;CHARSET=blabla:L=", version="2.1")
        + card("FN:Last")
    )
    rows, problems, tally = read(VCard(), data)
    assert tally.read == 5
    assert {"First", "No End", "Last"} <= set(names(rows))
    assert "missing_end" in {problem.code for problem in problems}


def test_a_nested_agent_is_a_card_of_its_own() -> None:
    data = b"BEGIN:VCARD\nVERSION:2.1\nFN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Agent\nEND:VCARD\nTEL:1234567\nEND:VCARD\n"
    rows, _, tally = read(VCard(), data)
    assert tally.read == 2
    assert sorted(filter(None, names(rows))) == ["Agent", "Boss"]
    assert [row["phones"] for row in rows if row["full_name"] == "Boss"] == [["1234567"]]


def test_utf16_and_latin1_and_bare_cr() -> None:
    text = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ümit Öz\r\nEND:VCARD\r\n"
    for data in (text.encode("utf-16"), text.encode("latin-1"), text.replace("\r\n", "\r").encode()):
        assert VCard().recognise(file(data)) > 0.5
        assert names(read(VCard(), data)[0]) == ["Ümit Öz"]


def test_a_huge_photo_and_deep_nesting_are_harmless() -> None:
    photo = card("FN:Photo Huge", "PHOTO;ENCODING=b;TYPE=JPEG:" + "A" * (20 << 20))
    assert names(read(VCard(), photo)[0]) == ["Photo Huge"]
    rows, _, tally = read(VCard(), b"BEGIN:VCARD\nFN:Deep\nAGENT:\n" * 2000 + b"END:VCARD\n" * 2000)
    assert tally.read == 2000
    assert len(rows) == 2000


@given(st.binary(max_size=400), st.integers(0, 200))
def test_any_bytes_are_accounted_for(noise: bytes, at: int) -> None:
    whole = card("FN:Ann Example", "EMAIL:ann@example.org") * 2
    for data in (noise, whole[:at] + noise + whole[at:], b"BEGIN:VCARD\n" + noise):
        read(VCard(), data)


_text = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


@given(_text, _text, _text)
def test_our_reader_and_vobject_give_the_same_plain_card(given_name: str, family: str, employer: str) -> None:
    def escape(text: str) -> str:
        return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")

    lines = [
        f"FN:{escape(given_name)} {escape(family)}",
        f"N:{escape(family)};{escape(given_name)};;;",
        f"ORG:{escape(employer)};Unit",
        "EMAIL;TYPE=work:someone@example.org",
        "TEL;TYPE=cell,voice:+31 6 1234",
    ]
    raw = [line.encode() for line in lines]
    if is_plain(raw):
        assert contact(properties(raw)) == contact(by_vobject(raw))


@pytest.mark.corpora
@pytest.mark.skipif(not (CORPORA / "vcards").is_dir(), reason="the corpora are not here (WEAKTIES_CORPORA)")
def test_corpus_every_card_is_counted_and_nearly_all_are_usable() -> None:
    usable = cards = 0
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted((CORPORA / "vcards").rglob("*")):
        if path.is_dir() or path.name.startswith("LargeFile"):
            continue
        data = path.read_bytes()
        flat = data.decode("utf-16").encode() if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data
        expected = sum(
            line.strip().upper().replace(b" ", b"") == b"BEGIN:VCARD"
            for line in flat.replace(b"\r", b"\n").split(b"\n")
        )
        assert VCard().recognise(file(data)) > 0.5, digest.hexdigest()
        rows, _, tally = read(VCard(), data, path.name)
        assert tally.read == expected
        cards += tally.read
        usable += sum(
            bool(row["full_name"] or row["given"] or row["family"] or row["emails"] or row["phones"])
            for row in rows
        )
    assert cards == 199
    assert usable >= 190
