"""merge, split, undo, decisions: a person's word on who is who. Every word goes into decisions.csv, which is only ever
added to and names records, so it holds through reruns, new exports and new models."""

from __future__ import annotations

from itertools import pairwise

import click

from pipelines.cli.context import FAILED, NOTHING, USAGE, Context, emit, fail, json_option, say
from pipelines.cli.effect import decide, publish
from pipelines.cli.lookup import one_person, opened, record_of
from pipelines.home import Home
from pipelines.review import log, parting, questions
from pipelines.review.entry import Answer
from pipelines.review.log import SAME
from warehouse.read import Row, Warehouse

OWNER = click.option("--owner", metavar="NAME", help="Whose contacts; default: the only or first owner.")
WAIT = click.option(
    "--wait", type=click.FloatRange(0), default=600.0, show_default=True, metavar="SECONDS",
    help="How long to wait while a run writes to this home.",
)  # fmt: skip
_COLUMNS = ("decision_id", "action", "person_id", "name", "n_records")


@click.command()
@click.argument("people", nargs=-1, required=True, metavar="PERSON PERSON…")
@OWNER
@WAIT
@json_option
@click.pass_obj
def merge(context: Context, people: tuple[str, ...], owner: str | None, wait: float, as_json: bool) -> None:
    """Say that two people (or more) are one: names, addresses, profiles, person ids, or record ids.

    Takes effect at once; `weakties undo` takes it back. Of record ids alone just these records are held together, of
    people all their records. Exit codes: 1 an earlier decision says the opposite, 4 a person is ambiguous, 5 nobody
    is found.

    \b
    weakties merge anna@example.org "Anna Example-Jones"
    """
    home = context.open()
    with opened(context, owner) as warehouse:
        records = [record_of(warehouse, text) for text in people]
        ends = [one_person(warehouse, text, owner, as_json) for text in people]
        named = [one[0] for one in records if one is not None]
        if len(set(people)) < 2:
            fail(USAGE, "merge takes two people or more")
        if len(named) == len(people):
            answer = _records(sorted(set(named)))
        else:
            answer = _people(warehouse, list(dict.fromkeys(ends)))
        _may_be_one(warehouse, ends)
    if answer is None:
        say("they are one person already")
        _print(home, [], ends, as_json)
        return
    _print(home, decide(home, [answer], wait), [r for one in answer.groups for r in one], as_json)


@click.command()
@click.argument("person")
@click.argument("records", nargs=-1, metavar="[RECORD…]")
@OWNER
@WAIT
@json_option
@click.pass_obj
def split(
    context: Context, person: str, records: tuple[str, ...], owner: str | None, wait: float, as_json: bool
) -> None:
    """Say that PERSON is two people: parted at the weakest cut, or the named RECORDs against the rest.

    A RECORD is a record id, or an address, number or profile that some of the person's records hold. `weakties why
    PERSON` shows both. Exit codes as of merge.

    \b
    weakties split "Michael Schmidt"
    weakties split p_5a1c ms@beta.example
    """
    home = context.open()
    with opened(context, owner) as warehouse:
        person_id = one_person(warehouse, person, owner, as_json)
        whole = questions.members(warehouse, person_id)
        links = [
            (row["record_a"], row["record_b"], row["weight"]) for row in questions.links(warehouse, person_id)
        ]
        named = _named(questions.about(warehouse, person_id)["records"], records, as_json)
    rest = [record for record in whole if record not in named]
    if len(whole) < 2 or not rest:
        fail(USAGE, "there is nothing to part: the person has no other record")
    sides = (tuple(sorted(named)), tuple(rest)) if named else parting.weakest(whole, links)
    _print(home, decide(home, [parting.part(*sides, links)], wait), list(whole), as_json)


@click.command()
@click.argument("what", default="1", metavar="[N|DECISION]")
@WAIT
@json_option
@click.pass_obj
def undo(context: Context, what: str, wait: float, as_json: bool) -> None:
    """Take back the last decision, the last N, or one DECISION by its id (see `weakties decisions`).

    The tables are then what they were before. Exit code 5 when there is nothing to take back.

    \b
    weakties undo
    weakties undo d_1f3a9c02
    """
    home = context.open()
    standing = [one for one in log.read(home) if one.live]
    if what.isdecimal():
        chosen = standing[::-1][: int(what)]
    else:
        chosen = [one for one in standing if one.decision_id == what]
    if not chosen:
        emit([], as_json)
        fail(NOTHING, "there is no such decision to take back")
    records = sorted({record for one in chosen for link in one.live for record in link})
    for one in chosen:
        log.take_back(home, one.at)
    publish(home, [], wait)
    say(f"{len(chosen)} decision{'s' if len(chosen) > 1 else ''} taken back")
    _print(home, [one.decision_id for one in chosen], records, as_json, log.UNDO)


@click.command()
@click.option("--limit", type=click.IntRange(min=1), help="Only the last so many.")
@click.option(
    "--apply", "is_applied", is_flag=True, help="Publish what decisions.csv says now, edited by hand."
)
@WAIT
@json_option
@click.pass_obj
def decisions(context: Context, limit: int | None, is_applied: bool, wait: float, as_json: bool) -> None:
    """What was decided about who is who, oldest first: in force, undone, or overruled by a later one.

    Exit code 5 when nothing was decided.

    \b
    weakties decisions --limit 10
    """
    home = context.open()
    if is_applied:
        publish(home, [], wait)
    found = log.read(home)
    if not found:
        emit([], as_json)
        fail(NOTHING, "nothing was decided yet")
    names = _names(home)
    rows = []
    for one in found[-limit:] if limit else found:
        a, b = next(link for link, word in one.words.items() if word == one.action)
        rows.append(
            {
                "decision_id": one.decision_id, "at": one.at, "action": one.action, "state": one.state,
                "name_a": names.get(a), "name_b": names.get(b), "n_pairs": len(one.words),
                "pairs": [{"record_a": x, "record_b": y, "says": word} for (x, y), word in one.words.items()],
            }
        )  # fmt: skip
    emit(rows, as_json, ["decision_id", "at", "action", "state", "name_a", "name_b", "n_pairs"])


def _records(records: list[str]) -> Answer | None:
    """Just these records are one person's; None when only one is named."""
    links = tuple(pairwise(records))
    return Answer(SAME, links, (tuple(records),)) if links else None


def _people(warehouse: Warehouse, people: list[str]) -> Answer | None:
    """All records of these people are one person's; None when they are one already."""
    if len(people) < 2:
        return None
    links = tuple(questions.heaviest_pair(warehouse, people[0], other) for other in people[1:])
    return Answer(SAME, links, (questions.members(warehouse, *people),))


def _may_be_one(warehouse: Warehouse, people: list[str]) -> None:
    networks = warehouse.rows(
        "select distinct network_id from person where person_id in (select unnest(?::varchar[]))", [people]
    )
    if len(networks) > 1:
        fail(USAGE, "people of owners who do not pool are never joined")
    owners = warehouse.rows(
        "select distinct person_id from owner where person_id in (select unnest(?::varchar[]))", [people]
    )
    if len(owners) > 1:
        fail(USAGE, "two owners are two people")


def _named(records: list[Row], wanted: tuple[str, ...], as_json: bool) -> set[str]:
    """The person's records that are named by id or by something they hold. Ends the command when one is not there."""
    found: set[str] = set()
    for text in wanted:
        key = text.strip().lower()
        held = {
            row["record_id"]
            for row in records
            if text.strip() == row["record_id"]
            or key
            in {value.lower() for name in ("emails", "phones", "profiles") for value in row[name] or ()}
        }
        if not held:
            emit([], as_json)
            fail(NOTHING, "no record of this person has that id, address, number or profile")
        found |= held
    return found


def _names(home: Home) -> dict[str, str]:
    if not home.warehouse.is_file():
        return {}
    with Warehouse(home.warehouse) as warehouse:
        return dict(warehouse.table("select record_id, display_name from record")[1])


def _print(home: Home, decided: list[str], of: list[str], as_json: bool, action: str | None = None) -> None:
    """The people that hold these records (or are these people) now."""
    with Warehouse(home.warehouse) as warehouse:
        rows = warehouse.rows(
            "select person_id, display_name as name, organisation, n_records,"
            " (select list(record_id order by record_id) from person_record r where r.person_id = p.person_id) as records"
            " from person p where person_id in (select unnest($of::varchar[])) or person_id in ("
            "   select person_id from person_record where record_id in (select unnest($of::varchar[])))"
            " order by n_records desc, person_id",
            {"of": of},
        )
    said = ", ".join(decided) or None
    shown = [
        {"decision_id": said, "action": action or ("decided" if decided else "nothing"), **row}
        for row in rows
    ]
    if not shown:
        fail(FAILED, "the records are gone")
    emit(shown, as_json, _COLUMNS)
