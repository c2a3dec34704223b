"""decisions.csv as a list of decisions. One decision is what one command entered: rows with the same time. Rows that a
person wrote by hand, whose times have no part of a second, count one each."""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

import polars as pl

from pipelines.home import Home
from pipelines.stages import ids, lock, logs
from pipelines.stages.context import Run, today
from transforms.identity.decisions import DECISION, effective

Pair = tuple[str, str]
"""Two record ids, the smaller first."""
SAME, DIFFERENT, UNDO = "same", "different", "undo"
_ONE_AT_A_TIME = threading.RLock()


@dataclass
class Decision:
    """What was said about pairs of records at one moment. ``live``: the pairs that were not taken back since. A split
    may say of some records that they are the same, too."""

    decision_id: str
    at: datetime
    words: dict[Pair, str]
    live: set[Pair] = field(default_factory=set)
    overruled: bool = False
    """Another decision, entered by hand, says the opposite and is later."""

    @property
    def action(self) -> str:
        """same or different: what it was about."""
        return DIFFERENT if DIFFERENT in self.words.values() else SAME

    @property
    def state(self) -> str:
        """in force, overruled or undone."""
        return "undone" if not self.live else "overruled" if self.overruled else "in force"


def pair(a: str, b: str) -> Pair:
    """Two records as a pair."""
    return (a, b) if a < b else (b, a)


def read(home: Home) -> list[Decision]:
    """All decisions, oldest first, and what is left of each. Rows that cannot be read are left out."""
    rows = ids.decisions(Run(home, today())).rows
    entries = [
        (at, action, pair(a, b))
        for at, action, a, b in rows.sort("at", maintain_order=True).select(DECISION.names()).iter_rows()
        if a != b and action in (SAME, DIFFERENT, UNDO)
    ]
    found: list[Decision] = []
    spoken: dict[Pair, list[Decision]] = defaultdict(list)
    numbered = enumerate(entries)
    for _, group in groupby(numbered, key=lambda e: (e[1][0], -1 if e[1][0].microsecond else e[0])):
        said = [entry for _, entry in group]
        at = said[0][0]
        _take_back({one for _, action, one in said if action == UNDO}, spoken, found)
        words = {one: action for _, action, one in said if action != UNDO}
        if words:
            decision = Decision(_name(at, words, {d.decision_id for d in found}), at, words, set(words))
            for one in words:
                spoken[one].append(decision)
            found.append(decision)
    holds = effective(rows)
    held = {SAME: set(holds.same), DIFFERENT: set(holds.different)}
    for decision in found:
        decision.overruled = any(one not in held[decision.words[one]] for one in decision.live)
    return found


def append(home: Home, action: str, pairs: Iterable[Pair]) -> datetime:
    """Write one decision at the end of decisions.csv and return its time, later than any before."""
    with _alone(home):
        last = ids.decisions(Run(home, today())).rows["at"].max()
        at = datetime.now(UTC)
        if isinstance(last, datetime) and last >= at:
            at = last
        at += timedelta(microseconds=1)
        if at.microsecond == 0:
            at += timedelta(microseconds=1)
        _write(home, at, action, pairs)
    return at


def add(home: Home, at: datetime, pairs: Iterable[Pair]) -> None:
    """Further pairs of records that are the same, for the decision of that time, if it still stands."""
    with _alone(home):
        if any(one.at == at and one.live for one in read(home)):
            _write(home, at, SAME, pairs)


def take_back(home: Home, at: datetime) -> None:
    """Undo all that the decision of that time still says."""
    with _alone(home):
        live = sorted(link for one in read(home) if one.at == at for link in one.live)
        if live:
            append(home, UNDO, live)


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Nobody else adds to the log meanwhile, be it a thread or a process."""
    with _ONE_AT_A_TIME, lock.hold(home.data / ".decisions.lock", wait=30):
        yield


def _write(home: Home, at: datetime, action: str, pairs: Iterable[Pair]) -> None:
    rows = [{"at": at, "action": action, "record_a": a, "record_b": b} for a, b in pairs]
    logs.append(home.path / "decisions.csv", pl.DataFrame(rows, schema=DECISION))


def _take_back(pairs: set[Pair], spoken: dict[Pair, list[Decision]], found: list[Decision]) -> None:
    """An undo takes the last word on each pair back: of the decision that says just these, where one does."""
    if not pairs:
        return
    for decision in reversed(found):
        if decision.live == pairs and all(spoken[a][-1].words[a] == decision.words[a] for a in pairs):
            for one in pairs:
                spoken[one].remove(decision)
            decision.live.clear()
            return
    for one in pairs:
        if spoken[one]:
            spoken[one].pop().live.discard(one)


def _name(at: datetime, words: dict[Pair, str], taken: set[str]) -> str:
    n = 0
    while True:
        text = f"{at.isoformat()}|{next(iter(words.items()))}|{n}"
        name = "d_" + hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
        if name not in taken:
            return name
        n += 1
