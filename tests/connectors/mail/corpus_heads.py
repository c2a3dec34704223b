"""The header blocks of the real archives, found without our own reader."""

from __future__ import annotations

import gzip
import re
import tarfile
from collections.abc import Iterator, Sequence

from mail_files import CORPORA

_SEPARATOR = re.compile(rb"(?:\A|\n)From [^\n]*\d\d:\d\d:\d\d[^\n]*\d{4}[^\n]*\n(?=[!-9;-~]+:)")


def _head(data: bytes) -> bytes:
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip(b"\n")
    return data.split(b"\n\n", 1)[0]


ALL = ("linux-s390.mbox.gz", "usrp-users.mbox.gz", "spamassassin", "enron", "bounces", "fixtures")


def heads(archives: Sequence[str] = ALL) -> Iterator[tuple[str, str, bytes]]:
    """(archive, place, header block) of every message; found without our own reader."""
    for name in (one for one in archives if one.endswith(".gz")):
        data = gzip.decompress((CORPORA / name).read_bytes())
        for number, found in enumerate(_SEPARATOR.finditer(data)):
            yield name, f"#{number}", data[found.end() : data.find(b"\n\n", found.end())]
    for name in (one for one in archives if (CORPORA / f"{one}.tar.gz").is_file()):
        with tarfile.open(CORPORA / f"{name}.tar.gz") as tar:
            for member in tar:
                if stream := tar.extractfile(member):
                    yield name, member.name.partition("/")[2], _head(stream.read())
    folder = CORPORA / "fixtures"
    for path in sorted(folder.rglob("*")) if "fixtures" in archives else ():
        if path.is_file():
            yield "fixtures", str(path.relative_to(folder)), _head(path.read_bytes())
