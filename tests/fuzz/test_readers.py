"""Every reader against bytes that nobody exported: random ones, and valid files with anything done to them."""

from __future__ import annotations

import gzip
import io
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors import registry
from tests.connectors.loading import load, new_home, problems, write
from tests.fuzz.reading import check, check_all, seeds

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
SEEDS = seeds()

TOKENS = [
    b"\0", b"\r", b"\n", b"\r\n", b"\n\n", b'"', b'""', b",", b";", b"\t", b" ", b":", b"=", b"=\n", b"=3D", b"=C3",
    b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80", b"\x1b", b"BEGIN:VCARD\n", b"END:VCARD\n", b"N:;;;;\n",
    b"AGENT:\n", b"ENCODING=QUOTED-PRINTABLE:", b"CHARSET=blabla:", b"\nFrom ", b"From - ", b"\n>From x", b"=?utf-8?b?",
    b"?=", b"<", b">", b"(", b")", b"\\", b"@", b"\nTo:", b"\nDate: 99 Foo 0000", b"BEGIN:VEVENT\n", b"END:VEVENT\n",
    b"RRULE:FREQ=SECONDLY\n", b"DTSTART;TZID=x:99999999T999999\n", b"Notes:\n", b"x" * 3000,
]  # fmt: skip

edits = st.lists(
    st.tuples(
        st.sampled_from(["insert", "delete", "replace", "repeat", "cut"]),
        st.floats(0, 1),
        st.integers(1, 200),
        st.one_of(st.sampled_from(TOKENS), st.binary(min_size=1, max_size=8)),
    ),
    min_size=1,
    max_size=6,
)


def edited(data: bytes, changes: list[tuple[str, float, int, bytes]]) -> bytes:
    for what, where, length, token in changes:
        at = int(where * len(data))
        if what == "insert":
            data = data[:at] + token + data[at:]
        elif what == "delete":
            data = data[:at] + data[at + length :]
        elif what == "replace":
            data = data[:at] + token + data[at + len(token) :]
        elif what == "repeat":
            data = data[:at] + data[at : at + length] * 3 + data[at + length :]
        else:
            data = data[:at]
    return data


@pytest.mark.parametrize("connector", registry.CONNECTORS, ids=lambda one: one.kind)
@QUICK
@given(st.sampled_from(SEEDS), edits)
def test_valid_files_with_anything_done_to_them(
    connector: object, seed: tuple[str, bytes], changes: list[tuple[str, float, int, bytes]]
) -> None:
    check(connector, seed[0], edited(seed[1], changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda one: one[0])
@settings(QUICK, max_examples=15)
@given(edits)
def test_a_file_that_its_own_reader_takes(
    seed: tuple[str, bytes], changes: list[tuple[str, float, int, bytes]]
) -> None:
    from tests.fuzz.reading import file

    data = edited(seed[1], changes)
    connector = registry.recognise(file(seed[0], data))
    if connector is not None:
        check(connector, seed[0], data)


@QUICK
@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(TOKENS), max_size=40).map(b"".join)))
def test_bytes_that_are_nothing(data: bytes) -> None:
    check_all("export", data)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda one: one[0])
def test_files_that_break_off(seed: tuple[str, bytes]) -> None:
    """Cut at every sixteenth and around the first line ends."""
    name, data = seed
    places = {len(data) * part // 16 for part in range(17)} | {data.find(b"\n", at) + 1 for at in (0, 20, 60)}
    for place in sorted(places):
        for connector in registry.CONNECTORS:
            check(connector, name, data[:place])


@settings(QUICK, max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(SEEDS), edits), min_size=1, max_size=5))
def test_files_on_disk(files: list[tuple[tuple[str, bytes], list[tuple[str, float, int, bytes]]]]) -> None:
    """From discovery to segments: ``load`` asserts that every source adds up, and no reader gave up."""
    with tempfile.TemporaryDirectory() as folder:
        home = new_home(Path(folder))
        for number, ((name, data), changes) in enumerate(files):
            write(home.inbox / "anna" / f"{number}{name}", edited(data, changes))
        load(home)
        assert "reader_failed" not in {code for _, code in problems(home)}


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in SEEDS:
            archive.writestr(f"Takeout/{name}", data)
    return out.getvalue()


def _tar(mode: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in SEEDS[-6:]:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize(
    "make",
    [
        _zip,
        lambda: _tar("w:"),
        lambda: _tar("w:gz"),
        lambda: _tar("w:xz"),
        lambda: gzip.compress(SEEDS[0][1]),
    ],
    ids=["zip", "tar", "tgz", "txz", "gz"],
)
@settings(QUICK, max_examples=8)
@given(edits)
def test_archives_with_anything_done_to_them(
    make: Callable[[], bytes], changes: list[tuple[str, float, int, bytes]]
) -> None:
    """Through discovery and the ledger: ``load`` asserts that every source adds up."""
    with tempfile.TemporaryDirectory() as folder:
        home = new_home(Path(folder))
        write(home.inbox / "anna" / "export", edited(make(), changes))
        load(home)
        assert "reader_failed" not in {code for _, code in problems(home)}
