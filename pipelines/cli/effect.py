"""Entering a decision and publishing what it comes to, as the commands that decide do it."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

from pipelines.cli.context import FAILED, fail, say
from pipelines.home import Home
from pipelines.review import apply, log, questions
from pipelines.review.entry import Answer, Contradiction
from pipelines.stages import failure, lock
from warehouse.read import Warehouse


def decide(home: Home, answers: Collection[Answer], wait: float) -> list[str]:
    """Write answers down and publish. Ends the command when one contradicts an earlier decision. Returns the ids of
    the decisions."""
    try:
        entered = apply.enter(home, answers)
    except Contradiction as error:
        fail(FAILED, str(error))
    publish(home, entered, wait)
    times = {one.at for one in entered}
    return [one.decision_id for one in log.read(home) if one.at in times]


def publish(home: Home, entered: Collection[apply.Entered], wait: float) -> None:
    """Publish what the decisions come to now, with progress on stderr, and say how many places of the ask lists
    changed."""
    from pipelines.cli.progress import Bar

    before, started = _listed(home), time.monotonic()
    try:
        with Bar() as bar:
            failure.guarded("decisions", lambda: apply.take_effect(home, entered, bar, wait, _say_waiting))
    except failure.StageFailed as error:
        if error.code == lock.Locked.code:
            fail(
                FAILED,
                "another run is writing to this home; what you said is written down, and the next run applies it",
            )
        fail(FAILED, f"{error}; what you said is written down, the published warehouse is as it was")
    changed = len(before ^ _listed(home))
    say(f"published in {time.monotonic() - started:.1f} s; {changed} places of the ask lists changed")


def _listed(home: Home) -> set[tuple[Any, ...]]:
    if not home.warehouse.is_file():
        return set()
    with Warehouse(home.warehouse) as warehouse:
        return questions.where_listed(warehouse)


def _say_waiting() -> None:
    say("another run writes to this home: waiting …")
