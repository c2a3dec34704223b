"""sources and sources remove: what was read, and the only way to forget some of it."""

from __future__ import annotations

import sys
from typing import Any

import click

from connectors.ledger import Ledger
from pipelines.cli.context import FAILED, NOTHING, Context, emit, fail, json_option, say
from pipelines.cli.inspect import none_left, published

_SOURCES = "select * from source order by owner_id nulls first, path, source_id"
_COUNTS = ("n_read", "n_loaded", "n_skipped", "n_rejected")
_COLUMNS = ("kind", "owner_id", "path", *_COUNTS)


@click.group(invoke_without_command=True)
@click.option("--owner", metavar="NAME", help="Only this owner's.")
@click.option("--kind", metavar="KIND", help="Only of this kind, as vcard, mbox or unknown.")
@json_option
@click.pass_context
def sources(ctx: click.Context, owner: str | None, kind: str | None, as_json: bool) -> None:
    """What was read, and how it adds up: read = loaded + skipped + rejected.

    As the published warehouse has it; before the first run, as far as files were read. A source whose file is gone
    keeps its rows and shows since when it is missing; `sources remove` takes them out.

    \b
    weakties sources
    weakties sources --kind unknown --json
    weakties sources remove old.vcf
    """
    if ctx.invoked_subcommand is not None:
        return
    home = ctx.obj.open()
    rows = published(home, _SOURCES)
    if rows is None:
        rows = [_source(entry) for entry in Ledger(home.raw).entries.values()]
        rows.sort(key=lambda row: (row["owner_id"] or "", row["path"], row["source_id"]))
    rows = [row for row in rows if owner in (None, row["owner_id"]) and kind in (None, row["kind"])]
    none_left(rows, as_json, "no source was read yet: `weakties add PATH…`, then `weakties run`")
    is_any_missing = any(row["missing_since"] for row in rows)
    emit(rows, as_json, [*_COLUMNS, *(["missing_since"] if is_any_missing else [])])
    totals = {name: sum(int(row[name]) for row in rows) for name in _COUNTS}
    say(
        f"{len(rows)} sources: {totals['n_read']} read = {totals['n_loaded']} loaded"
        f" + {totals['n_skipped']} skipped + {totals['n_rejected']} rejected"
    )


@sources.command()
@click.argument("wanted", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--owner", metavar="NAME", help="Only this owner's.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_obj
def remove(context: Context, wanted: tuple[str, ...], owner: str | None, yes: bool, as_json: bool) -> None:
    """Forget sources: their rows leave with the next run, and nothing reads their files any more.

    SOURCE is an id, a path or a path's end; an archive or a registered folder stands for all that came out of it.
    Files are never touched: one that still lies in the inbox or in a registered folder would be read again, so it
    is refused. Exit code 5 when no such source is known, also the second time.

    \b
    weakties sources remove old.vcf
    weakties sources remove ~/exports --yes
    """
    from pipelines import removal

    home = context.open()
    plan = removal.plan(home, wanted, owner)
    if plan.ambiguous:
        raise click.UsageError(
            "a path's end fits several sources; give the source_id: `weakties sources --json`"
        )
    if not plan.entries and not plan.registered:
        emit([], as_json)
        fail(NOTHING, "no such source: `weakties sources` lists them")
    if plan.n_present:
        fail(
            FAILED,
            f"{plan.n_present} of {len(plan.entries)} sources still lie in the inbox or in a registered folder "
            "and would be read again: move their files away, or remove the folder",
        )
    rows = [_source(entry) for entry in plan.entries]
    n_loaded = sum(entry.n_loaded for entry in plan.entries)
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("give --yes")
        for row in rows:
            say(f"{row['kind']} {row['path']}: {row['n_loaded']} loaded")
        click.confirm(
            f"Forget {len(rows)} sources with {n_loaded} records, unregister {len(plan.registered)} paths?",
            abort=True,
            err=True,
        )
    removal.carry_out(home, plan)
    emit(rows, as_json, [*_COLUMNS, "missing_since"])
    say(
        f"{len(rows)} sources forgotten, {len(plan.registered)} paths unregistered; `weakties run` publishes that"
    )


def _source(entry: Any) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in ("source_id", *_COLUMNS, "imported_at", "missing_since")}
