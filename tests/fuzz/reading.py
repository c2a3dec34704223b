"""What every reader owes to any bytes: no exception, an account that adds up, and no more than it was given."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from connectors import registry
from connectors.base import HEAD_BYTES, Block, Connector, File, Item, Loaded, Problem, Tally

SAMPLES = Path(__file__).parents[1] / "connectors" / "samples"

_MAIL = (
    b"From: Bo =?utf-8?q?B=C3=A9rg?= <bo@b.example>, Cy (Clay) <cy@c.example>\r\nTo: group: di@d.example;,\r\n"
    b' "Esch, Ed" <ed@e.example>\r\nCc: "quoted@local"@f.example\r\nDate: Mon, 1 Apr 24 10:00:00 -1600\r\n'
    b"Message-ID: <1@b.example>\r\nReferences: <0@b.example>\r\n\t<2@b.example>\r\nList-Id: <l.example>\r\n"
    b"X-Gmail-Labels: =?UTF-8?Q?Gesendet,Wichtig?=\r\nReceived: by x; Mon, 1 Apr 2024 10:00:00 +0000\r\n\r\nbody\r\n"
)
_MBOX = b"".join(
    b"From x@y.example Mon Apr  1 10:00:00 2024\n" + _MAIL.replace(b"\r\n", b"\n").replace(b"1@", b"%d@" % n)
    for n in range(3)
)
_ICS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1@x\r\nDTSTART:20240401T100000Z\r\n"
    b'ORGANIZER;CN=Anna:mailto:anna@own.example\r\nATTENDEE;CN="Berg, Bo";PARTSTAT=ACCEPTED:mailto:bo@b.\r\n example\r\n'
    b"RRULE:FREQ=WEEKLY;COUNT=3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def seeds() -> list[tuple[str, bytes]]:
    """(name, bytes) of a small valid file of each kind, UTF-16 too."""
    found = [(path.name, path.read_bytes()) for path in sorted(SAMPLES.iterdir())]
    found += [("all.mbox", _MBOX), ("one.eml", _MAIL), ("1.x.host:2,S", _MAIL), ("work.ics", _ICS)]
    wide = [("wide.vcf", "apple_30.vcf"), ("wide.csv", "google_2019.csv")]
    return found + [
        (name, (SAMPLES / of).read_bytes().decode("utf-8", "replace").encode("utf-16")) for name, of in wide
    ]


def file(name: str, data: bytes) -> File:
    return File(name, data[:HEAD_BYTES], lambda: io.BytesIO(data))


def check(connector: Connector, name: str, data: bytes) -> None:
    """Read the bytes as this connector does, whether they are its own or not."""
    assert 0.0 <= connector.recognise(file(name, data)) <= 1.0
    tally = Tally()
    n_loaded = n_left_out = n_items = 0
    for item in _items(connector, name, data, tally):
        n_items += 1
        n_loaded += isinstance(item, Loaded) + (item.n_loaded if isinstance(item, Block) else 0)
        if isinstance(item, Problem):
            assert item.severity in ("skipped", "rejected", "repaired")
            n_left_out += item.severity != "repaired" and item.locator is not None
    assert tally.read == n_loaded + n_left_out
    assert n_items <= 100 + 20 * len(data)


def check_all(name: str, data: bytes) -> None:
    """As the registry does: ask everybody, then read as the one that is surest; read by every other one as well."""
    registry.recognise(file(name, data))
    for connector in registry.CONNECTORS:
        check(connector, name, data)


def _items(connector: Connector, name: str, data: bytes, tally: Tally) -> Iterator[Item]:
    if registry.reads_messages(connector):
        parts = [(f"a/{name}", file(name, data)), (name, file(name, data[: len(data) // 2]))]
        return connector.read_many(parts, tally)  # type: ignore[attr-defined,no-any-return]
    return connector.read(file(name, data), tally)
