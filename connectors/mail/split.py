"""An mbox as a stream of bytes -> header blocks, one for each message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from connectors.base import Tally
from connectors.mail.scan import scan

Head = tuple[int, bytes, bool]
"""(offset of the From_ line, header block, whether it was cut at HEADER_CAP) of one message."""


def split(chunks: Iterable[bytes], tally: Tally, start: int = 0, end: int | None = None) -> Iterator[Head]:
    """The messages whose From_ line begins in [start, end); see scan."""
    for found in scan(chunks, tally, start, end):
        for offset, begin, stop, cut in zip(
            found.offsets, found.starts, found.ends, found.is_cut, strict=True
        ):
            yield offset, found.data[begin:stop], cut
