"""Group outputs: what people take away."""

import dagster as dg

from pipelines.assets.base import OWNERS, VERSION, materialise
from pipelines.assets.warehouse import FRESH, published_warehouse
from pipelines.resources import HomeResource


@dg.asset(
    group_name="outputs",
    kinds={"python", "duckdb"},
    owners=OWNERS,
    code_version=VERSION,
    deps=[published_warehouse],
    freshness_policy=FRESH,
)
def ask_lists(home: HomeResource) -> dg.MaterializeResult:
    """The ranked lists of whom to ask, as CSV and JSON files under out/."""
    return materialise(home, "ask_lists")
