"""Tar files, plain or packed, read forward only."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from connectors.archives import KEEP, Member
from connectors.base import HEAD_BYTES
from connectors.compressed import LIMITS, MIB, Limits, Refused, unpacked

_LONG = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)
"""Entries that hold a name or attributes of the next one; tarfile reads them whole into memory."""


class _Info(tarfile.TarInfo):
    """An entry that tells a proper end from an archive that breaks off, which tarfile takes for the same."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> _Info:
        try:
            return super().fromtarfile(tarfile_)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]  # a block of zeros: the proper end
            tarfile_.has_end = True  # type: ignore[attr-defined]
            raise

    def _proc_member(self, tarfile_: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _LONG and self.size > MIB:
            raise Refused("damaged")
        return super()._proc_member(tarfile_)  # type: ignore[misc]


class Tar:
    """Going back means starting again, also when it is not packed, so sources are read in order."""

    def __init__(self, path: Path, how: str | None, limits: Limits = LIMITS) -> None:
        self._path, self._how, self._limits = path, how, limits
        self._kept: tuple[int, bytes] = (-1, b"")
        self._start()

    def _start(self) -> None:
        self._stream = unpacked(self._path, self._how, self._limits, strict=True)
        try:
            self._tar = tarfile.open(  # noqa: SIM115
                fileobj=self._stream, mode="r|", bufsize=256 * 1024, tarinfo=_Info
            )
        except BaseException:
            self._stream.close()
            raise
        self._at = -1

    def _next(self) -> tarfile.TarInfo | None:
        info = self._tar.next()
        self._tar.members = []  # type: ignore[attr-defined]  # it would remember all of them
        self._at += 1
        if self._at > self._limits.members:
            raise Refused("archive_too_many")
        return info

    def members(self) -> Iterator[Member]:
        """Files in their order. Raises ``damaged`` after the last one when the block of zeros that ends a tar
        does not follow: it was cut, or the next header is not readable."""
        self._rewind()
        while (info := self._next()) is not None:
            if info.isdir():
                continue
            if not info.isreg() or info.issparse():
                problem = "archive_link" if info.issym() or info.islnk() else "archive_unsupported"
                yield Member(info.name, self._at, 0, problem=problem)
            else:
                stream = self._tar.extractfile(info)
                head = stream.read(HEAD_BYTES) if stream else b""
                yield Member(info.name, self._at, info.size).with_head(head)
        if not getattr(self._tar, "has_end", False):
            raise Refused("damaged")

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
