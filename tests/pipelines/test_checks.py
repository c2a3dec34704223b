"""What blocks and what only warns, each shown failing."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from connectors.ledger import Ledger
from pipelines.home import Home
from pipelines.stages import checks, failure, lost, privacy, suppressed, watch
from pipelines.stages.context import Run
from pipelines.stages.outcome import Outcome
from pipelines.suppression import hashes
from tests.pipelines import small


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = small.make(tmp_path_factory.mktemp("sound") / "home")
    small.run(home)
    return home


@pytest.fixture
def home(sound: Home, tmp_path: Path) -> Home:
    """A home of which a file is published."""
    return Home(Path(shutil.copytree(sound.path, tmp_path / "home")))


def found(run: Run) -> dict[str, Outcome]:
    return {check.name: check for check in checks.outcomes(run)}


def test_all_hold_on_a_sound_home_and_say_only_numbers(home: Home) -> None:
    outcomes = found(Run(home, small.AS_OF))
    assert [name for name, check in outcomes.items() if not check.passed] == []
    assert outcomes.keys() == {*checks.BLOCKING, *watch.WARNS}
    assert {name for name, check in outcomes.items() if not check.blocking} == watch.WARNS.keys()
    assert all(isinstance(n, int | float) for check in outcomes.values() for n in check.numbers.values())
    assert outcomes[privacy.NO_TEXT].numbers["columns"] > 100


def _sql(home: Home, statement: str) -> None:
    with duckdb.connect(str(Run(home, small.AS_OF).build)) as con:
        con.execute(statement)


def _misread(home: Home) -> None:
    path = home.built / "source.parquet"
    pl.read_parquet(path).with_columns(pl.col("n_loaded") + 1).write_parquet(path)


def _forget(home: Home) -> None:
    """As when rows of a removed source were still there."""
    ledger = Ledger(home.raw)
    ledger.drop(next(key for key, one in ledger.entries.items() if one.kind == "mbox"))
    ledger.save()


def _list_quentin(home: Home) -> None:
    """Somebody is on the list and still there."""
    hashes.add(home, [(hashes.MAIL, small.CANARIES[2])])


def _drop(home: Home, table: str) -> None:
    """The first row of a built table is gone."""
    path = home.built / f"{table}.parquet"
    pl.read_parquet(path).slice(1).write_parquet(path)


def _drop_raw(home: Home, table: str) -> None:
    path = Ledger(home.raw).segments(table)[0]
    pl.read_parquet(path).slice(1).write_parquet(path)


BREAKS: dict[tuple[str, str], Callable[[Home], object]] = {
    (checks.ACCOUNTING, "sources_off"): _misread,
    ("scores_in_range", "ask_list.score"): lambda home: _sql(home, "update ask_list set score = 'nan'"),
    ("no_person_reassigned_without_history", "unexplained"): lambda home: _sql(
        home, "update person_record set person_id = (select min(person_id) from person)"
    ),
    ("self_not_a_contact", "in_interaction"): lambda home: _sql(
        home, "update interaction set person_id = (select any_value(person_id) from owner)"
    ),
    (checks.THE_REST, "references_resolve"): lambda home: _sql(
        home, "update person_record set person_id = 'p_0'"
    ),
    (lost.NO_ROW_LOST, "rows_missing"): lambda home: _drop_raw(home, "contact"),
    (lost.NO_ROW_LOST, "cards_lost"): lambda home: _sql(
        home, "delete from record_source where locator = (select min(locator) from record_source)"
    ),
    (lost.NO_ROW_LOST, "messages_lost"): lambda home: _drop(home, "mail"),
    (lost.NO_ROW_LOST, "records_of_nobody"): lambda home: _sql(
        home, "delete from person_record where record_id = (select min(record_id) from record)"
    ),
    (lost.NOTHING_REMOVED, "messages"): _forget,
    (lost.NOTHING_REMOVED, "places"): lambda home: _sql(home, "update record_source set source_id = 's_0'"),
    (lost.NOTHING_REMOVED, "evidence"): lambda home: _sql(home, "update evidence set source_id = 's_0'"),
    (suppressed.ABSENT, "in_raw"): _list_quentin,
    (suppressed.ABSENT, "in_built"): _list_quentin,
    (suppressed.ABSENT, "in_database"): _list_quentin,
    (privacy.PRIVATE, "open"): lambda home: (home.out / "ask_list.csv").chmod(0o640),
    (privacy.NO_TEXT, "of_text"): lambda home: _sql(home, "alter table evidence add column subject varchar"),
}
"""What breaks which check, and the count that shows it."""


@pytest.mark.parametrize(("check", "count"), BREAKS)
def test_each_that_blocks_notices_what_it_is_for(home: Home, check: str, count: str) -> None:
    BREAKS[check, count](home)
    outcome = found(Run(home, small.AS_OF))[check]
    assert outcome.blocking
    assert not outcome.passed
    assert outcome.numbers[count] == 0 if check == checks.THE_REST else outcome.numbers[count] > 0
    assert checks.failed([outcome]) == [check]


def test_every_check_that_blocks_is_broken_here() -> None:
    assert {check for check, _ in BREAKS} == checks.BLOCKING.keys() - {
        checks.REJECTED_SHARE
    }  # that: test_stages.py


def test_an_open_file_and_a_column_of_text_stop_publishing(home: Home) -> None:
    run = Run(home, small.AS_OF)
    (home.out / "ask_list.csv").chmod(0o644)
    assert found(run)[privacy.PRIVATE].numbers["open"] == 1
    small.add_person(home)
    before = home.warehouse.read_bytes()
    (home.built / "stray.parquet").touch(0o600)
    pl.DataFrame({"Subject": ["x"]}).write_parquet(home.built / "stray.parquet")
    with pytest.raises(failure.StageFailed, match="check_failed"):
        small.run(home)
    assert not found(run)[privacy.NO_TEXT].passed
    assert home.warehouse.read_bytes() == before


def test_old_and_missing_sources_warn_and_are_published(home: Home) -> None:
    old = time.time() - 100 * 86400
    for name in ("cards.vcf", "mail.mbox"):
        os.utime(home.inbox / "anna" / name, (old, old))
    small.run(home)
    stale = found(Run(home, small.AS_OF))[watch.FRESH]
    assert not stale.passed
    assert (stale.numbers["within_90_days"], stale.numbers["within_365_days"]) == (0, 2)
    (home.inbox / "anna" / "cards.vcf").unlink()
    small.run(home)
    assert found(Run(home, small.AS_OF))[watch.FRESH].numbers["missing"] == 1


def test_mail_of_the_future_warns(home: Home) -> None:
    run = Run(home, small.AS_OF, now=datetime(2026, 2, 5, tzinfo=UTC) + timedelta(hours=1))
    late = found(run)[watch.FUTURE]
    assert (late.passed, late.numbers["in_future"]) == (False, 1)


def test_large_people_unknown_files_and_drops_warn(home: Home) -> None:
    assert watch.no_person_too_large(pl.Series(["p_1"] * 60)).passed
    assert not watch.no_person_too_large(pl.Series(["p_1"] * 61)).passed
    known = [one for one in Ledger(home.raw).entries.values() if one.kind == "vcard"]
    unknown = [type(one)(**{**one.__dict__, "kind": "unknown"}) for one in known]
    none = pl.DataFrame({"code": []}, schema={"code": pl.String})
    assert watch.files_are_understood(known * 40 + unknown * 10, none).passed
    assert not watch.files_are_understood(known * 39 + unknown * 10, none).passed
    assert not watch.files_are_understood(known, pl.DataFrame({"code": ["no_header"]})).passed
    assert watch.no_sudden_drop({"person": 100, "tie": 9}, {"person": 80, "tie": 0}).passed
    assert not watch.no_sudden_drop({"person": 100}, {"person": 79}).passed
