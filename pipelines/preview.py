"""What files would give, without keeping any of it: they are read for real into a folder that is thrown away."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors import durable

if TYPE_CHECKING:
    from connectors.files import FoundSource
    from pipelines.home import Home

_NAME = ".preview-"
COUNTS = ("n_read", "n_loaded", "n_skipped", "n_rejected")


def preview(
    home: Home, found: Sequence[FoundSource], progress: Callable[[int, int], object] | None = None
) -> dict[str, dict[str, Any]]:
    """By source_id: n_read, n_loaded, n_skipped, n_rejected, rows (by table) and problems (how many of each code)."""
    from connectors.ledger import Ledger
    from connectors.load import read_sources
    from connectors.raw import scan

    with _scratch(home) as folder:
        groups = {one.group for one in found}
        read_sources(found, Ledger(folder), groups=sorted(groups), now=datetime.now(UTC), progress=progress)
        codes: dict[str, Counter[str]] = {}
        for row in scan(folder, "problem").select("source_id", "code").collect().iter_rows():
            codes.setdefault(row[0], Counter())[row[1]] += 1
        return {
            key: {
                **{name: getattr(entry, name) for name in COUNTS},
                "rows": {table: n for table, n in entry.rows.items() if table != "problem"},
                "problems": dict(sorted(codes.get(key, Counter()).items())),
            }
            for key, entry in Ledger(folder).entries.items()
        }


@contextmanager
def _scratch(home: Home) -> Iterator[Path]:
    """A private folder in the home, gone afterwards; one that a killed preview left goes too."""
    for left in home.data.glob(f"{_NAME}*"):
        if not _is_alive(left.name.removeprefix(_NAME)):
            shutil.rmtree(left, ignore_errors=True)
    folder = home.data / f"{_NAME}{os.getpid()}"
    durable.private_folder(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except OSError:  # somebody else's process
        return True
    return True
