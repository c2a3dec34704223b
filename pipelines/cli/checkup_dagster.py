"""What doctor looks at in Dagster's folder, and mends with --fix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipelines import upkeep
from pipelines.home import Home
from pipelines.stages import lock

Row = dict[str, Any]


def examine(home: Home, fix: bool) -> list[Row]:
    """Rows as pipelines.cli.checkup makes them: one schema version, no dead run, a log of sane size, no leftovers."""
    return [_leftovers(home, fix), _heads(home, fix), _dead(home, fix), _log(home, fix)]


def _leftovers(home: Home, fix: bool) -> Row:
    n_mended = _mend(lambda: upkeep.remove_leftovers(home)) if fix else 0
    found = len(upkeep.leftovers(home))
    detail = f"{found} left by a killed run; the next run removes them"
    return _row("unfinished files", None if found else True, detail, n_mended)


def _heads(home: Home, fix: bool) -> Row:
    n_mended = _mend(lambda: upkeep.mend_heads(home)) if fix and upkeep.double_headed(home) else 0
    found = len(upkeep.double_headed(home))
    detail = f"{found} of Dagster's databases with two versions; no run can start with one"
    return _row("Dagster's databases", not found, detail, n_mended)


def _dead(home: Home, fix: bool) -> Row:
    n_mended = _mend(lambda: upkeep.bury_dead(home)) if fix else 0
    found = len(upkeep.dead_runs(home))
    detail = f"{found} whose process is gone and that block others"
    return _row("Dagster's runs", not found, detail, n_mended)


def _log(home: Home, fix: bool) -> Row:
    def is_large() -> bool:
        n, size = upkeep.log_size(home)
        return n > upkeep.MANY_RUNS or (size > upkeep.MANY_BYTES and n > upkeep.KEEP)

    n_mended = _mend(lambda: upkeep.prune(home)) if fix and is_large() else 0
    n, size = upkeep.log_size(home)
    detail = f"{n} runs, {size / 1e6:.1f} MB"
    if is_large():
        detail += f"; `weakties prune` keeps the last {upkeep.KEEP}"
    return _row("Dagster's log", None if is_large() else True, detail, n_mended)


def _mend(work: Callable[[], int]) -> int:
    """How many were mended; none while a run is at work, which mends most of it by itself."""
    try:
        return work()
    except lock.Locked:
        return 0


def _row(check: str, ok: bool | None, detail: str, n_mended: int) -> Row:
    return {"check": check, "ok": ok, "detail": detail + (f", {n_mended} mended" if n_mended else "")}
