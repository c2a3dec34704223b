"""Blocking checks on what is private: who may read the files, and that no text of a mail is among the columns."""

from __future__ import annotations

import stat
from pathlib import Path

import polars as pl

from connectors.raw import scan
from pipelines.stages.context import Run
from pipelines.stages.outcome import Outcome

PRIVATE, NO_TEXT = "files_private", "no_text_of_mail"
HOLDS = {
    PRIVATE: "nothing under data/ and out/ can be read by other users",
    NO_TEXT: "no table has a column for a subject, a body or a piece of one",
}
_TEXT = frozenset(
    {
        "subject",
        "body",
        "content",
        "text",
        "html",
        "snippet",
        "preview",
        "summary",
        "attachment",
        "attachments",
    }
)
"""Column names under which a message's text would go."""


def files_private(run: Run) -> Outcome:
    """Every file and folder that weakties itself made is closed to group and others."""
    paths = [path for folder in (run.home.data, run.home.out) for path in (folder, *folder.rglob("*"))]
    n_open = sum(_is_open(path) for path in paths)
    return Outcome(PRIVATE, n_open == 0, numbers={"looked_at": len(paths), "open": n_open})


def no_text_of_mail(run: Run, build: list[str]) -> Outcome:
    """Neither raw messages nor built tables nor the database (whose column names ``build`` lists) have one."""
    columns = [*scan(run.home.raw, "message").collect_schema().names(), *build]
    for path in sorted(run.home.built.glob("*.parquet")):
        columns += pl.read_parquet_schema(path)
    found = sum(name.lower() in _TEXT for name in columns)
    return Outcome(NO_TEXT, found == 0, numbers={"columns": len(columns), "of_text": found})


def _is_open(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except OSError:  # gone since it was listed
        return False
    return not stat.S_ISLNK(mode) and bool(mode & 0o077)
