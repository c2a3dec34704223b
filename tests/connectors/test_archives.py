"""Archives: members are sources, nothing is written to disk, and what attacks is refused and accounted."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from connectors.compressed import MIB, Limits
from tests.connectors.loading import card, load, mbox, message, new_home, problems, rows, sources, write

SMALL = Limits(ratio=20, free=MIB, members=50)


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members: dict[str, str | bytes], mode: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            data = content if isinstance(content, bytes) else content.encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


MEMBERS: dict[str, str | bytes] = {
    "Takeout/Mail/all.mbox": mbox(message("bo@b.example", number=1), message("cy@c.example", number=2)),
    "Takeout/loose/1.eml": message("di@d.example", number=3),
    "Takeout/cards.vcf": card("Bo Berg") + card("Cy Clay"),
    "Takeout/loose/2.eml": message("ed@e.example", number=4),
    "Mail/cur/1.x:2,S": message("fy@f.example", number=5),
    "Mail/.Sent/cur/2.x:2,S": message("anna@own.example", "bo@b.example", 6),
    "Takeout/index.html": "<html>",
    "__MACOSX/._cards.vcf": card("Ghost"),
}


@pytest.mark.parametrize("form", ["zip", "tar", "gz", "bz2", "xz"])
def test_members_are_sources_whatever_the_form(tmp_path: Path, form: str) -> None:
    home = new_home(tmp_path)
    data = zipped(MEMBERS) if form == "zip" else tarred(MEMBERS, "w:" + form.removeprefix("tar"))
    write(home.inbox / "anna" / "export.bin", data)
    load(home)
    found = {name: (row["kind"], row["n_loaded"]) for name, row in sources(home).items()}
    assert found == {
        "all.mbox": ("mbox", 2),
        "loose": ("eml", 2),
        "cards.vcf": ("vcard", 2),
        "Mail": ("maildir", 2),
        "index.html": ("unknown", 0),
    }
    assert {row["path"] for row in sources(home).values()} >= {"inbox/anna/export.bin/Takeout/cards.vcf"}
    assert "1.eml" in rows(home, "message")["locator"].to_list()
    assert sorted(one.name for one in (home.inbox / "anna").iterdir()) == ["export.bin"]
    assert load(home, day=1)["read"] == 0


def test_a_bomb_is_refused_and_its_neighbour_read(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    bomb = bytes(30 * MIB)
    write(home.inbox / "anna" / "a.zip", zipped({"big.vcf": bomb, "small.vcf": card("Bo")}))
    write(home.inbox / "anna" / "b.vcf.gz", gzip.compress(card("Cy").encode() + b"NOTE:" + bytes(30 * MIB)))
    write(
        home.inbox / "anna" / "c.tar.gz",
        tarred({"small.vcf": card("Di"), "big.vcf": bomb, "late.vcf": card("Ed")}, "w:gz"),
    )
    load(home, limits=SMALL)
    assert {
        ("big.vcf", "archive_bomb"),
        ("b.vcf.gz", "archive_bomb"),
        ("c.tar.gz", "archive_bomb"),
    } <= problems(home)
    assert {"Bo", "Di"} <= set(rows(home, "contact")["full_name"])


def test_members_that_share_bytes_are_a_bomb(tmp_path: Path) -> None:
    """Many entries that point at one block (the flat bomb): together larger than the file."""
    home = new_home(tmp_path)
    data = bytearray(zipped({"a.vcf": card("Bo") * 50}))
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = bytes(data[start:end])
    copies = b"".join(entry.replace(b"a.vcf", b"%c.vcf" % (ord("b") + number)) for number in range(10))
    tail = bytearray(data[end:])
    struct.pack_into("<HHL", tail, 8, 11, 11, len(entry) * 11)
    write(home.inbox / "anna" / "flat.zip", bytes(data[:end]) + copies + bytes(tail))
    load(home)
    assert problems(home) == {("flat.zip", "archive_bomb")}


def test_a_size_that_lies_costs_that_member_only(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    data = bytearray(zipped({"lie.vcf": card("Bo") * 2000, "true.vcf": card("Cy")}))
    entry = data.index(b"PK\x01\x02")
    struct.pack_into("<L", data, entry + 24, 100)
    write(home.inbox / "anna" / "a.zip", bytes(data))
    load(home)
    assert problems(home) >= {("lie.vcf", "damaged")}
    assert "Cy" in rows(home, "contact")["full_name"].to_list()
    assert int(str(sources(home)["lie.vcf"]["n_read"])) < 3


def test_nested_encrypted_linked_and_damaged_archives(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    inbox = home.inbox / "anna"
    inner = zipped({"a.vcf": card("Hidden")})
    write(
        inbox / "nested.zip",
        zipped({"inner.zip": inner, "inner.vcf.gz": gzip.compress(card("Deep").encode())}),
    )
    write(inbox / "twice.gz", gzip.compress(inner))
    encrypted = bytearray(zipped({"locked.vcf": card("Bo")}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.index(mark) + offset] |= 1
    write(inbox / "locked.zip", bytes(encrypted))
    write(inbox / "cut.zip", zipped({"a.vcf": card("Bo") * 500})[:200])
    write(
        inbox / "cut.mbox.gz",
        gzip.compress(mbox(*(message(f"a{n}@b.example", number=n) for n in range(9000))).encode())[:-2000],
    )
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        link = tarfile.TarInfo("passwd.vcf")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    write(inbox / "links.tgz", out.getvalue())
    load(home)
    assert problems(home) == {
        ("inner.zip", "archive_nested"),
        ("inner.vcf.gz", "archive_nested"),
        ("twice.gz", "archive_nested"),
        ("locked.vcf", "archive_encrypted"),
        ("cut.zip", "damaged"),
        ("cut.mbox.gz", "damaged"),
        ("passwd.vcf", "archive_link"),
    }
    cut = sources(home)["cut.mbox.gz"]
    assert rows(home, "message").height == cut["n_loaded"]
    assert int(str(cut["n_loaded"])) > 1000


def test_slips_stay_inside_and_doubles_are_both_kept(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../evil.vcf", card("Slip"))
        archive.writestr("a.vcf", card("One"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.vcf", card("Two"))
    write(home.inbox / "anna" / "slip.zip", out.getvalue())
    load(home)
    assert rows(home, "contact")["full_name"].sort().to_list() == ["One", "Slip", "Two"]
    assert not list(tmp_path.rglob("evil.vcf"))
    assert {row["path"] for row in sources(home).values()} == {
        "inbox/anna/slip.zip/evil.vcf",
        "inbox/anna/slip.zip/a.vcf",
    }


def test_too_many_members_and_office_files(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    write(home.inbox / "anna" / "many.zip", zipped({f"{n}.vcf": card("Bo") for n in range(60)}))
    write(
        home.inbox / "anna" / "book.xlsx", zipped({"[Content_Types].xml": "<x/>", "xl/a.csv": "name,email\n"})
    )
    load(home, limits=SMALL)
    assert problems(home) == {("many.zip", "archive_too_many"), ("book.xlsx", "not_an_export")}
