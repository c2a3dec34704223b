"""One source from bytes to segments, with its accounting."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from connectors import durable, raw
from connectors.base import Block, File, Item, Loaded, Problem, Row, Summary, Tally
from connectors.compressed import code_of, failure, position
from connectors.files import FoundSource
from connectors.outcome import Outcome
from connectors.record_id import RecordIds

BATCH = 10_000
"""Rows of a table in one segment. More at once take longer: the collector of cycles walks over all that wait."""

_TELL_EVERY = 500
"""Items between two words about progress."""


class Reading:
    """Reads one source, or one byte range of it. After ``run`` its segments lie on disk, listed by nobody yet."""

    def __init__(
        self,
        found: FoundSource,
        folder: Path,
        first_number: int,
        progress: Callable[[int], object],
        extent: tuple[int, int | None] | None = None,
    ) -> None:
        """folder: the source's; first_number: of its first segment; progress: told bytes done; extent: the range
        (see Mbox.read_range), default everything."""
        self._found, self._folder, self._number, self._progress = found, folder, first_number, progress
        self._extent = extent
        self._tally = Tally()
        self._outcome = Outcome()
        self._buffers: dict[str, list[Row]] = defaultdict(list)
        self._ids = RecordIds(found.owner_id or "")
        self._heads = hashlib.sha256()
        self._stream: BinaryIO | None = None
        self._n_items = 0
        self.sha256 = ""
        """Of the heads of a folder's messages; empty when the source is one file."""

    def run(self) -> Outcome:
        """Read to the end, or to where it cannot go on; either way what was read is kept and accounted."""
        if self._found.is_folder:
            self._read_folder()
            self.sha256 = self._heads.hexdigest() if self._found.disk is None else ""
        else:
            self._guarded(self._items)
        for table in list(self._buffers):
            self._flush(table)
        if self._buffers["problem"]:
            self._flush("problem")
        if self._outcome.segments:
            durable.sync_folder(self._folder)
        self._outcome.n_read = self._tally.read
        return self._outcome

    def _items(self) -> Iterator[Item]:
        connector: Any = self._found.connector
        if self._extent is None:
            return connector.read(self._opened(), self._tally)
        return connector.read_range(self._opened(), self._tally, *self._extent)

    def _guarded(self, items: Callable[[], Iterator[Item]]) -> bool:
        """Take all items; True when the reader came to its end. What it raises becomes a problem without its
        text."""
        try:
            for item in items():
                self._take(item)
            if self._stream is not None and (broken := failure(self._stream)):
                raise broken
            return True
        except Exception as error:
            self._stopped(code_of(error) or "reader_failed")
            return False
        finally:
            if self._stream is not None:
                self._stream.close()

    def _stopped(self, code: str) -> None:
        """The unit that was being read, if one was, is rejected; otherwise the file as a whole has the
        problem."""
        done = self._outcome
        open_units = self._tally.read - done.n_loaded - done.n_skipped - done.n_rejected
        self._outcome.stopped = code
        self._take(Problem(None, code, "rejected"))
        self._outcome.n_rejected += max(open_units, 0)

    def _read_folder(self) -> None:
        """Messages of a folder. A reader that stumbles over one goes on, as a new reader, with the next."""
        parts = self._parts()
        connector: Any = self._found.connector
        while not self._guarded(lambda: connector.read_many(parts, self._tally)):
            pass

    def _parts(self) -> Iterator[tuple[str, File]]:
        for part in self._found.files:
            try:
                file = part.look()
            except Exception as error:  # gone, or damaged inside its archive
                self._tally.read += 1
                self._take(Problem(part.locator, code_of(error) or "damaged", "rejected"))
                continue
            self._heads.update(f"{part.locator}\0{len(file.head)}\0".encode("utf-8", "replace") + file.head)
            yield part.locator, file

    def _opened(self) -> File:
        file = self._found.files[0].look()

        def fresh() -> BinaryIO:
            self._stream = file.open()
            return self._stream

        return File(file.name, file.head, fresh, file.path)

    def _take(self, item: Item) -> None:
        if isinstance(item, Problem):
            self._problem(item)
        elif isinstance(item, Block):
            self._block(item)
        else:
            for table, rows in item.rows.items():
                for row in rows:
                    self._row(table, row, item.locator if isinstance(item, Loaded) else None)
            self._outcome.n_loaded += isinstance(item, Loaded)
        self._n_items += 1
        if self._n_items % _TELL_EVERY == 0 or isinstance(item, Summary | Block):
            packed = position(self._stream) if self._stream is not None else None
            self._progress(min(self._found.size, self._tally.bytes_done if packed is None else packed))

    def _problem(self, item: Problem) -> None:
        """Units have a place; a problem without one concerns the file and is no unit."""
        if item.locator is not None:
            self._outcome.n_skipped += item.severity == "skipped"
            self._outcome.n_rejected += item.severity == "rejected"
        self._add(
            "problem",
            {"locator": item.locator, "code": item.code, "field": item.field, "severity": item.severity},
        )

    def _block(self, block: Block) -> None:
        self._outcome.n_loaded += block.n_loaded
        for table, rows in block.frames.items():
            self._write(table, completed(table, rows, self._found))

    def _row(self, table: str, row: Row, locator: str | None) -> None:
        if table == "contact":
            row.setdefault("locator", locator)
            row["record_id"] = self._ids.next(row)
        elif table in ("target", "knows"):
            row["owner_id"] = row.get("owner_id") or self._found.owner_id
        self._add(table, row)

    def _add(self, table: str, row: Row) -> None:
        buffer = self._buffers[table]
        buffer.append(row)
        if len(buffer) >= BATCH:
            self._flush(table)

    def _flush(self, table: str) -> None:
        rows, self._buffers[table] = self._buffers[table], []
        self._write(table, self._frame(table, rows))

    def _write(self, table: str, frame: pl.DataFrame) -> None:
        if not frame.height:
            return
        name = f"{self._number:04d}.{table}.parquet"
        raw.write(self._folder, name, frame)
        self._number += 1
        self._outcome.add(table, name, frame.height)

    def _frame(self, table: str, rows: list[Row]) -> pl.DataFrame:
        """The rows as a frame. Rows that do not fit their table are a reader's fault and cost themselves
        only."""
        columns = raw.TABLES[table].columns
        fixed: dict[str, str | None] = {"source_id": self._found.source_id} if "source_id" in columns else {}
        if table in ("contact", "message"):
            fixed["owner_id"] = self._found.owner_id
        try:
            return raw.frame(table, rows, fixed)
        except (KeyError, ValueError):
            if len(rows) > 1:
                half = len(rows) // 2
                return pl.concat([self._frame(table, rows[:half]), self._frame(table, rows[half:])])
        self._unfit(table, rows[0])
        return raw.TABLES[table].empty()

    def _unfit(self, table: str, row: Row) -> None:
        locator = row.get("locator")
        is_unit = table != "problem" and not (table == "contact" and self._found.group == "mail")
        if is_unit and self._outcome.n_loaded:
            self._outcome.n_loaded -= 1
            self._outcome.n_rejected += 1
        place = locator if isinstance(locator, str) else None
        self._buffers["problem"].append(
            {"locator": place, "code": "reader_failed", "field": None, "severity": "rejected"}
        )


def completed(table: str, rows: pl.DataFrame, found: FoundSource) -> pl.DataFrame:
    """The rows with all columns of their table."""
    known = {"source_id": found.source_id, "owner_id": found.owner_id}
    return rows.select(
        pl.col(name) if name in rows.columns else pl.lit(known.get(name), dtype=dtype).alias(name)
        for name, dtype in raw.TABLES[table].schema.items()
    )
