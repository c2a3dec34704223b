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


def bury_if_idle(home: Home, instance: DagsterInstance) -> None:
    """Bury the last run if it died and nobody writes now."""
    with suppress(lock.Locked), lock.hold(lock.of(home)) as held:
        bury(instance, held.left_behind)
