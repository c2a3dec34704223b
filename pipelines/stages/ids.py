"""Ids that people were given, and when they become final.

A person's id counts once a published file shows it. So new ids are set aside, the file is published, then they are
appended to ids.csv. A kill in between is mended by the next run: it asks the published file whether it is the one
that the ids were set aside for, and appends or forgets them.
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from connectors import durable
from connectors.table import Table
from pipelines.stages import logs
from pipelines.stages.context import Run
from pipelines.stages.files import replace_text, write_frame
from transforms.identity.decisions import DECISION
from transforms.identity.ids import KNOWN
from warehouse.read import Warehouse

_DECISIONS = Table(
    "decisions",
    "decisions.csv: what a person decided about pairs of records; only ever appended to.",
    (),
    {name: (dtype, name) for name, dtype in DECISION.items()},
)
_KNOWN = Table(
    "ids",
    "ids.csv: which record was given to which person when; only ever appended to.",
    (),
    {name: (dtype, name) for name, dtype in KNOWN.items()},
)


def decisions(run: Run, path: Path | None = None) -> logs.Log:
    """What a human decided about pairs of records, in order: as it stands in decisions.csv, or in ``path``."""
    return logs.read(path or decisions_file(run), _DECISIONS, ("at", "action", "record_a", "record_b"))


def decisions_file(run: Run) -> Path:
    """The log that people add to, also while a run is at work."""
    return run.home.path / "decisions.csv"


def settled_decisions(run: Run) -> Path:
    """The copy that the matches last read."""
    return run.home.built / ".identity" / "decisions.csv"


def settle_decisions(run: Run) -> None:
    """Copy the log for the matches, so that what is entered while they are made is seen by the next run."""
    log = decisions_file(run)
    settled_decisions(run).unlink(missing_ok=True)
    if log.is_file():
        durable.private_folder(settled_decisions(run).parent)
        content = log.read_bytes()
        durable.replace(settled_decisions(run), lambda stream: stream.write(content))


def known(run: Run) -> logs.Log:
    """The ids given so far."""
    return logs.read(run.home.path / "ids.csv", _KNOWN, ("at", "record_id", "person_id"))


def set_aside(run: Run, rows: pl.DataFrame, build_run_id: str) -> None:
    """Before publishing: these ids belong to the file whose run table ends with ``build_run_id``."""
    write_frame(_rows(run), rows)
    replace_text(_ticket(run), json.dumps({"run_id": build_run_id}) + "\n")


def settle(run: Run) -> int:
    """Append ids that were set aside for the file that is published now, else forget them. Returns how many."""
    try:
        wanted = json.loads(_ticket(run).read_text(encoding="utf-8"))["run_id"]
    except (OSError, ValueError, KeyError):
        return 0
    added = 0
    if wanted == published_run(run.home.warehouse):
        added = logs.append(run.home.path / "ids.csv", pl.read_parquet(_rows(run)))
    _ticket(run).unlink(missing_ok=True)
    return added


def published_run(path: Path) -> str | None:
    """The run that built a published file; None when there is none or it cannot be read."""
    rows = published_rows(path, "select run_id from run order by started_at desc, run_id limit 1")
    return str(rows[0]["run_id"]) if rows else None


def published_rows(path: Path, sql: str) -> list[dict[str, object]]:
    """Rows of the published file, none when it is absent, unreadable or older than the question."""
    if not path.is_file():
        return []
    try:
        with Warehouse(path) as warehouse:
            return list(warehouse.rows(sql, []))
    except Exception:  # whatever duckdb says about a damaged file, the next file replaces it
        return []


def _rows(run: Run) -> Path:
    return run.home.built / ".identity" / "ids_set_aside.parquet"


def _ticket(run: Run) -> Path:
    return run.home.built / ".identity" / "ids_set_aside.json"
