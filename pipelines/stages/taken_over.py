"""What the next identity run may take over from this one, under data/built/.identity, and the intermediate tables that
somebody asked for, under data/debug."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl

from pipelines.stages import skip
from pipelines.stages.context import Run
from pipelines.stages.files import replace_text, write_frame
from transforms.identity.last import State

KEEP = "WEAKTIES_KEEP_TABLES"
"""Set to anything, a run writes every intermediate table of identity to data/debug (`weakties run --debug`)."""
PARTS = ("records", "pairs", "grades")


def load(run: Run, mark: str) -> State | None:
    """What the last run left, if it was made by this code with this model and these frequencies (``mark``). None makes
    the run a full one."""
    try:
        if run.full or run.refit or _note(run).read_text(encoding="utf-8").strip() != _key(mark):
            return None
        return State(*(pl.read_parquet(_part(run, name)) for name in PARTS))
    except (OSError, pl.exceptions.PolarsError):
        return None


def save(run: Run, mark: str, state: State) -> None:
    """The note goes first and comes last, so that a killed run leaves nothing that could be taken for whole."""
    _note(run).unlink(missing_ok=True)
    for name in PARTS:
        write_frame(_part(run, name), getattr(state, name))
    replace_text(_note(run), _key(mark) + "\n")


def wanted() -> bool:
    """Whether intermediate tables are to be kept."""
    return bool(os.environ.get(KEEP))


def keep(run: Run, tables: dict[str, pl.DataFrame]) -> None:
    """Write them to data/debug, 0600 like everything: they hold record ids and levels, and no names."""
    for name, frame in tables.items():
        write_frame(run.home.data / "debug" / f"identity_{name}.parquet", frame)


def _key(mark: str) -> str:
    """Row digests are those of one polars version."""
    code = skip.code("transforms/schema.py", "transforms/normalise", "transforms/identity")
    return skip.fingerprint(f"{code} {pl.__version__}", [], {"mark": mark})


def _note(run: Run) -> Path:
    return run.home.built / ".identity" / "last.txt"


def _part(run: Run, name: str) -> Path:
    return run.home.built / ".identity" / f"last_{name}.parquet"
