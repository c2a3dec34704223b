"""log: what was asked of whom and what came of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import click

from pipelines.cli.ask import OWNER
from pipelines.cli.context import FAILED, NOTHING, USAGE, Context, emit, fail, json_option, say
from pipelines.cli.lookup import one_person, opened
from warehouse.read import Row, Warehouse

STATUSES = ("drafted", "sent", "yes", "no", "silent", "met", "introduced", "thanked")
"""What may become of an ask, in order."""
_BANDS = ("band", "n_asked", "n_answered", "n_yes", "n_introduced", "share_yes", "low", "high")


@click.command()
@click.argument("person", required=False)
@click.option("--target", metavar="T", default="", help="For what: a target_id, a company, a name.")
@click.option("--status", type=click.Choice(STATUSES), help="What happened.")
@click.option("--referred", metavar='"NAME, ORGANISATION"', help="Whom they named: the next target.")
@click.option("--at", "on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="When; default: now.")
@click.option("--summary", is_flag=True, help="What came of all asks, by strength of the tie.")
@OWNER
@json_option
@click.pass_obj
def log(
    context: Context,
    person: str | None,
    target: str,
    status: str | None,
    referred: str | None,
    on: datetime | None,
    summary: bool,
    owner: str | None,
    as_json: bool,
) -> None:
    """Write down an ask of PERSON; without PERSON list what is written down.

    The ledger is asks.csv in the home and only grows. It counts at once: who was asked rests (half of it is over
    after 90 days, 180 after silence), who refused or was asked for three things within a year sinks to the end.
    --referred makes the named person, whom PERSON knows, a target of their own. --summary gives the share of yes
    by strength of the tie with its 95 % interval.

    \b
    weakties log anna@example.org --target brightwater --status sent
    weakties log "Anna Example" --target brightwater --status yes --referred "Bo Example, Brightwater"
    weakties log --summary
    """
    if person is None:
        if status or referred or on or target:
            fail(USAGE, "name the person who was asked")
        with opened(context, owner) as warehouse:
            _show(warehouse, owner, summary, as_json)
        return
    if status is None or summary:
        fail(USAGE, f"--status is needed: {', '.join(STATUSES)}; --summary stands alone")
    if referred is not None and not referred.partition(",")[0].strip():
        fail(USAGE, '--referred needs a name, as in "Bo Example, Brightwater"')
    with opened(context, owner) as warehouse:
        person_id = one_person(warehouse, person, owner, as_json)
        owner_id = owner or warehouse.owners()[0]
        record_id = _record(warehouse, person_id)
        as_of, at = _dates(warehouse, on)
    _write(context, as_of, owner_id, record_id, at, target.strip(), status, referred)
    with opened(context, owner) as warehouse:
        rows = warehouse.rows(
            "select a.owner_id, pr.person_id, p.display_name as name, a.at, a.target, a.status, c.asked_at, c.fatigue"
            " from person_record pr join person p using (person_id)"
            " left join ask a on a.person_id = pr.person_id and a.at = $at and a.status = $status"
            " left join contact c on c.owner_id = $owner and c.person_id = pr.person_id where pr.record_id = $record",
            {"record": record_id, "owner": owner_id, "at": at.replace(tzinfo=None), "status": status},
        )
    emit(rows, as_json, ("name", "target", "status", "at", "fatigue"))


def _show(warehouse: Warehouse, owner: str | None, summary: bool, as_json: bool) -> None:
    if summary:
        rows = warehouse.rows("from conversion(p_owner := $owner::varchar)", {"owner": owner})
    else:
        rows = warehouse.rows(
            "select a.at, p.display_name as name, a.person_id, a.target, a.status from ask a join person p using (person_id)"
            " where coalesce(a.owner_id, default_owner()) = coalesce($owner::varchar, default_owner())"
            " order by a.at, a.person_id, a.status",
            {"owner": owner},
        )
    if not rows:
        emit([], as_json)
        fail(NOTHING, "nobody was asked yet")
    emit(rows, as_json, _BANDS if summary else ("at", "name", "target", "status"))


def _record(warehouse: Warehouse, person_id: str) -> str:
    """The record that stands for a person in the ledger: one that somebody wrote down or wrote to, if there is one."""
    rows: list[Row] = warehouse.rows(
        "select record_id from person_record join record using (record_id) where person_id = $person"
        " order by is_curated desc, is_two_way desc, record_id limit 1",
        {"person": person_id},
    )
    return str(rows[0]["record_id"])


def _dates(warehouse: Warehouse, on: datetime | None) -> tuple[date, datetime]:
    """The day that the next file stands for and the time of the ask. A file that stands for its own day goes on to
    today; one made for another day stays at it, and an ask without a date is put before its end."""
    last = warehouse.rows("select as_of, started_at from run order by started_at desc, run_id limit 1")[0]
    now = datetime.now(UTC).replace(microsecond=0)
    as_of: date = now.date() if last["as_of"] == last["started_at"].date() else last["as_of"]
    if on is not None:
        return as_of, on.replace(tzinfo=UTC)
    if as_of == now.date():
        return as_of, now
    end = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    if now < end:
        return as_of, now
    say(f"the published warehouse stands for {as_of}: the ask is dated before it (--at gives another day)")
    return as_of, end - timedelta(seconds=1)


def _write(
    context: Context,
    as_of: date,
    owner_id: str,
    record_id: str,
    at: datetime,
    target: str,
    status: str,
    referred: str | None,
) -> None:
    """Append and publish: the warehouse alone, or everything where a new person came up."""
    from pipelines.review.apply import is_built
    from pipelines.stages import asks, chain, lock
    from pipelines.stages.context import Run
    from pipelines.stages.failure import StageFailed

    run = Run(context.home, as_of)
    try:
        with chain.writing(run, 600.0, lambda: say("another run writes to this home: waiting …")):
            asks.append(context.home, owner_id, record_id, at, target, status, referred)
            chain.run_all(run, "warehouse" if is_built(run) and not referred else "sources")
    except lock.Locked:
        fail(FAILED, "another run writes to this home; nothing was logged")
    except StageFailed as error:
        fail(FAILED, f"logged, but not yet counted: {error}; `weakties run` tries again")
