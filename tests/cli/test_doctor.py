"""The traps that doctor mends, set on purpose in Dagster's own folder."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from uuid import uuid4

import dagster as dg
import pytest

from pipelines import instance, upkeep
from pipelines.cli.main import main
from pipelines.home import Home
from pipelines.stages import lock
from tests.pipelines import small


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in ("WEAKTIES_HOME", "DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        monkeypatch.setenv(name, "")
    home = small.make(tmp_path / "home")
    with instance.open_instance(home):
        home.close()
    return home


def doctor(home: Home, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, bool | None]:
    with pytest.raises(SystemExit):
        main(["--home", str(home.path), "doctor", "--json", *options])
    return {row["check"]: row["ok"] for row in json.loads(capsys.readouterr().out)}


def add(home: Home, status: dg.DagsterRunStatus) -> str:
    with instance.open_instance(home) as opened:
        run = dg.DagsterRun("weakties", run_id=str(uuid4()), status=status)
        opened.add_run(run)
        opened.report_engine_event("something happened", run)
        return run.run_id


@pytest.mark.dagster
def test_two_schema_versions_are_one_again(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    add(home, dg.DagsterRunStatus.SUCCESS)
    with sqlite3.connect(home.dagster / "history" / "runs.db") as con:
        con.execute("insert into alembic_version values ('7cba9eeaaf1d')")
    assert doctor(home, capsys)["Dagster's databases"] is False
    assert doctor(home, capsys, "--fix")["Dagster's databases"] is True
    with instance.open_instance(home) as opened:
        assert opened.get_runs_count() == 1


@pytest.mark.dagster
def test_dead_runs_let_go_and_leftovers_go(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    dead = add(home, dg.DagsterRunStatus.STARTED)
    over = add(home, dg.DagsterRunStatus.FAILURE)
    with instance.open_instance(home) as opened:
        opened.event_log_storage.set_concurrency_slots("duckdb_write", 1)
        assert opened.event_log_storage.claim_concurrency_slot("duckdb_write", over, "warehouse").is_claimed
    assert doctor(home, capsys)["Dagster's runs"] is False
    (home.data / ".part-1-weakties.duckdb").touch(0o600)
    mine = home.inbox / "anna" / ".part-of-mine"
    mine.touch(0o600)
    with lock.hold(lock.of(home)) as held:
        held.name(dead)
        held.is_named = False  # as a kill leaves it
    assert upkeep.dead_runs(home) == sorted([dead, over])
    fixed = doctor(home, capsys, "--fix")
    assert (fixed["Dagster's runs"], fixed["unfinished files"]) == (True, True)
    assert upkeep.leftovers(home) == []
    assert mine.exists()
    with instance.open_instance(home) as opened:
        assert {run.status for run in opened.get_runs()} == {dg.DagsterRunStatus.FAILURE}
        assert opened.event_log_storage.claim_concurrency_slot("duckdb_write", "next", "x").is_claimed


@pytest.mark.dagster
def test_pruning_keeps_the_last_runs_and_those_that_are_going(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    going = add(home, dg.DagsterRunStatus.STARTED)
    runs = [add(home, dg.DagsterRunStatus.SUCCESS) for _ in range(5)]
    with pytest.raises(SystemExit):
        main(["--home", str(home.path), "prune", "--keep", "2", "--json"])
    (said,) = json.loads(capsys.readouterr().out)
    assert (said["forgotten"], said["kept"]) == (3, 3)
    with instance.open_instance(home) as opened:
        assert {run.run_id for run in opened.get_runs()} == {going, *runs[-2:]}
        assert opened.all_logs(runs[-1])
        assert not opened.all_logs(runs[0])
