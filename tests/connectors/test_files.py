"""What becomes a source: by content, by place, and never by following a link or trusting a name."""

from __future__ import annotations

import gzip
import io
import os
import socket
from pathlib import Path

import pytest

from connectors.compressed import MIB, open_disk
from connectors.ledger import Ledger
from connectors.paths import member_path, printable
from tests.connectors.loading import card, find, load, mbox, message, new_home, problems, rows, sources, write


def test_content_decides_not_the_extension(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    inbox = home.inbox / "anna"
    write(inbox / "people.txt", card("Bo Berg", "bo@b.example"))
    write(inbox / "mail", mbox(message("bo@b.example")))
    write(inbox / "photo.vcf", b"\x89PNG\r\n\x1a\n" + bytes(100))
    write(inbox / "empty.csv", b"")
    write(inbox / "cards.vcf.gz", gzip.compress(card("Cy Clay").encode()))
    load(home)
    kinds = {name: row["kind"] for name, row in sources(home).items()}
    assert kinds == {
        "people.txt": "vcard", "mail": "mbox", "photo.vcf": "unknown", "empty.csv": "unknown", "cards.vcf.gz": "vcard",
    }  # fmt: skip
    assert problems(home) == {("photo.vcf", "not_an_export"), ("empty.csv", "not_an_export")}
    assert rows(home, "contact").filter(kind="vcard")["full_name"].sort().to_list() == ["Bo Berg", "Cy Clay"]


def test_a_folder_of_messages_is_one_source(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    folder = home.inbox / "anna" / "export"
    for number in range(3):
        write(folder / f"{number}.eml", message("bo@b.example", number=number))
    write(folder / "cards.vcf", card("Bo Berg"))
    load(home)
    found = sources(home)
    assert (found["export"]["kind"], found["export"]["n_read"]) == ("eml", 3)
    assert found["cards.vcf"]["kind"] == "vcard"
    assert rows(home, "message")["locator"].to_list() == ["0.eml", "1.eml", "2.eml"]


def test_a_maildir_is_one_source_with_its_subfolders(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    mail = home.inbox / "anna" / "Maildir"
    write(mail / "cur" / "1.a.host:2,S", message("bo@b.example", number=1))
    write(mail / "new" / "2.a.host", message("cy@c.example", number=2))
    write(mail / "tmp" / "3.a.host", message("unfinished@c.example", number=3))
    write(mail / ".Sent" / "cur" / "4.a.host:2,S", message("anna@own.example", "bo@b.example", 4))
    write(mail / "dovecot-uidlist", b"3 V1\n")
    load(home)
    assert {name: (row["kind"], row["n_loaded"]) for name, row in sources(home).items()} == {
        "Maildir": ("maildir", 3)
    }
    assert rows(home, "message").filter(is_sent_copy=True)["locator"].to_list() == [".Sent/cur/4.a.host:2,S"]


def test_holes_of_a_file_read_as_zeros(tmp_path: Path) -> None:
    path = tmp_path / "holes.mbox"
    with open(path, "wb") as out:
        out.write(b"a" * 5000)
        out.seek(70 * MIB + 3)
        out.write(b"b" * 100_000)
        out.truncate(75 * MIB)
    plain = path.read_bytes()
    with open_disk(path) as stream:
        assert isinstance(stream, io.BufferedReader)
        assert type(stream.raw).__name__ == "_Sparse"
        assert stream.read(4000) + stream.read(9_000_001) + stream.read() == plain
        assert stream.read(1) == b""
        for start in (70 * MIB, 10, 74 * MIB, 0):
            stream.seek(start)
            assert stream.read(50_000) == plain[start : start + 50_000]


def test_mail_behind_a_hole_is_read(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    path = write(home.inbox / "anna" / "all.mbox", mbox(message("bo@b.example", number=1)))
    with open(path, "ab") as out:
        out.truncate(80 * MIB)
        out.write(b"\n\n" + mbox(message("cy@c.example", number=2)).encode())
    load(home)
    assert rows(home, "message")["sender"].to_list() == ["bo@b.example", "cy@c.example"]


def test_leftovers_are_no_sources(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    for name in (".hidden.vcf", "a.vcf~", "#a.vcf#", ".a.vcf.swp", "a.vcf.part", "Thumbs.db", ".git/a.vcf"):
        write(home.inbox / "anna" / name, card("Bo"))
    assert find(home) == []


def test_mailboxes_of_apple_mail(tmp_path: Path) -> None:
    """An exported package, and the store itself with a mailbox inside a mailbox and an attachment beside."""
    home = new_home(tmp_path)
    inbox = home.inbox / "anna"
    write(inbox / "Sent Messages.mbox" / "mbox", mbox(message("anna@own.example", number=1)))
    write(inbox / "Sent Messages.mbox" / "table_of_contents", b"\0\1")
    work = inbox / "V10" / "A1" / "Work.mbox"
    write(work / "Info.plist", "<plist/>")
    write(
        work / "B2" / "Data" / "Messages" / "1.emlx", "99\n" + message("bo@b.example", number=2) + "<plist/>"
    )
    write(
        work / "B2" / "Data" / "4" / "Messages" / "2.partial.emlx", "99\n" + message("cy@c.example", number=3)
    )
    write(work / "B2" / "Data" / "Attachments" / "1" / "2" / "card.vcf", card("Not Mine"))
    write(work / "Old.mbox" / "C3" / "Messages" / "9.emlx", "99\n" + message("di@d.example", number=4))
    load(home)
    found = {name: (row["kind"], row["n_loaded"]) for name, row in sources(home).items()}
    assert found == {"mbox": ("mbox", 1), "Work.mbox": ("eml", 2), "Old.mbox": ("eml", 1)}
    messages = rows(home, "message")
    assert set(messages["locator"]) == {
        "byte:0", "B2/Data/Messages/1.emlx", "B2/Data/4/Messages/2.partial.emlx", "C3/Messages/9.emlx",
    }  # fmt: skip
    assert messages.filter(is_sent_copy=True)["locator"].to_list() == ["byte:0"]
    write(work / "B2" / "Data" / "Messages" / "3.emlx", "99\n" + message("ed@e.example", number=5))
    assert load(home, day=1)["read"] == 1


def test_links_out_of_a_root_are_refused_and_so_are_pipes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = new_home(tmp_path)
    secret = write(tmp_path / "outside" / "secret.vcf", card("Eve Outside"))
    inbox = home.inbox / "anna"
    inside = write(inbox / "a.vcf", card("Bo"))
    (inbox / "out.vcf").symlink_to(secret)
    (inbox / "outdir").symlink_to(secret.parent)
    (inbox / "again.vcf").symlink_to(inside)
    (inbox / "loop").symlink_to(inbox)
    (inbox / "nowhere").symlink_to("nothing")
    os.mkfifo(inbox / "pipe")
    with socket.socket(socket.AF_UNIX) as one:
        monkeypatch.chdir(inbox)  # the path of a socket is at most 107 bytes long
        one.bind("socket")
    load(home)
    assert problems(home) == {
        ("out.vcf", "link_leaves_root"),
        ("outdir", "link_leaves_root"),
        ("pipe", "not_a_regular_file"),
        ("socket", "not_a_regular_file"),
    }
    assert rows(home, "contact")["full_name"].to_list() == ["Bo"]


def test_hostile_names_are_harmless(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    inbox = home.inbox / "anna"
    hostile = ["a\x1b]0;x\x07.vcf", "b\u202efcv.exe", "c\nd.vcf", "'; drop table source; --.vcf"]
    for name in hostile:
        write(inbox / name, card("Bo"))
    with open(os.fsencode(inbox) + b"/\xff\xfe.vcf", "wb") as raw:
        raw.write(card("Cy").encode())
    load(home)
    frame = Ledger(home.raw).sources()
    assert frame.height == len(hostile) + 1
    assert all(printable(path) == path for path in frame["path"])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/abs/x.vcf", "abs/x.vcf"),
        ("C:\\Users\\x.vcf", "Users/x.vcf"),
        ("a//./b.vcf", "a/b.vcf"),
        ("..", "unnamed"),
    ],
)
def test_member_paths_cannot_climb(name: str, shown: str) -> None:
    assert member_path(name) == shown


def test_a_registration_inside_another_wins(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    home.add_owner("ben", ["ben@own.example"])
    write(tmp_path / "exports" / "a.vcf", card("Bo"))
    of_ben = write(tmp_path / "exports" / "ben" / "b.vcf", card("Cy"))
    home.register(tmp_path / "exports", "anna")
    home.register(of_ben.parent, "ben")
    assert {(one.owner_id, Path(one.path).name) for one in find(home)} == {
        ("anna", "a.vcf"),
        ("ben", "b.vcf"),
    }


def test_the_home_is_not_read_from_outside_and_can_be_moved(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    home.register(tmp_path, "anna")
    write(home.inbox / "anna" / "a.vcf", card("Bo"))
    write(home.path / "targets.csv", "person\nEve Long\n")
    write(home.out / "ask_list.csv", "name,email\nBo,bo@b.example\n")
    load(home)
    assert [(one.path, one.owner_id) for one in find(home)] == [
        ("targets.csv", None),
        ("inbox/anna/a.vcf", "anna"),
    ]
    moved = home.path.rename(tmp_path / "moved")
    again = type(home)(moved)
    assert all(one.is_known for one in find(again))
    assert str(home.path) not in again.settings_file.read_text() + (again.raw / "ledger.json").read_text()


def test_single_messages_that_start_as_an_mbox_does_are_messages(tmp_path: Path) -> None:
    """MH folders and mail saved with its From_ line; a file with two messages stays an mbox whatever its name."""
    home = new_home(tmp_path)
    folder = home.inbox / "anna" / "mh"
    write(folder / "1", mbox(message("bo@b.example", number=1)))
    write(folder / "2.eml", mbox(message("cy@c.example", number=2)))
    write(folder / "3", mbox(message("bo@b.example", number=3), message("bo@b.example", number=4)))
    write(folder / "Sent", mbox(message("anna@own.example", number=5)))
    load(home)
    found = {name: (row["kind"], row["n_loaded"]) for name, row in sources(home).items()}
    assert found == {"mh": ("eml", 2), "3": ("mbox", 2), "Sent": ("mbox", 1)}
