"""kill -9 at many moments of a run on a small home: is the published file whole, does the next run mend the rest?

python benchmarks/kills.py [--below 260] [--whole 30] [--seed 1] [--json]    (Linux; half an hour)

Below Dagster a process runs the stages and dies before one of its file operations (Python's audit events: open to
write, rename, remove, link, mkdir, chmod; each at most once, evenly spread when there are more than asked for), and
where operations run out at random moments of its CPU time, because DuckDB and Polars write without Python seeing it. Above, ``weakties
run`` itself dies at random moments spread over its CPU time, every second one on a home that Dagster never saw. After
each kill:

- the published file opens and holds either what it held or what the finished run publishes;
- the next run, started as ever, succeeds and publishes what a run that was never killed publishes;
- no file is left that such a run does not leave, and none is open to others;
- every record has one id in ids.csv, and Dagster lists no run as running.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipelines.home import Home  # noqa: E402
from tests.pipelines import small  # noqa: E402

_STAGES = """
import os, signal, sys
from pathlib import Path
from pipelines.home import Home
from pipelines.stages import outputs, warehouse
from tests.pipelines import small

home, at, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3]
n = 0

def count(event, args):
    global n
    if event == "open":
        path, _, flags = args
        if not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return
    elif event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.chmod", "os.truncate"):
        path = args[0]
    else:
        return
    if isinstance(path, str | bytes | os.PathLike) and not os.fsdecode(path).startswith(home):
        return
    n += 1
    if n == at:
        print(event, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

class Say:
    def stage(self, name):
        print(name, flush=True)
    def bytes(self, done, total):
        pass

print("started", flush=True)
if mode == "operation":
    sys.addaudithook(count)
small.run(Home(Path(home)), progress=Say())
print(n, flush=True)
"""


class Trial:
    """The homes to begin with and what a run on them comes to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.begun = small.make(folder / "begun")
        small.run(self.begun)
        self.old = small.tables(self.begun.warehouse)
        small.add_person(self.begun)
        self.n_homes = 0

    def finish(self, home: Home) -> None:
        """Take what this home now holds as what every home shall come to."""
        self.new, self.paths = small.tables(home.warehouse), _paths(home)

    def home(self) -> Home:
        self.n_homes += 1
        home = Home(self.folder / f"home{self.n_homes}")
        shutil.copytree(self.begun.path, home.path)
        return home

    def torn(self, home: Home) -> list[str]:
        """What is wrong right after a kill."""
        try:
            return [] if small.tables(home.warehouse) in (self.old, self.new) else ["neither file"]
        except Exception as error:  # whatever makes it unreadable is what is looked for
            return [f"published file: {type(error).__name__}"]

    def left(self, home: Home) -> list[str]:
        """What is wrong after the next run."""
        wrong = [] if small.tables(home.warehouse) == self.new else ["another file is published"]
        wrong += [f"left: {path}" for path in sorted(_paths(home) - self.paths)]
        wrong += [f"lost: {path}" for path in sorted(self.paths - _paths(home))]
        wrong += [f"open: {path}" for path in _open(home)]
        lines = (home.path / "ids.csv").read_text(encoding="utf-8").splitlines()
        records = [line.split(",")[2] for line in lines[1:]]
        if not len(records) == len(set(records)) == len(self.new["person_record"]):
            wrong.append("ids.csv")
        return wrong


def _paths(home: Home) -> set[str]:
    """Files of a home by name, but for earlier warehouses, which are as many as there were runs, and Dagster's log."""
    kept = {home.old, home.dagster}
    return {
        str(path.relative_to(home.path)) for path in home.private_files() if not kept & {path, *path.parents}
    }


def _open(home: Home) -> list[str]:
    """What weakties or Dagster made that others may read."""
    exports = {home.inbox, home.path / "targets.csv"}
    return [
        str(path.relative_to(home.path))
        for path in home.private_files()
        if not exports & {path, *path.parents} and path.lstat().st_mode & 0o077
    ]


def _environment(home: Home) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "WEAKTIES_HOME": str(home.path),
    }


def below(trial: Trial, n: int, dice: random.Random) -> dict[str, Any]:
    """Kill the stages ``n`` times."""

    def start(home: Home, at: int, mode: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _STAGES, str(home.path), str(at), mode]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    whole = trial.home()
    process = start(whole, 0, "operation")
    assert process.stdout is not None
    assert process.stdout.readline()
    n_operations = int(process.stdout.read().split()[-1])
    seconds = _whole_cpu(process)
    trial.finish(whole)
    n_at = min(n, n_operations)
    points = [("operation", 1 + round(i * (n_operations - 1) / max(1, n_at - 1))) for i in range(n_at)]
    points += [("time", round(1000 * seconds * dice.random())) for _ in range(n - n_at)]
    stages, wrong, n_killed = Counter[str](), [], 0
    for mode, at in points:
        home = trial.home()
        process = start(home, at, mode)
        assert process.stdout is not None
        first = process.stdout.readline()
        if mode == "time":
            _kill_after(process, at / 1000)
        rest = process.communicate()[0].split()
        n_killed += process.returncode == -signal.SIGKILL
        said = [word for word in [first.strip(), *rest] if "." not in word and word != "open"]
        stages[said[-1] if process.returncode else "over before the kill"] += 1
        found = trial.torn(home)
        try:
            small.run(home)
            found += trial.left(home)
        except Exception as error:
            found.append(f"next run: {type(error).__name__}: {error}")
        wrong += [f"{mode} {at} in {said[-1]}: {one}" for one in found]
        print(f"below {sum(stages.values())} of {len(points)}, {len(wrong)} wrong", end="\r", file=sys.stderr)
        shutil.rmtree(home.path)
    return {
        "tried": len(points),
        "killed": n_killed,
        "file_operations": n_operations,
        "at_operations": n_at,
        "by_stage": dict(stages),
        "wrong": wrong,
    }


def whole(trial: Trial, n: int, dice: random.Random) -> dict[str, Any]:
    """Kill ``weakties run`` ``n`` times."""

    def start(home: Home) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "pipelines.cli.main", "--home", str(home.path), "run"]
        return subprocess.Popen(
            [*command, "--as-of", str(small.AS_OF)], cwd=ROOT, env=_environment(home),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    first = trial.home()
    cold = _whole_cpu(start(first))
    trial.finish(first)
    second = trial.home()
    shutil.copytree(first.dagster, second.dagster, dirs_exist_ok=True)
    warm = _whole_cpu(start(second))
    stages, wrong, n_killed = Counter[str](), [], 0
    for i in range(n):
        home = trial.home()
        if i % 2:
            shutil.copytree(first.dagster, home.dagster, dirs_exist_ok=True)
        process = start(home)
        _kill_after(process, (warm if i % 2 else cold) * (i + dice.random()) / n)
        process.wait()
        n_killed += process.returncode == -signal.SIGKILL
        stages[_last_step(home) if process.returncode else "over before the kill"] += 1
        found = trial.torn(home)
        if code := start(home).wait():
            found.append(f"next run: exit {code}")
        else:
            found += trial.left(home) + _unfinished(home)
        wrong += [f"run {i}: {one}" for one in found]
        print(f"whole {i + 1} of {n}, {len(wrong)} wrong", end="\r", file=sys.stderr)
        shutil.rmtree(home.path)
    return {
        "tried": n,
        "killed": n_killed,
        "cpu_seconds_of_a_run": [round(cold, 1), round(warm, 1)],
        "by_step": dict(stages),
        "wrong": wrong,
    }


def _whole_cpu(process: subprocess.Popen[Any]) -> float:
    """CPU seconds of a process that nobody kills."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert process.wait() == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _kill_after(process: subprocess.Popen[Any], seconds: float) -> None:
    """Kill a process once it used so much CPU: the clock says little on a busy machine."""
    while process.poll() is None and _cpu(process.pid) < seconds:
        time.sleep(0.002)
    process.kill()


def _cpu(pid: int) -> float:
    """CPU seconds so far (proc(5), fields 14 and 15)."""
    try:
        used = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
    except OSError:  # it is gone
        return float("inf")
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def _last_step(home: Home) -> str:
    """The step that Dagster's log says began last."""
    from dagster import DagsterInstance

    if not (home.dagster / "history" / "runs.db").is_file():
        return "before Dagster"
    try:
        with DagsterInstance.from_config(str(home.dagster)) as instance:
            run = instance.get_runs(limit=1)
            steps = (
                [event.step_key for event in instance.all_logs(run[0].run_id) if event.step_key]
                if run
                else []
            )
            return str(steps[-1]) if steps else "before the first step"
    except Exception:  # its tables are not all there yet
        return "while Dagster makes its tables"


def _unfinished(home: Home) -> list[str]:
    from dagster import DagsterInstance

    with DagsterInstance.from_config(str(home.dagster)) as instance:
        return [f"Dagster: {run.status.value}" for run in instance.get_runs() if not run.is_finished]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--below", type=int, default=260)
    parser.add_argument("--whole", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    os.umask(0o022)  # as most shells have it
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        if wanted.below:
            found["below Dagster"] = below(
                Trial(Path(folder) / "below"), wanted.below, random.Random(wanted.seed)
            )
        if wanted.whole:
            found["whole runs"] = whole(
                Trial(Path(folder) / "whole"), wanted.whole, random.Random(wanted.seed)
            )
    if wanted.json:
        print(json.dumps(found, indent=1))
    for name, figures in found.items() if not wanted.json else ():
        print(f"{name}: {figures['killed']} killed of {figures['tried']}, {len(figures['wrong'])} wrong")
        for key, value in figures.items():
            print(f"  {key}: {value}")
    return 1 if any(figures["wrong"] for figures in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
