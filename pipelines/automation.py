"""When it runs by itself: once a day, and when new files in the home have settled."""

import hashlib
import json
import time
from collections.abc import Iterable
from pathlib import Path

import dagster as dg

from pipelines.resources import default_home

SETTLE_SECONDS = 30
"""A file younger than this may still be copied."""

everything = dg.define_asset_job(
    "weakties",
    selection=dg.AssetSelection.all(),
    description="Everything from the sources to the ranked lists; what has not changed is skipped.",
    executor_def=dg.in_process_executor,
)

daily = dg.ScheduleDefinition(
    name="daily",
    job=everything,
    cron_schedule="15 6 * * *",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every morning, because ties fade and the date matters even without new mail.",
)


@dg.sensor(
    job=everything,
    minimum_interval_seconds=SETTLE_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Asks for a run once files in the inbox, or the tables beside it, have changed and settled.",
)
def inbox(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Two ticks must see the same files, none of them young: half-copied ones are never read."""
    state = json.loads(context.cursor or "{}")
    files = list(_watched(default_home().path))
    seen, newest = _digest(files), max((mtime for _, _, mtime in files), default=0.0)
    if not files or seen == state.get("asked"):
        return dg.SkipReason("nothing new")
    if seen != state.get("seen") or time.time() - newest < SETTLE_SECONDS:
        context.update_cursor(json.dumps({**state, "seen": seen}))
        return dg.SkipReason("waiting for files to settle")
    context.update_cursor(json.dumps({"seen": seen, "asked": seen}))
    return dg.RunRequest(run_key=seen)


def _watched(home: Path) -> Iterable[tuple[str, int, float]]:
    """Relative path, size and mtime of every file that a run would read from the home."""
    tables = [home / name for name in ("targets.csv", "knows.csv", "companies.csv")]
    for path in [*tables, *(home / "inbox").rglob("*")]:
        try:
            status = path.stat()
        except OSError:  # gone since it was listed
            continue
        if path.is_file():
            yield str(path.relative_to(home)), status.st_size, status.st_mtime


def _digest(files: Iterable[tuple[str, int, float]]) -> str:
    """The cursor and the run key hold this and no file name: Dagster keeps both for good."""
    return hashlib.blake2b(repr(sorted(files)).encode(), digest_size=12).hexdigest()
