"""One small published warehouse for all questions; worlds of their own where a test needs another one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from world import small_world

from warehouse.publish import publish
from warehouse.read import Warehouse


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the small world published; files in it are not to be changed."""
    home = tmp_path_factory.mktemp("home")
    (home / "weakties.toml").write_text("")
    publish(small_world().build(home / "build"), home / "data")
    return home


@pytest.fixture
def small(small_home: Path) -> Iterator[Warehouse]:
    with Warehouse(small_home / "data" / "weakties.duckdb") as warehouse:
        yield warehouse
