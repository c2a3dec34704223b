"""Finding the published warehouse, and the one person or record that somebody means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.cli.context import AMBIGUOUS, FAILED, NOTHING, USAGE, Context, emit, fail, say
from warehouse.read import Warehouse

PARTLY = 4
"""Tier of person_search that matched some words of a name only."""


@contextmanager
def opened(context: Context, owner: str | None = None) -> Iterator[Warehouse]:
    """The published warehouse; ends the command when there is none, or no such owner."""
    home = context.open()
    if not home.warehouse.is_file():
        fail(FAILED, "nothing is published yet: run `weakties run`")
    with Warehouse(home.warehouse) as warehouse:
        if owner is not None and owner not in warehouse.owners():
            fail(USAGE, "there is no such owner; `weakties init --owner NAME` adds one")
        yield warehouse


def one_person(warehouse: Warehouse, text: str, owner: str | None, as_json: bool) -> str:
    """The person_id that a text means: a name, an address, a profile, a person id or a record id. Several: they are
    listed, exit 4; nobody: exit 5."""
    record = record_of(warehouse, text)
    if record is not None:
        return record[1]
    found = warehouse.persons(text, owner)
    if not found:
        emit([], as_json)
        fail(NOTHING, "nobody is known by that name, address or id")
    if len(found) > 1:
        emit(found, as_json, ["person_id", "name", "organisation", "title", "city", "address"])
        fail(AMBIGUOUS, f"{len(found)} people may be meant: name one by person_id")
    if found[0]["tier"] == PARTLY:
        say(f"taken as {found[0]['name']}")
    return str(found[0]["person_id"])


def record_of(warehouse: Warehouse, text: str) -> tuple[str, str] | None:
    """(record_id, person_id) when the text is a record id."""
    rows = warehouse.rows(
        "select record_id, person_id from person_record where record_id = ?", [text.strip()]
    )
    return (rows[0]["record_id"], rows[0]["person_id"]) if rows else None
