"""Dagster's folder kept in order: a log that grows for good, runs and pool slots whose process is gone, and databases
that two processes made at once. What was read, built and published is not touched.

Looking opens the SQLite files read-only and does not import dagster; mending holds the home's lock.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from connectors import durable
from pipelines.home import Home
from pipelines.instance import bury, open_instance, write_config
from pipelines.stages import lock
from pipelines.stages.files import sweep

KEEP = 200
"""Runs that pruning keeps."""
MANY_RUNS, MANY_BYTES = 1000, 500_000_000
"""Runs, and bytes of their log, from which doctor speaks of it: about three years of daily runs."""
SURELY_DEAD = 2 * 3600.0
"""Seconds after which a run that is said to be going, while nobody writes to the home, does not wait for the lock
either: the longest wait of a scheduled run is an hour."""

_RUNS, _INDEX, _SCHEDULES = "history/runs.db", "history/runs/index.db", "schedules/schedules.db"
_OVER = "('SUCCESS', 'FAILURE', 'CANCELED')"


def double_headed(home: Home) -> list[Path]:
    """Databases that carry more than one schema version: Dagster opens none of them."""
    versions = "select count(*) from alembic_version"
    return [path for path in _databases(home) if _rows(path, versions, default=[(1,)])[0][0] > 1]


def dead_runs(home: Home) -> list[str]:
    """Runs that are said to be going and are not, or that hold a slot and are over; nothing while a run writes."""
    try:
        with lock.hold(lock.of(home)) as held:
            left_behind = held.left_behind
    except lock.Locked:
        return []
    since = time.time() - SURELY_DEAD
    runs = _rows(home.dagster / _RUNS, f"select run_id, status in {_OVER}, start_time from runs")
    known = {run_id: is_over for run_id, is_over, _ in runs}
    slots = "select run_id from concurrency_slots where run_id is not null"
    holders = {run_id for (run_id,) in _rows(home.dagster / _INDEX, slots)}
    dead = {run_id for run_id, is_over, started in runs if not is_over and started and started < since}
    dead |= {run_id for run_id in holders if known.get(run_id, True)}
    if known.get(left_behind) == 0:
        dead.add(left_behind)
    return sorted(dead)


def log_size(home: Home) -> tuple[int, int]:
    """Runs that Dagster remembers, and the bytes that this takes."""
    ((n,),) = _rows(home.dagster / _RUNS, "select count(*) from runs", default=[(0,)])
    files = [path for path in (home.dagster / "history").rglob("*") if path.is_file()]
    return int(n), sum(path.stat().st_size for path in files)


def leftovers(home: Home) -> list[Path]:
    """Unfinished files that a killed run left. The inbox is the owner's: what is called so there is theirs."""
    return [
        path
        for path in home.private_files()
        if path.name.startswith(durable.TEMP) and home.inbox not in path.parents
    ]


def mend_heads(home: Home) -> int:
    """Give databases with two schema versions the one of the installed Dagster, which made their tables. Returns how
    many. Raises lock.Locked."""
    with lock.hold(lock.of(home)), lock.hold(home.dagster / ".opening"):
        broken = double_headed(home)
        for path in broken:
            ((version,),) = _fresh_versions()[path.relative_to(home.dagster)]
            with closing(sqlite3.connect(path)) as con, con:
                con.execute("delete from alembic_version where version_num <> ?", [version])
                con.execute("insert or ignore into alembic_version values (?)", [version])
    return len(broken)


def bury_dead(home: Home) -> int:
    """End dead runs and free what they hold. Returns how many. Raises lock.Locked."""
    dead = dead_runs(home)
    with lock.hold(lock.of(home)):
        if dead:
            instance = open_instance(home)
            for run_id in dead:
                bury(instance, run_id)
                # Of a run that is not known any more only the slot is left.
                instance.event_log_storage.free_concurrency_slots_for_run(run_id)
    return len(dead)


def remove_leftovers(home: Home) -> int:
    """Remove unfinished files. Returns how many. Raises lock.Locked."""
    with lock.hold(lock.of(home)):
        return sweep(*{path.parent for path in leftovers(home)})


def prune(home: Home, keep: int = KEEP) -> int:
    """Forget all but the last ``keep`` runs in Dagster's log, with their numbers. Runs that are going stay. Returns how
    many were forgotten. Raises lock.Locked."""
    with lock.hold(lock.of(home)):
        runs = _rows(home.dagster / _RUNS, f"select run_id, status in {_OVER} from runs order by id desc")
        old = [run_id for run_id, is_over in runs[keep:] if is_over]
        if not old:
            return 0
        with open_instance(home) as instance:
            for run_id in old:
                instance.delete_run(run_id)
        _shrink(home, old)
    return len(old)


def _shrink(home: Home, gone: list[str]) -> None:
    """Dagster empties tables and keeps the files, and it keeps what checks said."""
    with closing(sqlite3.connect(home.dagster / _INDEX, timeout=30)) as con, con:
        con.executemany("delete from asset_check_executions where run_id = ?", [(one,) for one in gone])
    for run_id in gone:
        for suffix in (".db", ".db-wal", ".db-shm"):
            (home.dagster / "history" / "runs" / f"{run_id}{suffix}").unlink(missing_ok=True)
        (home.dagster / "errors" / f"{run_id}.txt").unlink(missing_ok=True)
    for path in _databases(home):
        con = sqlite3.connect(path, timeout=30, isolation_level=None)
        # An open page of the UI may be reading; the space is given back the next time then.
        with closing(con), suppress(sqlite3.OperationalError):
            con.execute("vacuum")


def _databases(home: Home) -> Iterator[Path]:
    return (path for name in (_RUNS, _INDEX, _SCHEDULES) if (path := home.dagster / name).is_file())


def _rows(path: Path, sql: str, default: list[Any] | None = None) -> list[Any]:
    """Rows of a SQLite file that may not be there, or not have the table yet."""
    if not path.is_file():
        return default or []
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as con:
            return con.execute(sql).fetchall()
    except sqlite3.Error:
        return default or []


def _fresh_versions() -> dict[Path, list[tuple[str]]]:
    """Schema versions in databases as the installed Dagster makes them, by path in its folder."""
    with _new_folder() as home:
        return {
            path.relative_to(home.dagster): _rows(path, "select version_num from alembic_version")
            for path in _databases(home)
        }


@contextmanager
def _new_folder() -> Iterator[Home]:
    from dagster import DagsterInstance

    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        write_config(home)
        with DagsterInstance.from_config(str(home.dagster)) as instance:
            instance.get_runs_count()
            instance.event_log_storage.get_maximum_record_id()
            instance.all_instigator_state()
        yield home
