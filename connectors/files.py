"""What there is to read: every file under the registered roots becomes a source, told by its content what it
is.

A Maildir is one source, so is a folder's worth of single messages; each member of an archive is a source of
its own, messages again by folder. Nothing that a file is called is trusted, and a link that leads out of its
root is refused.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from connectors import paths
from connectors.base import HEAD_BYTES, Connector, File
from connectors.compressed import LIMITS, Limits, failure, open_disk, packing, unpacked
from connectors.sparse import is_sparse

if TYPE_CHECKING:
    from connectors.ledger import Ledger

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Root:
    """A registered file or folder. ``home``: the home's own folder, whose inside is named relative to it and
    is not walked into from outside. ``kind`` fixes the connector of a file that is known by its place
    (targets.csv)."""

    path: Path
    owner_id: str | None
    home: Path | None = None
    kind: str | None = None
    replaces: str | None = None
    """source_id of a source that this one takes the place of."""
    columns: tuple[tuple[str, str], ...] = ()
    """Of a CSV whose columns the owner named: see csv_mapped."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a source: where it lies in it, and how to open it."""

    locator: str
    look: Callable[[], File]
    ctime_ns: int = 0
    """When it, its name or its time changed last, if it lies on disk by itself."""


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A source as it lies on disk now. ``path`` is for display; ``files`` is empty when ``is_known``."""

    source_id: str
    owner_id: str | None
    path: str
    kind: str
    group: str
    connector: Connector | None
    files: tuple[Part, ...] = ()
    size: int = 0
    mtime_ns: int = 0
    """Of a folder of messages the newest ctime of them: times of files can be set back, that one cannot."""
    stamp: str = ""
    container: str = ""
    disk: Path | None = None
    """The file on disk that holds it (for an archive's member the archive); None for a folder."""
    is_folder: bool = False
    """Single messages, read together by ``read_many``."""
    problem: str | None = None
    """Why a source of kind unknown is not read."""
    is_known: bool = False
    """The ledger has it as it is, so it was not opened."""
    replaces: str | None = None

    @property
    def version(self) -> int:
        """Of the connector that reads it; 0 when none does."""
        return self.connector.version if self.connector else 0


def discover(
    roots: Iterable[Root], ledger: Ledger | None = None, limits: Limits = LIMITS
) -> list[FoundSource]:
    """Every source under the roots, sorted by owner and path.

    With a ledger, a file that is what it was (size and time) is not opened. A root inside another root
    belongs to its own registration only; a root that does not exist has no sources.
    """
    from connectors.discovery import Discovery

    return Discovery(list(roots), ledger, limits).run()


def digest(parts: Iterable[object]) -> str:
    """Short digest of a list of plain values."""
    return hashlib.blake2b(repr(list(parts)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def stamp_of(status: os.stat_result) -> str:
    """A file's size and time."""
    return f"{status.st_size}:{status.st_mtime_ns}"


def bare_name(name: str) -> str:
    """A file's name without the suffix of its packing."""
    return name.removesuffix(".gz").removesuffix(".bz2").removesuffix(".xz")


def head_of(path: Path) -> tuple[str | None, bytes]:
    """(packing of the file itself, its first bytes, unpacked when it is a packed stream)."""
    with open_disk(path) as stream:
        head = stream.read(HEAD_BYTES)
    how = packing(head)
    if how in ("gzip", "bzip2", "xz"):
        with unpacked(path, how) as stream:
            head = stream.read(HEAD_BYTES)
            if not head and (broken := failure(stream)):
                raise broken
    return how, head


def disk_file(path: Path, how: str | None, head: bytes, limits: Limits = LIMITS) -> File:
    """A file on disk as connectors see it."""

    def fresh() -> BinaryIO:
        return unpacked(path, how, limits)

    telling = paths.telling_name(os.fspath(path))
    name = paths.printable(bare_name(telling) if how else telling)
    is_plain = how is None and not is_sparse(os.stat(path, follow_symlinks=False))
    return File(name, head, fresh, str(path) if is_plain else None, paths.printable(path.parent.name))


def message_file(path: Path, folder: str, limits: Limits = LIMITS) -> File:
    """A single-message file of a folder, opened once: small ones are wholly in the head."""
    how, head = head_of(path)
    file = replace(disk_file(path, how, head, limits), folder=folder)
    return whole_in_head(file) if how is None and len(head) < HEAD_BYTES else file


def whole_in_head(file: File) -> File:
    """The same file without another look at the disk, for a file that is not longer than its head."""
    return replace(file, open=lambda: io.BytesIO(file.head))
