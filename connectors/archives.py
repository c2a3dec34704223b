"""Members of .zip and .tar files as streams. Nothing is ever extracted to disk, and no archive inside an
archive is opened. A member that is not read has a problem code instead of bytes."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from connectors.base import HEAD_BYTES
from connectors.compressed import (
    LIMITS,
    MIB,
    Limits,
    Refused,
    code_of,
    failure,
    limited,
    open_disk,
    packing,
    unpacked,
)

KEEP = 16 * MIB
"""A tar member up to this size is kept in memory while it is read, so that it can be opened again."""

_DOCUMENTS = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")
"""Members that make a zip a document or a program, so no archive of exports."""


@dataclass(frozen=True, slots=True)
class Member:
    """``name`` as written in the archive; ``position`` counts all entries; head is empty when there is a
    problem."""

    name: str
    position: int
    size: int
    head: bytes = b""
    problem: str | None = None


class Archive(Protocol):
    """An archive on disk."""

    def members(self) -> Iterator[Member]:
        """Files in their order, folders left out. Raises what compressed.code_of knows when the archive is
        bad."""

    def open(self, position: int) -> BinaryIO:
        """A fresh stream of one member."""

    def close(self) -> None: ...


class Zip:
    """Random access: a member is opened where it lies."""

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        self._limits = limits
        disk = open_disk(path)
        try:
            self._zip = zipfile.ZipFile(disk)
        except BaseException:
            disk.close()
            raise
        self._disk = disk
        self._infos = self._zip.infolist()

    def is_document(self) -> bool:
        """Office files, books and programs are zips as well."""
        return any(info.filename in _DOCUMENTS for info in self._infos[:3])

    def members(self) -> Iterator[Member]:
        if len(self._infos) > self._limits.members:
            raise Refused("archive_too_many")
        size = os.fstat(self._disk.fileno()).st_size
        read = [info for info in self._infos if self._problem(info) is None]
        # Entries that together are larger than the file overlap: one block of bytes unpacked many times.
        overlap = sum(info.compress_size for info in read) > size
        if overlap or sum(info.file_size for info in read) > self._limits.allowed(size):
            raise Refused("archive_bomb")
        for position, info in enumerate(self._infos):
            if not info.is_dir():
                yield self._member(position, info)

    def _member(self, position: int, info: zipfile.ZipInfo) -> Member:
        problem = self._problem(info)
        if problem is None:
            try:
                with self.open(position) as stream:
                    head = stream.read(HEAD_BYTES)
                    if not head and (broken := failure(stream)):
                        raise broken
                    return _with_head(Member(info.orig_filename, position, info.file_size), head)
            except Exception as error:
                problem = code_of(error) or "damaged"
        return Member(info.orig_filename, position, info.file_size, problem=problem)

    def _problem(self, info: zipfile.ZipInfo) -> str | None:
        if info.flag_bits & 1:
            return "archive_encrypted"
        if stat.S_ISLNK(info.external_attr >> 16):
            return "archive_link"
        return "archive_bomb" if info.file_size > self._limits.allowed(info.compress_size) else None

    def open(self, position: int) -> BinaryIO:
        info = self._infos[position]
        return limited(cast(BinaryIO, self._zip.open(info)), self._limits.allowed(info.compress_size))

    def close(self) -> None:
        self._zip.close()
        self._disk.close()


class Tar:
    """Read forward only, also when packed: going back means starting again, so sources are read in order."""

    def __init__(self, path: Path, how: str | None, limits: Limits = LIMITS) -> None:
        self._path, self._how, self._limits = path, how, limits
        self._kept: tuple[int, bytes] = (-1, b"")
        self._start()

    def _start(self) -> None:
        self._stream = unpacked(self._path, self._how, self._limits, strict=True)
        self._tar = tarfile.open(fileobj=self._stream, mode="r|", bufsize=256 * 1024)  # noqa: SIM115
        self._at = -1

    def _next(self) -> tarfile.TarInfo | None:
        info = self._tar.next()
        self._tar.members = []  # type: ignore[attr-defined]  # it would remember all of them
        self._at += 1
        if self._at > self._limits.members:
            raise Refused("archive_too_many")
        return info

    def members(self) -> Iterator[Member]:
        self._rewind()
        while (info := self._next()) is not None:
            if info.isdir():
                continue
            bare = Member(info.name, self._at, info.size)
            if not info.isreg() or info.issparse():
                yield Member(
                    info.name,
                    self._at,
                    0,
                    problem="archive_link" if _is_link(info) else "archive_unsupported",
                )
            else:
                stream = self._tar.extractfile(info)
                yield _with_head(bare, stream.read(HEAD_BYTES) if stream else b"")

    def open(self, position: int) -> BinaryIO:
        if self._kept[0] == position:
            return io.BytesIO(self._kept[1])
        if self._at >= position:
            self._rewind()
        info = None
        while self._at < position:
            info = self._next()
            if info is None:
                raise Refused("damaged")
        stream = self._tar.extractfile(info) if info is not None else None
        if info is None or stream is None:
            raise Refused("damaged")
        if info.size > KEEP:
            return cast(BinaryIO, stream)
        self._kept = (position, stream.read())
        return io.BytesIO(self._kept[1])

    def _rewind(self) -> None:
        if self._at >= 0:
            self.close()
            self._start()

    def close(self) -> None:
        self._tar.close()
        self._stream.close()


class Shelf:
    """Keeps the archive that was used last open, and only that one."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._path: Path | None = None
        self._archive: Archive | None = None

    def archive(self, path: Path, how: str) -> Archive:
        """The archive at ``path``; ``how``: zip, tar, or what a tar is packed with."""
        if self._archive is None or self._path != path:
            self.close()
            self._archive = (
                Zip(path, self._limits)
                if how == "zip"
                else Tar(path, None if how == "tar" else how, self._limits)
            )
            self._path = path
        return self._archive

    def close(self) -> None:
        """Let go of the open archive."""
        if self._archive is not None:
            self._archive.close()
        self._path = self._archive = None


def _with_head(member: Member, head: bytes) -> Member:
    problem = "archive_nested" if packing(head) else None
    return Member(member.name, member.position, member.size, b"" if problem else head, problem)


def _is_link(info: tarfile.TarInfo) -> bool:
    return info.issym() or info.islnk()
