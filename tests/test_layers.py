"""The rooms import in one direction only, and each library stays in its room."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("connectors", "transforms", "warehouse", "pipelines")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
MAY = {
    "connectors": {"connectors"},
    "transforms": {"transforms", "connectors"},
    "warehouse": {"warehouse", "transforms", "connectors"},
    "pipelines": set(ROOMS),
}
ROOM_OF = {
    "duckdb": {"warehouse"},
    "dagster": {"pipelines"},
    "rapidfuzz": {"transforms"},
    "vobject": {"connectors"},
}
SCHEMAS = ("connectors.schema", "connectors.table", "connectors.record_id")
DUCKDB_ERRORS = {"pipelines/cli/sql.py"}
"""Names duckdb's exceptions, so that a broken query of the user's is told in one line."""


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_its_room_may(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    room = name.split("/")[0]
    for module in imports(path):
        top = module.split(".")[0]
        if top in ROOMS:
            assert top in MAY[room], f"{name} imports {module}"
            if room == "transforms" and top == "connectors" and module != "connectors":
                assert module.startswith(SCHEMAS), f"{name} imports {module}"
        if top in ROOM_OF and not (top == "duckdb" and name in DUCKDB_ERRORS):
            assert room in ROOM_OF[top], f"{name} imports {module}"


def test_dagster_reads_annotations_so_they_are_not_postponed_where_it_does() -> None:
    """https://github.com/dagster-io/dagster/issues/26837: config and context annotations must be real."""
    read = [*(ROOT / "pipelines" / "assets").glob("*.py")]
    read += [
        ROOT / "pipelines" / f"{name}.py" for name in ("checks", "automation", "resources", "definitions")
    ]
    for path in read:
        assert (
            "from __future__ import annotations" not in path.read_text(encoding="utf-8").split('"""')[-1]
        ), path.name


def test_no_file_is_more_than_one_concept_long() -> None:
    long = {
        str(path.relative_to(ROOT)): n for path in FILES if (n := len(path.read_text().splitlines())) > 430
    }
    assert long == {}
