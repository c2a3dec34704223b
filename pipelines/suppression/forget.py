"""Forgetting a person: what they are known by goes on the list as hashes, then everything that was made of their rows
is made again without them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass

from connectors.record_id import fold
from connectors.schema import HEADER_KINDS
from pipelines.home import Home
from pipelines.stages import lock
from pipelines.suppression import hashes, tables
from pipelines.suppression.hashes import MAIL, NAME, NAME_PART, PERSON, PHONE, PROFILE, RECORD
from pipelines.suppression.keep_out import keep_out
from warehouse.read import Warehouse

_RECORDS = """
    select record_id, kind, display_name, given, family, [one.name for one in coalesce(names, [])] as names,
           emails, phones, profiles
    from record join person_record using (record_id, network_id, owner_id) where person_id = ?
"""
_STRONG = "select kind, value from identifier where person_id = ? and strength = 'strong' and kind in ('mail', 'profile')"


@dataclass(frozen=True)
class Known:
    """What a person is known by, as (kind, normalised value), and in how many records."""

    by: frozenset[tuple[str, str]]
    n_records: int


def known_by(warehouse: Warehouse, person_id: str) -> Known:
    """What to know the person by in another export. An address that several people hold is left to the others,
    unless nothing but messages has it."""
    found = {(PERSON, person_id)}
    found |= {(row["kind"], row["value"]) for row in warehouse.rows(_STRONG, [person_id])}
    records = warehouse.rows(_RECORDS, [person_id])
    for row in records:
        found.add((RECORD, row["record_id"]))
        if row["kind"] in HEADER_KINDS:
            found |= {(MAIL, one) for one in row["emails"] or ()}
            found |= {(PROFILE, one) for one in row["profiles"] or ()}
        found |= {(PHONE, one) for one in row["phones"] or ()}
        parts = " ".join(filter(None, (row["given"], row["family"])))
        names = [fold(one) for one in (row["display_name"], parts, *row["names"]) if one]
        found |= {(NAME, one) for one in names}
        found |= {(NAME_PART, word) for one in names for word in one.split()}
    return Known(frozenset(found), len(records))


def is_owner(warehouse: Warehouse, person_id: str) -> bool:
    return bool(warehouse.rows("select 1 from owner where person_id = ?", [person_id]))


def take_out(home: Home, known: Iterable[tuple[str, str]], wait: float) -> int:
    """Put the person on the list and take out all but the published file, which the next run replaces. The list comes
    first: whatever a kill leaves undone, that run does. Returns how many units went. Raises lock.Locked."""
    with lock.hold(lock.of(home), wait):
        hashes.add(home, known)
        tables.clear(home, hashes.read(home))
        n_units = keep_out(home)
        for folder in (home.built, home.data / "debug", home.out, home.old):
            shutil.rmtree(folder, ignore_errors=True)
        home.create()
        return n_units


def remove_old(home: Home) -> int:
    """Remove published files from before the last one was forgotten. The caller holds the lock, and has just
    published. Returns how many."""
    path = hashes.file_of(home)
    if not path.is_file():
        return 0
    since = path.stat().st_mtime_ns
    old = [one for one in home.old.glob("weakties-*.duckdb") if one.stat().st_mtime_ns <= since]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)
