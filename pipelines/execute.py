"""Runs the Dagster job in this process, so that a run from the command line is a run like any other in the UI."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from pipelines.home import Home
from pipelines.instance import IN_PROCESS, bury_unnamed, environment, open_instance
from pipelines.stages import lock
from pipelines.stages.context import Numbers, Progress, Silent


@dataclass
class Outcome:
    """What a run came to: counts by stage in the order they ran, failed checks by name, and what failed."""

    succeeded: bool
    run_id: str
    stages: dict[str, Numbers] = field(default_factory=dict)
    failed_checks: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    """Checks that did not pass and stop nothing."""
    failure: str | None = None
    """``stage: code``; holds no value of the data."""


def execute(
    home: Home,
    as_of: date | None = None,
    full: bool = False,
    refit: bool = False,
    max_reject: float = 1.0,
    progress: Progress | None = None,
    wait: float = 600.0,
    waiting: Callable[[], object] | None = None,
) -> Outcome:
    """Materialise everything in the home and say what came of it. Dagster's console output is silenced.

    Waits ``wait`` seconds for another run, telling ``waiting`` if it must; raises lock.Locked after that.
    """
    os.umask(0o077)  # Dagster's own files too
    home.create()
    os.environ.update(environment(home))
    with lock.hold(lock.of(home), wait, waiting), _quiet():
        instance = open_instance(home)
        bury_unnamed(instance)
        from pipelines import resources
        from pipelines.definitions import defs

        resources.listen(progress or Silent())
        config = {
            "as_of": as_of.isoformat() if as_of else "",
            "full": full,
            "refit": refit,
            "max_reject": max_reject,
        }
        result = defs.resolve_job_def("weakties").execute_in_process(
            instance=instance,
            run_config={
                "resources": {"home": {"config": config}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
            raise_on_error=False,
            tags=IN_PROCESS,
        )
        outcome = Outcome(result.success, result.run_id)
        for event in result.get_asset_materialization_events():
            made = event.step_materialization_data.materialization
            outcome.stages[made.asset_key.to_user_string()] = {
                name: value.value
                for name, value in made.metadata.items()
                if isinstance(value.value, int | float) and "/" not in name
            }
        for one in result.get_asset_check_evaluations():
            if not one.passed:
                is_warning = one.severity.value == "WARN"
                (outcome.warnings if is_warning else outcome.failed_checks).append(one.check_name)
        if not result.success:
            outcome.failure = _failure(result.all_events)
    return outcome


def _failure(events: object) -> str:
    """The first failure's own words when they are ours (stage and code), else only that one failed."""
    for event in events:  # type: ignore[attr-defined]
        error = getattr(event.event_specific_data, "error", None)
        while error is not None:
            if error.cls_name == "StageFailed":
                return str(error.message).strip().removeprefix("pipelines.stages.failure.StageFailed: ")
            error = error.cause
    return "unexpected"


@contextmanager
def _quiet() -> Iterator[None]:
    """Dagster and alembic log to stderr, which is for people here."""
    names = ("dagster", "alembic")
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
