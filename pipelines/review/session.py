"""One sitting of answers. An answer is written down when it is given and published behind the person's back, so that the
next question never waits; answers given meanwhile are published together."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipelines.home import Home
from pipelines.review import apply, log, questions
from pipelines.review.entry import Answer
from pipelines.stages import failure
from warehouse.read import Row, Warehouse


@contextmanager
def _aside(home: Home) -> Iterator[Warehouse]:
    """The published file under a name of its own: within one process DuckDB keeps one database a name, and the one
    that is published behind this reader's back is another."""
    name = home.data / f".review-{os.getpid()}.duckdb"
    name.unlink(missing_ok=True)
    os.link(home.warehouse, name)
    try:
        with Warehouse(name) as warehouse:
            name.unlink()
            yield warehouse
    finally:
        name.unlink(missing_ok=True)


class Session:
    """A context manager: leaving it waits until everything is published."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._wake = threading.Condition()
        self._waiting: list[apply.Entered] = []
        self._is_due = False
        self._is_at_work = False
        self._is_over = False
        self._is_fresh = True
        self._queue: list[Row] | None = None
        self._skipped: set[log.Pair] = set()
        self._given: list[tuple[apply.Entered, Row]] = []
        self._worker = threading.Thread(target=self._work, daemon=True)
        self.failure: str | None = None
        """Why publishing failed, as a code."""

    def __enter__(self) -> Session:
        self._worker.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._wake:
            self._is_over = True
            self._wake.notify()
        self._worker.join()

    @property
    def n_given(self) -> int:
        """Answers of this sitting that stand."""
        return len(self._given)

    @property
    def is_busy(self) -> bool:
        """Whether something is not published yet."""
        return self._is_due or self._is_at_work

    def next(self) -> dict[str, Any] | None:
        """The next question, of the newest published file; None when there is none left."""
        with _aside(self._home) as warehouse:
            if self._queue is None or self._is_fresh:
                self._queue, self._is_fresh = questions.queue(warehouse), False
            for row in self._queue:
                if self._is_open(row):
                    return {**questions.question(warehouse, row), "n_left": len(self._queue)}
        return None

    def answer(self, question: dict[str, Any], action: str) -> None:
        """Write an answer down and have it published. Raises entry.Contradiction."""
        groups: tuple[tuple[str, ...], ...] = ()
        if action == log.SAME:
            groups = (
                tuple(sorted(r["record_id"] for side in ("a", "b") for r in question[side]["records"])),
            )
        answer = Answer(action, (log.pair(question["record_a"], question["record_b"]),), groups)
        (entered,) = apply.enter(self._home, [answer])
        self._given.append((entered, question))
        self._due(entered)

    def skip(self, question: dict[str, Any]) -> None:
        """Leave a question for another time."""
        self._skipped.add((question["record_a"], question["record_b"]))

    def undo(self) -> Row | None:
        """Take back the last answer of this sitting; the question that it answered, None when there is none."""
        if not self._given:
            return None
        entered, question = self._given.pop()
        log.take_back(self._home, entered.at)
        self._due(None)
        return question

    def _is_open(self, row: Row) -> bool:
        """Not skipped, and not answered by what was said since the file was published."""
        if (row["record_a"], row["record_b"]) in self._skipped:
            return False
        one = {row["person_a"]}
        other = {row["person_b"]}
        pairs = [(e.answer.action, {q["person_a"], q["person_b"]}) for e, q in self._given]
        for side in (one, other):
            grown = True
            while grown:
                linked = [who for action, who in pairs if action == log.SAME and who & side and who - side]
                grown = bool(linked)
                side.update(*linked)
        apart = any(action == log.DIFFERENT and who & one and who & other for action, who in pairs)
        return not (one & other) and not apart

    def _due(self, entered: apply.Entered | None) -> None:
        with self._wake:
            if entered is not None:
                self._waiting.append(entered)
            self._is_due = True
            self._wake.notify()

    def _work(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._is_due or self._is_over)
                if not self._is_due:
                    return
                batch, self._waiting, self._is_due = self._waiting, [], False
                self._is_at_work = True
            self.failure = self._publish(batch)
            self._is_fresh, self._is_at_work = True, False

    def _publish(self, batch: list[apply.Entered]) -> str | None:
        try:
            failure.guarded("decisions", lambda: apply.take_effect(self._home, batch))
        except failure.StageFailed as error:
            return str(error)
        return None
