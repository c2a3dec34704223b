"""kill -9 at any moment leaves a whole published file, and the next run succeeds by itself."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.home import Home
from pipelines.stages import lock
from tests.pipelines import small

ROOT = Path(__file__).resolve().parents[2]

_DIE = """
import os, signal, sys
from pathlib import Path
from pipelines.home import Home
from pipelines.stages import chain
from tests.pipelines import small

folder, moment = sys.argv[1:]
die = lambda: os.kill(os.getpid(), signal.SIGKILL)

class Assassin:
    def stage(self, name):
        if moment == name:
            die()
    def bytes(self, done, total):
        if moment == "reading":
            die()

rename = os.replace
def replace(source, target):
    if moment == f"before {Path(target).name}":
        die()
    rename(source, target)
    if moment == f"after {Path(target).name}":
        die()
os.replace = replace

small.run(Home(Path(folder)), progress=Assassin())
"""

MOMENTS = (
    "reading",
    "before ledger.json",
    "after record.parquet",
    "people",
    "published_warehouse",
    "before weakties.duckdb",
    "after weakties.duckdb",
    "before ids.csv",
    "after ids.csv",
    "after ask_list.csv",
)


def test_a_kill_at_any_moment(tmp_path: Path) -> None:
    begun = small.make(tmp_path / "begun")
    small.run(begun)
    old = small.tables(begun.warehouse)
    small.add_person(begun)
    whole = Home(tmp_path / "whole")
    shutil.copytree(begun.path, whole.path)
    small.run(whole)
    new = small.tables(whole.warehouse)
    assert old != new
    for number, moment in enumerate(MOMENTS):
        home = Home(tmp_path / f"home{number}")
        shutil.copytree(begun.path, home.path)
        killed = subprocess.run([sys.executable, "-c", _DIE, home.path, moment], cwd=ROOT, check=False)
        assert killed.returncode == -signal.SIGKILL, f"never came to {moment}"
        assert small.tables(home.warehouse) in (old, new), moment
        small.run(home)
        assert small.tables(home.warehouse) == new, moment
        given = (home.path / "ids.csv").read_text(encoding="utf-8").splitlines()
        records = [line.split(",")[2] for line in given[1:]]
        assert len(records) == len(set(records)) == len(new["person_record"]), moment
        assert not [path for path in home.private_files() if path.name.startswith(".part-")], moment


def test_a_second_run_waits_or_says_that_another_one_writes(tmp_path: Path) -> None:
    home = small.make(tmp_path / "home")
    holder = _holder(home, seconds=2)
    try:
        with pytest.raises(lock.Locked), lock.hold(lock.of(home)):
            pass
        told: list[str] = []
        with lock.hold(lock.of(home), wait=60, waiting=lambda: told.append("waiting")) as held:
            assert held.left_behind == ""
        assert told == ["waiting"]
    finally:
        holder.wait()


def test_who_died_holding_the_lock_is_known_to_the_next(tmp_path: Path) -> None:
    home = small.make(tmp_path / "home")
    holder = _holder(home, seconds=60)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with lock.hold(lock.of(home)) as held:
        assert held.left_behind == "run-1"
    with lock.hold(lock.of(home)) as held:  # who was no run leaves the name for the next
        assert held.left_behind == "run-1"
        held.name("run-2")
    with lock.hold(lock.of(home)) as held:
        assert held.left_behind == ""


def _holder(home: Home, seconds: int) -> subprocess.Popen[bytes]:
    """A process that holds the home's lock; returns once it does."""
    script = (
        "import sys, time; from pathlib import Path; from pipelines.home import Home; from pipelines.stages import lock\n"
        "with lock.hold(lock.of(Home(Path(sys.argv[1])))) as held:\n"
        f"    held.name('run-1'); time.sleep({seconds})"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(home.path)], cwd=ROOT)
    while not (lock.of(home).is_file() and lock.of(home).read_text(encoding="ascii")):
        assert process.poll() is None
        time.sleep(0.02)
    return process


@pytest.mark.dagster
def test_a_killed_run_gives_its_place_in_dagster_to_the_next(tmp_path: Path) -> None:
    from dagster import DagsterInstance

    home = small.make(tmp_path / "home")
    script = _DIE.replace("small.run(Home(Path(folder)), progress=Assassin())", _IN_DAGSTER)
    env = {**os.environ, "WEAKTIES_HOME": str(home.path)}
    moments = ("before weakties.duckdb", "as it is listed", "before its name")
    for moment, code in (*((one, -signal.SIGKILL) for one in moments), ("never", 0)):
        done = subprocess.run(
            [sys.executable, "-c", script, home.path, moment], cwd=ROOT, env=env, check=False, timeout=120
        )
        assert done.returncode == code
    with DagsterInstance.from_config(str(home.dagster)) as instance:
        assert [run.status.value for run in instance.get_runs()] == ["SUCCESS", *["FAILURE"] * 3]


_IN_DAGSTER = """
from dagster._core.storage.runs import SqlRunStorage
from pipelines.execute import execute
from pipelines.stages import lock
if moment == "as it is listed":  # Dagster has listed it, nothing has begun
    add = SqlRunStorage.add_run
    SqlRunStorage.add_run = lambda *args, **more: (add(*args, **more), die())
if moment == "before its name":  # it has begun, the lock does not say so yet
    lock.Held.name = lambda *_: die()
sys.exit(0 if execute(Home(Path(folder)), small.AS_OF, progress=Assassin()).succeeded else 1)
"""


@pytest.mark.dagster
def test_two_runs_that_start_together_on_a_fresh_home(tmp_path: Path) -> None:
    """One waits for the other, Dagster's tables are made once; who will not wait is told so, in words."""
    from dagster import DagsterInstance

    home = small.make(tmp_path / "home")
    weakties = [sys.executable, "-m", "pipelines.cli.main", "--home", str(home.path), "run"]
    both = [subprocess.Popen([*weakties, "--as-of", str(small.AS_OF)], cwd=ROOT) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    with DagsterInstance.from_config(str(home.dagster)) as instance:
        assert [run.status.value for run in instance.get_runs()] == ["SUCCESS", "SUCCESS"]
    holder = _holder(home, seconds=60)
    third = subprocess.run([*weakties, "--wait", "0"], cwd=ROOT, check=False, capture_output=True, text=True)
    holder.kill()
    holder.wait()
    assert third.returncode == 1
    assert "another run is writing" in third.stderr
    assert "Traceback" not in third.stderr
    alone = small.make(tmp_path / "alone")
    small.run(alone)
    assert small.tables(home.warehouse) == small.tables(alone.warehouse)
