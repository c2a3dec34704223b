"""The home: one private folder with everything that weakties knows. It holds no absolute path of itself, so
it can be moved and copied."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from connectors import durable

if TYPE_CHECKING:
    from connectors.files import Root
    from pipelines.settings import OwnerSettings, Settings

DEFAULT = "~/weakties"
TABLES = {"targets.csv": "home_targets", "knows.csv": "home_knows", "companies.csv": "home_companies"}
"""Files in the home that are sources by their place, with their connector's kind."""
_IGNORE = "# Personal data: keep it out of version control.\n*\n"


@dataclass(frozen=True)
class Home:
    """A home folder, which need not exist yet."""

    path: Path

    @classmethod
    def default(cls) -> Home:
        """The folder that WEAKTIES_HOME names, else ~/weakties."""
        return cls(Path(os.environ.get("WEAKTIES_HOME") or DEFAULT).expanduser())

    @property
    def settings_file(self) -> Path:
        return self.path / "weakties.toml"

    @property
    def inbox(self) -> Path:
        return self.path / "inbox"

    @property
    def data(self) -> Path:
        return self.path / "data"

    @property
    def raw(self) -> Path:
        return self.data / "raw"

    @property
    def built(self) -> Path:
        return self.data / "built"

    @property
    def models(self) -> Path:
        return self.data / "models"

    @property
    def old(self) -> Path:
        return self.data / "old"

    @property
    def warehouse(self) -> Path:
        """The published warehouse."""
        return self.data / "weakties.duckdb"

    @property
    def out(self) -> Path:
        return self.path / "out"

    @property
    def dagster(self) -> Path:
        return self.path / ".dagster"

    @property
    def exists(self) -> bool:
        return self.settings_file.is_file()

    def folders(self) -> list[Path]:
        """Every folder that a home has from the start."""
        return [
            self.path,
            self.inbox,
            self.data,
            self.raw,
            self.built,
            self.models,
            self.old,
            self.out,
            self.dagster,
        ]

    def create(self) -> None:
        """Make the folders that are missing and close them to everybody else (0700); harmless when all are
        there."""
        for folder in self.folders():
            durable.private_folder(folder)
            if folder.stat().st_mode & 0o077:
                folder.chmod(0o700)
        if not (self.path / ".gitignore").exists():
            durable.replace_text(self.path / ".gitignore", _IGNORE)

    def settings(self) -> Settings:
        """weakties.toml; see pipelines.settings. Raises SettingsError."""
        from pipelines import settings

        return settings.read(self)

    def add_owner(self, name: str, addresses: list[str], pool: bool = False) -> OwnerSettings:
        """Add an owner with an inbox of their own, or more addresses to one who is there. Raises
        SettingsError."""
        from pipelines import settings

        self.create()
        owner = settings.add_owner(self, name, addresses, pool)
        durable.private_folder(self.inbox / owner.owner_id)
        return owner

    def register(
        self,
        path: Path,
        owner_id: str,
        replaces: str | None = None,
        columns: tuple[tuple[str, str], ...] = (),
    ) -> bool:
        """Register a file or folder in place; False when it was registered before."""
        from pipelines import settings

        return settings.register(self, path, owner_id, replaces, columns)

    def unregister(self, path: Path, owner_id: str) -> bool:
        """Take a file or folder off the list; False when it was not on it."""
        from pipelines import settings

        return settings.unregister(self, path, owner_id)

    def roots(self) -> list[Root]:
        """Where sources lie: the tables in the home, each owner's inbox, what is registered."""
        from connectors.files import Root

        settings = self.settings()
        roots = [Root(self.path / name, None, self.path, kind) for name, kind in TABLES.items()]
        roots += [Root(self.inbox / owner.owner_id, owner.owner_id, self.path) for owner in settings.owners]
        roots += [
            Root(
                Path(source.path),
                source.owner_id,
                self.path,
                replaces=source.replaces,
                columns=source.columns,
            )
            for source in settings.sources
        ]
        return roots

    def close(self) -> int:
        """Close every file and folder of the home that others may read, as those that the owner put there may be.
        Returns how many were open."""
        n_closed = 0
        for path in (self.path, *self.private_files()):
            try:
                mode = path.lstat().st_mode
                if not stat.S_ISLNK(mode) and mode & 0o077:
                    path.chmod(0o700 if stat.S_ISDIR(mode) else 0o600)
                    n_closed += 1
            except OSError:  # gone since it was listed, or not ours
                continue
        return n_closed

    def private_files(self) -> Iterator[Path]:
        """Every file and folder of the home, links not followed."""
        for folder, folders, names in os.walk(self.path):
            for name in (*folders, *names):
                yield Path(folder) / name
