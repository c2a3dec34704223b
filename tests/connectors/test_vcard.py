"""vCards: one bad card costs one card, and what people's programs write comes out right."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Tally
from connectors.charset_guess import guess
from connectors.vcard.by_vobject import reread
from connectors.vcard.connector import VCard, is_plain
from connectors.vcard.contact import contact, is_group
from connectors.vcard.lines import Mended, properties
from connectors.vcard.plain import plain_properties, plain_row, plain_text
from connectors.vcard.split import Card, cards
from tests.conftest import CORPORA
from tests.connectors.reading import file, read

TEXT = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ümit Öz\r\nEND:VCARD\r\n"


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


def test_a_nested_agent_is_a_card_of_its_own_and_a_relation() -> None:
    nested = b"BEGIN:VCARD\nVERSION:2.1\nFN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Agent\nEND:VCARD\nTEL:1234567\nEND:VCARD\n"
    rows, _, tally = read(VCard(), nested)
    assert (tally.read, sorted(names(rows))) == (2, ["Agent", "Boss"])
    boss = next(row for row in rows if row["full_name"] == "Boss")
    assert (boss["phones"], boss["relations"]) == (["1234567"], [{"kind": "agent", "name": "Agent"}])
    inline = card("FN:Boss", "AGENT:BEGIN:VCARD\\nFN:Sue Agent\\nEND:VCARD\\n")
    rows, _, tally = read(VCard(), inline)
    assert (tally.read, rows[0]["relations"]) == (1, [{"kind": "agent", "name": "Sue Agent"}])


@pytest.mark.parametrize(
    ("data", "offsets"),
    [
        (TEXT.encode("utf-16"), [2, 2 + 2 * len(TEXT)]),
        (TEXT.encode("utf-16-be"), [0, 2 * len(TEXT)]),
        (TEXT.encode("utf-8-sig"), [3, 3 + len(TEXT.encode())]),
        (TEXT.encode("latin-1"), [0, len(TEXT)]),
        (TEXT.replace("\r\n", "\r").encode(), [0, len(TEXT.replace("\r\n", "\r").encode())]),
    ],
    ids=["utf-16", "utf-16-be without mark", "utf-8 with mark", "latin-1", "bare CR"],
)
def test_text_encodings_and_where_cards_begin(data: bytes, offsets: list[int]) -> None:
    twice = data + data.removeprefix(b"\xff\xfe").removeprefix(b"\xef\xbb\xbf")
    assert VCard().recognise(file(twice)) == 1.0
    rows, problems, _ = read(VCard(), twice)
    assert names(rows) == ["Ümit Öz"] * 2
    assert [row["locator"] for row in rows] == [f"byte:{offset}" for offset in offsets]
    assert {problem.code for problem in problems} <= {"encoding_guessed"}


def test_undeclared_shift_jis_is_japanese_and_undeclared_latin_1_is_not() -> None:
    for name, encoding in (("安藤 ロイド", "cp932"), ("Renée Müller", "cp1252")):
        rows, problems, _ = read(VCard(), f"BEGIN:VCARD\nFN:{name}\nEND:VCARD\n".encode(encoding))
        assert names(rows) == [name]
        assert [(p.code, p.field) for p in problems] == [("encoding_guessed", "FN")]


def test_lines_broken_without_folding_do_not_spill_into_names() -> None:
    rows, problems, _ = read(
        VCard(),
        card(
            "FN:Ann", "# a comment", "ADR:;;Main St", "floor 2;Tilburg;NB;5000;NL", "TEL:123", version="2.1"
        ),
    )
    assert (rows[0]["full_name"], rows[0]["city"], rows[0]["phones"]) == ("Ann", "Tilburg", ["123"])
    assert [p.code for p in problems] == ["broken_line"]


def test_a_quoted_printable_value_that_is_cropped_ends_at_the_next_property() -> None:
    rows, _, _ = read(VCard(), card("FN;QUOTED-PRINTABLE:J=C3=B6rg=", "TEL:12345", version="2.1"))
    assert (rows[0]["full_name"], rows[0]["phones"]) == ("Jörg", ["12345"])


def test_what_is_no_person_no_phone_and_no_address() -> None:
    rows, problems, _ = read(
        VCard(),
        card("FN:Choir", "X-ADDRESSBOOKSERVER-KIND:group")
        + card("FN:Ann", "TEL;TYPE=work,fax:1", "TEL:tel:+1-555;ext=7", "TEL:none", "EMAIL:/o=ORG/cn=ann")
        + card("NOTE:nobody"),
    )
    assert [row["phones"] for row in rows] == [["+1-555 ext. 7"]]
    assert [(p.code, p.severity) for p in problems] == [
        ("group_card", "skipped"),
        ("bad_address", "repaired"),
        ("bad_phone", "repaired"),
        ("empty", "skipped"),
    ]


def test_parameters_of_rfc_6868_and_commas_in_names() -> None:
    row = read(VCard(), card('FN;SORT-AS="O^\'Neil,B:c":Keller, Anna', "NICKNAME;LANGUAGE=en:Jim,Jimmie"))[0][
        0
    ]
    assert (row["full_name"], row["nickname"]) == ("Keller, Anna", "Jim")


def test_files_joined_without_a_line_end_are_still_two_cards() -> None:
    rows, _, tally = read(VCard(), card("FN:One").rstrip() + card("FN:Two"))
    assert (tally.read, names(rows)) == (2, ["One", "Two"])


def test_a_huge_photo_endless_folds_and_deep_nesting_are_harmless() -> None:
    photo = card("FN:Photo Huge", "PHOTO;ENCODING=b;TYPE=JPEG:" + "A" * (20 << 20)) + card("FN:Next")
    assert names(read(VCard(), photo)[0]) == ["Photo Huge", "Next"]
    folds = card("FN:Folds", "NOTE:x" + "\r\n y" * 400_000) + card("FN:Next")
    rows, problems, _ = read(VCard(), folds)
    assert names(rows) == ["Folds", "Next"]
    unended, _, tally = read(VCard(), b"BEGIN:VCARD\nFN:Deep\n" * 2000 + b"END:VCARD\n" * 2000)
    assert (tally.read, len(unended)) == (2000, 2000)
    rows, problems, tally = read(
        VCard(), b"BEGIN:VCARD\nFN:Deep\nAGENT:\n" * 2000 + b"END:VCARD\n" * 2000 + card("FN:Next")
    )
    assert tally.read == 2001
    assert {problem.code for problem in problems} == {"nested_too_deep"}
    assert names(rows)[-1] == "Next"


CUT_UP = st.lists(
    st.sampled_from(
        [
            b"BEGIN:VCARD\r\n", b"END:VCARD\n", b"end:vcard", b"AGENT:\n", b"VERSION:2.1\r\n", b"FN:Ann\n", b"N:;;\n",
            b"FN;CHARSET=x;ENCODING=QUOTED-PRINTABLE:=E4=\n", b" folded\n", b"PHOTO;ENCODING=b:AAAA\n", b"A" * 70 + b"\n",
            b'TEL;TYPE="a:1\n', b"item1.EMAIL;pref:x@example.org\r", b"LABEL:x\n", b"loose\n", b"\xff\x82\xa0", b"\0", b"\xef\xbb\xbf",
        ]
    ),
    max_size=30,
)  # fmt: skip


@given(st.binary(max_size=400), st.integers(0, 200), CUT_UP)
def test_any_bytes_are_accounted_for(noise: bytes, at: int, pieces: list[bytes]) -> None:
    whole = card("FN:Ann Example", "EMAIL:ann@example.org") * 2
    for data in (noise, whole[:at] + noise + whole[at:], b"BEGIN:VCARD\n" + noise, b"".join(pieces)):
        read(VCard(), data)
    read(VCard(), b"".join(pieces).replace(b"\r", b"\n"))


_text = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


def by_lines(raw: list[bytes]) -> dict[str, Any]:
    mended = Mended()
    return contact(reread(properties(raw, mended), mended), mended)


PLAIN_LINES = st.lists(
    st.one_of(
        st.builds(
            "{}{}:{}".format,
            st.sampled_from(["", "", "item1.", "A-b."]),
            st.sampled_from(
                [
                    "FN", "N", "fn", "EMAIL", "EMAIL;TYPE=INTERNET", "TEL;TYPE=CELL,voice", "TEL;WORK;FAX", "TEL", "ORG", "ADR;TYPE=home",
                    "TITLE", "ROLE", "URL", "UID", "NICKNAME", "CATEGORIES", "NOTE", "X-ABLabel", "REV", "BDAY", "PHOTO", "IMPP",
                    "RELATED;TYPE=spouse", "X-SPOUSE", "KIND", "X-ABSHOWAS", "X_ODD", "LABEL",
                ]
            ),
            st.lists(
                st.one_of(
                    st.sampled_from(
                        [
                            ";", ",", " ", "  ", "\\,", "\\;", "\\n", "\\\\", "Ann", "Öz", "e\u0301", "a@b.example", "A.B@c.example",
                            "mailto:x@y.example", "tel:+1", "+49 30 1", "\u00a0", "\u200b", "\r\n ", "\r\n\t", "http://x.example", "group",
                        ]
                    ),
                    _text,
                ),
                max_size=7,
            ).map("".join),
        ),
        st.sampled_from(["", " ", "loose", "# comment", " folded", "PHOTO;ENCODING=b:AAAA\r\n BBBB\r\n"]),
    ),
    max_size=9,
)  # fmt: skip


@settings(max_examples=300)
@given(PLAIN_LINES, st.sampled_from(["\r\n", "\n"]))
def test_the_fast_path_and_vobject_give_the_same_rows(lines: list[str], end: str) -> None:
    body = "".join(line + end for line in lines).encode()
    text = plain_text(body)
    if text is None:
        return
    card = Card(0, body=body)
    card.unpack()
    found = plain_properties(text)
    row = plain_row(text)
    if found is not None:
        mended = Mended()
        assert contact(found, mended) == by_lines(card.lines)
    if row is not None:
        assert found is not None
        assert not is_group(found)
        assert row == contact(found, Mended()) == by_lines(card.lines)


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
        mended = Mended()
        own = properties(raw, mended)
        assert contact(own, mended) == contact(reread(own, mended), mended)
        assert not mended.found


@given(
    CUT_UP.map(lambda pieces: b"".join(one for one in pieces if one.isascii() and not one.endswith(b"\r")))
)
def test_cards_cut_out_whole_are_those_cut_out_line_by_line(data: bytes) -> None:
    """UTF-16 is taken line by line."""

    def found(data: bytes) -> list[dict[str, Any]]:
        rows = read(VCard(), data)[0]
        return [{key: value for key, value in row.items() if key != "locator"} for row in rows]

    assert found(data) == found(data.decode().encode("utf-16"))


@pytest.mark.parametrize(
    ("encoding", "given_name", "family"),
    [
        ("cp1253", "Ελένη", "Παπαδοπούλου"), ("cp1251", "Юрий", "Кузнецов"), ("koi8_r", "Мария", "Петрова"),
        ("cp1250", "Łucja", "Źrebak"), ("cp1252", "Renée", "Größe"), ("cp932", "太郎", "山田"), ("gbk", "晓东", "陈"),
        ("big5", "志玲", "陳"),
    ],
)  # fmt: skip
def test_character_sets_that_are_not_declared(encoding: str, given_name: str, family: str) -> None:
    plain = f"BEGIN:VCARD\r\nVERSION:2.1\r\nN:{family};{given_name}\r\nTEL:12345\r\nEND:VCARD\r\n"
    raw = f"{family};{given_name}".encode(encoding)
    quoted = b"N;ENCODING=QUOTED-PRINTABLE:" + b"".join(b"=%02X" % byte for byte in raw)
    for data in (plain.encode(encoding), b"BEGIN:VCARD\n" + quoted + b"\nTEL:12345\nEND:VCARD\n"):
        rows, problems, _ = read(VCard(), data)
        assert (rows[0]["given"], rows[0]["family"], rows[0]["phones"]) == (given_name, family, ["12345"])
        assert [(p.code, p.field) for p in problems] == [("encoding_guessed", "N")]


@given(st.binary(max_size=300))
def test_a_guess_is_always_made(raw: bytes) -> None:
    raw.decode(guess(raw), "replace")


def test_a_card_without_a_name_is_called_as_phones_call_it() -> None:
    for lines, name, source in (
        (["ORG:Bike Shop;Repairs", "TEL:12345"], "Bike Shop", "ORG"),
        (["X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Nick;1;;", "EMAIL:n@a.example"], "Nick", "NICKNAME"),
        (["NICKNAME:Jim,Jimmie"], "Jim", "NICKNAME"),
        (["ADR;TYPE=home:;;Main St 1;Tilburg;;5000;"], "Main St 1, Tilburg, 5000", "ADR"),
        (["LABEL:Main St 1\\nTilburg"], "Main St 1, Tilburg", "ADR"),
        (["X-EVOLUTION-FILE-AS:Long\\, Eve", "N:;;;;"], "Long, Eve", None),
        (["ORG:Acme", "EMAIL:eve@acme.example"], None, None),
    ):  # fmt: skip
        rows, problems, _ = read(VCard(), card(*lines))
        assert (rows[0]["full_name"], [(p.code, p.severity, p.field) for p in problems]) == (
            name,
            [("no_name", "repaired", source)] if source else [],
        )
    assert [p.code for p in read(VCard(), card("PHOTO;ENCODING=b:AAAA", "REV:2020"))[1]] == ["empty"]


def test_addresses_and_numbers_in_odd_places() -> None:
    row = read(
        VCard(),
        card(
            "FN:Ann", "URL:mailto:ann@a.example", "IMPP:mailto:ann@b.example", "X-GOOGLE-TALK:ann@gmail.com",
            "X-JABBER:ann@chat.example", "IMPP:whatsapp:+49301234567", "IMPP;X-SERVICE-TYPE=Skype:skype:ann.1234567",
        ),
    )[0][0]  # fmt: skip
    assert row["emails"] == ["ann@a.example", "ann@b.example", "ann@gmail.com"]
    assert (row["phones"], row["urls"]) == (["+49301234567"], [])


@pytest.mark.parametrize("keep", range(0, 400, 7))
def test_cropped_files_give_what_they_hold(keep: int) -> None:
    whole = card("N;ENCODING=QUOTED-PRINTABLE:=C3=96z;=C3=9Cmit", "TEL:12345", "PHOTO;ENCODING=BASE64:" + "A" * 60 + "\r\n ==", "EMAIL:u@a.example", version="2.1")  # fmt: skip
    rows, problems, tally = read(VCard(), card("FN:First") + whole[:keep])
    assert rows[0]["full_name"] == "First"
    assert tally.read == 1 + (keep >= len("BEGIN:VCARD"))
    if tally.read == 2 and keep < len(whole) - 2:
        assert {p.code for p in problems} & {"missing_end", "empty", "unreadable_card"}


@pytest.mark.corpora
@pytest.mark.skipif(not (CORPORA / "vcards").is_dir(), reason="the corpora are not here (WEAKTIES_CORPORA)")
def test_corpus_the_fast_path_and_vobject_give_the_same_rows() -> None:
    n_fast = 0
    for path in sorted(one for one in (CORPORA / "vcards").rglob("*") if one.is_file()):
        for one in cards(file(path.read_bytes()), Tally()):
            text = plain_text(one.body) if one.body is not None else None
            found = plain_properties(text) if text is not None else None
            if text is not None and found is not None:
                row = plain_row(text)
                one.unpack()
                wanted = by_lines(one.lines)
                assert contact(found, Mended()) == wanted, one.offset
                assert row is None or row == wanted, one.offset
                n_fast += row is not None
    assert n_fast >= 100


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
    assert usable == 197  # the other two hold a picture only
