"""Checks on the private database; the blocking ones stand between it and publishing."""

from collections.abc import Iterator

import dagster as dg

from pipelines import metadata
from pipelines.assets.base import WRITER
from pipelines.assets.warehouse import warehouse
from pipelines.resources import HomeResource
from pipelines.stages import checks
from pipelines.stages.failure import guarded


def _spec(name: str, description: str) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(name, asset=warehouse, blocking=True, description=description)


@dg.multi_asset_check(
    specs=[_spec(name, description) for name, description in checks.BLOCKING.items()], pool=WRITER
)
def before_publishing(home: HomeResource) -> Iterator[dg.AssetCheckResult]:
    """All checks in one step, because each opens the same file."""
    run = home.run
    report = run.home.dagster / "errors" / f"{run.run_id}.txt"
    for outcome in guarded("checks", lambda: checks.outcomes(run), report):
        yield dg.AssetCheckResult(
            check_name=outcome.name,
            passed=outcome.passed,
            severity=dg.AssetCheckSeverity.ERROR if outcome.blocking else dg.AssetCheckSeverity.WARN,
            metadata=metadata.numbers(outcome.numbers),
        )
