"""Checks that warn and stop nothing: what an operator looks into when a number is odd."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import polars as pl

from connectors.ledger import Entry, Ledger
from pipelines.stages.context import Numbers, Run
from pipelines.stages.ids import published_rows
from pipelines.stages.outcome import Outcome

FRESH, LARGEST, FUTURE, UNKNOWN, DROP = (
    "sources_are_fresh",
    "no_person_too_large",
    "no_dates_in_future",
    "files_are_understood",
    "no_sudden_drop",
)
WARNS = {
    FRESH: "an export of the last 90 days is there, and none went missing",
    LARGEST: "no person is made of more than 60 records",
    FUTURE: "no message is dated after tomorrow",
    UNKNOWN: "at most a fifth of the files is no export that is known, and no header is missing",
    DROP: "no count fell by more than a fifth since the file that is published now",
}
"""What each holds when nothing is odd."""

STALE_DAYS = 90
MOST_RECORDS = 60
MOST_UNKNOWN = MOST_LOST = 0.2
FEWEST = 10
"""Counts below which a share says nothing."""

_COUNTS = " union all ".join(
    f"select '{name}' as name, count(*) as n from {name}"
    for name in ("source", "person", "person_record", "identifier", "interaction", "tie", "acquaintance")
)


def outcomes(run: Run) -> list[Outcome]:
    """All of them on the build, in the order of WARNS."""
    entries = [one for one in Ledger(run.home.raw).entries.values() if not one.kind.startswith("home_")]
    problems = pl.read_parquet(run.home.built / "problem.parquet")
    member = pl.read_parquet(run.home.built / "person_record.parquet", columns=["person_id"])
    sent = pl.read_parquet(run.home.built / "mail.parquet", columns=["sent_at"])["sent_at"]
    return [
        sources_are_fresh(entries, run.now.timestamp()),
        no_person_too_large(member["person_id"]),
        _future(sent, run),
        files_are_understood(entries, problems),
        no_sudden_drop(_counts(run.home.warehouse), _counts(run.build)),
    ]


def sources_are_fresh(entries: list[Entry], now: float) -> Outcome:
    """How old the sources' files are (``now`` in seconds of the epoch), as counts. An old archive is no fault; that
    nothing is newer, or that a file is gone, is worth a look."""
    days = sorted((now - one.mtime_ns / 1e9) / 86400 for one in entries if one.missing_since is None)
    missing = sum(one.missing_since is not None for one in entries)
    numbers: Numbers = {"sources": len(entries), "missing": missing}
    for limit in (7, 30, 90, 365):
        numbers[f"within_{limit}_days"] = sum(age <= limit for age in days)
    if days:
        numbers |= {"newest_days": round(days[0], 1), "median_days": round(statistics.median(days), 1)}
    return _warning(FRESH, not missing and (not days or days[0] <= STALE_DAYS), numbers)


def no_person_too_large(person_ids: pl.Series) -> Outcome:
    """The most records of one person: a chain of false joins shows as one very large person."""
    sizes = person_ids.value_counts()["count"]
    largest = int(sizes.max() or 0)  # type: ignore[arg-type]
    numbers: Numbers = {
        "largest": largest,
        **{f"over_{n}": int((sizes > n).sum()) for n in (10, 30, MOST_RECORDS)},
    }
    return _warning(LARGEST, largest <= MOST_RECORDS, numbers)


def files_are_understood(entries: list[Entry], problems: pl.DataFrame) -> Outcome:
    """Files that no connector knows, and tables whose header is gone, as when a service changes its export."""
    unknown = sum(one.kind == "unknown" for one in entries)
    no_header = int((problems["code"] == "no_header").sum())
    few = unknown < FEWEST or unknown <= MOST_UNKNOWN * len(entries)
    numbers: Numbers = {
        "sources": len(entries),
        "unknown": unknown,
        "share": round(unknown / max(1, len(entries)), 4),
        "no_header": no_header,
    }
    return _warning(UNKNOWN, few and not no_header, numbers)


def no_sudden_drop(before: Mapping[str, int], now: Mapping[str, int]) -> Outcome:
    """Rows by table, published and about to be; a fall may be meant (sources were removed) or not."""
    fell = [name for name, n in before.items() if n >= FEWEST and now.get(name, 0) < (1 - MOST_LOST) * n]
    numbers: Numbers = {"fell": len(fell), **now, **{f"{name}_before": n for name, n in before.items()}}
    return _warning(DROP, not fell, numbers)


def _future(sent: pl.Series, run: Run) -> Outcome:
    late = int((sent > run.now + timedelta(days=1)).sum() or 0)
    numbers: Numbers = {"messages": sent.len(), "undated": sent.null_count(), "in_future": late}
    return _warning(FUTURE, late == 0, numbers)


def _counts(path: Path) -> dict[str, int]:
    return {str(row["name"]): int(str(row["n"])) for row in published_rows(path, _COUNTS)}


def _warning(name: str, passed: bool, numbers: Numbers) -> Outcome:
    return Outcome(name, passed, blocking=False, numbers=numbers)
