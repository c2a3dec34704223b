"""Real archives: nothing lost against an independent count.

Only counts and hashes stand here. Skipped where the corpora are absent.
"""

from __future__ import annotations

import gzip
import re
import tarfile
from collections import Counter
from collections.abc import Iterator

import pytest
from mail_files import CORPORA, Result, file

from connectors.base import HEAD_BYTES, File, Tally
from connectors.mail import lists
from connectors.mail.eml import Eml
from connectors.mail.mbox import CHUNK, Mbox
from connectors.mail.split import split

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here (WEAKTIES_CORPORA)"),
]


def archive(name: str) -> File:
    path = CORPORA / name
    with gzip.open(path) as stream:
        head = stream.read(HEAD_BYTES)
    return File(name.removesuffix(".gz"), head, lambda: gzip.open(path))  # type: ignore[arg-type, return-value]


def heads(source: File, at_most: int) -> Iterator[bytes]:
    with source.open() as stream:
        found = split(iter(lambda: stream.read(CHUNK), b""), Tally())
        for _, head, _ in (next(found) for _ in range(at_most)):
            yield head


def test_every_message_of_a_list_archive_is_read_where_it_stands() -> None:
    source = archive("linux-s390.mbox.gz")
    with source.open() as stream:
        lines = [match.start() for match in re.finditer(rb"^From mboxrd@z", stream.read(), re.MULTILINE)]
    assert len(lines) == 30_000
    places = []
    with source.open() as stream:
        tally = Tally()
        places = [offset for offset, _, _ in split(iter(lambda: stream.read(CHUNK), b""), tally)]
    assert places == lines
    assert tally.read == 30_000


def test_on_a_list_that_rewrites_from_the_people_come_out() -> None:
    source, tally = archive("usrp-users.mbox.gz"), Tally()
    rewritten = sum(bool(re.search(rb"(?i)\nFrom:[^\n]* via ", b"\n" + head)) for head in heads(source, 7997))
    result = Result(Mbox().read(source, tally), tally)
    messages, contacts = result.messages, list(result.contacts.values())
    assert tally.read == len(messages) == 7997
    assert rewritten > 3500
    assert sum(row["sender"] is None for row in messages) == 0
    assert {row["bulk_signal"] for row in messages} == {None}
    assert len({row["sender"] for row in messages}) > 600
    assert not [row for row in contacts if lists.is_list_address(row["emails"][0])]
    assert not any(" via " in name["name"].lower() for row in contacts for name in row["names"])


@pytest.mark.parametrize(
    ("name", "n_read", "signals"),
    [
        ("spamassassin", 4242, {"newsletter": 146, "over_50": 12, "bounce": 10, "no_reply": 2}),
        ("enron", 1181, {"over_50": 21}),
        ("bounces", 582, {"bounce": 460, "auto_submitted": 75, "no_reply": 9}),
    ],
)
def test_folders_of_single_messages_are_all_loaded(name: str, n_read: int, signals: dict[str, int]) -> None:
    with tarfile.open(CORPORA / f"{name}.tar.gz") as tar:
        members = [(member.name, tar.extractfile(member)) for member in tar if member.isfile()]
        files = [(path, file(stream.read(), path.rpartition("/")[2])) for path, stream in members if stream]
    tally = Tally()
    result = Result(Eml().read_many(files, tally), tally)
    assert result.n_read == result.n_loaded == n_read
    assert Counter(row["bulk_signal"] for row in result.messages if row["bulk_signal"]) == signals


def test_fixture_mboxes_without_blank_lines_or_escapes() -> None:
    expected = {
        "simple.mbox.txt": 3,
        "content-length.mbox.txt": 29,
        "unmunged.mbox.txt": 2,
        "jwz-summary.txt": 152,
    }
    for name, count in expected.items():
        data = (CORPORA / "fixtures" / "MimeKit" / name).read_bytes()
        tally = Tally()
        result = Result(Mbox().read(file(data, name), tally), tally)
        assert result.n_read == result.n_loaded == count, name
