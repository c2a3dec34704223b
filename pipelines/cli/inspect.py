"""problems, doctor: what was not read, and whether the home is in order."""

from __future__ import annotations

from typing import Any

import click

from connectors.foreign import HINTS
from connectors.ledger import Ledger
from pipelines.cli.context import FAILED, NOTHING, Context, emit, fail, json_option, say
from pipelines.home import Home

_PROBLEMS = """
    select problem.*, source.path from problem join source using (source_id)
    order by source.path, source_id, locator nulls first, code, field
"""


@click.command()
@click.option(
    "--source", "wanted", metavar="SOURCE", help="Only of this source: its id, its path or the path's end."
)
@click.option("--code", metavar="CODE", help="Only of this code.")
@click.option(
    "--severity", type=click.Choice(["skipped", "rejected", "repaired"]), help="Only of this severity."
)
@click.option(
    "--limit", type=click.IntRange(min=0), default=0, help="At most so many; 0 = all.", show_default=True
)
@json_option
@click.pass_obj
def problems(
    context: Context, wanted: str | None, code: str | None, severity: str | None, limit: int, as_json: bool
) -> None:
    """What was left out, refused or mended, by file and place. Never the value itself.

    \b
    weakties problems --severity rejected
    weakties problems --source contacts.vcf --json
    """
    home = context.open()
    rows = published(home, _PROBLEMS)
    if rows is None:
        rows = _unpublished_problems(home)
    rows = [
        row
        for row in rows
        if (wanted is None or wanted in (row["source_id"], row["path"]) or row["path"].endswith("/" + wanted))
        and code in (None, row["code"])
        and severity in (None, row["severity"])
    ]
    none_left(rows, as_json, "no problems")
    shown = rows[:limit] if limit else rows
    for known in sorted({row["code"] for row in shown} & HINTS.keys()):
        say(f"{known}: {HINTS[known]}")
    emit(shown, as_json, ["severity", "code", "field", "path", "locator"])
    if len(shown) < len(rows):
        say(f"{len(rows) - len(shown)} more; --limit 0 shows all")


@click.command()
@click.option("--fix", is_flag=True, help="Close what others may read; mend what killed runs left.")
@json_option
@click.pass_obj
def doctor(context: Context, fix: bool, as_json: bool) -> None:
    """Check the home: settings, modes, what is read against what is published, sizes, telemetry.

    Changes nothing without --fix, which closes files that others may read (0600, 0700), removes unfinished ones,
    ends runs whose process is gone, mends databases that two processes made at once and cuts a log that has grown
    too long. Exit code 1 when a check fails.

    \b
    weakties doctor
    weakties doctor --fix
    """
    from pipelines.cli import checkup

    rows = checkup.examine(context.open(), fix)
    emit(rows, as_json, ["check", "ok", "detail"])
    failed = [row for row in rows if row["ok"] is False]
    if failed:
        fail(FAILED, f"{len(failed)} of {len(rows)} checks failed")
    say("all is well")


def published(home: Home, sql: str) -> list[dict[str, Any]] | None:
    """Rows of the published warehouse; None when nothing is published yet."""
    if not home.warehouse.is_file():
        return None
    from warehouse.read import Warehouse

    with Warehouse(home.warehouse) as warehouse:
        return list(warehouse.rows(sql, []))


def _unpublished_problems(home: Home) -> list[dict[str, Any]]:
    from connectors.raw import scan

    paths = {key: entry.path for key, entry in Ledger(home.raw).entries.items()}
    rows = scan(home.raw, "problem").collect().to_dicts()
    rows = [{**row, "path": paths[row["source_id"]]} for row in rows]
    return sorted(rows, key=lambda row: (row["path"], row["source_id"], row["locator"] or "", row["code"]))


def none_left(rows: list[dict[str, Any]], as_json: bool, message: str) -> None:
    """End the command with exit code 5 when there are no rows."""
    if not rows:
        emit([], as_json)
        fail(NOTHING, message)
