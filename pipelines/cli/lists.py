"""dormant, affinity, bridges, shortlist, plan, reach, introductions: lists beside the ask list, each one macro of the
published warehouse. Neither dagster nor polars is imported here."""

from __future__ import annotations

from typing import Any

import click

from pipelines.cli.ask import LIMIT, OWNER
from pipelines.cli.context import NOTHING, Context, emit, fail, json_option, say
from pipelines.cli.lookup import one_person, opened


@click.command()
@click.option(
    "--days", type=click.IntRange(min=1), default=180, show_default=True, help="Silent for so long."
)
@click.option("--years", type=click.FloatRange(min=0, min_open=True), help="The same in years.")
@OWNER
@LIMIT
@json_option
@click.pass_obj
def dormant(
    context: Context, days: int, years: float | None, owner: str | None, limit: int, as_json: bool
) -> None:
    """Ties that were strong and have gone silent, with their peak and its year.

    \b
    weakties dormant --years 3
    """
    days = days if years is None else max(1, round(years * 365.25))
    _list(
        context, owner, as_json, "dormant(p_days := $days::bigint, p_limit := $limit::bigint, p_owner := $owner::varchar)",
        {"days": days, "limit": limit}, ("name", "peak_tie", "peak_year", "days_silent", "n_sent", "n_received", "tie", "reach_via"),
        "no strong tie has been silent for so long",
    )  # fmt: skip


@click.command()
@click.argument("person", required=False)
@OWNER
@LIMIT
@json_option
@click.pass_obj
def affinity(context: Context, person: str | None, owner: str | None, limit: int, as_json: bool) -> None:
    """People who share something with you, or with PERSON: an employer or school now or earlier, a family name and
    city, a label, small mails, a city. A reason to write, never a path.

    \b
    weakties affinity
    weakties affinity "Anna Example"
    """
    person_id = None
    if person is not None:
        with opened(context, owner) as warehouse:
            person_id = one_person(warehouse, person, owner, as_json)
    _list(
        context, owner, as_json,
        "affinity_with(p_person := $person::varchar, p_limit := $limit::bigint, p_owner := $owner::varchar)",
        {"person": person_id, "limit": limit}, ("name", "reason", "title", "organisation", "tie", "reach_via"),
        "nobody is known to share anything with them",
    )  # fmt: skip


@click.command()
@OWNER
@LIMIT
@json_option
@click.pass_obj
def bridges(context: Context, owner: str | None, limit: int, as_json: bool) -> None:
    """Contacts who connect groups that hardly touch otherwise: effective size and constraint (Burt), circles they
    reach, and those of them where you know nobody.

    \b
    weakties bridges --limit 10
    """
    _list(
        context, owner, as_json, "bridges(p_limit := $limit::bigint, p_owner := $owner::varchar)", {"limit": limit},
        ("name", "effective_size", "constraint", "n_known", "n_circles", "n_circles_new", "n_new", "tie", "reach_via"),
        "nobody is known to connect others",
    )  # fmt: skip


@click.command()
@click.option("--role", metavar="R", required=True, help="The job, as a title.")
@OWNER
@LIMIT
@json_option
@click.pass_obj
def shortlist(context: Context, role: str, owner: str | None, limit: int, as_json: bool) -> None:
    """People who do a job, to talk with about it: mixed ranks and employers, at most three for a company, nobody who
    was asked before. reach_via is whom to write to: themselves, or the contact who knows them.

    \b
    weakties shortlist --role "data engineer"
    """
    _list(
        context, owner, as_json,
        "shortlist(p_role := $role::varchar, p_limit := $limit::bigint, p_owner := $owner::varchar)",
        {"role": role, "limit": limit},
        ("rank", "name", "title", "organisation", "seniority", "way", "via_name", "path_strength", "reach_via"),
        "nobody within reach is known to do that",
    )  # fmt: skip


@click.command()
@click.option(
    "--asks", type=click.IntRange(1, 100), default=5, show_default=True, metavar="N", help="People to ask."
)
@OWNER
@json_option
@click.pass_obj
def plan(context: Context, asks: int, owner: str | None, as_json: bool) -> None:
    """The few people who together open most targets of targets.csv, and what to ask each for. Who was asked lately
    is left in peace. opened counts targets, each by its chance to be opened by then.

    \b
    weakties plan --asks 5
    """
    _list(
        context, owner, as_json, "plan(p_asks := $asks::bigint, p_owner := $owner::varchar)", {"asks": asks},
        ("rank", "name", "targets", "gain", "opened", "n_targets", "reach_via"),
        "no target of targets.csv can be reached over anybody",
    )  # fmt: skip


@click.command()
@OWNER
@json_option
@click.pass_obj
def reach(context: Context, owner: str | None, as_json: bool) -> None:
    """How many people are within one, two and three hops: seen in the files, estimated with those not seen (Chao2),
    and the ceiling if nobody knew anybody in common, which is never reached.

    \b
    weakties reach
    """
    _list(
        context, owner, as_json, "contact_pool(p_owner := $owner::varchar)", {},
        ("hops", "n_observed", "estimate", "ceiling", "note"), "nothing is known",
    )  # fmt: skip


@click.command()
@OWNER
@LIMIT
@json_option
@click.pass_obj
def introductions(context: Context, owner: str | None, limit: int, as_json: bool) -> None:
    """Who introduced whom to you, as your mail shows it, with the places: whom to thank, and whom to ask again.

    \b
    weakties introductions
    weakties log "Anna Example" --status thanked
    """
    rows = _list(
        context, owner, as_json, "introductions_received(p_limit := $limit::bigint, p_owner := $owner::varchar)",
        {"limit": limit}, ("at", "broker", "introduced", "kind", "n_sent", "n_received", "is_thanked", "source", "locator"),
        "no introduction is seen in the mail",
    )  # fmt: skip
    unthanked = len({row["broker_id"] for row in rows if not row["is_thanked"]})
    if unthanked:
        say(f"{unthanked} of those who introduced you are not thanked yet, as far as is logged")


def _list(
    context: Context,
    owner: str | None,
    as_json: bool,
    macro: str,
    values: dict[str, Any],
    columns: tuple[str, ...],
    nobody: str,
) -> list[dict[str, Any]]:
    """Print the rows of a macro; exit 5 when there are none."""
    with opened(context, owner) as warehouse:
        rows = warehouse.rows(f"from {macro}", values | {"owner": owner})
    if not rows:
        emit([], as_json)
        fail(NOTHING, nobody)
    emit(rows, as_json, columns)
    return rows
