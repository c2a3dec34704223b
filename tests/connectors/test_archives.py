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
from connectors.foreign import HINTS
from tests.connectors.loading import card, load, mbox, message, new_home, problems, rows, sources, write

SMALL = Limits(ratio=20, free=MIB, members=50)


def zipped(members: dict[str, str | bytes], form: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", form) as archive:
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


def test_too_many_members(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    write(home.inbox / "anna" / "many.zip", zipped({f"{n}.vcf": card("Bo") for n in range(60)}))
    load(home, limits=SMALL)
    assert problems(home) == {("many.zip", "archive_too_many")}


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SHEET: dict[str, str | bytes] = {"[Content_Types].xml": "<x/>", "xl/a.csv": "name,email\n"}
FOREIGN: dict[str, tuple[bytes, str]] = {
    "archive.pst": (b"!BDN" + bytes(600), "outlook_pst"),
    "cache.ost": (b"!BDN" + bytes(600), "outlook_pst"),
    "one.msg": (OLE, "outlook_msg"),
    "renamed.bin": (OLE + "__properties_version1.0".encode("utf-16-le"), "outlook_msg"),
    "old.xls": (OLE, "spreadsheet"),
    "old.doc": (OLE, "not_an_export"),
    "mac.olm": (
        zipped({"Accounts/a/com.microsoft.__Messages/Inbox/message_00001.xml": "<emails/>"}),
        "outlook_olm",
    ),
    "mail.nsf": (b"\x1a\x00\x00\x04\x00\x00" + bytes(600), "notes_nsf"),
    "inbox.dbx": (b"\xcf\xad\x12\xfe" + bytes(600), "outlook_dbx"),
    "people.xlsx": (zipped(SHEET), "spreadsheet"),
    "people.ods": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, zipfile.ZIP_STORED),
        "spreadsheet",
    ),
    "letter.docx": (
        zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "a@b.example"}),
        "not_an_export",
    ),
    "part.z01": (b"PK\x07\x08" + zipped({"a.vcf": card("Bo")})[:90], "archive_split"),
    "part.zip.001": (zipped({"a.vcf": card("Bo") * 500})[:90], "archive_split"),
}


@pytest.mark.parametrize("packed", [False, True])
def test_what_other_programs_keep_is_told_by_its_content(tmp_path: Path, packed: bool) -> None:
    """On disk and as a member of an archive; pieces of a zip are told on disk only."""
    home = new_home(tmp_path)
    contents = {name: data for name, (data, _) in FOREIGN.items() if not (packed and name == "part.zip.001")}
    if packed:
        write(home.inbox / "anna" / "drive.zip", zipped({**contents, "a.vcf": card("Bo")}))
    else:
        for name, data in contents.items():
            write(home.inbox / "anna" / name, data)
    load(home)
    told = {(name, FOREIGN[name][1]) for name in contents}
    assert problems(home) == told
    assert {row["kind"] for name, row in sources(home).items() if name != "a.vcf"} == {"unknown"}
    assert set(HINTS) >= {code for _, code in told} - {"not_an_export"}


def test_a_whole_takeout_in_two_zips(tmp_path: Path) -> None:
    """Every group is a source; the same card in two groups is one record with two places."""
    home = new_home(tmp_path)
    cards = card("Bo Berg", "bo@b.example") + card("Cy Clay")
    labelled = "X-Gmail-Labels: {}\n" + message("anna@own.example", "bo@b.example", 1)
    mail = mbox(
        labelled.format("Sent"),
        "X-Gmail-Labels: Spam\n" + message("x@y.example", number=2),
        "X-Gmail-Labels: Trash,Unread\n" + message("x@y.example", number=3),
        "X-Gmail-Labels: Inbox\n" + message("bo@b.example", number=4),
    )
    parts: dict[str, dict[str, str | bytes]] = {
        "takeout-20240501T000000Z-001.zip": {
            "Takeout/archive_browser.html": "<html>",
            "Takeout/Contacts/All Contacts/All Contacts.vcf": cards,
            "Takeout/Contacts/My Contacts/My Contacts.vcf": cards,
        },
        "takeout-20240501T000000Z-002.zip": {"Takeout/Mail/All mail.mbox": mail.replace("\n", "\r\n")},
    }
    for name, members in parts.items():
        write(home.inbox / "anna" / name, zipped(members))
    load(home)
    found = {name: (row["kind"], row["n_loaded"], row["n_skipped"]) for name, row in sources(home).items()}
    assert found == {
        "archive_browser.html": ("unknown", 0, 0),
        "All Contacts.vcf": ("vcard", 2, 0),
        "My Contacts.vcf": ("vcard", 2, 0),
        "All mail.mbox": ("mbox", 2, 2),
    }
    contacts = rows(home, "contact").filter(kind="vcard")
    assert (contacts.height, contacts["record_id"].n_unique()) == (4, 2)
    assert rows(home, "message")["is_sent_copy"].to_list() == [True, False]


@pytest.mark.parametrize("form", ["", "gz"])
def test_a_tar_that_is_cut_between_two_members_is_not_silent(tmp_path: Path, form: str) -> None:
    home = new_home(tmp_path)
    whole = tarred({f"{n}.vcf": card(f"P{n}") for n in range(4)}, "w:")
    for name, data in {
        "cut": whole[: 2 * 1024],
        "odd": whole[: 2 * 1024] + b"x" * 512 + whole[3 * 1024 :],
    }.items():
        write(home.inbox / "anna" / f"{name}.tar", gzip.compress(data) if form else data)
    load(home)
    assert problems(home) == {("cut.tar", "damaged"), ("odd.tar", "damaged")}
    assert sorted(rows(home, "contact")["full_name"]) == ["P0", "P0", "P1", "P1"]


def test_a_name_of_a_hundred_megabytes_is_not_read(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    long = tarfile.TarInfo("name")
    long.type, long.size = tarfile.GNUTYPE_LONGNAME, 100 * MIB
    data = tarred({"a.vcf": card("Bo")}, "w:")[:1024] + long.tobuf() + bytes(4096)
    write(home.inbox / "anna" / "long.tar", data)
    load(home)
    assert problems(home) == {("long.tar", "damaged")}
    assert rows(home, "contact")["full_name"].to_list() == ["Bo"]


def test_mailboxes_of_apple_mail_in_an_archive(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    members: dict[str, str | bytes] = {
        "V10/A1/Sent Messages.mbox/B2/Data/Messages/1.emlx": "120\n" + message("anna@own.example", number=1),
        "V10/A1/Sent Messages.mbox/B2/Data/1/Messages/2.emlx": "120\n"
        + message("anna@own.example", number=2),
        "V10/A1/Sent Messages.mbox/B2/Data/Attachments/1/2/card.vcf": card("Not Mine"),
        "export/Sent.mbox/mbox": mbox(message("anna@own.example", number=3)),
    }
    write(home.inbox / "anna" / "mail.zip", zipped(members))
    load(home)
    found = {name: (row["kind"], row["n_loaded"]) for name, row in sources(home).items()}
    assert found == {"Sent Messages.mbox": ("eml", 2), "mbox": ("mbox", 1)}
    assert rows(home, "message").filter(is_sent_copy=True)["locator"].sort().to_list() == [
        "B2/Data/1/Messages/2.emlx",
        "B2/Data/Messages/1.emlx",
        "byte:0",
    ]
    assert set(rows(home, "message")["locator"]) == {
        "byte:0", "B2/Data/Messages/1.emlx", "B2/Data/1/Messages/2.emlx",
    }  # fmt: skip
