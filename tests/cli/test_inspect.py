"""sources, problems and doctor before anything is published, and what reaches a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connectors.ledger import Ledger
from pipelines.cli.context import emit
from pipelines.cli.main import main
from pipelines.home import Home
from tests.connectors.loading import card, load, new_home, write


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("WEAKTIES_HOME", str(tmp_path / "home"))
    home = new_home(tmp_path)
    write(home.dagster / "dagster.yaml", "telemetry: {enabled: false}\n").chmod(0o600)
    write(home.inbox / "anna" / "a.vcf", card("Bo") + card("Cy"))
    write(home.inbox / "anna" / "b\x1b[2J.pdf", b"%PDF")
    for path in (home.inbox / "anna").iterdir():
        path.chmod(0o600)
    load(home)
    return home


def call(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(list(args))
    return int(end.value.code or 0), *capsys.readouterr()


def test_sources_add_up(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "sources", "--json")
    rows = json.loads(out)
    assert code == 0
    assert [(row["kind"], row["n_read"], row["n_loaded"]) for row in rows] == [
        ("vcard", 2, 2),
        ("unknown", 0, 0),
    ]
    assert "2 read = 2 loaded + 0 skipped + 0 rejected" in err
    assert call(capsys, "sources", "--kind", "mbox", "--json")[:2] == (5, "[]\n")


def test_problems_by_source_and_code(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(call(capsys, "problems", "--json")[1])
    assert [(row["code"], row["severity"], row["locator"]) for row in rows] == [
        ("not_an_export", "skipped", None)
    ]
    assert call(capsys, "problems", "--source", "a.vcf", "--json")[:2] == (5, "[]\n")


def test_no_control_character_reaches_the_terminal(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for args in (("sources",), ("problems",), ("sources", "--json")):
        _, out, err = call(capsys, *args)
        assert not any(ord(c) < 32 and c != "\n" for c in out + err)
    emit([{"name": "Eve\x1b]0;x\x07 \u202egnoL\nSecond", "tie": None, "n": 3}])
    out = capsys.readouterr().out
    assert not any(c in out for c in "\x1b\x07\u202e")
    assert "–" in out
    assert len(out.splitlines()) == 3


def test_emit_never_cuts_what_is_piped(capsys: pytest.CaptureFixture[str]) -> None:
    emit([{"why": "x" * 500, "markup": "[red]a[/red] :smile:"}])
    out = capsys.readouterr().out
    assert "x" * 500 in out
    assert "[red]a[/red] :smile:" in out


def test_doctor_finds_and_closes_open_files(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "doctor")[0] == 0
    (home.raw / "ledger.json").chmod(0o644)
    code, out, _ = call(capsys, "doctor", "--json")
    assert code == 1
    assert {row["check"] for row in json.loads(out) if row["ok"] is False} == {"private"}
    assert call(capsys, "doctor", "--fix")[0] == 0
    assert call(capsys, "doctor")[0] == 0


def test_doctor_notices_lost_rows_and_telemetry(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    Ledger(home.raw).segments("contact")[0].unlink()
    (home.dagster / "dagster.yaml").write_text("telemetry: {enabled: true}\n")
    rows = json.loads(call(capsys, "doctor", "--json")[1])
    assert {row["check"] for row in rows if row["ok"] is False} == {"raw rows", "telemetry off"}
