"""One demo home for the whole session, made below Dagster: the stages are the same, the start is faster."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from hypothesis import settings

from pipelines.cli.demo import prepare
from pipelines.demo.generate import Demo
from pipelines.demo.history import AS_OF
from pipelines.home import Home
from pipelines.stages import chain
from pipelines.stages.context import Numbers, Run

CORPORA = Path(os.environ.get("WEAKTIES_CORPORA", Path(__file__).parents[2] / "shared" / "data"))

# A busy machine is no failure.
settings.register_profile("weakties", deadline=None)
settings.load_profile("weakties")


@dataclass(frozen=True)
class DemoHome:
    """A demo home after one run: where it is, what is true in it, what the run counted."""

    home: Home
    demo: Demo
    counts: dict[str, Numbers]

    def connect(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(str(self.home.warehouse), read_only=True)


def dump(path: Path) -> dict[str, tuple[int, str]]:
    """Rows and a hash of every table but run, which gains a row whenever something was published."""
    with duckdb.connect(str(path), read_only=True) as con:
        names = [row[0] for row in con.execute("select table_name from duckdb_tables()").fetchall()]
        return {
            name: con.execute(
                f'select count(*), coalesce(sum(hash(t)::hugeint), 0)::varchar from "{name}" t'
            ).fetchall()[0]
            for name in names
            if name != "run"
        }


def run(home: Home, **options: object) -> dict[str, Numbers]:
    """One run as ``weakties run`` does it, without Dagster around it."""
    wanted = Run(home, **{"as_of": AS_OF, **options})  # type: ignore[arg-type]
    with chain.writing(wanted):
        return chain.run_all(wanted)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> DemoHome:
    """Read it, do not change it: every test of the session shares it. Made under umask 000 on purpose."""
    old = os.umask(0)
    try:
        home = Home(tmp_path_factory.mktemp("demo") / "home")
        demo = prepare(home)
        counts = run(home)
    finally:
        os.umask(old)
    return DemoHome(home, demo, counts)


@pytest.fixture(scope="session")
def corpora() -> Path:
    if not CORPORA.is_dir():
        pytest.skip("the real corpora are not here (set WEAKTIES_CORPORA)")
    return CORPORA
