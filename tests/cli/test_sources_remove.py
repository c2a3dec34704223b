"""sources remove: the only way to delete rows; and exports that replace one another never double, up to the
published warehouse."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.home import Home
from tests.cli.test_inspect import call
from tests.connectors.loading import card, load, new_home, sources, write
from tests.pipelines import small


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("WEAKTIES_HOME", str(tmp_path / "home"))
    return new_home(tmp_path)


def published(home: Home, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


PEOPLE = "select display_name from person order by all"
PLACES = "select count(*), count(distinct record_id) from record_source"


def test_a_missing_source_is_removed_with_its_rows_once_and_for_all(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = write(tmp_path / "old.vcf", card("Bo Berg", "bo@b.example"))
    write(home.inbox / "anna" / "kept.vcf", card("Cy Clay", "cy@c.example"))
    home.register(old, "anna")
    small.run(home)
    old.unlink()
    small.run(home)
    assert ("Bo Berg",) in published(home, PEOPLE)
    assert published(home, "select count(*) from source where missing_since is not null") == [(1,)]
    assert call(capsys, "sources", "remove", "old.vcf")[0] == 2  # nobody there to ask
    code, out, _ = call(capsys, "sources", "remove", "old.vcf", "--yes", "--json")
    assert (code, [row["n_loaded"] for row in json.loads(out)]) == (0, [1])
    assert home.settings().sources == ()
    assert call(capsys, "sources", "remove", "old.vcf", "--yes", "--json")[:2] == (5, "[]\n")
    small.run(home)
    assert ("Bo Berg",) not in published(home, PEOPLE)
    assert ("Cy Clay",) in published(home, PEOPLE)
    assert [Path(path).name for (path,) in published(home, "select path from source")] == ["kept.vcf"]


def test_what_would_be_read_again_is_refused(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home.inbox / "anna" / "a.vcf", card("Bo"))
    folder = tmp_path / "exports"
    write(folder / "b.vcf", card("Cy"))
    write(folder / "sub" / "c.vcf", card("Di"))
    home.register(folder, "anna")
    load(home)
    for one in ("a.vcf", "b.vcf", str(folder / "sub" / "c.vcf")):
        assert call(capsys, "sources", "remove", one, "--yes")[0] == 1
    assert len(sources(home)) == 3
    assert call(capsys, "sources", "remove", str(folder), "--yes")[0] == 0
    assert set(sources(home)) == {"a.vcf"}
    assert home.settings().sources == ()
    load(home, day=1)
    assert set(sources(home)) == {"a.vcf"}


def test_an_archive_stands_for_its_members_and_a_short_name_for_one_file(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "takeout.zip"
    with zipfile.ZipFile(archive, "w") as one:
        one.writestr("a/all.vcf", card("Bo"))
        one.writestr("b/all.vcf", card("Cy"))
    home.register(archive, "anna")
    load(home)
    assert call(capsys, "sources", "remove", "all.vcf", "--yes")[0] == 2
    assert call(capsys, "sources", "remove", "a/all.vcf", "--yes")[0] == 1
    assert call(capsys, "sources", "remove", str(archive), "--yes")[0] == 0
    assert sources(home) == {}
    assert home.settings().sources == ()


def test_a_newer_export_updates_and_never_doubles(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the same path, and elsewhere with --replaces: as many records as the newest export has cards."""
    first = card("Bo Berg", "bo@b.example") + card("Cy Clay", "cy@c.example")
    path = write(tmp_path / "contacts.vcf", first)
    home.register(path, "anna")
    small.run(home)
    ids = dict(published(home, "select display_name, person_id from person"))
    write(
        path,
        card("Cy Clay", "cy@c.example") + card("Di Dorn", "di@d.example") + card("Bo Berg", "bo@b.example"),
    )
    small.run(home)
    assert published(home, PLACES) == [(3, 3)]
    newer = write(tmp_path / "newer" / "contacts.vcf", card("Bo Berg", "bo@b.example") + card("Ed Esch"))
    assert call(capsys, "add", str(newer), "--replaces", str(path))[0] == 0
    small.run(home)
    assert published(home, PLACES) == [(2, 2)]
    small.run(home)
    assert published(home, PLACES) == [(2, 2)]
    again = dict(published(home, "select display_name, person_id from person"))
    assert again["Bo Berg"] == ids["Bo Berg"]
    assert "Cy Clay" not in again
    assert len(published(home, "select * from source")) == 1
