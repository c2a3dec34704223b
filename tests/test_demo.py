"""The fictional network: the same bytes every time, nobody real, and its hard cases stay apart."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from pipelines.cli.main import main
from pipelines.demo import generate
from pipelines.demo.write_mail import SECRET
from tests.conftest import DemoHome


def _digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(f"{path.relative_to(folder)}\0{path.stat().st_mtime}\0".encode() + path.read_bytes())
    return found.hexdigest()


def test_a_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    digests = []
    for n, seed in enumerate((1, 1, 2)):
        home = tmp_path / str(n)
        home.mkdir()
        generate.write(home / "exports", home, seed)
        digests.append(_digest(home))
    assert digests[0] == digests[1] != digests[2]


def test_every_address_ends_in_example(demo_home: DemoHome) -> None:
    """RFC 2606 reserves it, so that no address of the demo can be anybody's."""
    for path in (demo_home.home.path / "exports").rglob("*"):
        if path.is_file():
            content = re.sub(rb"\x00|\r?\n[ \t]", b"", path.read_bytes())
            for domain in re.findall(rb"[\w.+-]@([\w-]+(?:\.[\w-]+)+)", content):
                assert domain.endswith(b".example"), path.name


def test_namesakes_father_and_son_and_a_couple_are_two_people_each(demo_home: DemoHome) -> None:
    truth = demo_home.demo.truth
    with demo_home.connect() as con:
        of_place = {
            (path.removeprefix("exports/"), locator): person
            for path, locator, person in con.execute(
                "select s.path, r.locator, p.person_id from record_source r join source s using (source_id)"
                " join person_record p using (record_id)"
            ).fetchall()
        }
    persons: dict[str, set[str]] = {}
    for path, locator, who in truth.cards.select("path", "locator", "truth_id").drop_nulls().iter_rows():
        persons.setdefault(who, set()).add(of_place[path, locator])
    names = dict(truth.people.select("truth_id", "name").iter_rows())
    for pair in (
        {"Michael Schmidt"},
        {"Daniel Novak"},
        {"Georg Falkenmoor"},
        {"Inga Brunnholt", "Henrik Brunnholt"},
    ):
        keys = [key for key, name in names.items() if name in pair]
        assert len(keys) == 2, pair
        one, other = (persons.get(key, set()) for key in keys)
        assert one or other, pair
        assert not one & other, pair


def test_no_body_is_kept(demo_home: DemoHome) -> None:
    """Every message of the demo says a word in its body that must not be anywhere else."""
    exports = demo_home.home.path / "exports"
    assert any(SECRET.encode() in path.read_bytes() for path in exports.rglob("*.mbox"))
    for folder in (demo_home.home.data, demo_home.home.out, demo_home.home.dagster):
        for path in folder.rglob("*"):
            if path.is_file():
                assert SECRET.encode() not in path.read_bytes(), path.name


def test_a_folder_with_other_things_in_it_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("precious", encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["--home", str(tmp_path), "demo"])
    assert end.value.code == 2
    assert "in use" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
