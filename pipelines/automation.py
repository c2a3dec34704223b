"""When it runs by itself: once a day, and when new files in the home have settled."""

import hashlib
import json
import os
import time
from collections.abc import Iterable
from pathlib import Path

import dagster as dg

from pipelines.resources import default_home

SETTLE_SECONDS = int(os.environ.get("WEAKTIES_SETTLE_SECONDS") or 30)
"""A file younger than this may still be copied; also how often the sensor looks. More for a slow network drive."""
RETRY_AFTER = (600.0, 3600.0)
"""Seconds after which a failed run is asked for again, for the same files: once, and once more."""
RUN_KEY = "dagster/run_key"
"""Tag under which Dagster keeps the key of the request that a run came from."""
LONGEST = 6 * 3600
"""Seconds after which Dagster ends a run that it started. A first reading of large mailboxes takes an hour."""

everything = dg.define_asset_job(
    "weakties",
    selection=dg.AssetSelection.all(),
    description="Everything from the sources to the ranked lists; what has not changed is skipped.",
    executor_def=dg.in_process_executor,
    tags={dg.MAX_RUNTIME_SECONDS_TAG: str(LONGEST)},
)

daily = dg.ScheduleDefinition(
    name="daily",
    job=everything,
    cron_schedule="15 6 * * *",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every morning, because ties fade and the date matters even without new mail.",
)

weekly_refit = dg.ScheduleDefinition(
    name="weekly_refit",
    job=everything,
    cron_schedule="15 7 * * 0",
    run_config={"resources": {"home": {"config": {"refit": True, "wait_seconds": 3600.0}}}},
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Sundays: the models are fitted anew, so that they move once a week and not with every mail.",
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
    if files and seen == state.get("asked"):
        return _again(context, seen)
    if not files:
        return dg.SkipReason("nothing new")
    if seen != state.get("seen") or time.time() - newest < SETTLE_SECONDS:
        context.update_cursor(json.dumps({**state, "seen": seen}))
        return dg.SkipReason("waiting for files to settle")
    context.update_cursor(json.dumps({"seen": seen, "asked": seen}))
    return dg.RunRequest(run_key=seen)


def _again(context: dg.SensorEvaluationContext, seen: str) -> dg.RunRequest | dg.SkipReason:
    """Ask once more if the newest run is the one that was asked for and it failed, some time ago."""
    records = context.instance.get_run_records(dg.RunsFilter(job_name=everything.name), limit=1)
    key = records[0].dagster_run.tags.get(RUN_KEY, "") if records else ""
    if not key.startswith(seen) or records[0].dagster_run.status != dg.DagsterRunStatus.FAILURE:
        return dg.SkipReason("nothing new")
    tries = int(key.partition(".")[2] or 0)
    if tries >= len(RETRY_AFTER):
        return dg.SkipReason("failed for these files as often as is tried")
    if time.time() - (records[0].end_time or 0.0) < RETRY_AFTER[tries]:
        return dg.SkipReason("failed; waiting before it is tried again")
    return dg.RunRequest(run_key=f"{seen}.{tries + 1}")


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
