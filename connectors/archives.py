"""What archives have in common: members as streams. Nothing is ever extracted to disk, and no archive inside
an archive is opened. A member that is not read has a problem code instead of bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from connectors import foreign
from connectors.compressed import MIB, packing

KEEP = 16 * MIB
"""A tar member up to this size is kept in memory while it is read, so that it can be opened again."""


@dataclass(frozen=True, slots=True)
class Member:
    """``name`` as written in the archive; ``position`` counts all entries; head is empty when there is a
    problem."""

    name: str
    position: int
    size: int
    head: bytes = b""
    problem: str | None = None

    def with_head(self, head: bytes) -> Member:
        """The member with its first bytes, or with the problem that they show."""
        how = packing(head)
        problem = (foreign.code_of_zip_head(head) if how == "zip" else None) or "archive_nested"
        if how is None:
            return Member(self.name, self.position, self.size, head)
        return Member(self.name, self.position, self.size, problem=problem)


class Archive(Protocol):
    """An archive on disk."""

    def members(self) -> Iterator[Member]:
        """Files in their order, folders left out. Raises what compressed.code_of knows when the archive is
        bad, or at its end when it breaks off."""

    def open(self, position: int) -> BinaryIO:
        """A fresh stream of one member."""

    def close(self) -> None: ...
