"""Built tables and notes, put in place whole (connectors/durable.py says how), and what kills leave of them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl

from connectors import durable


def replace_text(path: Path, text: str) -> None:
    """Put a small text file in place."""
    durable.private_folder(path.parent)
    durable.replace_text(path, text)


def write_frame(path: Path, frame: pl.DataFrame) -> None:
    """Put a Parquet file in place. Equal frames give equal bytes, so an unchanged table stops the rerun behind it."""
    durable.private_folder(path.parent)
    durable.replace(path, lambda stream: frame.write_parquet(stream, compression="zstd"))
    durable.sync_folder(path.parent)


def sweep(*folders: Path) -> int:
    """Remove what a killed run left half-written; the lock must be held. Returns how many."""
    leftovers = [path for folder in folders if folder.is_dir() for path in folder.glob(f"{durable.TEMP}*")]
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)


def digest(path: Path) -> str:
    """blake2b of a file's content; ``absent`` when there is none."""
    if not path.is_file():
        return "absent"
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
