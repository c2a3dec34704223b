"""What Dagster loads. The work is in stages/, the order in assets/."""

import dagster as dg

from pipelines.assets import describe, identity, ingest, network, outputs, warehouse
from pipelines.automation import daily, everything, inbox, weekly_refit
from pipelines.checks import before_publishing
from pipelines.resources import HomeResource

defs = dg.Definitions(
    assets=describe.described(dg.load_assets_from_modules([ingest, identity, network, warehouse, outputs])),
    asset_checks=[before_publishing],
    jobs=[everything],
    schedules=[daily, weekly_refit],
    sensors=[inbox],
    resources={"home": HomeResource()},
    # One process: a step of its own would import everything again and could not share the lock.
    executor=dg.in_process_executor,
)
