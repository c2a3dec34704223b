"""Settings of this process for reading: rows wait by the ten thousand, chunks come and go by the megabyte."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_LARGE = 31 << 20


@contextmanager
def for_reading() -> Iterator[None]:
    """While many rows wait that hold no cycles, the collector of cycles must not walk over them again and again.

    And glibc's allocator returns the memory of each chunk to the system, to fault it in again page by page, until a
    large block was freed once (mallopt(3), M_MMAP_THRESHOLD is dynamic): that took a sixth of the time of an import.
    The block is never touched, so it costs nothing, here or with another allocator.
    """
    bytes(_LARGE)
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
