"""Zip files: each member is opened where it lies."""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from connectors import foreign
from connectors.archives import Member
from connectors.base import HEAD_BYTES
from connectors.compressed import LIMITS, Limits, Refused, code_of, failure, limited, open_disk

_PIECE = re.compile(r"\.(?:z\d\d|zip\.\d{3})$", re.IGNORECASE)
"""How the pieces of a zip are called that was split into volumes."""


class Zip:
    """Random access. Names that lie, sizes that lie and entries that share bytes are refused."""

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        self._limits = limits
        disk = open_disk(path)
        try:
            self._zip = zipfile.ZipFile(disk)
        except zipfile.BadZipFile as error:
            disk.close()
            if _PIECE.search(path.name) or "multiple disks" in str(error):
                raise Refused("archive_split") from None
            raise
        except BaseException:
            disk.close()
            raise
        self._disk = disk
        self._infos = self._zip.infolist()

    def foreign(self) -> str | None:
        """Why a zip is no archive of exports: office files, books, programs and Outlook's own are zips too."""
        head = os.pread(self._disk.fileno(), HEAD_BYTES, 0)
        return foreign.code_of_zip([info.filename for info in self._infos[:200]], head)

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
                    return Member(info.orig_filename, position, info.file_size).with_head(head)
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
