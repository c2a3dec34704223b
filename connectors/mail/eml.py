"""Single messages: .eml files, one or a folder of them, and Apple Mail's .emlx. Headers only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from connectors.base import File, Item, Tally
from connectors.mail import headers
from connectors.mail.labels import is_sent_folder
from connectors.mail.reader import MailReader

_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:\d{1,9}[ \t]*\r?\n)?(?:From [^\n]*\n)?")
"""What may stand before the first header: byte order mark, the length line of .emlx, a From_ line."""
_LINES = re.compile(rb"(?:[!-9;-~]+[ \t]*:[^\n]*\n|[ \t][^\n]*\n)*")
_TELLING = re.compile(
    rb"(?:^|\n)(from|to|cc|bcc|date|subject|message-id|received|return-path|delivered-to|mime-version|reply-to"
    rb"|sender|content-type|in-reply-to|x-mailer|list-id)[ \t]*:",
    re.IGNORECASE,
)
_ENOUGH = 3
"""Different headers of mail that make a file a message whatever its name is."""


def confidence(file: File) -> float:
    """0 to 1: the file starts with header lines, and they are those of mail."""
    head = file.head if b"\n" in file.head else file.head.replace(b"\r", b"\n")
    head = head[_HEAD.match(head).end() :]  # type: ignore[union-attr]  # it matches the empty string too
    block, _ = headers.split_head(head)
    regular = _LINES.match(block + b"\n")
    telling = {name.lower() for name in _TELLING.findall(regular[0] if regular else b"")}
    if not telling:
        return 0.0
    is_named = file.name.lower().endswith((".eml", ".emlx"))
    if telling & {b"from", b"date", b"received", b"message-id", b"return-path", b"to"}:
        return 0.9 if is_named or len(telling) >= _ENOUGH else 0.5
    return 0.6 if is_named else 0.0


class Eml:
    """``kind`` eml; locator = the file's path inside the source."""

    kind = "eml"
    group = "mail"
    version = 2

    def recognise(self, file: File) -> float:
        return confidence(file)

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        """One file: one message."""
        return self.read_many([(file.name, file)], tally)

    def read_many(self, files: Iterable[tuple[str, File]], tally: Tally) -> Iterator[Item]:
        """The files of one source as (path inside the source, file): a message each."""
        reader = MailReader()
        try:
            for path, file in files:
                tally.read += 1
                head, cut = _one(file, tally)
                yield from reader.message(head, path, cut, self._is_sent(path, file.folder))
        finally:
            yield reader.summary()

    def _is_sent(self, path: str, folder: str) -> bool:
        """Whether one of the folders it lies in is for what the owner sent; folder: the one around the source."""
        return is_sent_folder(folder) or any(is_sent_folder(part) for part in path.split("/")[:-1])


def _one(file: File, tally: Tally) -> tuple[bytes, bool]:
    """(header block, whether it was cut) of a message file; nothing is read past the cap."""
    with file.open() as stream:
        data = stream.read(headers.HEADER_CAP + 1024)
    tally.bytes_done += len(data)
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    return headers.split_head(data[_HEAD.match(data).end() :])  # type: ignore[union-attr]
