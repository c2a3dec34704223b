"""Stable person ids. ``ids.csv`` (at, person_id, record_id, reason) is append-only: the last row of a record says
who it is. On a rerun a cluster keeps the id with which it shares most records; an id goes to one cluster and a
cluster to one id. After an undo the parts find the ids they had before.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from datetime import datetime

import polars as pl

from connectors.table import UTC

KNOWN = pl.Schema({"at": UTC, "person_id": pl.String(), "record_id": pl.String(), "reason": pl.String()})
HISTORY = pl.Schema({"old_id": pl.String(), "new_id": pl.String(), "at": UTC, "reason": pl.String()})


def assign(
    clusters: dict[str, list[str]], known: pl.DataFrame, at: datetime
) -> tuple[dict[str, str], pl.DataFrame]:
    """(cluster -> person_id, rows to append to ids.csv). ``clusters``: any label -> record ids."""
    rows = known.select(KNOWN.names()).cast(KNOWN).with_row_index("_n").sort("at", "_n", maintain_order=True)
    current: dict[str, str] = {}
    former: dict[str, list[str]] = defaultdict(list)
    age: dict[str, int] = {}
    for n, (_, _, person, record, _) in enumerate(rows.iter_rows()):
        current[record] = person
        former[record].append(person)
        age.setdefault(person, n)
    given = _match(clusters, current, former, age)
    taken = set(age) | set(given.values())
    for label in sorted(clusters, key=lambda c: min(clusters[c])):
        if label not in given:
            given[label] = _fresh(min(clusters[label]), taken)
            taken.add(given[label])
    new = []
    living = set(given.values())
    for label, members in clusters.items():
        for record in members:
            if current.get(record) != given[label]:
                new.append((at, given[label], record, _reason(current.get(record), living)))
    appended = pl.DataFrame(new, schema=KNOWN, orient="row").sort("person_id", "record_id")
    return given, appended


def history(known: pl.DataFrame) -> pl.DataFrame:
    """HISTORY rows from all rows of ids.csv: every change of a record's id, once per (old, new, at)."""
    rows = known.select(KNOWN.names()).cast(KNOWN).with_row_index("_n").sort("at", "_n")
    rows = rows.with_columns(old_id=pl.col("person_id").shift(1).over("record_id", order_by=["at", "_n"]))
    changed = rows.filter(pl.col("old_id").is_not_null() & (pl.col("old_id") != pl.col("person_id")))
    found = changed.select("old_id", pl.col("person_id").alias("new_id"), "at", "reason").unique()
    return found.sort("at", "old_id", "new_id", "reason")


def _match(
    clusters: dict[str, list[str]], current: dict[str, str], former: dict[str, list[str]], age: dict[str, int]
) -> dict[str, str]:
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
    given: dict[str, str] = {}
    used: set[str] = set()
    for *_, label, person in sorted(offers):
        if label not in given and person not in used:
            given[label] = person
            used.add(person)
    return given


def _fresh(record_id: str, taken: set[str]) -> str:
    for n in range(len(taken) + 1):
        person = "p_" + hashlib.blake2b(f"{record_id}\x1f{n}".encode(), digest_size=8).hexdigest()
        if person not in taken:
            return person
    raise AssertionError("unreachable: more names than taken ids")


def _reason(old: str | None, living: set[str]) -> str:
    """new: first id; split: the old id lives on with others; merge: the old id is used no more."""
    if old is None:
        return "new"
    return "split" if old in living else "merge"
