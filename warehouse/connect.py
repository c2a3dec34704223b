"""The two ways to open a warehouse file: to build one, and to read a published one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY = "2GB"
"""Memory limit of a build; beyond it DuckDB spills beside the file."""
STORAGE = "v1.2.0"
"""Storage version of every file: DuckDB 1.2 and later open it."""

_OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


@contextmanager
def building(path: Path, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new or existing file to write. One thread, so that floating sums come out the same bits in every run.

    Spilled data holds personal data: it stays in the file's own (0700) folder. Times are read as UTC.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        **_OFFLINE,
        "storage_compatibility_version": STORAGE,
        "memory_limit": memory,
        "threads": "1",
        "temp_directory": str(path.with_name(f"{path.name}.tmp")),
        "max_temp_directory_size": "50GB",
    }
    con = duckdb.connect(str(path), config=config)
    try:
        con.execute("set TimeZone = 'UTC'")
        yield con
        con.execute("checkpoint")
    finally:
        con.close()


@contextmanager
def reading(path: Path, memory: str = "1GB", threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """A file to read: read-only, no access to other files, no extension, and none of that can be switched back.

    Raises duckdb.IOException when there is no such file.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        **_OFFLINE,
        "enable_external_access": "false",
        "memory_limit": memory,
        "threads": str(threads),
    }
    con = duckdb.connect(str(path), read_only=True, config=config)
    try:
        con.execute("set TimeZone = 'UTC'")
        con.execute("set lock_configuration = true")
        yield con
    finally:
        con.close()
