"""Stages: what is skipped, what is not, and what they say when they fail."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from pipelines.stages import chain, failure, ids, logs
from pipelines.stages.context import Run
from tests.pipelines import small

COMPUTED = list(chain.STAGES)[4:]
"""Stages after reading, which the ledger decides about."""


def _skipped(counts: dict[str, dict[str, int | float]]) -> set[str]:
    return {stage for stage in COMPUTED if counts[stage]["skipped"]}


def test_an_unchanged_home_is_not_computed_again_and_a_change_runs_what_depends_on_it(tmp_path: Path) -> None:
    home = small.make(tmp_path / "home")
    assert _skipped(small.run(home)) == set()
    published = home.warehouse.read_bytes()
    assert _skipped(small.run(home)) == set(COMPUTED)
    assert home.warehouse.read_bytes() == published

    next_day = small.run(home, as_of=date(2026, 3, 2))
    assert _skipped(next_day) == {"messages", "records", "matches", "people", "affiliation"}

    small.add_person(home)
    assert _skipped(small.run(home, as_of=date(2026, 3, 2))) == {"messages"}
    assert _skipped(small.run(home, as_of=date(2026, 3, 2), full=True)) == set()


def test_a_moved_home_is_not_computed_again(tmp_path: Path) -> None:
    small.run(small.make(tmp_path / "home"))
    (tmp_path / "home").rename(tmp_path / "elsewhere")
    moved = dataclasses.replace(small.Home(tmp_path / "elsewhere"))
    assert _skipped(small.run(moved)) == set(COMPUTED)


def test_results_can_be_deleted_and_come_back_with_the_same_rows(tmp_path: Path) -> None:
    import shutil

    home = small.make(tmp_path / "home")
    small.run(home)
    before, given = small.tables(home.warehouse), (home.path / "ids.csv").read_bytes()
    for folder in (home.built, home.raw, home.old):
        shutil.rmtree(folder)
    home.warehouse.unlink()
    home.create()
    small.run(home)
    assert small.tables(home.warehouse) == before
    assert (home.path / "ids.csv").read_bytes() == given


def test_a_failing_check_publishes_nothing_and_gives_out_no_ids(tmp_path: Path) -> None:
    home = small.make(tmp_path / "home")
    (home.inbox / "anna" / "broken.vcf").write_text(
        small.CARD.format(name="Cyril Ombersley", address="cyril@ombersley.example")
        + "BEGIN:VCARD\n?\nEND:VCARD\n" * 3,
        encoding="utf-8",
    )
    with pytest.raises(failure.StageFailed) as failed:
        small.run(home, max_reject=0.01)
    assert failed.value.code == "check_failed"
    assert not home.warehouse.exists()
    assert not (home.path / "ids.csv").exists()
    small.run(home)
    assert home.warehouse.exists()


def test_what_fails_says_code_and_stage_and_never_a_value(tmp_path: Path) -> None:
    def work() -> None:
        try:
            raise ValueError("qmarble@zanzibarium.example")
        except ValueError as error:
            raise KeyError("Quentin Marblethorpe") from error

    report = tmp_path / "errors" / "x.txt"
    with pytest.raises(failure.StageFailed) as failed:
        failure.guarded("records", work, report)
    assert str(failed.value) == "records: missing_key"
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None
    text = report.read_text(encoding="utf-8")
    assert "test_stages.py" in text
    assert "ValueError" in text
    assert not any(canary in text for canary in small.CANARIES)
    assert report.stat().st_mode & 0o777 == 0o600


def test_a_log_keeps_what_can_be_read_and_counts_the_rest(tmp_path: Path) -> None:
    home = small.make(tmp_path / "home")
    (home.path / "decisions.csv").write_text(
        "\ufeffrecord_b,record_a,action,at,note\nr_2,r_1,same,2026-01-01T00:00:00+00:00,sure\n"
        "r_3,r_1,same,yesterday,\n,r_1,same,2026-01-02,\nr_4,r_1,different,2026-01-02 10:00,\nr_5",
        encoding="utf-8",
    )
    log = ids.decisions(Run(home, small.AS_OF))
    assert (log.n_read, log.n_rejected) == (5, 3)
    assert log.rows.select("action", "record_a", "record_b").rows() == [
        ("same", "r_1", "r_2"),
        ("different", "r_1", "r_4"),
    ]


def test_appending_to_a_log_twice_adds_once_and_keeps_the_users_columns(tmp_path: Path) -> None:
    path = tmp_path / "ids.csv"
    path.write_text(
        "note,at,person_id,record_id,reason\nmine,2026-01-01T00:00:00+00:00,p_0,r_0,new", encoding="utf-8"
    )
    rows = ids._KNOWN.rows(
        [
            {
                "at": small.Run(small.Home(tmp_path), small.AS_OF).now,
                "person_id": "p_1",
                "record_id": "r_1",
                "reason": "new",
            }
        ]
    )
    assert logs.append(path, rows) == 1
    assert logs.append(path, rows) == 0
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("mine,")
