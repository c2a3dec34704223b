"""What must hold before a build is published. Each check gives numbers, never names."""

from __future__ import annotations

import polars as pl

from pipelines.stages import lost, privacy, suppressed, watch
from pipelines.stages.context import Numbers, Run
from pipelines.stages.ids import published_rows
from pipelines.stages.outcome import Outcome
from warehouse import checks as warehouse_checks

ACCOUNTING = "accounting"
REJECTED_SHARE = "rejected_share"
THE_REST = "tables_hold_together"

BLOCKING = {
    ACCOUNTING: "read = loaded + skipped + rejected for every source",
    REJECTED_SHARE: "no larger share was rejected than the caller allows",
    "scores_in_range": "every score lies in [0, 1] or is unknown",
    "no_person_reassigned_without_history": "whoever had another id yesterday is in person_id_history",
    "self_not_a_contact": "no owner has a tie to themselves",
    THE_REST: "keys are unique, references resolve, counts are never missing",
    **lost.HOLDS,
    **privacy.HOLDS,
    **suppressed.HOLDS,
}
"""The checks between the build and publishing, with what each holds."""


def outcomes(run: Run) -> list[Outcome]:
    """All checks on the build, in a fixed order: those that may block, then those that warn."""
    run.progress.stage("checks")
    sources = pl.read_parquet(run.home.built / "source.parquet")
    previous = run.home.warehouse if run.home.warehouse.is_file() else None
    found = [accounting(sources), rejected_share(sources, run.max_reject)]
    others = [
        Outcome(check.name, check.passed, check.blocking, dict(check.numbers))
        for check in warehouse_checks.run(run.build, previous)
    ]
    found += [check for check in others if check.name in BLOCKING]
    found.append(_together([check for check in others if check.name not in BLOCKING]))
    columns = published_rows(run.build, "select column_name from duckdb_columns() where not internal")
    found += [
        lost.no_row_lost(run),
        lost.nothing_of_removed_sources(run),
        privacy.files_private(run),
        suppressed.suppressed_absent(run),
        privacy.no_text_of_mail(run, [str(row["column_name"]) for row in columns]),
    ]
    return [*found, *watch.outcomes(run)]


def accounting(sources: pl.DataFrame) -> Outcome:
    """read = loaded + skipped + rejected, for every source."""
    off = sources.filter(pl.col("n_read") != pl.col("n_loaded") + pl.col("n_skipped") + pl.col("n_rejected"))
    numbers: Numbers = {"sources": sources.height, "sources_off": off.height}
    for name in ("n_read", "n_loaded", "n_skipped", "n_rejected"):
        numbers[name] = int(sources[name].sum() or 0)
    return Outcome(ACCOUNTING, off.height == 0, numbers=numbers)


def rejected_share(sources: pl.DataFrame, allowed: float) -> Outcome:
    """No larger share of what was read was rejected than the caller allows (everything, unless told)."""
    n_read, n_rejected = int(sources["n_read"].sum() or 0), int(sources["n_rejected"].sum() or 0)
    share = n_rejected / n_read if n_read else 0.0
    return Outcome(REJECTED_SHARE, share <= allowed, numbers={"share": round(share, 6), "allowed": allowed})


def failed(found: list[Outcome]) -> list[str]:
    """Names of the blocking checks that did not pass."""
    return [check.name for check in found if check.blocking and not check.passed]


def _together(others: list[Outcome]) -> Outcome:
    """The warehouse's other checks as one, each with 1 for passed; one that may not block cannot fail it."""
    numbers: Numbers = {check.name: int(check.passed) for check in others}
    return Outcome(THE_REST, not failed(others), numbers=numbers)
