"""LDIF: entries as RFC 2849 writes them, and any bytes accounted for."""

from __future__ import annotations

import base64
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.ldif.connector import Ldif
from connectors.registry import recognise
from tests.connectors.reading import file, read

PERSON = "objectclass: person\n"


def entry(*lines: str) -> str:
    return "dn: cn=x\n" + PERSON + "".join(line + "\n" for line in lines) + "\n"


def test_recognised_by_its_first_entry_only() -> None:
    for head in ("", "version: 1\n\n", "# made by hand\n# and so\n  on\nversion:1\n", "\ufeff"):
        for encoding in ("utf-8", "utf-16"):
            found = recognise(file((head + entry("cn: Ann")).encode(encoding)))
            assert found is not None
            assert found.kind == "ldif"
    for text in ("cn: Ann\ndn: cn=x\n", "dn\n", "Subject: dn: x\n", "name,dn:\nA,B\n"):
        found = recognise(file(text.encode()))
        assert found is None or found.kind != "ldif"


def test_base64_folds_and_comments_between() -> None:
    name = base64.b64encode("Jürgen Weißel".encode()).decode()
    text = entry(
        f"cn:: {name[:5]}", f" {name[5:]}", "# comment", "  folded: away", "mail;lang-de: J@W.exam", " ple"
    )
    rows, problems, tally = read(Ldif(), text.encode())
    assert (rows[0]["full_name"], rows[0]["emails"], tally.read) == ("Jürgen Weißel", ["j@w.example"], 1)
    assert problems == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1251"])
def test_line_ends_and_encodings(end: str, encoding: str) -> None:
    name = "Юрий Кузнецов" if encoding == "cp1251" else "Zoë Größe"
    data = (entry(f"cn: {name}", "mail: z@a.example") * 2).replace("\n", end).encode(encoding)
    rows, problems, _ = read(Ldif(), data)
    assert [row["full_name"] for row in rows] == [name] * 2
    assert {problem.code for problem in problems} <= {"encoding_guessed"}


def test_change_records_lists_and_what_points_elsewhere() -> None:
    text = (
        "dn: cn=a\nchangetype: delete\n\n"
        "dn: cn=b\nobjectclass: groupOfNames\ncn: B\n\n"
        "dn: cn=c\nobjectclass: device\ncn: Printer\n\n"
        + entry("cn:< file:///etc/hostname", "mail: c@a.example", "sn:: ?", "loose line", "mail: nobody")
    )  # fmt: skip
    rows, problems, tally = read(Ldif(), text.encode())
    assert tally.read == 4
    assert [(row["full_name"], row["emails"]) for row in rows] == [(None, ["c@a.example"])]
    assert [(p.code, p.severity) for p in problems] == [
        ("change_record", "rejected"),
        ("group_card", "skipped"),
        ("not_a_person", "skipped"),
        ("broken_line", "repaired"),
        ("bad_address", "repaired"),
    ]


def test_a_huge_photo_costs_nothing_else() -> None:
    photo = "jpegPhoto:: " + "A" * 70 + ("\n " + "A" * 70) * 100_000
    rows, problems, _ = read(
        Ldif(), (entry("cn: Ann", photo, "mail: a@a.example") + entry("cn: Bo")).encode()
    )
    assert [row["full_name"] for row in rows] == ["Ann", "Bo"]
    assert rows[0]["emails"] == ["a@a.example"]
    assert problems == []


CUT_UP = st.lists(
    st.sampled_from(
        [
            b"dn: cn=a\n", b"dn:: \n", b"\n", b" folded\n", b"# c\n", b"cn:: ====\n", b"cn:< x\n", b"mail: a@b.example\r\n", b"-\n",
            b"changetype: add\n", b"objectclass: person\n", b"objectclass: groupofnames\n", b"\xff\xfe", b"\0", b"version: 1\n",
        ]
    ),
    max_size=30,
)  # fmt: skip


@given(st.binary(max_size=300), st.integers(0, 120), CUT_UP)
def test_any_bytes_are_accounted_for(noise: bytes, at: int, pieces: list[bytes]) -> None:
    whole = (entry("cn: Ann", "mail: a@a.example") * 2).encode()
    for data in (noise, whole[:at] + noise + whole[at:], b"".join(pieces)):
        recognise(file(data))
        read(Ldif(), data)


@given(
    st.lists(
        st.tuples(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20), st.integers(1, 30)),
        max_size=5,
    )
)  # fmt: skip
def test_any_name_survives_base64_and_folding(people: list[tuple[str, int]]) -> None:
    text = "version: 1\n"
    for name, width in people:
        line = "cn:: " + base64.b64encode(name.encode()).decode()
        folded = "\n ".join([line[:6]] + [line[n : n + width] for n in range(6, len(line), width)])
        text += entry(folded, "mail: a@b.example")
    rows, _, _ = read(Ldif(), text.encode())
    wanted = [
        None if "@" in name and not row["full_name"] else unicodedata.normalize("NFC", name)
        for (name, _), row in zip(people, rows, strict=True)
    ]
    assert [row["full_name"] for row in rows] == wanted
