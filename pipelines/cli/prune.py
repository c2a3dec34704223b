"""``weakties prune``: Dagster's log keeps every run for good unless somebody cuts it."""

from __future__ import annotations

import click

from pipelines import upkeep
from pipelines.cli.context import FAILED, Context, emit, fail, json_option
from pipelines.stages import lock


@click.command()
@click.option("--keep", type=click.IntRange(min=1), default=upkeep.KEEP, show_default=True, help="Runs to keep.")  # fmt: skip
@json_option
@click.pass_obj
def prune(context: Context, keep: int, as_json: bool) -> None:
    """Forget old runs in Dagster's pages, with their numbers. Data, built tables and lists are not touched."""
    home = context.open()
    before = upkeep.log_size(home)[1]
    try:
        n = upkeep.prune(home, keep)
    except lock.Locked:
        fail(FAILED, "another run writes to this home; try again when it has ended")
    n_left, after = upkeep.log_size(home)
    row = {"forgotten": n, "kept": n_left, "freed_mb": round((before - after) / 1e6, 1)}
    emit([row], as_json)
