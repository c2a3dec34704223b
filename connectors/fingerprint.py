"""Whether bytes that were read are still the bytes that lie there."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any, cast

from connectors import sparse
from connectors.compressed import open_disk

WHOLE = 8 << 20
"""Bytes up to which a prefix is hashed whole."""
_BLOCK = 64 << 10
_BLOCKS = 128
_SAMPLE = "sample-"


def of_file(path: Path) -> str:
    """sha256 of the file; of one that is mostly holes that of a sample. Raises what opening and reading raise."""
    status = os.stat(path, follow_symlinks=False)
    if sparse.is_sparse(status):
        return of_prefix(path, status.st_size)
    with open_disk(path) as stream:
        return hashlib.file_digest(cast(Any, stream), "sha256").hexdigest()


def of_prefix(path: Path, size: int) -> str:
    """sha256 of ``size`` and the file's first ``size`` bytes; of many bytes ``sample-`` and that of 128 blocks of
    64 KiB, spread evenly, the first and the last among them.

    It tells a mailbox that only grew from one that was compacted or replaced: taking out a message moves all that
    follows. It is no proof that nothing was changed in place, so a file of the same size and another time is read
    again. Raises what opening and reading raise.
    """
    digest = hashlib.sha256(str(size).encode())
    with open_disk(path) as stream:
        if size <= WHOLE:
            digest.update(stream.read(size))
            return digest.hexdigest()
        for number in range(_BLOCKS):
            stream.seek((size - _BLOCK) * number // (_BLOCKS - 1))
            digest.update(stream.read(_BLOCK))
    return f"{_SAMPLE}{digest.hexdigest()}"


def is_proof(fingerprint: str) -> bool:
    """Whether equal fingerprints mean equal bytes."""
    return bool(fingerprint) and not fingerprint.startswith(_SAMPLE)
