"""What blocks and what only warns, each shown failing."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from connectors.ledger import Ledger
from pipelines.home import Home
from pipelines.stages import checks, failure, privacy, watch
from pipelines.stages.context import Run
from pipelines.stages.outcome import Outcome
from tests.pipelines import small


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = small.make(tmp_path / "home")
    small.run(home)
    return home


def found(run: Run) -> dict[str, Outcome]:
    return {check.name: check for check in checks.outcomes(run)}


def test_all_hold_on_a_sound_home_and_say_only_numbers(home: Home) -> None:
    outcomes = found(Run(home, small.AS_OF))
    assert [name for name, check in outcomes.items() if not check.passed] == []
    assert outcomes.keys() == {*checks.BLOCKING, *watch.WARNS}
    assert {name for name, check in outcomes.items() if not check.blocking} == watch.WARNS.keys()
    assert all(isinstance(n, int | float) for check in outcomes.values() for n in check.numbers.values())
    assert outcomes[privacy.NO_TEXT].numbers["columns"] > 100


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
