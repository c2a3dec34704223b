"""Checks on the private database; the blocking ones stand between it and publishing, the others warn."""

from collections.abc import Iterator

import dagster as dg

from pipelines import metadata
from pipelines.assets.base import WRITER
from pipelines.assets.warehouse import warehouse
from pipelines.resources import HomeResource
from pipelines.stages import checks, watch
from pipelines.stages.failure import guarded


def _specs(described: dict[str, str], blocking: bool) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(name, asset=warehouse, blocking=blocking, description=description)
        for name, description in described.items()
    ]


@dg.multi_asset_check(
    specs=[*_specs(checks.BLOCKING, blocking=True), *_specs(watch.WARNS, blocking=False)], pool=WRITER
)
def before_publishing(home: HomeResource) -> Iterator[dg.AssetCheckResult]:
    """All checks in one step, because each opens the same file, and before publishing, because what warns of a drop
    looks at the file that is published still."""
    run = home.run
    report = run.home.dagster / "errors" / f"{run.run_id}.txt"
    for outcome in guarded("checks", lambda: checks.outcomes(run), report):
        yield dg.AssetCheckResult(
            check_name=outcome.name,
            passed=outcome.passed,
            severity=dg.AssetCheckSeverity.ERROR if outcome.blocking else dg.AssetCheckSeverity.WARN,
            metadata=metadata.numbers(outcome.numbers),
        )
