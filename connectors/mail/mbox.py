"""mbox: Gmail Takeout, Thunderbird, Apple Mail, mailing-list archives. Read as a stream, headers only.

See ``separators`` for where a message starts and ``scan`` for how they are found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from connectors.base import File, Item, Tally
from connectors.mail import headers, separators
from connectors.mail.labels import is_sent_folder
from connectors.mail.reader import MailReader
from connectors.mail.scan import BEFORE, START, Found, scan

CHUNK = 1 << 20


class Mbox:
    """``kind`` mbox; locator ``byte:N`` = offset of the From_ line in the unpacked file."""

    kind = "mbox"
    group = "mail"
    version = 2

    def recognise(self, file: File) -> float:
        head = _unix(file.head)
        start = START.match(head)
        if start is None or not head.startswith(b"From ", start.end()):
            return 0.0
        line_end = head.find(b"\n", start.end())
        if line_end < 0:
            return 0.3
        if separators.HEADER_LINE.match(head, line_end + 1):
            return 1.0
        return 0.9 if separators.FROM_LINE.match(head, start.end()) else 0.2

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        return self.read_range(file, tally, 0, None)

    def can_divide(self, file: File) -> bool:
        """Whether byte ranges of the file can be read apart: it lies on disk unpacked, and has lines."""
        return file.path is not None and b"\n" in file.head

    def continues(self, file: File, at: int) -> bool:
        """Whether a new message starts at this offset, where the file ended before."""
        with file.open() as stream:
            stream.seek(max(at - BEFORE, 0))
            data = stream.read(BEFORE + separators.LOOK)
        start = START.match(data, min(at, BEFORE)).end()  # type: ignore[union-attr]
        return data.startswith(b"From ", start) and separators.is_separator(data, start)

    def read_range(self, file: File, tally: Tally, start: int, end: int | None) -> Iterator[Item]:
        """The messages whose From_ line begins in [start, end)."""
        reader, in_sent = MailReader(), is_sent_folder(file.name)
        with file.open() as stream:
            if start:
                stream.seek(max(start - BEFORE, 0))
            chunks: Iterable[bytes] = iter(lambda: stream.read(CHUNK), b"")
            if b"\n" not in file.head and b"\r" in file.head:  # old Mac line ends, one byte for one byte
                chunks = (chunk.replace(b"\r", b"\n") for chunk in chunks)
            try:
                for found in scan(chunks, tally, start, end):
                    for number, offset in enumerate(found.offsets):
                        if items := _message(reader, found, number, f"byte:{offset}", in_sent):
                            yield from items
            finally:
                yield reader.summary()


def _message(reader: MailReader, found: Found, number: int, locator: str, in_sent: bool) -> Sequence[Item]:
    values, arrival = headers.of_lines(found.data, found.lines[number])
    if values:
        return reader.found(values, arrival, locator, found.is_cut[number], in_sent)
    head = found.data[found.starts[number] : found.ends[number]]
    return reader.message(head, locator, found.is_cut[number], in_sent)


def _unix(head: bytes) -> bytes:
    return head if b"\n" in head else head.replace(b"\r", b"\n")
