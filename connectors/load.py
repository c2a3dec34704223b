"""Reads what changed. A bad file never stops the run, and an unchanged one is not opened.

Segments are written first and the ledger after them, so that a kill in between leaves rows that nothing
lists: the next run removes them and reads that source again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from connectors import execute, fingerprint, jobs, registry, workers
from connectors.files import UNKNOWN, FoundSource
from connectors.jobs import Job
from connectors.ledger import Entry, Ledger
from connectors.outcome import Outcome

SAVE_SECONDS = 2.0
"""Between two saves of the ledger, or twenty times what a save takes: it is one file for all sources."""

Progress = Callable[[int, int], object]
"""Told (bytes done, bytes in all) of the sources that are read."""


def read_sources(
    found: Sequence[FoundSource],
    ledger: Ledger,
    *,
    groups: Sequence[str],
    full: bool = False,
    now: datetime,
    progress: Progress | None = None,
    n_workers: int | None = None,
) -> dict[str, int]:
    """Read the sources of these groups that changed, and note which known ones are gone.

    ``found`` is everything that was discovered, so that what is absent can be told from what another call
    reads. ``full`` reads unchanged sources too; one with the same bytes keeps its ``imported_at``. Sources of
    kind unknown are accounted in every call. ``n_workers``: processes that read large files, default as many as there
    are processors. The caller holds the home's lock.

    Returns counts: sources, read (of these), unchanged, missing, and n_read, n_loaded, n_skipped, n_rejected
    over all sources of the groups, whether read now or before.
    """
    ledger.sweep()
    loader = _Loader(ledger, full, now, progress, n_workers or workers.available())
    wanted = [one for one in found if one.group in groups or one.group == UNKNOWN]
    try:
        n_missing = loader.note_missing({one.source_id for one in found})
        n_read = loader.read_all(wanted)
    finally:
        loader.save()
    ledger.sweep()
    entries = [entry for one in wanted if (entry := ledger.get(one.source_id))]
    counts = {"sources": len(wanted), "read": n_read, "unchanged": len(wanted) - n_read, "missing": n_missing}
    for name in ("n_read", "n_loaded", "n_skipped", "n_rejected"):
        counts[name] = sum(int(getattr(entry, name)) for entry in entries)
    return counts


class _Loader:
    def __init__(
        self, ledger: Ledger, full: bool, now: datetime, progress: Progress | None, n_workers: int
    ) -> None:
        self._ledger, self._full, self._n_workers = ledger, full, n_workers
        self._now = now.astimezone(UTC).isoformat()
        self._progress: Progress = progress or (lambda done, total: None)
        self._hashes: dict[tuple[Path, str], str] = {}
        self._is_dirty = False
        self._save_after = time.monotonic() + SAVE_SECONDS

    def note_missing(self, present: set[str]) -> int:
        """Mark known sources that are not there; their rows stay. Returns how many are missing."""
        gone = [entry for key, entry in self._ledger.entries.items() if key not in present]
        for entry in gone:
            if entry.missing_since is None:
                entry.missing_since = self._now
                self._is_dirty = True
        return len(gone)

    def read_all(self, wanted: Sequence[FoundSource]) -> int:
        """Read what changed. Returns how many sources were read."""
        changed = [one for one in wanted if not self._is_same(one)]
        total = sum(one.size for one in changed)
        done = dict.fromkeys([one.source_id for one in changed], 0)

        def tell(job: Job, inside: int) -> None:
            done[job.found.source_id] = min(inside, job.found.size)
            self._progress(sum(done.values()), total)

        jobs_todo = [job for one in changed if (job := self._job(one)) is not None]
        for job, outcome, digest in execute.run(jobs_todo, self._n_workers, tell):
            self._take(job, outcome, digest)
            tell(job, job.found.size)
            if time.monotonic() > self._save_after:
                self.save()
        for one in wanted:
            if one.replaces and one.replaces != one.source_id and self._ledger.get(one.replaces):
                self._ledger.drop(one.replaces)
                self._is_dirty = True
        return len(changed)

    def save(self) -> None:
        if self._is_dirty:
            start = time.monotonic()
            self._ledger.save()
            self._is_dirty = False
            end = time.monotonic()
            self._save_after = end + max(SAVE_SECONDS, 20 * (end - start))

    def _is_same(self, found: FoundSource) -> bool:
        """Whether the rows that the ledger lists are what reading would give. Brings the entry up to date if
        so."""
        entry = self._ledger.get(found.source_id)
        if entry is None or entry.kind != found.kind or entry.version != found.version:
            return False
        if found.problem == "file_unreadable" and entry.rows:
            self._keep_missing(entry)
            return True
        if found.connector is None:  # nothing is read from it, so only the reason counts
            if not found.is_known and entry.problem != (found.problem or "not_an_export"):
                return False
            self._refresh(entry, found)
            return True
        if self._full and not found.is_known:
            return False
        if entry.stamp != found.stamp:
            is_equal = (
                bool(found.disk)
                and entry.sha256
                and entry.size == found.size
                and fingerprint.is_proof(entry.sha256)
                and self._sha(found) == entry.sha256
            )
            if not is_equal:
                return False
        self._refresh(entry, found)
        return True

    def _job(self, found: FoundSource) -> Job | None:
        """What is to be read of a source that changed; None when it cannot be opened any more."""
        old = self._ledger.get(found.source_id)
        if found.problem == "file_unreadable" and old is not None and old.rows:
            self._keep_missing(old)
            return None
        folder = self._ledger.raw_dir / found.source_id
        grown = None if self._full else jobs.since(found, folder, old)
        return grown or jobs.whole(found, folder, old, self._n_workers)

    def _take(self, job: Job, outcome: Outcome, digest: str) -> None:
        found, old = job.found, self._ledger.get(job.found.source_id)
        if outcome.stopped == "file_unreadable" and not outcome.n_read and old is not None and old.rows:
            self._keep_missing(old)  # it went away between discovery and reading
            return
        if old is not None and job.kept_sha256 and outcome.segments == old.segments:
            self._refresh(old, found)  # a folder that was touched
            return
        if job.kept_sha256:  # a folder that grew: the digest goes on from that of the messages before
            digest = hashlib.sha256(f"{job.kept_sha256} {digest}".encode()).hexdigest()
        sha256 = digest or (self._sha(found) if found.connector else "")
        is_equal = old is not None and old.kind == found.kind and _is_equal(old, found, sha256)
        if old is not None and is_equal and old.version == found.version and not self._full:
            self._refresh(old, found)  # the new segments are listed nowhere, so they are swept
            return
        entry = Entry(
            source_id=found.source_id,
            owner_id=found.owner_id,
            path=found.path,
            kind=found.kind,
            container=found.container,
            size=found.size,
            mtime_ns=found.mtime_ns,
            stamp=found.stamp,
            sha256=sha256,
            version=found.version,
            recogniser=registry.RECOGNISER,
            problem=found.problem or (None if found.connector else "not_an_export"),
            imported_at=old.imported_at if old is not None and is_equal else self._now,
        )
        self._ledger.put(outcome.put_in(entry))
        self._is_dirty = True

    def _refresh(self, entry: Entry, found: FoundSource) -> None:
        fresh = replace(
            entry,
            size=found.size,
            mtime_ns=found.mtime_ns,
            stamp=found.stamp,
            recogniser=registry.RECOGNISER,
            missing_since=None,
        )
        if fresh != entry:
            self._ledger.put(fresh)
            self._is_dirty = True

    def _keep_missing(self, entry: Entry) -> None:
        """A file that cannot be opened any more is as good as gone: its rows stay."""
        if entry.missing_since is None:
            entry.missing_since = self._now
            self._is_dirty = True

    def _sha(self, found: FoundSource) -> str:
        """Fingerprint of the file on disk; for an archive's member that of the archive and the member's id."""
        if found.disk is None:
            return ""
        key = (found.disk, found.stamp)
        try:
            if jobs.can_divide(found):
                return fingerprint.of_prefix(found.disk, found.size)
            if key not in self._hashes:
                self._hashes[key] = fingerprint.of_file(found.disk)
        except Exception:  # it went away while it was read: the next run sees that
            return ""
        of_file = self._hashes[key]
        if found.container == found.path:
            return of_file
        return hashlib.sha256(f"{of_file} {found.source_id}".encode()).hexdigest()


def _is_equal(entry: Entry, found: FoundSource, sha256: str) -> bool:
    """Whether the bytes are those that were read before. Where only a part of them was looked at, and of files that
    are no export, size and time must say so too."""
    if sha256 and entry.sha256 != sha256:
        return False
    return fingerprint.is_proof(sha256) or entry.stamp == found.stamp
