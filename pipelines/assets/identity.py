"""Group identity: who is who."""

from typing import Any

import dagster as dg

from pipelines.assets.base import OWNERS, VERSION, materialise
from pipelines.assets.ingest import contacts, mail_headers
from pipelines.resources import HomeResource

COMMON: dict[str, Any] = {
    "group_name": "identity",
    "kinds": {"polars"},
    "owners": OWNERS,
    "code_version": VERSION,
}


@dg.asset(deps=[mail_headers], **COMMON)
def messages(home: HomeResource) -> dg.MaterializeResult:
    """Each message once per network, with bulk mail marked."""
    return materialise(home, "messages")


@dg.asset(deps=[contacts, mail_headers, messages], **COMMON)
def records(home: HomeResource) -> dg.MaterializeResult:
    """One row per record: names, addresses, phones and organisations normalised."""
    return materialise(home, "records")


@dg.asset(deps=[records], **COMMON)
def matches(home: HomeResource) -> dg.MaterializeResult:
    """Pairs of records that were compared, with the weight of every piece of evidence."""
    return materialise(home, "matches")


@dg.asset(deps=[matches], **COMMON)
def people(home: HomeResource) -> dg.MaterializeResult:
    """Which records are one person, under ids that stay."""
    return materialise(home, "people")
