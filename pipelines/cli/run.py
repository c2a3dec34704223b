"""``weakties run`` and ``weakties refit``."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime
from typing import Any

import click

from pipelines.cli.context import FAILED, REJECTED, Context, emit, fail, json_option, say
from pipelines.home import Home
from pipelines.stages.context import Numbers

_SHOWN = {
    "contacts": ("n_read", "n_loaded", "n_skipped", "n_rejected"),
    "mail_headers": ("n_read", "n_loaded", "n_skipped", "n_rejected"),
    "messages": ("messages", "personal"),
    "records": ("records",),
    "matches": ("pairs", "lane_same", "lane_review"),
    "people": ("people", "largest_person"),
    "interactions": ("weeks", "messages"),
    "acquaintance": ("pairs",),
    "affiliation": ("affiliations", "organisations"),
    "ask_lists": ("rows",),
}
"""Counts that the summary shows; --json has all."""


def _day(ctx: click.Context, param: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


@click.command()
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), callback=_day, metavar="DATE",
              help="Act as on this day: nothing from DATE 00:00 UTC on counts for ties and asks. Default: today.")  # fmt: skip
@click.option("--full", is_flag=True, help="Read every source again and rebuild everything.")
@click.option("--max-reject", type=click.FloatRange(0, 1), metavar="SHARE",
              help="Publish nothing and exit with 3 when a larger share of what was read was rejected.")  # fmt: skip
@click.option("--debug", is_flag=True,
              help="Keep every intermediate table of who is who as Parquet in data/debug.")  # fmt: skip
@click.option("--wait", type=click.FloatRange(0), default=600.0, show_default=True, metavar="SECONDS",
              help="How long to wait while another run writes to this home.")  # fmt: skip
@json_option
@click.pass_obj
def run(
    context: Context,
    as_of: date | None,
    full: bool,
    max_reject: float | None,
    debug: bool,
    wait: float,
    as_json: bool,
) -> None:
    """Read what changed, find out who is who, score ties, publish the warehouse and write the ask lists.

    What has not changed is skipped. Exit codes: 1 a stage or a check failed (the published warehouse stays as it
    was), 3 more was rejected than --max-reject allows.
    """
    if debug:
        os.environ["WEAKTIES_KEEP_TABLES"] = "1"
    rows = refresh(context.open(), as_of, full, max_reject, wait=wait)
    emit(rows, as_json, ("stage", "skipped", "counts"))
    _say_whose(context.home)


def _say_whose(home: Home) -> None:
    """Undeclared own addresses turn sent mail into received mail, silently; so it is said, without the address."""
    from pipelines.own_addresses import n_unexplained

    n = n_unexplained(home)
    if n:
        say(
            f"the owner's address of {n} mailbox{'es' if n > 1 else ''} is not declared: `weakties owner` proposes it"
        )


@click.command()
@json_option
@click.pass_obj
def refit(context: Context, as_json: bool) -> None:
    """Fit the next version of the models on this home's own data, then rank anew with it.

    Models change only here (and when records have doubled), so that one new message never moves everybody. Prints
    the constants with the counts they rest on, and the table reliability: how far keeps_in_touch and answers came
    true on the owners' own past.
    """
    home = context.open()
    if not home.warehouse.is_file():
        refresh(home)
    refresh(home, _last_as_of(home), refit=True)
    from pipelines.stages import refit as stage

    fitted = [{"name": name, "value": value} for name, value in stage.last(home).items()]
    measured = stage.reliability(home)
    if as_json:
        return emit([*fitted, *({"name": "reliability"} | row for row in measured)], True)
    emit(fitted)
    if measured:
        click.echo(
            "\nDid the probabilities come true? The past before the cut, beside what happened after it:"
        )
        emit(measured)


def refresh(
    home: Home,
    as_of: date | None = None,
    full: bool = False,
    max_reject: float | None = None,
    refit: bool = False,
    wait: float = 600.0,
) -> list[dict[str, Any]]:
    """One run with progress on stderr; a row per stage. Ends the command when the run fails."""
    from pipelines.cli.progress import Bar

    say("starting the pipeline …")
    started = time.monotonic()
    from pipelines.execute import execute
    from pipelines.stages.watch import WARNS

    with Bar() as bar:
        share = 1.0 if max_reject is None else max_reject
        outcome = execute(home, as_of, full, refit, share, bar, wait, _say_waiting)
    if "rejected_share" in outcome.failed_checks:
        fail(
            REJECTED,
            "more was rejected than --max-reject allows; nothing was published (see `weakties problems`)",
        )
    if outcome.failed_checks and not outcome.succeeded:
        fail(
            FAILED, f"check failed: {', '.join(outcome.failed_checks)}; the published warehouse is as it was"
        )
    if not outcome.succeeded:
        fail(FAILED, f"{outcome.failure}; the published warehouse is as it was")
    for name in outcome.warnings:
        say(
            f"warning: {name} does not hold: {WARNS[name]}; its numbers: `weakties ui`, asset warehouse, checks"
        )
    say(
        f"done in {time.monotonic() - started:.0f} s as of {as_of or datetime.now(UTC).date()}: {home.warehouse.name}, {home.out.name}/"
    )
    return [_row(stage, numbers) for stage, numbers in outcome.stages.items()]


def _say_waiting() -> None:
    say("another run writes to this home: waiting …")


def _row(stage: str, numbers: Numbers) -> dict[str, Any]:
    shown = [
        f"{name.removeprefix('n_')} {numbers[name]:,}" for name in _SHOWN.get(stage, ()) if name in numbers
    ]
    return {**numbers, "stage": stage, "skipped": bool(numbers.get("skipped")), "counts": ", ".join(shown)}


def _last_as_of(home: Home) -> date | None:
    """The date the published file stands for, so that a refit changes the models and nothing else."""
    from warehouse.read import Warehouse

    with Warehouse(home.warehouse) as warehouse:
        rows = warehouse.rows("select as_of from run order by started_at desc limit 1")
    return rows[0]["as_of"] if rows else None
