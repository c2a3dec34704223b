"""How a stage becomes an asset: run it, hand its numbers to the event log, nothing else."""

import dagster as dg

from pipelines import metadata
from pipelines.assets import describe
from pipelines.resources import HomeResource
from pipelines.stages import figures, pictures
from pipelines.stages.chain import STAGES
from pipelines.stages.failure import PASSING, StageFailed
from pipelines.stages.skip import code

OWNERS = ["team:weakties"]
VERSION = code("connectors", "transforms", "warehouse", "pipelines/stages", "pipelines/outputs")
"""All assets share one code version: a stage looks at its own room's code when it decides whether to run."""

WRITER = "duckdb_write"
"""Pool of everything that opens the private database: one at a time."""


RETRIES, RETRY_SECONDS = 2, 15.0
"""How often and after how long a stage is tried again that failed for a lock or a disk."""


def materialise(home: HomeResource, stage: str) -> dg.MaterializeResult:
    """Run the stage of this name and record its counts, what they cost and where the columns come from."""
    meter = figures.Meter()
    try:
        numbers = home.stage(stage, STAGES[stage])
        if stage in figures.EXTRA:
            numbers = {**home.stage(stage, figures.EXTRA[stage]), **numbers}
    except StageFailed as failure:
        if failure.code not in PASSING:
            raise
        raise dg.RetryRequested(RETRIES, RETRY_SECONDS) from failure
    above = [key.path[-1] for key in dg.AssetExecutionContext.get().assets_def.dependency_keys]
    table = metadata.table(describe.lineage(stage, sorted(above)), describe.rows(stage, numbers))
    drawn = {one.name: _drawn(home, stage, one) for one in pictures.DRAWN.get(stage, ())}
    return dg.MaterializeResult(
        metadata={**metadata.numbers({**numbers, **meter.numbers()}), **table, **drawn}
    )


def _drawn(home: HomeResource, stage: str, picture: pictures.Picture) -> dg.MetadataValue:
    counts = {label: int(n) for label, n in home.stage(stage, picture.counts).items()}
    return (metadata.columns if picture.is_scale else metadata.bars)(counts, picture.title)
