"""The data dictionary: every table, column and macro with its comment, as Markdown.

``python -m warehouse.dictionary docs/tables.md`` writes it from an empty build, so it says what the SQL says.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from connectors.table import Table
from transforms import schema
from warehouse.build import LOADED, STAGED, build
from warehouse.connect import reading

_HEAD = """# Tables and macros of the warehouse

`data/weakties.duckdb` is one DuckDB file that any DuckDB from 1.2 on opens. Times are UTC. Scores lie in [0, 1] and
are null where nothing is known; counts are never null. Macros have defaults for all parameters and are called as
`FROM who_to_ask(p_company := 'acme')`; under `ATTACH` they need `USE`. This page is generated from the file's own
comments: `make docs`.
"""

QUERIES = Path(__file__).parents[1] / "docs" / "queries"
"""Documented queries, in a checkout."""


def empty_warehouse(folder: Path) -> Path:
    """A warehouse without rows, at folder/empty.duckdb."""
    built = folder / "built"
    built.mkdir()
    by_name = {table.name: table for table in vars(schema).values() if isinstance(table, Table)}
    for name in (*LOADED, *STAGED):
        by_name[name].empty().write_parquet(built / f"{name}.parquet")
    path = folder / "empty.duckdb"
    run = {"run_id": "0", "as_of": date(2000, 1, 1), "started_at": datetime(2000, 1, 1), "seconds": 0.0}
    build(path, built, {}, run | {"version": "0", "model_version": "0"})
    return path


def missing_comments(path: Path) -> list[str]:
    """Tables, columns and macros without a comment."""
    with reading(path) as con:
        return [row[0] for row in con.execute(_MISSING).fetchall()]


def markdown(path: Path) -> str:
    """The dictionary of a warehouse file."""
    return "\n".join(_lines(path)) + "\n"


def _lines(path: Path) -> Iterator[str]:
    with reading(path) as con:
        yield _HEAD
        yield "## Tables"
        for table, comment in con.execute(_TABLES).fetchall():
            yield f"\n### {table}\n\n{comment}\n"
            keys = con.execute(_KEYS, [table]).fetchall()
            if keys:
                yield "Key: " + ", ".join(f"`{column}`" for column in keys[0][0]) + "\n"
            yield "| column | type | meaning |\n|---|---|---|"
            for column, kind, meaning in con.execute(_COLUMNS, [table]).fetchall():
                yield f"| {column} | {_cell(kind)} | {_cell(meaning)} |"
        yield "\n## Macros\n\n| macro | what it gives |\n|---|---|"
        for name, parameters, comment in con.execute(_MACROS).fetchall():
            yield f"| `{name}({', '.join(parameters)})` | {_cell(comment)} |"
    yield "\n## Example queries\n"
    yield 'Each answers the question in its first line: `weakties sql "$(cat docs/queries/NAME.sql)"`.\n'
    for name, question in example_queries():
        yield f"- [{name}](queries/{name}.sql): {question}"


def example_queries() -> list[tuple[str, str]]:
    """(name, question) of each file in docs/queries; the question is its first line, a comment."""
    return [
        (file.stem, file.read_text(encoding="utf-8").splitlines()[0].removeprefix("-- "))
        for file in sorted(QUERIES.glob("*.sql"))
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


_MISSING = """
select table_name from duckdb_tables() where comment is null and not internal
union all
select table_name || '.' || column_name from duckdb_columns() where comment is null and not internal
union all
select function_name from duckdb_functions() where comment is null and not internal and schema_name = 'main'
order by all
"""
_TABLES = "select table_name, comment from duckdb_tables() where not internal order by table_name"
_COLUMNS = (
    "select column_name, data_type, comment from duckdb_columns() where table_name = ? order by column_index"
)
_KEYS = """
select constraint_column_names from duckdb_constraints() where table_name = ? and constraint_type = 'PRIMARY KEY'
"""
_MACROS = """
select function_name, parameters, comment from duckdb_functions()
where not internal and function_type in ('macro', 'table_macro') order by function_name
"""


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        text = markdown(empty_warehouse(Path(folder)))
    Path(arguments[0]).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
