"""Counts that an operator follows from run to run, besides those that a stage returns by itself."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

import polars as pl

from connectors.ledger import Ledger
from connectors.raw import scan
from connectors.registry import BY_KIND
from pipelines.stages.context import Numbers, Run
from pipelines.stages.ids import published_rows

_BUILD = """
    select (select count(*) from person) as people,
           (select coalesce(max(n_records), 0) from person) as largest_person,
           (select count(*) from tie where tie is not null) as ties,
           (select count(*) from tie where tie >= .1) as ties_two_way,
           (select count(*) from acquaintance) as acquaintances,
           (select count(*) from review_queue) as review_queue,
           (select count(distinct target_id) from target) as targets,
           (select count(distinct target_id) from ask_list where target_id <> ''
              and not list_contains(list_transform(route, lambda hop: hop.hop_kind), 'affinity'))
             as targets_reachable,
           (select count(*) from ask_list) as asks
"""


def problems(run: Run, group: str) -> Numbers:
    """What was skipped, rejected and repaired of a group of sources (contacts, mail, home), by reason: keys are
    ``severity.code``."""
    kinds = {one.source_id: one.kind for one in Ledger(run.home.raw).entries.values()}
    wanted = [key for key, kind in kinds.items() if kind in BY_KIND and BY_KIND[kind].group == group]
    counted = (
        scan(run.home.raw, "problem")
        .filter(pl.col("source_id").is_in(wanted))
        .group_by("severity", "code")
        .agg(pl.len().alias("n"))
        .sort("severity", "code")
        .collect()
    )
    return {f"{severity}.{code}": n for severity, code, n in counted.iter_rows()}


def build(run: Run) -> Numbers:
    """People, ties, targets and the review queue of the private database; nothing if it cannot be read."""
    rows = published_rows(run.build, _BUILD)
    return {name: int(str(n)) for name, n in rows[0].items()} if rows else {}


EXTRA: dict[str, Callable[[Run], Numbers]] = {
    "contacts": lambda run: problems(run, "contacts"),
    "mail_headers": lambda run: problems(run, "mail"),
    "home_tables": lambda run: problems(run, "home"),
    "warehouse": build,
}
"""Counts by the stage behind which they are taken."""


class Meter:
    """What a stretch of work costs: wall and CPU seconds from when it is made, and the memory that this process or one
    of its children ever held."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), _cpu()

    def numbers(self) -> Numbers:
        """``seconds``, ``cpu_seconds``, ``peak_memory_mb`` (10^6 bytes, of the whole process so far)."""
        unit = 1 if sys.platform == "darwin" else 1024
        peak = max(
            resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        return {
            "seconds": round(time.perf_counter() - self._wall, 3),
            "cpu_seconds": round(_cpu() - self._cpu, 3),
            "peak_memory_mb": round(peak * unit / 1e6, 1),
        }


def _cpu() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)
