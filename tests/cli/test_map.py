"""add --map: a CSV that nothing recognises is read by the columns that its owner names."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.settings import SettingsError
from tests.cli.test_setup import Weakties, weakties  # noqa: F401
from tests.connectors.loading import find, load, problems, rows, sources

CLUB = "Nr;Wer;Mail 1;Mail 2;Wo;Firma\n1;Ann Other;ann@a.example;a.other@b.example;Köln;Acme\n2;Bo Ek;;bo@b.example;;\n"
MAP = ("--map", "name=Wer", "--map", "email=mail 1", "--map", "email=Mail 2", "--map", "city= Wo ")


@pytest.fixture
def club(weakties: Weakties, tmp_path: Path) -> Path:  # noqa: F811
    weakties("init", "--owner", "anna", "--email", "a@own.example")
    path = tmp_path / "club.csv"
    path.write_text(CLUB)
    return path


def test_named_columns_are_kept_with_the_registration_and_read(weakties: Weakties, club: Path) -> None:  # noqa: F811
    assert weakties.json("add", str(club), "--dry-run")[0]["state"] == "not_an_export"
    dry = weakties.json("add", str(club), *MAP, "--dry-run")[0]
    assert (dry["kind"], dry["n_loaded"], dry["problems"]) == ("csv", 2, {})
    assert weakties.home.settings().sources == ()
    weakties.json("add", str(club), *MAP)
    source = weakties.home.settings().sources[0]
    assert source.columns == (("name", "Wer"), ("email", "mail 1"), ("email", "Mail 2"), ("city", "Wo"))
    load(weakties.home)
    found = rows(weakties.home, "contact").to_dicts()
    assert [(row["full_name"], row["emails"], row["city"], row["organisation"]) for row in found] == [
        ("Ann Other", ["ann@a.example", "a.other@b.example"], "Köln", "Acme"),
        ("Bo Ek", ["bo@b.example"], None, None),
    ]
    assert weakties.json("add", str(club), "--dry-run")[0]["n_loaded"] == 2  # the registration is known


def test_other_columns_read_the_file_again_and_none_leave_it_to_recognition(
    weakties: Weakties,  # noqa: F811
    club: Path,
) -> None:
    weakties.json("add", str(club), *MAP)
    load(weakties.home)
    assert load(weakties.home, day=1)["read"] == 0
    weakties.json("add", str(club), "--map", "given=Wer", "--map", "email=Mail 2")
    assert load(weakties.home, day=2)["read"] == 1
    assert rows(weakties.home, "contact")["given"].to_list() == ["Ann Other", "Bo Ek"]
    text = weakties.home.settings_file.read_text()
    weakties.home.settings_file.write_text("\n".join(line for line in text.split("\n") if "map" not in line))
    assert [one.problem for one in find(weakties.home)] == ["not_an_export"]
    load(weakties.home, day=3)
    assert rows(weakties.home, "contact").height == 0


def test_a_later_export_without_the_columns_is_told(weakties: Weakties, club: Path) -> None:  # noqa: F811
    weakties.json("add", str(club), *MAP)
    club.write_text("Nr;Name\n1;Ann\n")
    load(weakties.home)
    assert problems(weakties.home) == {("club.csv", "no_header")}
    assert sources(weakties.home)["club.csv"]["kind"] == "csv"


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--map", "mail=Mail 1"), "the fields are name, given"),
        (("--map", "email"), "the fields are name, given"),
        (("--map", "email="), "the fields are name, given"),
        (("--map", "city=Wo"), "one of these at least"),
        (("--map", "email=Post"), "it has 'Nr', 'Wer', 'Mail 1'"),
    ],
)
def test_wrong_use_is_told_with_what_may_be_chosen(
    weakties: Weakties,  # noqa: F811
    club: Path,
    args: tuple[str, ...],
    told: str,
) -> None:
    assert weakties("add", str(club), *args)[0] == 2
    assert told in " ".join(weakties.err.split())
    assert weakties.home.settings().sources == ()


def test_only_one_csv_file_takes_a_map(weakties: Weakties, club: Path) -> None:  # noqa: F811
    (other := club.parent / "b.bin").write_bytes(b"\0\1")
    for paths in ((str(club.parent),), (str(club), str(other)), (str(other),)):
        assert weakties("add", *paths, "--map", "email=Mail 1")[0] == 2
        assert "CSV file" in weakties.err


def test_a_map_that_makes_no_sense_in_the_settings_is_an_error(weakties: Weakties, club: Path) -> None:  # noqa: F811
    weakties.json("add", str(club), *MAP)
    text = weakties.home.settings_file.read_text()
    weakties.home.settings_file.write_text(text.replace("email = ", "mail = "))
    with pytest.raises(SettingsError):
        weakties.home.settings()
