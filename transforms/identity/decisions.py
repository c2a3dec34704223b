"""What people decided about pairs of records, as links that no weight outvotes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from connectors.table import UTC

DECISION = pl.Schema({"at": UTC, "action": pl.String(), "record_a": pl.String(), "record_b": pl.String()})
ACTIONS = ("same", "different", "undo")


@dataclass(frozen=True)
class Undone:
    """A word on a pair that held from ``said`` until ``undone``."""

    said: datetime
    undone: datetime
    records: tuple[str, str]


@dataclass(frozen=True)
class Decided:
    """Unordered pairs of record ids (smaller first); no pair is in both, and no chain of ``same`` joins a
    ``different`` that was decided later."""

    same: list[tuple[str, str]]
    different: list[tuple[str, str]]
    undone: tuple[Undone, ...] = ()
    """Words taken back, in order of the undo: what they changed goes back as if it had never been."""


def effective(decisions: pl.DataFrame) -> Decided:
    """``decisions``: at, action (same, different, undo), record_a, record_b. The last word on a pair counts, undo
    takes the last word back; where decisions contradict each other through third records the later one wins."""
    words: dict[tuple[str, str], list[tuple[int, str, datetime]]] = defaultdict(list)
    undone: list[Undone] = []
    rows = decisions.with_row_index("_n").sort("at", "_n").select("at", "action", "record_a", "record_b")
    for n, (at, action, a, b) in enumerate(rows.iter_rows()):
        if a is None or b is None or a == b or action not in ACTIONS:
            continue
        pair = (min(a, b), max(a, b))
        if action != "undo":
            words[pair].append((n, action, at))
        elif words[pair]:
            undone.append(Undone(words[pair].pop()[2], at, pair))
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        while parent.get(x, x) != x:
            x = parent[x]
        return x

    same: list[tuple[str, str]] = []
    different: list[tuple[str, str]] = []
    for _, action, pair in sorted(
        ((said[-1][0], said[-1][1], p) for p, said in words.items() if said), reverse=True
    ):
        left, right = root(pair[0]), root(pair[1])
        if action == "different":
            if left != right:
                different.append(pair)
        elif not any({root(a), root(b)} == {left, right} for a, b in different):
            parent[right] = left
            same.append(pair)
    return Decided(sorted(same), sorted(different), tuple(undone))
