"""ask, at, path: questions to the published warehouse. Neither dagster nor polars is imported here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from pipelines import settings
from pipelines.cli.context import NOTHING, USAGE, Context, emit, fail, json_option, say
from pipelines.cli.lookup import one_person, opened
from warehouse.presets import DEFAULT
from warehouse.read import Row, Warehouse

LIMIT = click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many rows."
)
OWNER = click.option("--owner", metavar="NAME", help="Whose contacts; default: the only or first owner.")
_Command = TypeVar("_Command", bound=Callable[..., Any])
_AIMS = (
    click.option("--company", metavar="X", help="Somebody at this company."),
    click.option("--person", metavar="P", help="This person: a name, an address, a profile or a person id."),
    click.option("--role", metavar="R", help="Somebody with this job title."),
    click.option("--city", metavar="C", help="Somebody in this city."),
    click.option("--industry", metavar="I", help="Somebody in this industry, as companies.csv calls it."),
)


def aimed(command: _Command) -> _Command:
    """The options that say whom to reach: company, person, role, city, industry."""
    for option in reversed(_AIMS):
        command = option(command)
    return command


_SHOWN = ("rank", "name", "leads to", "tie", "score", "why")


@click.command()
@aimed
@click.option(
    "--target",
    "targets",
    metavar="ID",
    multiple=True,
    help="A target of targets.csv by its id; may be repeated.",
)
@click.option("--targets", "all_targets", is_flag=True, help="Every target of targets.csv.")
@click.option(
    "--preset",
    metavar="NAME",
    default=DEFAULT,
    show_default=True,
    help="jobseeker, fresh (less close and bridging contacts, spread over circles), colleague, sales, or one of "
    "[presets.NAME] in weakties.toml.",
)
@OWNER
@LIMIT
@json_option
@click.pass_obj
def ask(
    context: Context,
    company: str | None,
    person: str | None,
    role: str | None,
    city: str | None,
    industry: str | None,
    targets: tuple[str, ...],
    all_targets: bool,
    preset: str,
    owner: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Whom to ask, best first, and why: to reach a company, a person, a role, a city, an industry, the targets of
    targets.csv, or without a target. Conditions together mean people who meet all of them.

    Exit codes: 4 when the person is ambiguous (candidates are listed), 5 when nothing is found.

    \b
    weakties ask --company "Example GmbH"
    weakties ask --role "data engineer" --city Berlin --limit 5
    weakties ask --person anna@example.org --json
    weakties ask --industry shipping --preset fresh
    weakties ask --targets --limit 3
    """
    weights = _weights(context, preset)
    aimed = any(one is not None for one in (company, person, role, city, industry))
    if (targets or all_targets) and aimed:
        fail(USAGE, "--target and --targets stand alone: their conditions are in targets.csv")
    with opened(context, owner) as warehouse:
        if targets or all_targets:
            _print_targets(warehouse, targets, preset, weights, owner, limit, as_json)
            return
        person_id = one_person(warehouse, person, owner, as_json) if person is not None else None
        rows = warehouse.who_to_ask(
            company=company and warehouse.company(company),
            person=person_id,
            role=role,
            city=city,
            owner=owner,
            limit=limit,
            preset=preset,
            industry=industry,
            weights=weights,
        )
        _print_routes(rows, as_json, "nobody is known to meet that" if aimed else "no contacts yet")
        if aimed and not _has_path(rows):
            say("no path is known; these are the nearest contacts")


@click.command()
@click.argument("company")
@OWNER
@json_option
@click.pass_obj
def at(context: Context, company: str, owner: str | None, as_json: bool) -> None:
    """Who is at COMPANY, strongest tie first. Names are compared whole: "Epic" is not "Epic Games".

    \b
    weakties at "Example GmbH"
    """
    with opened(context, owner) as warehouse:
        rows = warehouse.rows(
            "from who_at(p_company := $company::varchar, p_owner := $owner::varchar)",
            {"company": warehouse.company(company), "owner": owner},
        )
    if not rows:
        emit([], as_json)
        fail(NOTHING, "nobody is known there")
    if as_json:
        return emit(rows, as_json)
    shown = [row | {"answers": row["answers_in_words"]} for row in rows]
    emit(shown, columns=["name", "organisation", "title", "match", "tie", "answers", "reach_via"])


@click.command()
@click.argument("person")
@OWNER
@LIMIT
@json_option
@click.pass_obj
def path(context: Context, person: str, owner: str | None, limit: int, as_json: bool) -> None:
    """Routes to PERSON (a name, an address, a profile or a person id), each over another first contact.

    Where there is none it says so and lists who shares something with them.

    \b
    weakties path "Anna Example"
    """
    with opened(context, owner) as warehouse:
        person_id = one_person(warehouse, person, owner, as_json)
        # Strong contacts without a path may stand between routes: look further than is shown.
        rows = warehouse.who_to_ask(person=person_id, owner=owner, limit=limit + 500)
    routes = [row for row in rows if row["path_strength"] is not None]
    if not routes:
        say("no path is known; these contacts share something with them")
        routes = [row for row in rows if row["route"][-1]["hop_kind"] == "affinity"]
    numbered = [row | {"rank": nth} for nth, row in enumerate(routes[:limit], 1)]
    _print_routes(numbered, as_json, "no path is known, and nobody shares anything with them")


def _weights(context: Context, preset: str) -> dict[str, float]:
    """The weights of a preset as weakties.toml has them now. Ends the command when there is no such preset, or a
    weight that does not exist."""
    try:
        known = settings.presets(context.open())
    except settings.SettingsError as error:
        fail(USAGE, str(error))
    if preset not in known:
        fail(USAGE, f"there is no such preset; there are {', '.join(sorted(known))}")
    return known[preset]


def _print_targets(
    warehouse: Warehouse,
    wanted: tuple[str, ...],
    preset: str,
    weights: dict[str, float],
    owner: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """The lists of targets of targets.csv, one under the other."""
    known = {
        row["target_id"]: row
        for row in warehouse.rows(
            "select * from target where owner_id = coalesce($owner::varchar, default_owner()) order by target_id",
            {"owner": owner},
        )
    }
    if any(one not in known for one in wanted):
        fail(USAGE, "there is no such target; targets.csv lists them")
    rows: list[Row] = []
    for target_id in wanted or tuple(known):
        target = known[target_id]
        if target["resolution"] in ("nobody", "several"):
            say(f"{target_id}: {target['resolution']} known by that name, address or id")
            continue
        found = warehouse.who_to_ask(
            company=target["company"] or None,
            person=target["person_id"],
            role=target["role"] or None,
            city=target["city"] or None,
            industry=target["industry"] or None,
            owner=owner,
            limit=limit,
            preset=preset,
            weights=weights,
        )
        if not _has_path(found):
            say(f"{target_id}: no path is known")
        rows += [{"target_id": target_id} | row for row in found]
    _print_routes(rows, as_json, "no target has anybody to ask", ("target_id", *_SHOWN))


def _print_routes(rows: list[Row], as_json: bool, nobody: str, columns: tuple[str, ...] = _SHOWN) -> None:
    if not rows:
        emit([], as_json)
        fail(NOTHING, nobody)
    shown = rows if as_json else [row | {"leads to": _leads_to(row)} for row in rows]
    emit(shown, as_json, columns)


def _leads_to(row: Row) -> str | None:
    """Whom the first contact leads to; a contact kept without a known path leads to nobody."""
    further = " > ".join(map(_step, row["route"][1:]))
    return further or ("themselves" if row["path_strength"] is not None else None)


def _step(step: dict[str, Any]) -> str:
    return (
        f"{step['name']} ({step['hop_kind']})"
        if step["hop_kind"] in ("affinity", "pooled")
        else str(step["name"])
    )


def _has_path(rows: list[Row]) -> bool:
    return any(row["path_strength"] is not None for row in rows)
