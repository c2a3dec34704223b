"""A stage whose inputs, code and parameters are what they were is not run again.

Beside the built tables lies one small note per stage: the fingerprint of what went in, the files that came out and
the numbers it returned. Inputs are compared by content, so a stage that rewrites equal bytes stops the rerun there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.stages.context import Numbers, Run
from pipelines.stages.files import digest, replace_text

_ROOT = Path(__file__).resolve().parents[2]
_CODE = {".py", ".sql", ".csv", ".txt", ".json"}


@cache
def code(*parts: str) -> str:
    """Digest of the source under these paths (relative to the packages' folder): a new version of a room reruns
    the stages that use it."""
    state = hashlib.blake2b(digest_size=8)
    for part in parts:
        path = _ROOT / part
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in _CODE and "__pycache__" not in file.parts:
                state.update(f"{file.relative_to(_ROOT)}\x1f{digest(file)}\x1e".encode())
    return state.hexdigest()


def fingerprint(version: str, inputs: Iterable[Path], params: dict[str, Any]) -> str:
    """Digest of a stage's code version, its input files' content and its parameters."""
    state = {
        "version": version,
        "inputs": [[path.name, digest(path)] for path in inputs],
        "params": {key: str(value) for key, value in params.items()},
    }
    return hashlib.blake2b(json.dumps(state, sort_keys=True).encode(), digest_size=16).hexdigest()


def unless_same(
    run: Run,
    stage: str,
    mark: Callable[[], str],
    outputs: Iterable[Path],
    work: Callable[[], Numbers],
    force: bool = False,
) -> Numbers:
    """The stage's numbers: from its note when ``mark()`` and ``outputs`` are what the note says, else from ``work``.

    The note is removed before the work starts and written after it ended, so a killed stage is run again. The mark
    is taken again at the end, because the work may have made one of its own inputs (a model on the first run).
    ``skipped`` (0 or 1) is added to the numbers.
    """
    run.progress.stage(stage)
    note = note_path(run, stage)
    files = list(outputs)
    known = read_note(run, stage)
    if not (run.full or force) and known.get("mark") == mark() and known.get("files") == _sizes(files):
        return {**known["numbers"], "skipped": 1}
    note.unlink(missing_ok=True)
    numbers = work()
    write_note(run, stage, mark(), files, numbers)
    return {**numbers, "skipped": 0}


def write_note(run: Run, stage: str, mark: str, files: list[Path], numbers: Numbers) -> None:
    """Remember that ``stage`` made ``files`` from what ``mark`` stands for."""
    state = {"mark": mark, "files": _sizes(files), "numbers": numbers, "run_id": run.run_id}
    replace_text(note_path(run, stage), json.dumps(state, indent=1, sort_keys=True) + "\n")


def read_note(run: Run, stage: str) -> dict[str, Any]:
    """What is remembered of a stage; empty when nothing, or nothing readable, is."""
    try:
        note = json.loads(note_path(run, stage).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def note_path(run: Run, stage: str) -> Path:
    """Where a stage's note lies."""
    return run.home.built / ".stages" / f"{stage}.json"


def _sizes(files: list[Path]) -> dict[str, int]:
    return {file.name: file.stat().st_size if file.is_file() else -1 for file in files}
