"""All stages in their order. Dagster runs the same functions as assets; this is the order for everything else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipelines.stages import checks, identity, ids, ingest, lock, network, outputs, refit, warehouse
from pipelines.stages.context import Numbers, Run
from pipelines.stages.failure import StageFailed
from pipelines.stages.files import sweep

Stage = Callable[[Run], Numbers]

STAGES: dict[str, Stage] = {
    "sources": ingest.sources,
    "contacts": ingest.contacts,
    "mail_headers": ingest.mail_headers,
    "home_tables": ingest.home_tables,
    "messages": identity.messages,
    "records": identity.records,
    "matches": identity.matches,
    "people": identity.people,
    "interactions": network.interactions,
    "acquaintance": network.acquaintance,
    "affiliation": network.affiliation,
    "warehouse": warehouse.warehouse,
    "published_warehouse": warehouse.published_warehouse,
    "ask_lists": outputs.ask_lists,
}


@contextmanager
def writing(run: Run, wait: float = 0.0, waiting: Callable[[], object] | None = None) -> Iterator[str]:
    """Be the only writer of the run's home, after mending what a killed run left. Gives that run's id, empty when
    the last run ended by itself. Raises lock.Locked."""
    home = run.home
    with lock.hold(lock.of(home), wait, waiting) as held:
        held.name(run.run_id)
        sweep(
            home.path,
            home.built,
            home.built / ".stages",
            home.built / ".identity",
            home.models,
            home.data,
            home.out,
        )
        shutil.rmtree(f"{run.build}.tmp", ignore_errors=True)
        refit.clear(home)
        ids.settle(run)
        yield held.left_behind


def run_all(run: Run, from_stage: str = "sources") -> dict[str, Numbers]:
    """Run every stage from ``from_stage`` on, with the checks before publishing. The caller holds the lock.

    Raises StageFailed with code ``check_failed`` when a blocking check does not pass; nothing is published then.
    """
    names = list(STAGES)
    done: dict[str, Numbers] = {}
    for name in names[names.index(from_stage) :]:
        if name == "published_warehouse" and checks.failed(checks.outcomes(run)):
            raise StageFailed("check_failed", "warehouse")
        done[name] = STAGES[name](run)
    return done
