"""Timers: what is written, that it is written once, and that it is gone afterwards."""

from __future__ import annotations

import json
import plistlib
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from pipelines.cli.main import main
from pipelines.home import Home

CRONTAB = """#!/bin/sh
case "$1" in -l) cat "$0.table" 2>/dev/null || exit 1 ;; -) cat > "$0.table" ;; esac
"""
"""A crontab command that keeps its table beside itself."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose path is as awkward as paths get, in a user folder of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    home = Home(tmp_path / 'my $home 100% "it\'s"')
    monkeypatch.setenv("WEAKTIES_HOME", str(home.path))
    home.add_owner("anna", ["anna@ownhouse.example"])
    return home


def call(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(["schedule", *args])
    return int(end.value.code or 0), *capsys.readouterr()


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", ["systemd", "launchd"])
def test_files_are_written_once_changed_and_removed(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    folder = tmp_path / ("config" if kind == "systemd" else "Library")
    inside = files(home.path)
    code, out, err = call(capsys, "install", "--kind", kind, "--json")
    first = files(folder)
    assert code == 0
    assert [row["file"] for row in json.loads(out)] == sorted(map(str, first))
    assert "to enable" in err
    assert len(first) == (4 if kind == "systemd" else 2)
    call(capsys, "install", "--kind", kind)
    assert files(folder) == first
    call(capsys, "install", "--kind", kind, "--at", "21:05", "--no-refit")
    assert len(files(folder)) == len(first) / 2
    assert json.loads(call(capsys, "show", "--json")[1])[0]["kind"] == kind
    assert call(capsys, "remove")[0] == 0
    assert files(folder) == {}
    assert call(capsys, "show", "--json")[:2] == (5, "[]\n")
    assert call(capsys, "remove")[0] == 0
    assert files(home.path) == inside, "the home stays free of absolute paths"


def test_an_agent_runs_this_home_by_absolute_path(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(capsys, "install", "--kind", "launchd", "--at", "21:05")
    agents = [plistlib.loads(text) for text in files(tmp_path / "Library").values()]
    run, refit = sorted(agents, key=lambda agent: agent["ProgramArguments"][-1], reverse=True)
    assert run["ProgramArguments"][-3:] == ["--home", str(home.path), "run"]
    assert Path(run["ProgramArguments"][0]).is_absolute()
    assert run["StartCalendarInterval"] == {"Hour": 21, "Minute": 5}
    assert refit["StartCalendarInterval"] == {"Hour": 22, "Minute": 5, "Weekday": 0}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_understands_its_units(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(capsys, "install", "--kind", "systemd")
    units = [str(path) for path in files(tmp_path / "config")]
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", *units], capture_output=True, text=True, check=False
    )
    assert "weakties" not in done.stderr
    said = next(line for unit in units for line in Path(unit).read_text().splitlines() if "ExecStart" in line)
    assert str(home.path).replace("%", "%%").replace("$", "$$").replace('"', '\\"') in said


def test_cron_lines_stand_beside_others_and_go_without_them(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(capsys, "install", "--kind", "cron")[0] == 1, "no crontab command yet"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "crontab").write_text(CRONTAB)
    (tmp_path / "bin" / "crontab").chmod(0o700)
    table = tmp_path / "bin" / "crontab.table"
    table.write_text("0 0 * * * mine # weakties\n")
    for _ in range(2):
        assert call(capsys, "install", "--kind", "cron", "--at", "06:15")[0] == 0
    mine, run, refit = table.read_text().splitlines()
    assert mine.startswith("0 0")
    assert run.startswith("15 6 * * * umask 077; ")
    assert refit.startswith("15 7 * * 0 umask 077; ")
    words = shlex.split(run.replace(r"\%", "%"), comments=True)
    assert words[words.index("--home") + 1 :][:2] == [str(home.path), "run"]
    assert call(capsys, "remove", "--kind", "cron")[0] == 0
    assert table.read_text().splitlines() == [mine]


def test_a_time_of_day_is_wanted(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "install", "--kind", "systemd", "--at", "25:00")[0] == 2
