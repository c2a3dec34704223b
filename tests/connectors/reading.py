"""Reads bytes through a connector as the loader does, and holds the accounting to its promise."""

from __future__ import annotations

import io
from typing import Any

from connectors.base import HEAD_BYTES, Connector, File, Loaded, Problem, Tally


def file(data: bytes, name: str = "export") -> File:
    return File(name, data[:HEAD_BYTES], lambda: io.BytesIO(data))


def read(
    connector: Connector, data: bytes, name: str = "export"
) -> tuple[list[dict[str, Any]], list[Problem], Tally]:
    """(rows of the loaded units, problems, tally); asserts read = loaded + skipped + rejected."""
    tally = Tally()
    items = list(connector.read(file(data, name), tally))
    units = [item for item in items if isinstance(item, Loaded)]
    problems = [item for item in items if isinstance(item, Problem)]
    left_out = [item for item in problems if item.severity != "repaired" and item.locator is not None]
    assert tally.read == len(units) + len(left_out)
    return [row for unit in units for rows in unit.rows.values() for row in rows], problems, tally
