"""Group ingest: what is there."""

from typing import Any

import dagster as dg

from pipelines.assets.base import OWNERS, VERSION, materialise
from pipelines.resources import HomeResource

COMMON: dict[str, Any] = {"group_name": "ingest", "owners": OWNERS, "code_version": VERSION}


@dg.asset(kinds={"python"}, **COMMON)
def sources(home: HomeResource) -> dg.MaterializeResult:
    """Files and folders in the inbox and registered ones, each recognised by its content."""
    return materialise(home, "sources")


@dg.asset(kinds={"python", "polars"}, deps=[sources], **COMMON)
def contacts(home: HomeResource) -> dg.MaterializeResult:
    """Rows of address books and connection lists, as written."""
    return materialise(home, "contacts")


@dg.asset(kinds={"python", "polars"}, deps=[sources], **COMMON)
def mail_headers(home: HomeResource) -> dg.MaterializeResult:
    """Headers of mailboxes: who wrote to whom and when, no subject, no body."""
    return materialise(home, "mail_headers")


@dg.asset(kinds={"python", "polars"}, deps=[sources], **COMMON)
def home_tables(home: HomeResource) -> dg.MaterializeResult:
    """The owner's own targets, acquaintances and company names."""
    return materialise(home, "home_tables")
