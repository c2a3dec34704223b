"""How an answer takes effect at once: the short chain of stages from the matches on, over what is built already, as of
the day that the published file stands for. It gives what the next run gives, and is published as every run is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from pipelines.home import Home
from pipelines.review import log
from pipelines.review.entry import Answer, Words
from pipelines.stages import chain, identity, ids, models
from pipelines.stages.context import Progress, Run, Silent, today

_NEEDED = (
    "record", "record_source", "two_way", "list_address", "mail", "interaction", "evidence", "introduction", "acquaintance_record",
    "affiliation_record", "company_alias",
)  # fmt: skip
"""Built tables that the short chain reads; where one is missing everything is run."""


JUST_NOW = "entered just now"
"""In place of an id: a decision that is not written down yet."""


@dataclass(frozen=True)
class Entered:
    """An answer that was written down, and when."""

    at: datetime
    answer: Answer


def enter(home: Home, answers: Collection[Answer]) -> list[Entered]:
    """Write answers down, each as a decision. Raises Contradiction (of the first that contradicts); nothing is
    written then."""
    words = Words(log.read(home))
    for one in answers:
        words.add(pending(one), one)
    return [Entered(log.append(home, one.action, one.pairs), one) for one in answers]


def pending(answer: Answer) -> log.Decision:
    """An answer as the decision that it will be."""
    said = dict.fromkeys(answer.pairs, answer.action)
    return log.Decision(JUST_NOW, datetime.now(UTC), said, set(said))


def take_effect(
    home: Home,
    entered: Collection[Entered] = (),
    progress: Progress | None = None,
    wait: float = 600.0,
    waiting: Callable[[], object] | None = None,
) -> None:
    """Publish what the decisions come to now. Where the weights alone would tear a person apart that an answer of
    ``entered`` holds together, the answer is spelt out, record by record.

    Raises lock.Locked and StageFailed; what was written down stays and the next run applies it.
    """
    run = Run(home, published_day(home), progress=progress or Silent())
    with chain.writing(run, wait, waiting):
        if is_built(run):
            identity.matches(run)
            _spell_out(run, entered)
            chain.run_all(run, "people")
        else:
            chain.run_all(run)


def is_built(run: Run) -> bool:
    """Whether the short chain has all that it reads."""
    built = all((run.home.built / f"{name}.parquet").is_file() for name in _NEEDED)
    return built and models.newest(run) is not None


def published_day(home: Home) -> date:
    """as_of of the published file, so that an answer changes who is who and nothing else; today without one."""
    rows = ids.published_rows(
        home.warehouse, "select as_of from run order by started_at desc, run_id limit 1"
    )
    found = rows[0]["as_of"] if rows else None
    return found if isinstance(found, date) else today()


def _spell_out(run: Run, entered: Collection[Entered]) -> None:
    promised = [one for one in entered if one.answer.groups]
    if not promised:
        return
    member = pl.read_parquet(identity.draft(run, "person_record"))
    person = dict(member.select("record_id", "person_id").iter_rows())
    broken = [one for one in promised if not _is_kept(one.answer, person)]
    for one in broken:
        links = {link for link in one.answer.chains() if link[0] in person and link[1] in person}
        links -= set(one.answer.pairs)
        if links:
            log.add(run.home, one.at, sorted(links))
    if broken:
        identity.matches(run)


def _is_kept(answer: Answer, person: dict[str, str]) -> bool:
    """Whether each group is one person and the groups are different ones. Records that are gone do not count."""
    found = [{person[record] for record in one if record in person} for one in answer.groups]
    apart = sum(len(one) for one in found) == len(set().union(*found))
    return apart and all(len(one) <= 1 for one in found)
