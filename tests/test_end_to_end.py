"""The demo from files to ranked lists, held against its truth and against independent counts."""

from __future__ import annotations

import csv
import json
import mailbox
import re
import shutil
import socket
from itertools import combinations
from pathlib import Path

import pytest

from pipelines.demo.history import AS_OF
from pipelines.home import Home
from tests.conftest import DemoHome, dump, run

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Bo Example\nEMAIL:bo@example.org\nEND:VCARD\n"


def test_every_source_adds_up_against_an_independent_count(demo_home: DemoHome) -> None:
    with demo_home.connect() as con:
        sources = con.execute(
            "select path, kind, n_read, n_loaded, n_skipped, n_rejected from source"
        ).fetchall()
    assert {row[1] for row in sources} >= {
        "vcard", "linkedin_connections", "google_csv", "outlook_csv", "mbox", "maildir", "home_targets",
    }  # fmt: skip
    for path, kind, n_read, n_loaded, n_skipped, n_rejected in sources:
        assert n_read == n_loaded + n_skipped + n_rejected
        file = demo_home.home.path / path
        if kind == "vcard":
            assert n_read == len(re.findall(rb"(?im)^BEGIN:VCARD", file.read_bytes()))
        elif kind == "mbox":
            assert n_read == len(mailbox.mbox(file, create=False))
        elif kind == "maildir":
            assert n_read == len([one for one in file.rglob("*") if one.parent.name in ("cur", "new")])
        elif kind == "linkedin_connections":
            text = file.read_text(encoding="utf-8-sig")
            rows = list(csv.reader(text[text.index("First Name,") :].splitlines()))
            assert n_read == len([row for row in rows[1:] if row])


def pairs_of_people(demo_home: DemoHome, column: str) -> tuple[int, int, int]:
    """(true pairs found, pairs found, true pairs) over the cards and addresses whose person is known."""
    truth = demo_home.demo.truth
    people: dict[str, str] = {}
    with demo_home.connect() as con:
        places = {
            (path.removeprefix("exports/"), locator): record
            for path, locator, record in con.execute(
                "select s.path, r.locator, r.record_id from record_source r join source s using (source_id)"
            ).fetchall()
        }
        group = dict(con.execute(f"select record_id, {column} from person_record").fetchall())
        mail = con.execute("select record_id, emails[1] from record where kind = 'mail'").fetchall()
    for path, locator, who in truth.cards.select("path", "locator", "truth_id").iter_rows():
        if who is not None and (path, locator) in places:
            people[places[path, locator]] = who
    holders = dict(truth.addresses.select("address", "truth_ids").iter_rows())
    spoofed = set(truth.spoofed["address"])
    for record, address in mail:
        if len(holders.get(address, [])) == 1 and address not in spoofed:
            people[record] = holders[address][0]
    hit = found = wanted = 0
    for a, b in combinations(sorted(people), 2):
        same, joined = people[a] == people[b], group[a] == group[b]
        hit, found, wanted = hit + (same and joined), found + joined, wanted + same
    return hit, found, wanted


def test_no_two_people_are_ever_one(demo_home: DemoHome) -> None:
    hit, found, wanted = pairs_of_people(demo_home, "person_id")
    assert hit == found, f"{found - hit} of {found} joined pairs are two people"
    assert wanted > 500
    assert hit / wanted > 0.6


def test_the_likely_partition_finds_more_and_stays_precise(demo_home: DemoHome) -> None:
    safe = pairs_of_people(demo_home, "person_id")
    likely = pairs_of_people(demo_home, "likely_id")
    assert likely[0] >= safe[0]
    assert likely[0] / likely[1] > 0.95


def test_a_spoofed_display_name_stays_alone(demo_home: DemoHome) -> None:
    (address,) = demo_home.demo.truth.spoofed["address"]
    with demo_home.connect() as con:
        rows = con.execute(
            "select person.n_records, tie.n_sent from person join identifier using (person_id)"
            " left join tie using (person_id) where identifier.value = ?",
            [address],
        ).fetchall()
    assert rows
    assert all(n_records == 1 and not n_sent for n_records, n_sent in rows)


def test_brokers_of_real_introductions_rank_above_strongest_first(demo_home: DemoHome) -> None:
    """For introductions that happen after as_of: the mean reciprocal rank of the true broker."""
    truth = demo_home.demo.truth
    addresses = dict(truth.people.select("truth_id", "emails").iter_rows())
    ours, strongest, n = 0.0, 0.0, 0
    with demo_home.connect() as con:
        person_of = dict(
            con.execute("select value, person_id from identifier where kind = 'mail'").fetchall()
        )

        def ids(key: str) -> set[str]:
            return {person_of[one] for one in addresses[key] if one in person_of}

        some = truth.introductions.select("owner_id", "target", "broker").gather_every(4)
        for owner, target, broker in some.iter_rows():
            by_tie = [
                row[0]
                for row in con.execute(
                    "select person_id from tie where owner_id = ? and person_id <> all(?::varchar[])"
                    " order by tie desc nulls last, person_id",
                    [owner, sorted(ids(target))],
                ).fetchall()
            ]
            best: list[str] = []
            for wanted in sorted(ids(target)):
                rows = con.execute(
                    "select route[1].person_id from who_to_ask(p_person := ?, p_owner := ?, p_limit := 200)",
                    [wanted, owner],
                ).fetchall()
                if len(rows) > len(best):
                    best = list(dict.fromkeys(row[0] for row in rows))
            n += 1
            ours += max((1 / (best.index(one) + 1) for one in ids(broker) if one in best), default=0)
            strongest += max((1 / (by_tie.index(one) + 1) for one in ids(broker) if one in by_tie), default=0)
    assert n >= 20
    assert ours / n > 1.3 * strongest / n, f"{ours / n:.3f} against {strongest / n:.3f} over {n}"


def test_a_rerun_changes_nothing_and_a_full_one_neither(demo_home: DemoHome, tmp_path: Path) -> None:
    home = Home(tmp_path / "moved")
    shutil.copytree(demo_home.home.path, home.path)
    before = dump(home.warehouse)
    counts = run(home)
    assert counts["matches"]["skipped"] == counts["warehouse"]["skipped"] == 1
    assert dump(home.warehouse) == before
    run(home, full=True)
    assert dump(home.warehouse) == before


def test_nobody_else_may_read_any_file(demo_home: DemoHome) -> None:
    loose = [
        path.relative_to(demo_home.home.path)
        for path in demo_home.home.private_files()
        if path.lstat().st_mode & 0o077
    ]
    assert loose == []


def test_ask_lists_as_files(demo_home: DemoHome) -> None:
    out = demo_home.home.out
    with demo_home.connect() as con:
        targets = [row[0] for row in con.execute("select distinct target_id from target").fetchall()]
        n_rows = con.execute("select count(*) from ask_list").fetchall()[0][0]
    assert len(json.loads((out / "ask_list.json").read_text())) == n_rows
    for target in targets:
        assert (out / f"{target}.csv").is_file()
        assert (out / f"{target}.json").is_file()
    for path in out.glob("*.csv"):
        for row in csv.reader(path.read_text(encoding="utf-8-sig").splitlines()):
            assert not [
                cell for cell in row if cell.lstrip()[:1] in ("=", "+", "@", "\uff1d") and cell[:1] != "'"
            ]


def test_no_socket_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    home = Home(tmp_path / "home")
    home.create()
    home.add_owner("ann", ["ann@example.org"])
    (home.inbox / "ann" / "book.vcf").write_text(CARD, encoding="utf-8")
    monkeypatch.setattr(socket, "socket", refuse)
    run(home)
    assert home.warehouse.is_file()


def test_no_name_reaches_the_built_notes(demo_home: DemoHome) -> None:
    """Notes of stages and errors hold numbers; names live in tables only."""
    names = {name for name in demo_home.demo.truth.people["name"] if len(name) > 8}
    for path in [*(demo_home.home.built / ".stages").glob("*.json"), *demo_home.home.dagster.rglob("*")]:
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert not [name for name in names if name in text], path.name


def test_as_of_is_exclusive(demo_home: DemoHome) -> None:
    with demo_home.connect() as con:
        assert con.execute("select max(last_at) < ? from tie", [AS_OF]).fetchall() == [(True,)]
        assert con.execute("select as_of from run").fetchall() == [(AS_OF,)]
