"""The private database is built, checked, and only then published under the name that readers open."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import polars as pl

from connectors.ledger import Ledger
from connectors.raw import scan
from connectors.table import UTC
from pipelines import settings
from pipelines.stages import asks, ids, models, skip
from pipelines.stages.context import Numbers, Run
from pipelines.stages.files import write_frame
from pipelines.stages.identity import draft, matches_mark
from pipelines.stages.ingest import HOME_TABLES, owners
from pipelines.suppression.forget import remove_old
from transforms.plan import Frames
from warehouse import build as build_file
from warehouse import publish as publish_file
from warehouse.fit import FILE as FITTED

BUILT = (
    "record", "record_source", "person_record", "match", "match_factor", "blocking", "cluster", "identifier_strength",
    "interaction", "evidence", "introduction", "acquaintance_record", "affiliation_record", "mail",
)  # fmt: skip
"""Tables that transforms made. Messages stay in Parquet: the build only looks at them to count each once."""

SMALL = ("source", "problem", "owner", *HOME_TABLES, "person_id_history", "ask")
"""Tables gathered here, kept beside the others so that a change in them is seen."""

RUNS = pl.Schema(
    {
        "run_id": pl.String(),
        "as_of": pl.Date(),
        "started_at": UTC,
        "seconds": pl.Float64(),
        "version": pl.String(),
        "model_version": pl.String(),
    }
)
"""One row for each run that was published."""

_CODE = ("warehouse", "transforms/schema.py", "connectors/schema.py")


def warehouse(run: Run) -> Numbers:
    """Load people, interactions and sources into a private DuckDB file; score ties; rank introductions."""
    for name, frame in _gather(run).items():
        write_frame(run.home.built / f"{name}.parquet", frame)
    inputs = [run.home.built / f"{name}.parquet" for name in (*BUILT, *SMALL)]
    inputs.append(run.home.models / FITTED)
    weights = settings.presets(run.home)

    def work() -> Numbers:
        tables = {name: pl.read_parquet(run.home.built / f"{name}.parquet") for name in SMALL}
        tables["run"] = _past_runs(run)
        run.build.unlink(missing_ok=True)
        Path(f"{run.build}.wal").unlink(missing_ok=True)
        build_file.build(run.build, run.home.built, tables, _this_run(run), weights=weights)
        run.build.chmod(0o600)
        return {
            "bytes": run.build.stat().st_size,
            "tables": len(BUILT) + len(SMALL),
            "past_runs": tables["run"].height,
        }

    def mark() -> str:
        return skip.fingerprint(
            skip.code(*_CODE), inputs, {"as_of": run.as_of, "version": product_version(), "presets": weights}
        )

    return skip.unless_same(run, "warehouse", mark, [run.build], work, force=run.refit)


def published_warehouse(run: Run) -> Numbers:
    """Put the checked file in place of the published one; readers of the old one are not disturbed."""

    def work() -> Numbers:
        note = skip.read_note(run, "warehouse")
        ids.set_aside(run, pl.read_parquet(draft(run, "new_ids")), str(note.get("run_id", run.run_id)))
        path = publish_file.publish(run.build, run.home.data)
        added = ids.settle(run)
        _accept_own_ids(run, added)
        return {"bytes": path.stat().st_size, "ids_added": added}

    def mark() -> str:
        return skip.fingerprint(skip.code("warehouse/publish.py"), [run.build], {})

    numbers = skip.unless_same(run, "published_warehouse", mark, [run.home.warehouse], work, force=run.refit)
    remove_old(run.home)
    return numbers


def product_version() -> str:
    """The installed version of weakties."""
    try:
        return version("weakties")
    except PackageNotFoundError:
        return "0"


def _gather(run: Run) -> Frames:
    ledger = Ledger(run.home.raw)
    history = pl.read_parquet(draft(run, "history"))
    return {
        "source": ledger.sources(),
        "problem": scan(run.home.raw, "problem").collect(),
        "owner": owners(run),
        "person_id_history": history,
        "ask": asks.with_targets(asks.read(run.home)),
    }


def _accept_own_ids(run: Run, added: int) -> None:
    """ids.csv grew by what the matches themselves gave: that is no reason to match again."""
    note = skip.read_note(run, "matches")
    if added and note:
        files = [
            run.home.built / f"{name}.parquet"
            for name in ("match", "match_factor", "blocking", "identifier_strength")
        ]
        drafts = [draft(run, name) for name in ("person_record", "cluster", "new_ids", "history")]
        skip.write_note(run, "matches", matches_mark(run, True), files + drafts, note["numbers"])


def _past_runs(run: Run) -> pl.DataFrame:
    """Runs that the published file already lists."""
    rows = ids.published_rows(run.home.warehouse, f"select {', '.join(RUNS)} from run order by started_at")
    return pl.DataFrame(rows, schema=RUNS, orient="row")


def _this_run(run: Run) -> dict[str, object]:
    return {
        "run_id": run.run_id,
        "as_of": run.as_of,
        "started_at": run.started_at,
        "seconds": run.seconds,
        "version": product_version(),
        "model_version": str(models.version(run)),
    }
