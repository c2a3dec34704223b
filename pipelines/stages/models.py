"""The identity models of a home: data/models/identity-NNNN.json, the newest in force, with the frequencies of names that
its weights are reckoned with beside it (identity-NNNN.parquet). A model changes only by refit, when the records have
grown so much that it was fitted to another home, or when a new version of weakties has other comparison levels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.stages.context import Run
from pipelines.stages.files import digest, replace_text, write_frame
from transforms.identity.model import Model
from transforms.identity.resolve import FREQUENCIES

GROWTH = 2.0
"""A model is fitted anew when the records have grown by this factor since it was fitted."""


def newest(run: Run) -> Path | None:
    """The model in force; None when none was fitted yet."""
    return max(run.home.models.glob("identity-*.json"), default=None)


def version(run: Run) -> int:
    """Its version; 0 when none was fitted yet."""
    path = newest(run)
    return int(path.stem.rpartition("-")[2]) if path else 0


def mark(run: Run) -> str:
    """Changes when the model in force or its frequencies do."""
    path = newest(run)
    return f"{digest(path)} {digest(_names(path))}" if path else "none"


def choose(run: Run, n_records: int) -> tuple[Path, Model | None]:
    """Where the model of this run lies (or will lie), and the model unless one must be fitted."""
    path = newest(run)
    fresh = run.home.models / f"identity-{version(run) + 1:04d}.json"
    if path is None or run.refit:
        return fresh, None
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if n_records > GROWTH * max(1, kept["n_records"]):
        return fresh, None
    try:
        return path, Model.from_json(kept["model"])
    except (ValueError, TypeError, KeyError):
        return fresh, None


def frequencies(path: Path) -> pl.DataFrame | None:
    """The frequencies kept with a model; None when there are none."""
    names = _names(path)
    if not names.is_file():
        return None
    kept = pl.read_parquet(names)
    return kept if kept.schema == FREQUENCIES else None


def save(path: Path, model: Model, names: pl.DataFrame, n_records: int) -> None:
    """Put a fitted model in force."""
    write_frame(_names(path), names)
    replace_text(path, json.dumps({"n_records": n_records, "model": model.to_json()}, indent=1) + "\n")


def save_frequencies(path: Path, names: pl.DataFrame) -> None:
    """Frequencies of a network that is new or has outgrown its old ones, beside the model in force."""
    write_frame(_names(path), names)


def _names(path: Path) -> Path:
    return path.with_suffix(".parquet")
