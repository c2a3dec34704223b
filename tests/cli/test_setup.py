"""init and add, as a user types them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.cli.main import COMMANDS
from pipelines.home import Home
from tests.cli import commands
from tests.connectors.loading import load, sources

CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bo Berg\r\nN:Berg;Bo;;;\r\nEND:VCARD\r\n"


class Weakties(commands.Weakties):
    """Under a umask that opens everything: modes are the product's own doing."""

    def __call__(self, *args: str) -> tuple[int, str]:
        old = os.umask(0)
        try:
            return super().__call__(*args)
        finally:
            os.umask(old)


@pytest.fixture
def weakties(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Weakties:
    monkeypatch.setenv("WEAKTIES_HOME", str(tmp_path / "unused"))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.setattr(
        "pipelines.instance.open_instance", lambda home: None
    )  # slow; tested with the pipeline
    return Weakties(Home(tmp_path / "home"), capsys)


def test_init_asks_nothing_when_all_is_given_and_a_second_one_adds_an_owner(weakties: Weakties) -> None:
    assert weakties("init", "--owner", "Anna K", "--email", "Anna@Own.example", "a@b.example")[0] == 0
    assert weakties("init", "--owner", "ben", "--email", "ben@own.example", "--pool")[0] == 0
    owners = weakties.home.settings().owners
    assert [(one.owner_id, one.addresses, one.pool, one.network_id) for one in owners] == [
        ("Anna K", ("anna@own.example", "a@b.example"), False, "Anna K"),
        ("ben", ("ben@own.example",), True, "pool"),
    ]
    assert (weakties.home.inbox / "Anna K").is_dir()
    assert "enabled: false" in (weakties.home.dagster / "dagster.yaml").read_text()


def test_init_keeps_comments_and_settings_of_others(weakties: Weakties) -> None:
    weakties("init", "--owner", "anna", "--email", "a@b.example")
    path = weakties.home.settings_file
    path.write_text(path.read_text().replace("[[owner]]", "# mine\n[[owner]]") + '\n[other]\nkey = "kept"\n')
    weakties("init", "--owner", "ben", "--email", "ben@own.example", "--region", "de")
    assert "# mine" in path.read_text()
    assert 'key = "kept"' in path.read_text()
    assert weakties.home.settings().region == "DE"
    assert len(weakties.home.settings().owners) == 2


@pytest.mark.parametrize(
    "args",
    [
        ("--owner", "../x", "--email", "a@b.example"),
        ("--owner", "pool", "--email", "a@b.example"),
        ("--owner", "anna", "--email", "no address"),
        ("--owner", "anna"),
        (),
        ("--frobnicate",),
    ],
)
def test_wrong_use_is_exit_2_and_makes_nothing(weakties: Weakties, args: tuple[str, ...]) -> None:
    assert weakties("init", *args) == (2, "")
    assert not weakties.home.path.exists()


def test_a_folder_with_other_things_does_not_become_a_home(weakties: Weakties) -> None:
    weakties.home.path.mkdir()
    (weakties.home.path / "thesis.tex").write_text("x")
    assert weakties("init", "--owner", "anna", "--email", "a@b.example")[0] == 1
    assert [one.name for one in weakties.home.path.iterdir()] == ["thesis.tex"]


def test_add_registers_in_place_and_says_what_the_files_are(weakties: Weakties, tmp_path: Path) -> None:
    weakties("init", "--owner", "anna", "--email", "a@b.example")
    weakties("init", "--owner", "ben", "--email", "ben@b.example")
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "a.vcf").write_text(CARD)
    (exports / "b.bin").write_bytes(b"\0\1")
    dry = weakties.json("add", str(exports), "--dry-run")
    assert [(row["kind"], row["state"]) for row in dry] == [("vcard", "new"), ("unknown", "not_an_export")]
    assert weakties.home.settings().sources == ()
    assert weakties.json("add", str(exports)) == [
        {key: row[key] for key in ("source_id", "owner_id", "kind", "path", "bytes", "state")} for row in dry
    ]
    weakties.json("add", str(exports))
    weakties.json("add", str(exports / "a.vcf"), "--owner", "ben")
    assert [(one.path, one.owner_id) for one in weakties.home.settings().sources] == [
        (str(exports), "anna"),
        (str(exports / "a.vcf"), "ben"),
    ]


def test_a_dry_run_says_what_each_file_would_give_and_keeps_nothing(
    weakties: Weakties, tmp_path: Path
) -> None:
    weakties("init", "--owner", "anna", "--email", "a@b.example")
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "a.vcf").write_text(CARD + "BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n")
    (exports / "b.pst").write_bytes(b"!BDN" + bytes(100))
    before = sorted(weakties.home.path.rglob("*"))
    (killed := weakties.home.data / ".preview-0x").mkdir()
    rows = weakties.json("add", str(exports), "--dry-run")
    assert [
        (one["kind"], one["n_read"], one["n_loaded"], one["n_skipped"], one["problems"]) for one in rows
    ] == [
        ("vcard", 2, 1, 1, {"empty": 1}),
        ("unknown", 0, 0, 0, {"outlook_pst": 1}),
    ]
    assert rows[0]["rows"] == {"contact": 1}
    assert "2 read = 1 loaded + 1 skipped + 0 rejected" in weakties.err
    assert "readpst" in weakties.err
    assert sorted(weakties.home.path.rglob("*")) == before
    assert not killed.exists()


def test_what_cannot_be_read_replaces_nothing(weakties: Weakties, tmp_path: Path) -> None:
    weakties("init", "--owner", "anna", "--email", "a@b.example")
    weakties("init", "--owner", "ben", "--email", "ben@b.example")
    old = weakties.home.inbox / "anna" / "old.vcf"
    old.write_text(CARD)
    load(weakties.home)
    (broken := tmp_path / "new.vcf").write_bytes(b"\0\1")
    assert weakties("add", str(broken), "--replaces", "old.vcf")[0] == 1
    assert weakties("add", str(old), "--owner", "ben", "--replaces", "old.vcf")[0] == 2
    assert weakties.home.settings().sources == ()
    assert weakties("add", str(old), "--replaces", "old.vcf")[0] == 0  # itself
    load(weakties.home, day=1)
    assert [row["missing_since"] for row in sources(weakties.home).values()] == [None]


@pytest.mark.parametrize(
    "args", [("nowhere.vcf",), (".", "--owner", "nobody"), (".", "..", "--replaces", "x")]
)
def test_add_refuses_what_makes_no_sense(weakties: Weakties, args: tuple[str, ...]) -> None:
    weakties("init", "--owner", "anna", "--email", "a@b.example")
    assert weakties("add", *args)[0] == 2


def test_add_does_not_take_the_home_for_an_export(weakties: Weakties, tmp_path: Path) -> None:
    weakties("init", "--owner", "anna", "--email", "a@b.example")
    assert weakties("add", str(weakties.home.data))[0] == 2
    (weakties.home.inbox / "anna" / "a.vcf").write_text(CARD)
    assert weakties("add", str(weakties.home.inbox / "anna" / "a.vcf"))[0] == 0
    assert weakties.home.settings().sources == ()
    assert weakties("add", str(tmp_path / "home" / "weakties.toml"))[0] == 2


def test_without_a_home_commands_say_so(weakties: Weakties) -> None:
    for command in ("sources", "problems", "doctor"):
        assert weakties(command) == (1, "")
        assert "weakties init" in weakties.err


def test_everything_that_init_and_add_write_is_private_under_any_umask(
    weakties: Weakties, tmp_path: Path
) -> None:
    weakties("init", "--owner", "anna", "--email", "a@b.example")
    (tmp_path / "a.vcf").write_text(CARD)
    weakties("add", str(tmp_path / "a.vcf"))
    every = [weakties.home.path, *weakties.home.private_files()]
    assert [one for one in every if stat.S_IMODE(one.stat().st_mode) & 0o077] == []


def test_an_unexpected_error_is_one_line_without_values(
    weakties: Weakties, monkeypatch: pytest.MonkeyPatch
) -> None:
    weakties("init", "--owner", "anna", "--email", "a@b.example")

    def broken(home: Home) -> None:
        raise KeyError("Eve Long <eve@long.example>")

    monkeypatch.setattr("pipelines.settings.read", broken)
    code, out = weakties("add", ".")
    assert (code, out) == (1, "")
    assert weakties.err.count("\n") == 1
    assert "KeyError" in weakties.err
    assert "Eve" not in weakties.err
    assert "Traceback" not in weakties.err


def test_damaged_settings_are_reported_not_overwritten(weakties: Weakties) -> None:
    weakties("init", "--owner", "anna", "--email", "a@b.example")
    weakties.home.settings_file.write_text("owner = [")
    assert weakties("add", ".")[0] == 1
    assert "bad_settings" in weakties.err
    assert weakties.home.settings_file.read_text() == "owner = ["


def test_help_names_every_command_and_imports_none() -> None:
    """Help, sources and settings start without polars and dagster."""
    script = (
        "import sys\nfrom pipelines.cli.main import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "import pipelines.cli.setup, pipelines.cli.inspect, pipelines.settings\n"
        "sys.exit(any(name in sys.modules for name in ('polars', 'dagster', 'duckdb')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in COMMANDS)
