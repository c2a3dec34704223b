"""Identity from run to run: what is taken over, which frequencies hold, and the tables kept on request."""

from __future__ import annotations

import stat
from pathlib import Path

import polars as pl
import pytest

from pipelines.stages import chain, models, taken_over
from pipelines.stages.context import Run
from tests.pipelines import small


def matches(run: Run) -> dict[str, float]:
    """The stages up to who is who; what they made is read from data/built."""
    with chain.writing(run):
        for stage in list(chain.STAGES)[: list(chain.STAGES).index("people") + 1]:
            chain.STAGES[stage](run)
        return chain.STAGES["matches"](run)


def made(run: Run) -> dict[str, pl.DataFrame]:
    names = ("match", "match_factor", "blocking", "identifier_strength", "person_record", "cluster")
    return {name: pl.read_parquet(run.home.built / f"{name}.parquet") for name in names}


def test_a_run_takes_over_what_is_as_it_was_and_a_full_run_agrees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = small.make(tmp_path / "home")
    run = Run(home, small.AS_OF)
    first = matches(run)
    frequencies = models.frequencies(models.newest(run) or Path())
    assert frequencies is not None
    assert frequencies.height > 0
    small.add_person(home)
    grown = matches(Run(home, small.AS_OF))
    assert grown["pairs_compared"] < first["pairs_compared"]
    assert grown["model_version"] == first["model_version"]
    incremental = made(run)
    monkeypatch.setenv(taken_over.KEEP, "1")
    full = matches(Run(home, small.AS_OF, full=True))
    assert full["pairs_compared"] > grown["pairs_compared"]
    again = made(run)
    assert all(again[name].equals(frame) for name, frame in incremental.items())

    kept = {path.stem: pl.read_parquet(path) for path in (home.data / "debug").iterdir()}
    assert set(kept) == {"identity_pair", "identity_rule", "identity_pattern", "identity_parameter"}
    assert kept["identity_pair"].height == full["pairs_compared"]
    brought = kept["identity_rule"].select("record_a", "record_b").unique()
    assert (
        kept["identity_pair"].join(brought, on=["record_a", "record_b"], how="anti")["decided"].abs().min()
        != 0
    )
    assert {stat.S_IMODE(path.stat().st_mode) for path in (home.data / "debug").iterdir()} == {0o600}
    for frame in kept.values():
        assert not any("zanzibarium" in str(row).lower() for row in frame.rows())
