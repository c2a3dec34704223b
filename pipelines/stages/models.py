"""The identity models of a home: data/models/identity-NNNN.json, the newest in force. One changes only by refit, or when
the records have grown so much that it was fitted to another home."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipelines.stages.context import Run
from pipelines.stages.files import replace_text
from transforms.identity.model import Model

GROWTH = 2.0
"""A model is fitted anew when the records have grown by this factor since it was fitted."""


def newest(run: Run) -> Path | None:
    """The model in force; None when none was fitted yet."""
    return max(run.home.models.glob("identity-*.json"), default=None)


def version(run: Run) -> int:
    """Its version; 0 when none was fitted yet."""
    path = newest(run)
    return int(path.stem.rpartition("-")[2]) if path else 0


def choose(run: Run, n_records: int) -> tuple[Path, Model | None]:
    """Where the model of this run lies (or will lie), and the model unless one must be fitted."""
    path = newest(run)
    fresh = run.home.models / f"identity-{version(run) + 1:04d}.json"
    if path is None or run.refit:
        return fresh, None
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if n_records > GROWTH * max(1, kept["n_records"]):
        return fresh, None
    return path, Model.from_json(kept["model"])


def save(path: Path, model: Model, n_records: int) -> None:
    """Put a fitted model in force."""
    replace_text(path, json.dumps({"n_records": n_records, "model": model.to_json()}, indent=1) + "\n")
