"""How a stage becomes an asset: run it, hand its numbers to the event log, nothing else."""

import dagster as dg

from pipelines import metadata
from pipelines.resources import HomeResource
from pipelines.stages.chain import STAGES
from pipelines.stages.skip import code

OWNERS = ["team:weakties"]
VERSION = code("connectors", "transforms", "warehouse", "pipelines/stages", "pipelines/outputs")
"""All assets share one code version: a stage looks at its own room's code when it decides whether to run."""

WRITER = "duckdb_write"
"""Pool of everything that opens the private database: one at a time."""


def materialise(home: HomeResource, stage: str) -> dg.MaterializeResult:
    """Run the stage of this name and record its counts."""
    numbers = home.stage(stage, STAGES[stage])
    return dg.MaterializeResult(metadata=metadata.numbers(numbers))
