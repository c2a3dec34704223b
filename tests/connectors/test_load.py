"""Reading what changed, and only that; nothing lost and nothing doubled, whenever it is killed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors import registry
from connectors.base import File, Item, Loaded, Tally
from connectors.ledger import Ledger
from connectors.raw import scan
from connectors.vcard.connector import VCard
from pipelines.home import Home
from tests.connectors.loading import (
    START,
    card,
    find,
    load,
    mbox,
    message,
    new_home,
    problems,
    rows,
    sources,
    write,
)


def state(home: Home) -> object:
    """Everything that a rerun must not change."""
    tables = {name: rows(home, name).to_dicts() for name in ("contact", "message", "problem", "target")}
    segments = sorted((str(path), path.stat().st_mtime_ns) for path in home.raw.rglob("*.parquet"))
    return tables, segments, Ledger(home.raw).sources().to_dicts()


def filled(folder: Path) -> Home:
    home = new_home(folder)
    write(home.inbox / "anna" / "a.vcf", card("Bo", "bo@b.example") + card("Cy"))
    write(home.inbox / "anna" / "all.mbox", mbox(message("bo@b.example")))
    write(home.inbox / "anna" / "mail" / "1.eml", message("di@d.example"))
    write(home.inbox / "anna" / "note.pdf", b"%PDF-1.4")
    write(home.path / "targets.csv", "person,company\nEve Long,Stripe\n")
    return home


def test_an_empty_home_has_empty_tables(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    assert load(home)["sources"] == 0
    assert scan(home.raw, "message").collect().height == 0
    assert Ledger(home.raw).sources().height == 0


def test_a_second_run_opens_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = filled(tmp_path)
    first = load(home)
    assert (first["sources"], first["read"], first["n_read"], first["n_loaded"]) == (5, 5, 5, 5)
    before = state(home)
    opened: list[str] = []
    monkeypatch.setattr(
        "connectors.files.open_disk", lambda path: opened.append(str(path)) or pytest.fail("opened")
    )
    again = load(home, day=1)
    assert (again["read"], again["unchanged"], again["n_read"]) == (0, 5, 5)
    assert state(home) == before
    assert not opened


def test_a_changed_export_replaces_its_own_rows_and_keeps_record_ids(tmp_path: Path) -> None:
    home = filled(tmp_path)
    load(home)
    ids = dict(rows(home, "contact").filter(kind="vcard").select("full_name", "record_id").iter_rows())
    write(home.inbox / "anna" / "a.vcf", card("Cy") + card("New") + card("Bo", "bo@b.example"))
    assert load(home, day=1)["read"] == 1
    after = dict(rows(home, "contact").filter(kind="vcard").select("full_name", "record_id").iter_rows())
    assert {name: after[name] for name in ids} == ids
    assert set(after) == {"Bo", "Cy", "New"}
    imported = {name: row["imported_at"] for name, row in sources(home).items()}
    assert imported["a.vcf"] > imported["all.mbox"] == START  # type: ignore[operator]


def test_a_touched_file_is_not_read_again(tmp_path: Path) -> None:
    home = filled(tmp_path)
    load(home)
    before = state(home)
    for path in (home.inbox / "anna").rglob("*.*"):
        os.utime(path, (1, 1))
    load(home, day=1)
    assert state(home) == before
    assert all(one.is_known for one in find(home))


def test_full_reads_again_and_keeps_the_date_of_equal_bytes(tmp_path: Path) -> None:
    home = filled(tmp_path)
    load(home)
    before = state(home)
    assert load(home, day=1, full=True)["read"] == 4
    tables, segments, ledger = state(home)  # type: ignore[misc]
    assert (tables, ledger) == (before[0], before[2])  # type: ignore[index]
    assert segments != before[1]  # type: ignore[index]


def test_a_missing_source_keeps_its_rows_and_may_come_back(tmp_path: Path) -> None:
    home = filled(tmp_path)
    load(home)
    path = home.inbox / "anna" / "a.vcf"
    away = path.rename(tmp_path / "away.vcf")
    assert load(home, day=1)["missing"] == 1
    assert sources(home)["a.vcf"]["missing_since"] is not None
    assert rows(home, "contact").filter(kind="vcard").height == 2
    first = sources(home)["a.vcf"]["missing_since"]
    load(home, day=2)
    assert sources(home)["a.vcf"]["missing_since"] == first
    away.rename(path)
    assert load(home, day=3)["read"] == 0
    assert sources(home)["a.vcf"]["missing_since"] is None


def test_replacing_drops_the_old_source(tmp_path: Path) -> None:
    home = filled(tmp_path)
    load(home)
    old = next(key for key, entry in Ledger(home.raw).entries.items() if entry.path.endswith("a.vcf"))
    home.register(write(tmp_path / "new.vcf", card("Ed")), "anna", old)
    load(home, day=1)
    assert "a.vcf" not in sources(home)
    assert rows(home, "contact").filter(kind="vcard")["full_name"].to_list() == ["Ed"]
    assert not (home.raw / old).exists()


def test_two_identical_files_are_two_sources(tmp_path: Path) -> None:
    home = filled(tmp_path)
    write(home.inbox / "anna" / "copy.vcf", (home.inbox / "anna" / "a.vcf").read_bytes())
    load(home)
    assert sources(home)["copy.vcf"]["n_loaded"] == sources(home)["a.vcf"]["n_loaded"] == 2


class Stumbles(VCard):
    """A reader with a fault: its exception quotes what it read."""

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        for number, item in enumerate(super().read(file, tally)):
            if number == 1:
                raise KeyError("Cy Clay <cy@c.example>")
            yield item


class Misfits(VCard):
    """A reader that yields a value of a wrong type, and half of a surrogate pair."""

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        for number, item in enumerate(super().read(file, tally)):
            if isinstance(item, Loaded) and number == 0:
                item.rows["contact"][0]["emails"] = "secret@c.example"
            if isinstance(item, Loaded) and number == 1:
                item.rows["contact"][0]["title"] = "odd \udc80"
            yield item


def install(monkeypatch: pytest.MonkeyPatch, reader: VCard) -> None:
    monkeypatch.setattr(registry, "CONNECTORS", (reader, *registry.CONNECTORS[1:]))
    monkeypatch.setitem(registry.BY_KIND, "vcard", reader)


@pytest.mark.parametrize(("reader", "names"), [(Stumbles(), ["Bo"]), (Misfits(), ["Cy", "Di"])])
def test_a_reader_that_fails_costs_its_own_rows_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: VCard, names: list[str]
) -> None:
    home = filled(tmp_path)
    write(home.inbox / "anna" / "a.vcf", card("Bo") + card("Cy") + card("Di"))
    install(monkeypatch, reader)
    load(home)
    assert ("a.vcf", "reader_failed") in problems(home)
    assert rows(home, "contact").filter(kind="vcard")["full_name"].sort().to_list() == names
    assert sources(home)["a.vcf"]["n_rejected"] == 1
    assert sources(home)["all.mbox"]["n_loaded"] == 1
    assert not any(
        "secret" in path.read_text() or "Clay" in path.read_text() for path in home.raw.glob("*.json")
    )


def test_a_new_parser_version_reads_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = filled(tmp_path)
    load(home)
    newer = VCard()
    newer.version = VCard.version + 1
    install(monkeypatch, newer)
    monkeypatch.setattr(registry, "RECOGNISER", "newer")
    assert load(home, day=1)["read"] == 1


def test_what_cannot_be_opened_any_more_keeps_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = filled(tmp_path)
    load(home)
    os.utime(home.inbox / "anna" / "a.vcf", (1, 1))

    def refuse(path: Path) -> None:
        raise PermissionError("no")

    monkeypatch.setattr("connectors.files.open_disk", refuse)
    load(home, day=1)
    assert rows(home, "contact").filter(kind="vcard").height == 2
    assert sources(home)["a.vcf"]["missing_since"] is not None


def test_many_rows_make_several_segments_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = new_home(tmp_path)
    monkeypatch.setattr("connectors.reading.BATCH", 700)
    write(home.inbox / "anna" / "a.vcf", "".join(card(f"P{n:04}") for n in range(2000)))
    done: list[tuple[int, int]] = []
    from connectors.load import read_sources

    read_sources(
        find(home), Ledger(home.raw), groups=("contacts",), now=START, progress=lambda *at: done.append(at)
    )
    assert len(Ledger(home.raw).segments("contact")) == 3
    assert scan(home.raw, "contact").collect()["full_name"].to_list() == [f"P{n:04}" for n in range(2000)]
    assert done == sorted(done)
    assert done[-1][0] == done[-1][1] > 0


KILLED = """
    import os, sys
    from pathlib import Path
    from connectors import durable
    from connectors.ledger import Ledger
    from pipelines.home import Home
    from tests.connectors.loading import load
    real, calls = os.replace, [0]
    def replace(*names):
        calls[0] += 1
        if calls[0] > int(sys.argv[2]):
            os.kill(os.getpid(), 9)
        real(*names)
    os.replace = replace
    load(Home(Path(sys.argv[1])), day=1)
"""


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_kill_leaves_the_rows_of_before_and_the_next_run_mends(tmp_path: Path, after: int) -> None:
    """Killed before the first segment, between segments, and between the last segment and the ledger."""
    home = new_home(tmp_path)
    path = write(home.inbox / "anna" / "all.mbox", mbox(message("bo@b.example", number=1)))
    write(home.inbox / "anna" / "a.vcf", card("Bo"))
    load(home)
    before = rows(home, "message").to_dicts(), rows(home, "contact").to_dicts()
    write(path, mbox(message("bo@b.example", number=1), message("cy@c.example", number=2)))
    write(home.inbox / "anna" / "a.vcf", card("Cy"))
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(home.path), str(after)],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == -9
    assert (rows(home, "message").to_dicts(), rows(home, "contact").to_dicts()) == before
    load(home, day=2)
    assert rows(home, "message").height == 2
    assert rows(home, "contact").filter(kind="vcard")["full_name"].to_list() == ["Cy"]
    listed = {path.name for path in home.raw.rglob("*") if path.is_file()} - {"ledger.json"}
    assert listed == {
        name for one in Ledger(home.raw).entries.values() for names in one.segments.values() for name in names
    }


def test_everything_is_private_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        home = filled(tmp_path)
        load(home)
    finally:
        os.umask(old)
    own = [path for path in home.private_files() if home.inbox / "anna" not in path.parents]
    own = [path for path in own if path.name != "targets.csv"]
    assert [path for path in (home.path, *own) if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
