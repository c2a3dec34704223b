"""Group warehouse: one file, checked before it is published."""

from typing import Any

import dagster as dg

from pipelines import metadata
from pipelines.assets.base import OWNERS, VERSION, WRITER, materialise
from pipelines.assets.identity import people
from pipelines.assets.ingest import home_tables
from pipelines.assets.network import acquaintance, affiliation, interactions
from pipelines.resources import HomeResource
from pipelines.stages.warehouse import tie_histogram

COMMON: dict[str, Any] = {
    "group_name": "warehouse",
    "kinds": {"duckdb"},
    "owners": OWNERS,
    "code_version": VERSION,
    "pool": WRITER,
}


@dg.asset(deps=[people, interactions, acquaintance, affiliation, home_tables], **COMMON)
def warehouse(home: HomeResource) -> dg.MaterializeResult:
    """The private database: ties scored, introductions ranked, not yet readable by anybody."""
    return materialise(home, "warehouse")


@dg.asset(deps=[warehouse], **COMMON)
def published_warehouse(home: HomeResource) -> dg.MaterializeResult:
    """weakties.duckdb, replaced whole once every blocking check has passed."""
    result = materialise(home, "published_warehouse")
    counts = home.stage("published_warehouse", tie_histogram)
    picture = metadata.histogram([int(n) for n in counts.values()], "ties by strength, weak to strong")
    return dg.MaterializeResult(metadata={**(result.metadata or {}), "ties": picture})
