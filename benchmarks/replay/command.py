"""A home and the product's commands on it, each in a process of its own; how far a benchmark is."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOTHING = 5
"""Exit code of the command line where nobody is known."""


class Home:
    """``home("ask", "--person", ADDRESS)`` is what the command prints with --json."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.warehouse = path / "data" / "weakties.duckdb"

    def __call__(self, *words: str, or_nothing: bool = False) -> Any:
        """None where nobody is known and that is no mistake. Raises CalledProcessError."""
        command = [sys.executable, "-m", "pipelines.cli.main", "--home", str(self.path), *words, "--json"]
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env)
        if or_nothing and done.returncode == NOTHING:
            return None
        if done.returncode:
            sys.stderr.write(done.stderr)
            done.check_returncode()
        return json.loads(done.stdout)


def cpu_seconds() -> float:
    """Of this process and of those it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def bar(done: int, total: int, what: str) -> None:
    """A bar on a terminal, a line every tenth elsewhere."""
    if sys.stderr.isatty():
        full = 40 * done // total
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r[{'#' * full}{'.' * (40 - full)}] {done}/{total} {what}{end}")
    elif done * 10 // total > (done - 1) * 10 // total:
        sys.stderr.write(f"{done}/{total} {what}, {cpu_seconds():.0f} CPU s\n")
