"""Group warehouse: one file, checked before it is published."""

from datetime import timedelta
from typing import Any

import dagster as dg

from pipelines.assets.base import OWNERS, VERSION, WRITER, materialise
from pipelines.assets.identity import people
from pipelines.assets.ingest import home_tables
from pipelines.assets.network import acquaintance, affiliation, interactions
from pipelines.resources import HomeResource

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


FRESH = dg.FreshnessPolicy.time_window(warn_window=timedelta(hours=30), fail_window=timedelta(days=8))
"""A day and a morning without a run: the daily one was missed. A week: nobody runs it any more."""


@dg.asset(deps=[warehouse], freshness_policy=FRESH, **COMMON)
def published_warehouse(home: HomeResource) -> dg.MaterializeResult:
    """weakties.duckdb, replaced whole once every blocking check has passed."""
    return materialise(home, "published_warehouse")
