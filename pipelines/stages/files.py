"""Files that are whole or absent: written beside their place, synced, then renamed over it. Mode 0600."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import polars as pl

_TEMP = ".part-"


def replace(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, then put it in place. A kill leaves the old file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temp = path.with_name(f"{_TEMP}{os.getpid()}-{path.name}")
    os.close(os.open(temp, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    try:
        write(temp)
        sync(temp)
        os.replace(temp, path)
    finally:
        temp.unlink(missing_ok=True)
    sync(path.parent)


def replace_text(path: Path, text: str) -> None:
    """Put a small text file in place."""
    replace(path, lambda temp: temp.write_text(text, encoding="utf-8"))


def write_frame(path: Path, frame: pl.DataFrame) -> None:
    """Put a Parquet file in place. Equal frames give equal bytes, so an unchanged table stops the rerun behind it."""
    replace(path, lambda temp: frame.write_parquet(temp, compression="zstd"))


def sync(path: Path) -> None:
    """Flush a file, or a folder's entries, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(*folders: Path) -> int:
    """Remove what a killed run left half-written; the lock must be held. Returns how many."""
    leftovers = [path for folder in folders if folder.is_dir() for path in folder.glob(f"{_TEMP}*")]
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)


def digest(path: Path) -> str:
    """blake2b of a file's content; ``absent`` when there is none."""
    if not path.is_file():
        return "absent"
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
