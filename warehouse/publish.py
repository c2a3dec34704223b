"""Publishing: a copy of the build is put in place under the name that readers open, in one rename."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.connect import STORAGE, reading

NAME = "weakties.duckdb"


def publish(build: Path, data: Path, keep: int = 5) -> Path:
    """Copy ``build`` to data/weakties.duckdb and return that path; the last ``keep`` files go to data/old.

    The copy is compact, has no write-ahead log, is opened once to see that it answers, and is on disk before the
    rename. Readers that hold the old file keep it. Raises duckdb.Error or OSError; the published file is then
    what it was.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    published, fresh = data / NAME, data / f".part-{os.getpid()}-{NAME}"
    _remove(fresh)
    try:
        os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        fresh.unlink()  # DuckDB wants to create the file itself; the folder was proven to be writable
        _copy(build, fresh)
        fresh.chmod(0o600)
        _smoke(fresh)
        _sync(fresh)
        _set_aside(published, data / "old", keep)
        # A log of the old file must never be replayed into the new one.
        Path(f"{published}.wal").unlink(missing_ok=True)
        os.replace(fresh, published)
        _sync(data)
    finally:
        _remove(fresh)
    return published


def _copy(build: Path, fresh: Path) -> None:
    old_mask = os.umask(0o077)
    try:
        with duckdb.connect(config={"autoinstall_known_extensions": "false", "threads": "1"}) as con:
            con.execute(f"attach '{_quoted(build)}' as build (read_only)")
            con.execute(f"attach '{_quoted(fresh)}' as fresh (storage_version '{STORAGE}')")
            con.execute("copy from database build to fresh")
            con.execute("detach fresh")
    finally:
        os.umask(old_mask)


def _smoke(path: Path) -> None:
    """The file opens as readers open it and a macro answers."""
    with reading(path) as con:
        con.execute("select count(*) from person_search('')").fetchall()
        con.execute("from who_to_ask(p_limit := 1)").fetchall()
        if con.execute("select count(*) from run").fetchall()[0][0] < 1:
            raise duckdb.InvalidInputException("the build lists no run")


def _set_aside(published: Path, old: Path, keep: int) -> None:
    """A second name for the published file in data/old, so that there is no moment without one."""
    if not published.exists():
        return
    old.mkdir(mode=0o700, exist_ok=True)
    stamp = datetime.fromtimestamp(published.stat().st_mtime, UTC).strftime("%Y%m%dT%H%M%S%fZ")
    kept = old / f"weakties-{stamp}.duckdb"
    if keep > 0 and not kept.exists():
        os.link(published, kept)
    files = sorted(old.glob("weakties-*.duckdb"), reverse=True)
    for file in files[keep:]:
        file.unlink(missing_ok=True)


def _remove(path: Path) -> None:
    for name in (path, Path(f"{path}.wal")):
        name.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
