"""Where a source lies, what it is called for people, and the bytes that its id is made of."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from connectors import files, paths
from connectors.files import UNKNOWN, FoundSource, Root


class Place:
    """A file or folder of a root: its place on disk, its name for people, and the bytes that its id is made
    of."""

    def __init__(self, root: Root, disk: Path, shown: str, key: bytes) -> None:
        self.root, self.disk, self.shown, self.key = root, disk, shown, key

    def below(self, name: str) -> Place:
        return Place(
            self.root,
            self.disk / name,
            f"{self.shown}/{paths.printable(name)}",
            self.key + b"/" + paths.raw(name),
        )

    def source_id(self, suffix: bytes = b"") -> str:
        owner = (self.root.owner_id or "").encode()
        return "s_" + hashlib.blake2b(owner + b"\x1f" + self.key + suffix, digest_size=8).hexdigest()


def refused(
    place: Place, code: str, status: os.stat_result | None = None, suffix: str = "", raw: bytes = b""
) -> FoundSource:
    """A file that is not read, as a source of kind unknown. ``suffix`` and ``raw``: a member's path in the
    archive."""
    return FoundSource(
        source_id=place.source_id(raw),
        owner_id=place.root.owner_id,
        path=place.shown + suffix,
        kind=UNKNOWN,
        group=UNKNOWN,
        connector=None,
        size=status.st_size if status else 0,
        mtime_ns=status.st_mtime_ns if status else 0,
        stamp=files.stamp_of(status) if status else code,
        container=place.shown,
        disk=place.disk if status else None,
        problem=code,
        replaces=place.root.replaces,
    )


def place_of(root: Root) -> Place:
    absolute = Path(os.path.abspath(root.path))
    disk = Path(os.path.realpath(root.path))
    name = absolute
    if root.home is not None and absolute.is_relative_to(os.path.abspath(root.home)):
        name = absolute.relative_to(os.path.abspath(root.home))
    return Place(root, disk, paths.printable(os.fspath(name)), os.fsencode(name))
