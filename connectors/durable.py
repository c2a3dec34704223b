"""Files that are whole or absent: written beside their place, synced, then renamed over it. Mode 0600."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

TEMP = ".part-"
"""How the name of an unfinished file starts. What a kill leaves is found by it and removed."""


def private_folder(path: Path) -> None:
    """Make a folder (and its missing parents) that only its owner can enter, whatever the umask is."""
    for folder in [*reversed(path.parents), path]:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)


def replace(path: Path, write: Callable[[BinaryIO], object]) -> int:
    """Let ``write`` fill a temporary file, then put it in place of ``path``. Returns its size in bytes.

    A kill at any moment leaves the old file, or none, and perhaps a leftover that starts with TEMP. The
    rename lasts through a power cut only after ``sync_folder``.
    """
    temp = path.with_name(f"{TEMP}{os.getpid()}-{path.name}")
    handle = os.open(temp, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
            size = stream.tell()
        os.replace(temp, path)
    finally:
        temp.unlink(missing_ok=True)
    return size


def replace_text(path: Path, text: str) -> int:
    """Put a text file in place, for good."""
    size = replace(path, lambda stream: stream.write(text.encode("utf-8")))
    sync_folder(path.parent)
    return size


def sync_folder(path: Path) -> None:
    """Make renames in a folder last."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
