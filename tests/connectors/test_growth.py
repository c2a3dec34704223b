"""Mail that came since is read alone, and gives what reading everything gives; so do pieces read side by side."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import execute, jobs
from connectors.base import Tally
from connectors.files import Root, discover
from connectors.ledger import Ledger
from connectors.load import read_sources
from connectors.mail.scan import BEFORE
from connectors.mail.split import split
from connectors.raw import scan
from connectors.record_id import RecordIds
from connectors.workers import Workers

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LIST = "List-Post: <mailto:talk@talk.example>\n"


def mail(number: int) -> str:
    """One of many messages: names that vary, a list that three authors show, a damaged date now and then."""
    date = f"{1 + number % 28} Jun 20{10 + number % 10} 10:00:00 +0000" if number % 7 else "rubbish"
    return (
        f"From: {'Anna Keller' if number % 3 else 'Keller, A'} <anna{number % 4}@a.example>\n"
        f"To: Bo{number % 5} <bo{number % 9}@b.example>, talk@talk.example\nDate: {date}\n"
        f"Message-ID: <{number}@a.example>\n{LIST if number % 2 else ''}\n"
    )


def mbox(numbers: range) -> bytes:
    return "".join(
        f"From x Mon Jun  3 10:00:00 2019\n{mail(number)}Hello,\nFrom here it goes on.\n\n"
        for number in numbers
    ).encode()


def load(raw: Path, source: Path, n_workers: int = 1, full: bool = False) -> dict[str, int]:
    ledger = Ledger(raw)
    found = discover([Root(source, "me")], None if full else ledger)
    return read_sources(found, ledger, groups=("mail",), full=full, now=NOW, n_workers=n_workers)


def tables(raw: Path) -> dict[str, pl.DataFrame]:
    """The rows of every raw table but sightings, whose sums are in the contacts."""
    keys = {"message": "locator", "contact": "record_id", "problem": ["locator", "code"]}
    return {name: scan(raw, name).collect().drop("source_id").sort(key) for name, key in keys.items()}


def same(one: Path, other: Path) -> bool:
    left, right = tables(one), tables(other)
    return all(left[name].equals(right[name]) for name in left)


def reads(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The extents that are read from now on."""
    seen: list[object] = []
    original = execute._finished

    def spy(job: jobs.Job, *rest: object) -> object:
        seen.extend(job.extents)
        return original(job, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(execute, "_finished", spy)
    return seen


def test_an_mbox_that_grew_is_read_from_where_it_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "all.mbox"
    path.write_bytes(mbox(range(40)))
    size = path.stat().st_size
    load(tmp_path / "raw", path)
    path.write_bytes(mbox(range(60)))
    seen = reads(monkeypatch)
    counts = load(tmp_path / "raw", path)
    assert seen == [(size, path.stat().st_size)]
    assert counts["n_read"] == counts["n_loaded"] == 60
    load(tmp_path / "fresh", path)
    assert same(tmp_path / "raw", tmp_path / "fresh")
    assert load(tmp_path / "raw", path)["read"] == 0


@pytest.mark.parametrize(
    "changed",
    [
        mbox(range(1, 60)),  # compacted, then grown
        mbox(range(40)).replace(b"anna1@", b"anno1@") + mbox(range(40, 60)),  # changed inside
        mbox(range(40)) + b"more of the last body\n" + mbox(range(40, 60)),
    ],
)
def test_an_mbox_that_did_not_only_grow_is_read_anew(tmp_path: Path, changed: bytes) -> None:
    path = tmp_path / "all.mbox"
    path.write_bytes(mbox(range(40)))
    load(tmp_path / "raw", path)
    path.write_bytes(changed)
    load(tmp_path / "raw", path)
    load(tmp_path / "fresh", path)
    assert same(tmp_path / "raw", tmp_path / "fresh")


def test_of_a_maildir_new_messages_are_read_and_new_flags_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = tmp_path / "Maildir"
    for folder in ("cur", "new", "tmp"):
        (box / folder).mkdir(parents=True)
    for number in range(20):
        place = (
            box / ("new" if number % 2 else "cur") / f"15{number:02d}.M1.host{'' if number % 2 else ':2,S'}"
        )
        place.write_text(mail(number))
    load(tmp_path / "raw", box)
    (box / "new" / "1501.M1.host").rename(box / "cur" / "1501.M1.host:2,RS")
    (box / "cur" / "1502.M1.host:2,S").rename(box / "cur" / "1502.M1.host:2,FS")
    for number in range(20, 25):
        (box / "new" / f"15{number}.M1.host").write_text(mail(number))
    seen = reads(monkeypatch)
    assert load(tmp_path / "raw", box)["n_loaded"] == 25
    assert len(seen) == 1
    load(tmp_path / "fresh", box)
    grown, fresh = tables(tmp_path / "raw"), tables(tmp_path / "fresh")
    assert grown["message"].equals(fresh["message"])
    # Which message counts as an address's first depends on the order of reading.
    assert grown["contact"].drop("locator").equals(fresh["contact"].drop("locator"))
    os.utime(box / "cur" / "1500.M1.host:2,S", (1, 1))
    before = sorted(path.name for path in (tmp_path / "raw").rglob("*.parquet"))
    load(tmp_path / "raw", box)
    assert sorted(path.name for path in (tmp_path / "raw").rglob("*.parquet")) == before
    (box / "cur" / "1504.M1.host:2,S").unlink()
    assert load(tmp_path / "raw", box)["n_loaded"] == 24


def test_a_changed_message_of_a_folder_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.eml").write_text(mail(number))
    load(tmp_path / "raw", folder)
    (folder / "5.eml").write_text(mail(5))
    assert load(tmp_path / "raw", folder)["n_loaded"] == 6
    (folder / "2.eml").write_text(mail(12))
    os.utime(folder / "2.eml", (1, 1))
    load(tmp_path / "raw", folder)
    load(tmp_path / "fresh", folder)
    assert same(tmp_path / "raw", tmp_path / "fresh")


def test_pieces_read_by_other_processes_are_what_one_reading_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PIECE", 4096)
    monkeypatch.setattr(execute, "PIECE", 4096)
    path = tmp_path / "all.mbox"
    path.write_bytes(mbox(range(200)))
    load(tmp_path / "alone", path)
    seen = reads(monkeypatch)
    counts = load(tmp_path / "raw", path, n_workers=2)
    assert len(seen) > 3
    assert counts["n_read"] == counts["n_loaded"] == 200
    assert same(tmp_path / "raw", tmp_path / "alone")


def test_a_piece_whose_process_dies_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PIECE", 4096)
    monkeypatch.setattr(execute, "PIECE", 4096)

    def dying(self: Workers) -> subprocess.Popen[str]:
        process = subprocess.Popen(["false"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._all.append(process)
        return process

    monkeypatch.setattr(Workers, "_process", dying)
    path = tmp_path / "all.mbox"
    path.write_bytes(mbox(range(100)))
    assert load(tmp_path / "raw", path, n_workers=2)["n_loaded"] == 100


@given(borders=st.lists(st.integers(0, 4000), max_size=6), chunk=st.integers(1, 3000), blank=st.booleans())
def test_ranges_hold_each_message_once(borders: list[int], chunk: int, blank: bool) -> None:
    data = mbox(range(12))
    if not blank:
        data = data.replace(b"\n\nFrom ", b"\nFrom ")

    def pieces(start: int, end: int | None) -> list[tuple[int, bytes, bool]]:
        rest = data[max(start - BEFORE, 0) :]
        return list(split((rest[at : at + chunk] for at in range(0, len(rest), chunk)), Tally(), start, end))

    cuts = [0, *sorted({one for one in borders if 0 < one < len(data)}), len(data)]
    divided = [one for start, end in pairwise(cuts) for one in pieces(start, end)]
    assert divided == pieces(0, None)
    assert len(divided) == 12


def test_record_ids_of_mail_are_those_of_its_rows() -> None:
    addresses = ["anna@a.example", "ü@b.example"]
    rows = [{"kind": "mail", "emails": [address]} for address in addresses]
    assert RecordIds("me").of_mail(addresses) == [RecordIds("me").next(row) for row in rows]
