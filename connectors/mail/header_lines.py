"""Which lines of header blocks may be wanted headers, for many messages at once (numpy)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from connectors.mail.headers import WANTED

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]
Line = tuple[int, int, int]
"""(start, colon, end) of a line with those that are folded into it; colon -1 where blanks may stand before it."""

FAR = 1 << 62
"""Behind everything."""
_SPACE, _TAB, _COLON = 32, 9, 58


def wanted(data: Bytes, lines: Places, first: Bytes, starts: Places, ends: Places) -> list[list[Line]]:
    """For each message the lines of its header block that may hold a wanted header, Received once.

    lines: where the lines of data start, first: the byte there; starts and ends: of the header blocks, in order.
    """
    found = lines[_INITIAL[first]]
    message = np.searchsorted(starts, found, side="right") - 1
    inside = (message >= 0) & (found < ends[message])
    found, message = found[inside], message[inside]
    code = _codes(data, found)
    likely = _NAMES[_hash(code)]
    found, message, code = found[likely], message[likely], code[likely]
    trace = np.flatnonzero(code == _RECEIVED)
    left = np.ones(len(found), dtype=bool)
    left[trace[1:][message[trace[1:]] == message[trace[:-1]]]] = False
    found, message, code = found[left], message[left], code[left]
    unfolded = lines[(first != _SPACE) & (first != _TAB)]
    stops = np.append(unfolded, FAR)[np.searchsorted(unfolded, found, side="right")] - 1
    stops = np.minimum(stops, ends[message])
    colons = _colons(data, found, code)
    places = list(zip(found.tolist(), colons.tolist(), stops.tolist(), strict=True))
    borders = np.searchsorted(message, np.arange(len(starts) + 1)).tolist()
    return [places[a:b] for a, b in pairwise(borders)]


def _codes(data: Bytes, found: Places) -> NDArray[np.uint32]:
    """The first four bytes of lines as a number, letters in lower case."""
    last = len(data) - 1
    code = data[found].astype(np.uint32)
    for place in (1, 2, 3):
        code |= data[np.minimum(found + place, last)].astype(np.uint32) << np.uint32(8 * place)
    return code | np.uint32(0x20202020)


def _colons(data: Bytes, found: Places, code: NDArray[np.uint32]) -> Places:
    """Where the colon of each line stands, if it ends a name that may be wanted; else -1."""
    colons: Places = np.full(len(found), -1, dtype=np.int64)
    for lengths in _LENGTHS:
        at = found + lengths[_hash(code)]
        is_colon = data[np.minimum(at, len(data) - 1)] == _COLON
        colons = np.where((colons < 0) & is_colon, at, colons)
    return colons


def _hash(code: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return (code * np.uint32(2654435761)) >> np.uint32(16)


def _tables() -> tuple[NDArray[np.bool_], NDArray[np.bool_], list[Places]]:
    """(whether a byte starts a wanted name; whether the hash of four bytes in lower case does; by that hash the lengths
    of the names that start so, one in each table)."""
    initial, names = np.zeros(256, dtype=bool), np.zeros(1 << 16, dtype=bool)
    lengths = [np.zeros(1 << 16, dtype=np.int64) for _ in range(_ALIKE)]
    for name in (*WANTED, "received"):
        initial[[ord(name[0]), ord(name[0].upper())]] = True
        heads = [name[:4].encode()]
        for place in range(len(name), 4):
            # The colon, or blanks before it; what follows that may be anything.
            following = b":\x20\x09" if place == len(name) else range(256)
            heads = [head + bytes([byte | 0x20]) for head in heads for byte in following]
        places = _hash(np.frombuffer(b"".join(heads), dtype="<u4").astype(np.uint32))
        names[places] = True
        free = next(table for table in lengths if not table[places].any())
        free[places] = len(name)
    return initial, names, lengths


_ALIKE = 8
"""Names that share a hash, at most."""
_INITIAL, _NAMES, _LENGTHS = _tables()
_LENGTHS = [table for table in _LENGTHS if table.any()]
_RECEIVED = np.uint32(int.from_bytes(b"rece", "little"))
