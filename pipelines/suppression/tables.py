"""Lines of targets.csv and knows.csv that name somebody on the list by an address or a profile. A name alone may be
somebody else's, so such a line stays."""

from __future__ import annotations

import re
from pathlib import Path

from connectors import durable
from pipelines.home import Home
from pipelines.suppression.hashes import Suppressed

FILES = ("targets.csv", "knows.csv")
_CELL = re.compile(r"[^\s,;\"'<>|]+")


def clear(home: Home, known: Suppressed) -> int:
    """Take these lines out, whatever the separator. Returns how many. The header stays, and so does a line inside a
    quoted cell, which could not go without its row."""
    return sum(_clear(home.path / name, known) for name in FILES)


def _clear(path: Path, known: Suppressed) -> int:
    if not path.is_file():
        return 0
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    lines = text.splitlines(keepends=True)
    kept: list[str] = []
    is_open = False  # inside a quoted cell
    for nth, line in enumerate(lines):
        was_open, is_open = is_open, is_open ^ (line.count('"') % 2 == 1)
        is_row = nth > 0 and not (was_open or is_open)
        if not (is_row and any(known.has_identifier(one) for one in _CELL.findall(line))):
            kept.append(line)
    if len(kept) < len(lines):
        content = "".join(kept).encode("utf-8", "surrogateescape")
        durable.replace(path, lambda stream: stream.write(content))
        durable.sync_folder(path.parent)
    return len(lines) - len(kept)
