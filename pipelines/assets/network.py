"""Group network: what passed between whom."""

from typing import Any

import dagster as dg

from pipelines.assets.base import OWNERS, VERSION, materialise
from pipelines.assets.identity import messages, records
from pipelines.assets.ingest import home_tables
from pipelines.resources import HomeResource

COMMON: dict[str, Any] = {
    "group_name": "network",
    "kinds": {"polars"},
    "owners": OWNERS,
    "code_version": VERSION,
}


@dg.asset(deps=[messages, records], **COMMON)
def interactions(home: HomeResource) -> dg.MaterializeResult:
    """Personal mail between an owner and a record, summed by ISO week and direction."""
    return materialise(home, "interactions")


@dg.asset(deps=[messages, records], **COMMON)
def acquaintance(home: HomeResource) -> dg.MaterializeResult:
    """Who knows whom, as mail shows it."""
    return materialise(home, "acquaintance")


@dg.asset(deps=[records, home_tables], **COMMON)
def affiliation(home: HomeResource) -> dg.MaterializeResult:
    """Who is at which organisation, by card and by mail domain."""
    return materialise(home, "affiliation")
