"""Dagster's folder inside the home: its settings, and opening it for the first time without a race."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.home import Home
from pipelines.stages import lock
from pipelines.stages.files import replace_text

if TYPE_CHECKING:
    from dagster import DagsterInstance

_WORKSPACE = """load_from:
  - python_module: {module_name: pipelines.definitions, location_name: weakties}
"""


IN_PROCESS = {"weakties/command_line": "yes"}
"""Tag of runs that live in the process of a command, which holds the home's lock."""


def write_config(home: Home) -> Path:
    """Write .dagster/dagster.yaml and workspace.yaml where they are missing. Does not import dagster."""
    home.dagster.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = files("pipelines").joinpath("dagster.yaml").read_text(encoding="utf-8")
    for name, text in (("dagster.yaml", settings), ("workspace.yaml", _WORKSPACE)):
        if not (home.dagster / name).exists():
            replace_text(home.dagster / name, text)
    return home.dagster / "workspace.yaml"


def environment(home: Home) -> dict[str, str]:
    """What a Dagster process needs to know to work on this home and to keep quiet about it."""
    return {
        "WEAKTIES_HOME": str(home.path.absolute()),
        "DAGSTER_HOME": str(home.dagster.absolute()),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
        "DO_NOT_TRACK": "1",
    }


def open_instance(home: Home) -> DagsterInstance:
    """The home's Dagster instance, with its tables made. Two processes that make them at once would leave a folder
    that no later run can open, so this happens under a lock."""
    write_config(home)
    os.environ.update(environment(home))
    from dagster import DagsterInstance

    with lock.hold(home.dagster / ".opening", wait=120):
        instance = DagsterInstance.get()
        instance.get_runs_count()
        instance.event_log_storage.get_maximum_record_id()
        instance.all_instigator_state()
    return instance


def bury(instance: DagsterInstance, run_id: str) -> None:
    """Say that a run is over whose process was killed; nothing if ``run_id`` is empty or unknown. Left alone it stays
    "started" and keeps its place in the queue and the pool for ever: nobody else could publish again. The caller
    holds the home's lock, so the run cannot be alive."""
    run = instance.get_run_by_id(run_id) if run_id else None
    if run is None:
        return
    instance.event_log_storage.free_concurrency_slots_for_run(run_id)
    if not run.is_finished:
        instance.report_run_failed(run, "its process ended without a word")


def bury_unnamed(instance: DagsterInstance) -> None:
    """The same for runs of the command line that died before they wrote their name into the lock. Each holds the lock
    from before Dagster knows of it, so whoever holds it now knows that they are dead."""
    from dagster import RunsFilter
    from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES

    for run in instance.get_runs(RunsFilter(tags=IN_PROCESS, statuses=list(NOT_FINISHED_STATUSES))):
        bury(instance, run.run_id)


def bury_if_idle(home: Home, instance: DagsterInstance) -> None:
    """Bury runs that died, if nobody writes now."""
    with suppress(lock.Locked), lock.hold(lock.of(home)) as held:
        bury(instance, held.left_behind)
        bury_unnamed(instance)
