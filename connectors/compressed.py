"""Bytes from disk: opened without following links, unpacked as a stream, and stopped when they are too
many."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from connectors import sparse

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What may come out of packed bytes. Mail and address books pack 3 to 20 times; a bomb 1000 times."""

    ratio: int = 100
    free: int = 64 * MIB
    """Bytes that may come out whatever the ratio is."""
    bytes: int = 1 << 38
    members: int = 200_000
    """About 1.3 KB of memory each."""

    def allowed(self, packed: int) -> int:
        """Bytes that may come out of this many."""
        return min(self.bytes, max(self.free, self.ratio * packed))


LIMITS = Limits()


class Refused(Exception):
    """Bytes that are not read. ``code`` is a problem code; no name and no value in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def code_of(error: BaseException) -> str | None:
    """The problem code of what reading bytes may raise; None for anything else, which is a reader's own
    fault."""
    if isinstance(error, Refused):
        return error.code
    if isinstance(
        error, (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, gzip.BadGzipFile)
    ):
        return "damaged"
    if isinstance(error, NotImplementedError):
        return "archive_unsupported"
    return "file_unreadable" if isinstance(error, OSError) else None


def open_disk(path: Path) -> BinaryIO:
    """A regular file, never through a link that was put in its place, never a pipe or device."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        raise Refused("not_a_regular_file")
    return sparse.open_sparse(handle) if sparse.is_sparse(status) else os.fdopen(handle, "rb")


def packing(head: bytes) -> str | None:
    """zip, tar, gzip, bzip2, xz or None: by content."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    if head.startswith(b"BZh") and head[4:10] == b"1AY&SY":
        return "bzip2"
    if head.startswith(b"\xfd7zXZ\x00"):
        return "xz"
    return "tar" if _is_tar(head) else None


def unpacked(path: Path, how: str | None, limits: Limits = LIMITS, strict: bool = False) -> BinaryIO:
    """The file's bytes, unpacked when ``how`` is gzip, bzip2 or xz; see ``limited``."""
    disk = open_disk(path)
    if how is None:
        return disk
    opened = {"gzip": gzip.open, "bzip2": bz2.open, "xz": lzma.open}[how](disk, "rb")  # type: ignore[operator]
    allowed = limits.allowed(os.fstat(disk.fileno()).st_size)
    return limited(cast(BinaryIO, opened), allowed, disk, strict)


def limited(stream: BinaryIO, allowed: int, below: BinaryIO | None = None, strict: bool = False) -> BinaryIO:
    """The stream, refusing (archive_bomb) to give more than ``allowed`` bytes; closes ``below`` too.

    Where the bytes are damaged or too many, the stream ends, so that what came before can be used, and raises when
    it is read on. Who reads to the end must ask ``failure``; ``strict`` raises at once.
    """
    return cast(BinaryIO, io.BufferedReader(_Limited(stream, allowed, below, strict), 256 * 1024))


def failure(stream: BinaryIO) -> Exception | None:
    """Why a limited stream ended before its time; None when it did not."""
    raw = getattr(stream, "raw", None)
    return raw.error if isinstance(raw, _Limited) else None


def position(stream: BinaryIO) -> int | None:
    """How far a packed file on disk is read; None when the stream is not one, or closed."""
    raw = getattr(stream, "raw", None)
    if not isinstance(raw, _Limited) or raw.below is None or raw.below.closed:
        return None
    return raw.below.tell()


class _Limited(io.RawIOBase):
    def __init__(self, stream: BinaryIO, allowed: int, below: BinaryIO | None, strict: bool) -> None:
        super().__init__()
        self._stream, self._left, self.below = stream, allowed, below
        self._strict = strict
        self.error: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self.error is not None:
            raise self.error
        try:
            data = self._stream.read1(len(buffer))  # type: ignore[attr-defined]
            self._left -= len(data)
            if self._left < 0:
                raise Refused("archive_bomb")
        except Exception as error:
            if self._strict:
                raise
            self.error = error
            return 0
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            if self.below is not None:
                self.below.close()
        super().close()


def _is_tar(head: bytes) -> bool:
    """The checksum of the first block fits: true for every tar dialect and hardly for anything else."""
    block = head[:512]
    if len(block) < 512 or block[0] == 0:
        return False
    try:
        written = int(block[148:156].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return written == sum(block[:148]) + 8 * 32 + sum(block[156:])
