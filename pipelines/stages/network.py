"""What passed between whom: weekly interactions, who knows whom, who is at which organisation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from pipelines.stages import skip
from pipelines.stages.context import Numbers, Run
from pipelines.stages.files import write_frame
from pipelines.stages.ingest import of_owners, owners, raw_state
from transforms import plan

_SHARED = ("transforms/schema.py", "transforms/plan.py", "transforms/normalise")


def interactions(run: Run) -> Numbers:
    """Sum personal mail before as_of by owner, record, direction and ISO week; keep a few places as evidence; find
    introductions that already happened."""

    def numbers(frames: plan.Frames) -> Numbers:
        weekly = frames["interaction"]
        return {
            "weeks": weekly.height,
            "messages": int(weekly["n"].sum() or 0),
            "records": weekly["record_id"].n_unique(),
            "evidence": frames["evidence"].height,
            "introductions": frames["introduction"].height,
        }

    tables = ("interaction", "evidence", "introduction")
    return _step(run, "interactions", tables, plan.interactions, numbers)


def acquaintance(run: Run) -> Numbers:
    """Sum, per pair of records, the mail that shows they know each other."""

    def numbers(frames: plan.Frames) -> Numbers:
        pairs = frames["acquaintance_record"]
        return {
            "pairs": pairs.height,
            "wrote": int((pairs["n_sent"] > 0).sum()),
            "together": int((pairs["n_together"] > 0).sum()),
        }

    return _step(run, "acquaintance", ("acquaintance_record",), plan.acquaintance, numbers)


def affiliation(run: Run) -> Numbers:
    """Tie records to organisations, by what a card says, by mail domain and, for owners, by their career."""
    people = owners(run)
    inputs = [_built(run, "record"), _built(run, "company_alias")]
    output = _built(run, "affiliation_record")

    def work() -> Numbers:
        career = of_owners(run, "career", people["owner_id"].to_list())
        frames = plan.affiliation(pl.read_parquet(inputs[0]), pl.read_parquet(inputs[1]), career)
        rows = frames["affiliation_record"]
        write_frame(output, rows)
        return {
            "affiliations": rows.height,
            "organisations": rows["company_key"].n_unique(),
            "stated": int((rows["basis"] == "stated").sum()),
        }

    def mark() -> str:
        return skip.fingerprint(
            skip.code(*_SHARED, "transforms/network/affiliation.py"),
            inputs,
            {"career": raw_state(run, "career"), "owners": people["owner_id"].to_list()},
        )

    return skip.unless_same(run, "affiliation", mark, [output], work)


def _step(
    run: Run, stage: str, tables: tuple[str, ...], step: plan.Step, numbers: Callable[[plan.Frames], Numbers]
) -> Numbers:
    people = owners(run)
    inputs = [_built(run, "mail"), _built(run, "record")]
    outputs = [_built(run, name) for name in tables]

    def work() -> Numbers:
        seen = plan.Sightings(pl.read_parquet(inputs[0]), pl.read_parquet(inputs[1]), people)
        frames = step(seen, run.as_of)
        for name, output in zip(tables, outputs, strict=True):
            write_frame(output, frames[name])
        return numbers(frames)

    def mark() -> str:
        return skip.fingerprint(
            skip.code(*_SHARED, "transforms/network"), inputs, {"as_of": run.as_of, "owners": people.rows()}
        )

    return skip.unless_same(run, stage, mark, outputs, work)


def _built(run: Run, name: str) -> Path:
    return run.home.built / f"{name}.parquet"
