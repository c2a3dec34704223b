"""Runs jobs: large files piece by piece in other processes, everything else here meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import ExitStack

from connectors import mail_contacts, memory, registry
from connectors.jobs import PIECE, Job
from connectors.outcome import Outcome
from connectors.reading import Reading
from connectors.worker import task_of
from connectors.workers import Workers

_PACKED = 6
"""How many times as long reading packed bytes takes."""
_POLL = 0.2

Progress = Callable[[Job, int], object]
"""Told the bytes of a job that are read."""


def run(jobs: Sequence[Job], n_workers: int, progress: Progress) -> Iterator[tuple[Job, Outcome, str]]:
    """(job, what it left, digest of a folder's messages or an empty text) of each job, as they are done.

    A piece whose process dies is read again here.
    """
    large = [job for job in jobs if _is_large(job)]
    with ExitStack() as stack:
        pieces: dict[int, list[Future[Outcome]]] = {}
        if n_workers > 1 and sum(len(job.extents) for job in large) > 1:
            workers = stack.enter_context(Workers(n_workers))
            for job in large:
                pieces[id(job)] = [
                    workers.submit(task_of(job.found, job.folder, job.number_of(place), extent))
                    for place, extent in enumerate(job.extents)
                ]
        for job in sorted(jobs, key=lambda one: id(one) in pieces):
            done = pieces.get(id(job))
            while done and wait(done, _POLL).not_done:
                progress(job, workers.bytes_done(job.found.source_id))
            with memory.for_reading():
                yield _finished(job, done, progress)


def _is_large(job: Job) -> bool:
    if not job.is_portable or registry.BY_KIND.get(job.found.kind) is not job.found.connector:
        return False
    is_packed = bool(job.found.files) and job.found.files[0].look().path is None
    return job.found.size * (_PACKED if is_packed else 1) >= PIECE


def _finished(
    job: Job, futures: list[Future[Outcome]] | None, progress: Progress
) -> tuple[Job, Outcome, str]:
    outcomes, digest, done = [job.kept], "", 0
    if (
        job.found.connector is None or not job.extents
    ):  # no export, of which the ledger keeps why; or nothing new
        return job, job.kept, digest
    for place, extent in enumerate(job.extents):
        if futures is not None and futures[place].exception() is None:
            outcomes.append(futures[place].result())
            continue
        start = done
        reading = Reading(
            job.found,
            job.folder,
            job.number_of(place),
            lambda inside, start=start: progress(job, start + inside),  # type: ignore[misc]
            extent,
        )
        outcomes.append(reading.run())
        digest = reading.sha256
        if extent is not None and extent[1] is not None:
            done += extent[1] - extent[0]
    outcome = Outcome.sum(outcomes)
    mail_contacts.add(job.found, job.folder, job.number_of(len(job.extents)), outcome)
    return job, outcome, digest
