"""Pairs that a partition joins at p >= .99 against the truth, counted by what the two records show. No text leaves."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import polars as pl

from matching.metrics import codes
from matching.sides import Case
from transforms.normalise import emails, names

CERTAIN = 0.99


def count(case: Case) -> dict[str, dict[str, int]]:
    """Partition -> kind -> number of false pairs whose own probability is .99 or more, and 'all' with how many such
    pairs, false or not, the partition joins."""
    people = pl.read_parquet(case.folder / "ours" / "people.parquet").sort("record_id")
    plain = pl.read_parquet(case.folder / "plain.parquet").sort("record_id")
    match = pl.read_parquet(case.folder / "ours" / "match.parquet").filter(pl.col("probability") >= CERTAIN)
    i, j = case.rows(match["record_a"]), case.rows(match["record_b"])
    certain = set(zip(i.tolist(), j.tolist(), strict=True))
    shown = list(plain.select("full_name", "emails").iter_rows())
    found = {}
    for partition in ("person_id", "likely_id"):
        groups: dict[int, list[int]] = {}
        for row, label in enumerate(codes(people[partition].to_list()).tolist()):
            groups.setdefault(label, []).append(row)
        joined = [p for rows in groups.values() for p in combinations(rows, 2) if p in certain]
        false = [(a, b) for a, b in joined if case.truth[a] != case.truth[b]]
        kinds = Counter(kind(shown[a], shown[b]) for a, b in false)
        found[partition] = {"all": len(joined), **dict(sorted(kinds.items()))}
    return found


def kind(a: tuple[str | None, list[str]], b: tuple[str | None, list[str]]) -> str:
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
