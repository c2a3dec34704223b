"""The archive that is being read, kept open between its members."""

from __future__ import annotations

from pathlib import Path

from connectors.archives import Archive
from connectors.compressed import LIMITS, Limits
from connectors.tars import Tar
from connectors.zips import Zip


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
