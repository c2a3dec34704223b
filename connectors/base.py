"""What a connector is: recognise a file by its first bytes, then yield one item for every unit it holds.

A unit is one card, one data row, one message. For each unit a connector first counts it (``tally.read += 1``, in
the splitter, before any parsing) and then yields exactly one of: ``Loaded``, ``Problem`` with severity skipped, or
``Problem`` with severity rejected. Problems with severity repaired come in addition. So
``read = loaded + skipped + rejected`` can be checked by somebody else, and is (pipelines/checks.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

if TYPE_CHECKING:
    import polars as pl

Row = dict[str, Any]
"""Columns of one schema table; absent = null. source_id, owner_id and record_id are filled in by the loader."""

HEAD_BYTES = 65536
"""How much of a file recognise() sees."""


@dataclass(frozen=True, slots=True)
class File:
    """One file as a connector sees it, already unpacked (.gz and archive members are streamed, never extracted)."""

    name: str
    """Base name without .gz, for hints only: content decides."""
    head: bytes
    """The first HEAD_BYTES bytes."""
    open: Callable[[], BinaryIO]
    """A fresh stream from the start."""
    path: str | None = None
    """Path on disk when the bytes lie there unpacked and without great holes, so that they can be mapped; else None."""
    folder: str = ""
    """Name of the folder (or mailbox package) that the source is or lies in, for hints such as Sent."""


@dataclass(slots=True)
class Tally:
    """Counts that the splitter keeps, independent of what parsing makes of a unit."""

    read: int = 0
    bytes_done: int = 0
    """For progress: bytes of the unpacked stream consumed so far."""


@dataclass(slots=True)
class Loaded:
    """One unit that was loaded: the rows it gave, by schema table name (a row of a table that has a locator
    carries it). Mail units carry one message row; ``contact`` rows of mail come once at the end in ``Summary``."""

    locator: str
    rows: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(slots=True)
class Summary:
    """Rows known only when the whole file was read (mail: one contact row per address); not a unit."""

    rows: dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Problem:
    """A unit (or file) that was left out, refused or mended. ``code`` is documented; no value of the data in it."""

    locator: str | None
    code: str
    severity: str
    field: str | None = None


@dataclass(slots=True)
class Block:
    """Many loaded units at once: frames by schema table name, without source_id and owner_id. Mail comes so, with
    the tables message and sighting; for a list of dictionaries it is too much."""

    frames: dict[str, pl.DataFrame]
    n_loaded: int


Item = Loaded | Summary | Block | Problem


class Connector(Protocol):
    """A format. ``kind`` is the source's kind in the warehouse; ``recognise`` answers 0 (no) to 1 (certain).

    ``group`` is contacts, mail or home. A raised ``version`` makes every file of the kind be read again. Connectors
    of single-message files also have ``read_many(files: Iterable[tuple[str, File]], tally)``: a folder of them is
    one source.
    """

    kind: str
    group: str
    version: int

    def recognise(self, file: File) -> float: ...

    def read(self, file: File, tally: Tally) -> Iterator[Item]: ...
