"""forget: a person is gone from everything that was made of them, and the same files do not bring them back."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from connectors.ledger import Ledger
from connectors.record_id import fold
from connectors.schema import CONTACT
from pipelines.home import Home
from pipelines.stages.context import Run
from pipelines.stages.suppressed import suppressed_absent
from pipelines.suppression import frames, hashes, tables
from tests.cli.test_inspect import call
from tests.pipelines import small

NAME, _, ADDRESS, *_ = small.CANARIES
WORDS = tuple(word.lower() for word in ("Quentin", "Marblethorpe", ADDRESS, "qmarble"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("WEAKTIES_HOME", str(tmp_path / "home"))
    home = small.make(tmp_path / "home")
    (home.path / "targets.csv").write_text(f"person,company\n{NAME},\n,Zanzibarium Ltd\n", encoding="utf-8")
    (home.path / "knows.csv").write_text(f"person_a,person_b\n{NAME},Berta Lindqvarn\n", encoding="utf-8")
    small.run(home)
    small.add_person(home)
    small.run(home)  # so that there is an older file
    return home


def where_named(home: Home) -> list[str]:
    """Files of the home that say the name or the address, apart from what the owner put there."""
    found = []
    own = {"targets.csv", "knows.csv", "companies.csv", "weakties.toml"}
    for path in sorted(home.path.rglob("*")):
        if not path.is_file() or home.inbox in path.parents or path.name in own:
            continue
        if path.suffix == ".parquet":
            text = pl.read_parquet(path).write_json()
        elif path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as con:
                names = con.execute("select table_name from duckdb_tables()").fetchall()
                text = repr([con.execute(f'select * from "{name}"').fetchall() for (name,) in names])
        else:
            text = path.read_bytes().decode("utf-8", "replace")
        if any(word in text.lower() for word in WORDS):
            found.append(str(path.relative_to(home.path)))
    return found


def sources(home: Home) -> dict[str, tuple[int, int, int]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        rows = con.execute("select path, n_read, n_loaded, n_skipped, n_rejected from source").fetchall()
    assert all(read == loaded + skipped + rejected for _, read, loaded, skipped, rejected in rows)
    return {Path(path).name: (read, loaded, skipped) for path, read, loaded, skipped, _ in rows}


@pytest.fixture
def without_dagster(monkeypatch: pytest.MonkeyPatch) -> None:
    """The run that follows is that of the stages: one test goes the whole way."""
    monkeypatch.setattr("pipelines.cli.run.refresh", lambda home, day, wait: small.run(home, as_of=day))


def forget(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, list[dict[str, Any]]]:
    code, out, _ = call(capsys, "forget", *more, "--yes", "--json")
    return code, json.loads(out or "[]")


def test_a_person_is_gone_and_the_same_files_do_not_bring_them_back(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert where_named(home)
    assert list(home.old.iterdir())
    code, rows = forget(capsys, ADDRESS)
    assert (code, len(rows)) == (0, 1)
    assert where_named(home) == []
    assert not any(
        one.stat().st_mtime < (home.path / "suppressed.csv").stat().st_mtime for one in home.old.iterdir()
    )
    # the card; two mails that are between the two of them; a row of each table; the mail to two stays, without one
    expected = {
        "cards.vcf": (2, 1, 1), "mail.mbox": (3, 1, 2), "more.vcf": (1, 1, 0), "targets.csv": (2, 1, 1),
        "knows.csv": (1, 0, 1),
    }  # fmt: skip
    assert sources(home) == expected
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        assert con.execute("select display_name from person order by 1").fetchall() == [
            ("Anna Own",), ("Berta Lindqvarn",), ("Cyril Ombersley",),
        ]  # fmt: skip
        problems = con.execute("select count(*), any_value(severity) from problem where code = 'suppressed'")
        assert problems.fetchall() == [(5, "skipped")]
    # read again as a whole, grown, and under another name
    small.run(home, full=True)
    box = home.inbox / "anna" / "mail.mbox"
    box.write_text(box.read_text() + small.message(f"{NAME} <{ADDRESS}>", "anna@ownhouse.example", 11, 4))
    again = home.inbox / "anna" / "another.vcf"
    again.write_bytes((home.inbox / "anna" / "cards.vcf").read_bytes())
    small.run(home)
    assert where_named(home) == []
    assert sources(home) == {**expected, "mail.mbox": (4, 1, 3), "another.vcf": (2, 1, 1)}
    assert call(capsys, "forget", ADDRESS, "--yes")[0] == 5
    assert suppressed_absent(Run(home, small.AS_OF)).passed


@pytest.mark.usefixtures("without_dagster")
def test_what_is_kept_is_private_and_says_nothing_without_its_key(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert forget(capsys, ADDRESS)[0] == 0
    key, listed = home.path / ".suppressed.key", home.path / "suppressed.csv"
    assert [stat.S_IMODE(one.stat().st_mode) for one in (key, listed)] == [0o600, 0o600]
    hashes = listed.read_text()
    (home.path / ".suppressed.key").unlink()
    with pytest.raises(ValueError, match="no key"):
        small.run(home)
    key.write_text(os.urandom(32).hex())
    assert hashes == listed.read_text()


@pytest.mark.usefixtures("without_dagster")
def test_a_missing_file_loses_its_rows_too_and_namesakes_stay(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    (home.inbox / "anna" / "cards.vcf").unlink()
    other = small.CARD.format(name=NAME, address="quentin@elsewhere.example")
    small.run(home)
    assert forget(capsys, ADDRESS)[0] == 0
    assert where_named(home) == []
    assert sources(home)["cards.vcf"] == (2, 1, 1)
    (home.inbox / "anna" / "namesake.vcf").write_text(other, encoding="utf-8")
    small.run(home)
    assert sources(home)["namesake.vcf"] == (1, 1, 0)


def test_a_kill_after_the_list_was_written_is_made_good_by_the_next_run(home: Home) -> None:
    from pipelines.suppression import forget as forgetting
    from pipelines.suppression import hashes
    from warehouse.read import Warehouse

    with Warehouse(home.warehouse) as warehouse:
        (person,) = warehouse.persons(ADDRESS, None)
        known = forgetting.known_by(warehouse, str(person["person_id"]))
    hashes.add(home, known.by)
    small.run(home)
    assert where_named(home) == []


def test_an_owner_is_not_forgotten_and_somebody_unknown_is_not_found(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(capsys, "forget", "anna@ownhouse.example", "--yes")[0] == 2
    assert call(capsys, "forget", "nobody@nowhere.example", "--yes")[0] == 5
    assert call(capsys, "forget", ADDRESS)[0] == 2  # nobody there to ask
    assert not (home.path / "suppressed.csv").exists()
    assert all(entry.suppressed == "" for entry in Ledger(home.raw).entries.values())


def test_a_dry_run_says_what_would_go_and_changes_nothing(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {one: one.read_bytes() for one in home.path.rglob("*") if one.is_file()}
    code, out, _ = call(capsys, "forget", ADDRESS, "--dry-run", "--json")
    assert (code, [row["n_records"] for row in json.loads(out)]) == (0, [2])
    assert {one: one.read_bytes() for one in home.path.rglob("*") if one.is_file()} == before


def test_a_number_without_country_code_is_known_by_the_cards_country(home: Home) -> None:
    hashes.add(home, [(hashes.PHONE, "+49301234567"), (hashes.NAME, fold(NAME))])
    card = {
        "record_id": "r", "kind": "vcard", "locator": "byte:0", "full_name": NAME, "phones": ["030 1234567"],
        "emails": [], "urls": [], "relations": [],
    }  # fmt: skip
    rows = CONTACT.rows([{**card, "country": one} for one in ("DE", "US", "Germany")])
    kept, places = frames.contacts(rows, hashes.read(home))
    assert kept["country"].to_list() == ["US", "Germany"]
    assert places == ["byte:0"]


def test_lines_of_the_homes_tables_go_by_address_and_stay_by_name(home: Home) -> None:
    hashes.add(home, [(hashes.MAIL, ADDRESS), (hashes.NAME, fold(NAME))])
    kept = f'person;company\n{NAME};\n"two\n{ADDRESS}\nlines";\n;Zanzibarium Ltd\n'
    (home.path / "targets.csv").write_text(kept + f"<{ADDRESS.upper()}>;\n", encoding="utf-8")
    (home.path / "knows.csv").write_text(f"person_a,person_b\nBerta Lindqvarn,{ADDRESS}\n", encoding="utf-8")
    assert tables.clear(home, hashes.read(home)) == 2
    assert (home.path / "targets.csv").read_text() == kept
    assert (home.path / "knows.csv").read_text() == "person_a,person_b\n"
    assert tables.clear(home, hashes.read(home)) == 0
