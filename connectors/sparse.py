"""Files with holes: read without asking the disk for the zeros, which the kernel hands out at 0.4 GB/s only."""

from __future__ import annotations

import errno
import io
import os
from typing import BinaryIO, cast

_ENOUGH = 64 << 20
"""Bytes of holes that are worth it."""
_ZEROS = bytes(1 << 20)


def is_sparse(status: os.stat_result) -> bool:
    """Whether much of a file is holes."""
    return status.st_size - status.st_blocks * 512 > _ENOUGH


def open_sparse(handle: int) -> BinaryIO:
    """The file as it reads, holes as zeros, from the start; owns the handle."""
    return cast(BinaryIO, io.BufferedReader(_Sparse(handle, "rb"), 1 << 20))


class _Sparse(io.FileIO):
    """From ``_known`` to ``_hole_ends`` are zeros, from there to ``_data_ends`` data; looked up outside of these."""

    _known = 0
    _hole_ends = 0
    _data_ends = 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        at = self.tell()
        if not self._known <= at < self._data_ends:
            self._look(at)
        view = memoryview(buffer).cast("B")
        if at >= self._hole_ends:
            return super().readinto(view[: max(self._data_ends - at, 1)]) or 0
        n = min(len(view), self._hole_ends - at)
        for start in range(0, n, len(_ZEROS)):
            view[start : min(start + len(_ZEROS), n)] = _ZEROS[: min(len(_ZEROS), n - start)]
        self.seek(at + n)
        return n

    def _look(self, at: int) -> None:
        """Where the hole or the data at ``at`` ends. Later changes of the file are its writer's fault."""
        handle = self.fileno()
        size = os.fstat(handle).st_size
        try:
            data = os.lseek(handle, at, os.SEEK_DATA)
        except OSError as error:  # ENXIO: no data from here on; else the file system cannot tell
            data = max(size, at) if error.errno == errno.ENXIO else at
        self._known, self._hole_ends = at, data
        try:
            self._data_ends = os.lseek(handle, data, os.SEEK_HOLE) if data < size else data
        except OSError:
            self._data_ends = size
        self.seek(at)
