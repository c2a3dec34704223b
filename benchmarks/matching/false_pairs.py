"""Pairs that a partition joins against the truth, counted by what the two records show and by what a person who looked
at them made of them. A mail map is kept by hand and has gaps: most such pairs are one person. No text leaves this file.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections import Counter
from itertools import combinations
from pathlib import Path

import polars as pl

from matching.metrics import codes
from matching.sides import Case
from transforms.normalise import emails, names

CERTAIN = 0.99
JUDGED = Path(__file__).with_name("judged.csv")
"""pair (hash of the two records), verdict: same (one person; the truth has a gap), mailbox (a person's name on an address
that is somebody else's or a list's), different (two people, or no telling)."""
Shown = tuple[str | None, list[str]]


def count(case: Case, unjudged: Path | None = None) -> dict[str, dict[str, dict[str, int]]]:
    """Partition -> figures of its pairs whose own probability is .99 or more: ``pairs`` (all joined, of them false by
    the truth), ``kinds`` of the false ones, and ``verdicts`` on them; and ``every``: the verdicts on all false pairs that
    the partition implies. Pairs that nobody judged are written to ``unjudged``, for eyes only."""
    people = pl.read_parquet(case.folder / "ours" / "people.parquet").sort("record_id")
    plain = pl.read_parquet(case.folder / "plain.parquet").sort("record_id")
    match = pl.read_parquet(case.folder / "ours" / "match.parquet").filter(pl.col("probability") >= CERTAIN)
    i, j = case.rows(match["record_a"]), case.rows(match["record_b"])
    certain = set(zip(i.tolist(), j.tolist(), strict=True))
    shown = list(plain.select("full_name", "emails").iter_rows())
    verdicts = judged()
    found = {}
    for partition in ("person_id", "likely_id"):
        groups: dict[int, list[int]] = {}
        for row, label in enumerate(codes(people[partition].to_list()).tolist()):
            groups.setdefault(label, []).append(row)
        joined = [p for rows in groups.values() for p in combinations(rows, 2)]
        false = [(a, b) for a, b in joined if case.truth[a] != case.truth[b]]
        sure = [p for p in false if p in certain]
        verdict = {p: verdicts.get(mark(shown[p[0]], shown[p[1]]), "not looked at") for p in false}
        found[partition] = {
            "pairs": {"joined": sum(p in certain for p in joined), "false": len(sure)},
            "kinds": dict(Counter(kind(shown[a], shown[b]) for a, b in sure)),
            "verdicts": dict(Counter(verdict[p] for p in sure)),
            "every": {"joined": len(joined), "false": len(false), **Counter(verdict.values())},
        }
        if unjudged:
            new = [p for p in false if verdict[p] == "not looked at"]
            _show(unjudged, [(shown[a], shown[b]) for a, b in new])
    return found


def judged() -> dict[str, str]:
    """Pair -> verdict."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return {row["pair"]: row["verdict"] for row in csv.DictReader(file)}


def mark(a: Shown, b: Shown) -> str:
    """A hash of two records, in either order."""
    texts = sorted("\x1f".join([name or "", *sorted(addresses)]) for name, addresses in (a, b))
    return hashlib.blake2b("\x1e".join(texts).encode(), digest_size=8).hexdigest()


def _show(path: Path, pairs: list[tuple[Shown, Shown]]) -> None:
    new = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(new, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((mark(a, b), "", a[0], *a[1], b[0], *b[1]) for a, b in pairs)


def kind(a: Shown, b: Shown) -> str:
    """How two records (name as written, addresses) agree: name, then address."""
    return f"{_names(a[0], b[0])}, {_addresses(a[1], b[1])}"


def _names(a: str | None, b: str | None) -> str:
    left, right = names.fold(a), names.fold(b)
    one, two = set(left.split()), set(right.split())
    if not one or not two:
        return "a name is missing"
    if left == right:
        return "one equal word" if len(one) == 1 else "equal full names"
    if one == two or left.replace(" ", "") == right.replace(" ", ""):
        return "same letters, other order or spacing"
    if min(len(one), len(two)) == 1:
        return "a one-word name"
    if one < two or two < one:
        return "a name within the other"
    if one & two:
        return "a shared word"
    return "no shared word"


def _addresses(a: list[str], b: list[str]) -> str:
    left, right = ({emails.comparison_key(x.lower()) for x in xs} for xs in (a, b))
    if left & right:
        return "one mailbox"
    (user, host), (other, there) = (next(iter(x), "@").rsplit("@", 1) for x in (left, right))
    if user and user == other:
        return "one user name, two hosts"
    if host and host == there:
        return "two user names at one host"
    return "two addresses"
