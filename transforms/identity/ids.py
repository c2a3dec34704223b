"""Stable person ids. ``ids.csv`` (at, person_id, record_id, reason) is append-only: the last row of a record says
who it is. On a rerun a cluster keeps the id with which it shares most records; an id goes to one cluster and a
cluster to one id. After an undo the parts find the ids they had before, and the history says nothing of the detour.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

import polars as pl

from connectors.table import UTC
from transforms.identity.decisions import Undone

Label = TypeVar("Label", str, int)

KNOWN = pl.Schema({"at": UTC, "person_id": pl.String(), "record_id": pl.String(), "reason": pl.String()})
HISTORY = pl.Schema({"old_id": pl.String(), "new_id": pl.String(), "at": UTC, "reason": pl.String()})


def assign(
    clusters: Mapping[Label, list[str]],
    known: pl.DataFrame,
    at: datetime,
    undone: Sequence[Undone] = (),
    also_taken: Collection[str] = (),
) -> tuple[dict[Label, str], pl.DataFrame]:
    """(cluster -> person_id, rows to append to ids.csv). ``clusters``: any label -> record ids; ``undone``: decisions
    that were taken back; ``also_taken``: ids in use beside those in ``known``."""
    rows = known.select(KNOWN.names()).cast(KNOWN).with_row_index("_n").sort("at", "_n", maintain_order=True)
    current: dict[str, str] = {}
    since: dict[str, datetime] = {}
    former: dict[str, list[str]] = defaultdict(list)
    age: dict[str, int] = {}
    for n, (_, when, person, record, _) in enumerate(rows.iter_rows()):
        current[record], since[record] = person, when
        former[record].append(person)
        age.setdefault(person, n)
    given: dict[Label, str] = _match(clusters, current, former, age)
    taken = {*age, *given.values(), *also_taken}
    for label in sorted(clusters, key=lambda c: min(clusters[c])):
        if label not in given:
            given[label] = _fresh(min(clusters[label]), taken)
            taken.add(given[label])
    new = []
    living = set(given.values())
    for label, members in clusters.items():
        person = given[label]
        for record in members:
            old = current.get(record)
            if old != person:
                back = person in former[record] and _taken_back(since[record], {old, person}, former, undone)
                new.append((at, person, record, "undo" if back else _reason(old, living)))
    appended = pl.DataFrame(new, schema=KNOWN, orient="row").sort("person_id", "record_id")
    return given, appended


def history(known: pl.DataFrame) -> pl.DataFrame:
    """HISTORY rows from all rows of ids.csv: every change of a record's id, once per (old, new, at). A change that was
    taken back (reason undo) is left out together with what it takes back."""
    rows = known.select(KNOWN.names()).cast(KNOWN).with_row_index("_n")
    moved = rows.filter(pl.len().over("record_id") > 1).sort("record_id", "at", "_n")
    paths: dict[str, list[tuple[str, datetime, str]]] = defaultdict(list)
    for _, at, person, record, reason in moved.iter_rows():
        path = paths[record]
        if reason == "undo" and any(person == earlier for earlier, _, _ in path):
            while path[-1][0] != person:
                path.pop()
        elif not path or path[-1][0] != person:
            path.append((person, at, reason))
    found = {(a[0], *b) for path in paths.values() for a, b in pairwise(path)}
    return pl.DataFrame(sorted(found), schema=HISTORY, orient="row").sort("at", "old_id", "new_id", "reason")


def _match(
    clusters: Mapping[Label, list[str]],
    current: dict[str, str],
    former: dict[str, list[str]],
    age: dict[str, int],
) -> dict[Label, str]:
    """Greedy by overlap with the records' ids, then by who had the id first, then by the id's age; what is left
    takes up ids that its records had earlier and nobody uses."""
    offers = []
    for label, members in clusters.items():
        now = Counter(current[r] for r in members if r in current)
        first = Counter(former[r][0] for r in members if r in former)
        ever = Counter(person for r in members for person in set(former.get(r, ())))
        for person in ever:
            rank = 0 if now[person] else 1
            offers.append(
                (rank, -now[person], -first[person], -ever[person], age[person], min(members), label, person)
            )
    given: dict[Label, str] = {}
    used: set[str] = set()
    for *_, label, person in sorted(offers):
        if label not in given and person not in used:
            given[label] = person
            used.add(person)
    return given


def name(record_id: str, n: int) -> str:
    """The n-th id that a cluster may get whose smallest record this is."""
    return "p_" + hashlib.blake2b(f"{record_id}\x1f{n}".encode(), digest_size=8).hexdigest()


def _fresh(record_id: str, taken: set[str]) -> str:
    for n in range(len(taken) + 1):
        person = name(record_id, n)
        if person not in taken:
            return person
    raise AssertionError("unreachable: more names than taken ids")


def _taken_back(
    since: datetime, ids: set[str | None], former: dict[str, list[str]], undone: Sequence[Undone]
) -> bool:
    """Whether a record that got its id at ``since`` got it while a decision held that was taken back later, one about
    records of the ids that it moves between."""
    return any(
        one.said <= since <= one.undone and any(ids & set(former.get(r, ())) for r in one.records)
        for one in undone
    )


def _reason(old: str | None, living: set[str]) -> str:
    """new: first id; split: the old id lives on with others; merge: the old id is used no more."""
    if old is None:
        return "new"
    return "split" if old in living else "merge"
