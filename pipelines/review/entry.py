"""What may be entered. A decision that contradicts an earlier one, also through third records, is refused: the earlier
one is to be undone first, by somebody who knows what they do."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

from pipelines.review.log import DIFFERENT, SAME, Decision, Pair


@dataclass(frozen=True)
class Answer:
    """One decision to enter. ``pairs``: the rows to write. ``groups``: sets of records that must each be one person
    afterwards, and of several groups no two the same one; empty where the rows alone say it."""

    action: str
    pairs: tuple[Pair, ...]
    groups: tuple[tuple[str, ...], ...] = ()

    def chains(self) -> set[Pair]:
        """Pairs that hold each group together record by record, whatever the weights say."""
        return {link for one in self.groups for link in pairwise(sorted(one))}


class Contradiction(Exception):
    """An earlier decision says the opposite; ``against`` is the latest such."""

    code = "contradiction"

    def __init__(self, against: Decision) -> None:
        super().__init__(
            f"decision {against.decision_id} of {against.at:%Y-%m-%d} says the opposite;"
            f" `weakties undo {against.decision_id}` takes it back"
        )
        self.against = against


class Words:
    """The decisions in force, as a graph: what is said to be the same, and what different."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._links: dict[str, dict[str, Decision]] = defaultdict(dict)
        self._apart: dict[Pair, Decision] = {}
        for decision in decisions:
            if decision.state == "in force":
                self._take(decision)

    def add(self, decision: Decision, answer: Answer) -> None:
        """Take an answer in as ``decision``. Raises Contradiction and takes nothing in."""
        self.check(answer)
        self._take(decision)

    def check(self, answer: Answer) -> None:
        """Raises Contradiction when what is said already forbids the answer."""
        if answer.action == SAME:
            members = {*(r for one in answer.pairs for r in one), *(r for one in answer.groups for r in one)}
            self._check_together(members)
            return
        for a, b in answer.pairs:
            self._check_apart([a], [b])
        for n, one in enumerate(answer.groups):
            self._check_together(one)
            for other in answer.groups[n + 1 :]:
                self._check_apart(one, other)

    def said(self, a: str, b: str) -> str | None:
        """same or different where the words say so, directly or through others; None where they do not."""
        left, right = self._component(a), self._component(b)
        if b in left:
            return SAME
        return DIFFERENT if self._between(left, right) else None

    def _take(self, decision: Decision) -> None:
        for a, b in decision.live:
            if decision.words[a, b] == SAME:
                self._links[a][b] = self._links[b][a] = decision
            else:
                self._apart[a, b] = decision

    def _check_together(self, members: Iterable[str]) -> None:
        whole: set[str] = set()
        for record in members:
            whole |= self._component(record).keys()
        found = [d for (a, b), d in self._apart.items() if a in whole and b in whole]
        if found:
            raise Contradiction(max(found, key=lambda d: d.at))

    def _check_apart(self, one: Iterable[str], other: Iterable[str]) -> None:
        others = set(other)
        for record in one:
            reached = self._component(record)
            for end in sorted(others & reached.keys()):
                path = []
                step: str | None = end
                while step is not None and (before := reached[step]) is not None:
                    path.append(self._links[before][step])
                    step = before
                raise Contradiction(max(path, key=lambda d: d.at))

    def _component(self, start: str) -> dict[str, str | None]:
        """Every record that words tie to one, and from which it was reached."""
        reached: dict[str, str | None] = {start: None}
        waiting = deque([start])
        while waiting:
            record = waiting.popleft()
            for other in self._links.get(record, ()):
                if other not in reached:
                    reached[other] = record
                    waiting.append(other)
        return reached

    def _between(self, left: Collection[str], right: Collection[str]) -> bool:
        return any((a in left and b in right) or (a in right and b in left) for a, b in self._apart)
