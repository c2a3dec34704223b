"""mbox: Gmail Takeout, Thunderbird, Apple Mail, mailing-list archives. Read as a stream, headers only.

See ``separators`` for where a message starts and ``split`` for how they are found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from connectors.base import File, Item, Tally
from connectors.mail import separators
from connectors.mail.labels import is_sent_folder
from connectors.mail.reader import MailReader
from connectors.mail.split import START, split

CHUNK = 4 << 20


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
        reader, in_sent = MailReader(), is_sent_folder(file.name)
        with file.open() as stream:
            chunks: Iterable[bytes] = iter(lambda: stream.read(CHUNK), b"")
            if b"\n" not in file.head and b"\r" in file.head:  # old Mac line ends, one byte for one byte
                chunks = (chunk.replace(b"\r", b"\n") for chunk in chunks)
            for offset, head, cut in split(chunks, tally):
                yield from reader.message(head, f"byte:{offset}", cut, in_sent)
        yield reader.summary()


def _unix(head: bytes) -> bytes:
    return head if b"\n" in head else head.replace(b"\r", b"\n")
