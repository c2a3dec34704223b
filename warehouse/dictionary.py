"""The data dictionary: every table, column and macro with its comment, as Markdown.

``python -m warehouse.dictionary docs/tables.md`` writes it from an empty build, so it says what the SQL says.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from connectors.table import Table
from transforms import schema
from warehouse import relations
from warehouse.build import LOADED, STAGED, build
from warehouse.connect import reading

_HEAD = """# Tables and macros of the warehouse

`data/weakties.duckdb` is one DuckDB file that any DuckDB from 1.2 on opens, macros included (1.4.0 and 1.4.1 open it,
but lose the `WITH` of every stored macro; 1.4.2 mended that). Times are UTC. Scores lie in [0, 1] and
are null where nothing is known; counts are never null. Macros have defaults for all parameters and are called as
`FROM who_to_ask(p_company := 'acme')`; under `ATTACH` they need `USE`. This page is generated from the file's own
comments: `make docs`.
"""

_AROUND = (
    ("Around people (a line's words are the columns that hold the id):", ("person",)),
    ("Around records, the files they come from, and owners:", ("record", "source", "owner")),
)

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
        tables = con.execute(_TABLES).fetchall()
        columns = {table: con.execute(_COLUMNS, [table]).fetchall() for table, _ in tables}
        yield "## How they hang together"
        names = {table: [row[0] for row in rows] for table, rows in columns.items()}
        for said, parents in _AROUND:
            yield f"\n{said}\n\n{relations.diagram(names, parents)}"
        yield "\n## Tables"
        examples = table_examples()
        for table, comment in tables:
            yield f"\n### {table}\n\n{comment}\n"
            declared = con.execute(_KEYS, [table]).fetchall()
            yield _grain(relations.key(table, declared[0][0] if declared else None)) + "\n"
            yield "| column | type | meaning |\n|---|---|---|"
            for column, kind, meaning in columns[table]:
                above = relations.parent(table, column)
                yield f"| {column} | {_cell(kind)} | {_cell(meaning)}{f' → [{above}](#{above})' if above else ''} |"
            question, sql = examples[table]
            yield f"\n{question[0].upper()}{question[1:]}:\n```sql\n{sql}\n```"
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


def table_examples() -> dict[str, tuple[str, str]]:
    """By table a question in words and the query that answers it, from examples.sql."""
    text = files("warehouse").joinpath("examples.sql").read_text(encoding="utf-8")
    found = {}
    for part in f"\n{text}".split("\n-- ")[1:]:
        head, _, sql = part.partition("\n")
        table, _, question = head.partition(": ")
        found[table] = (question, sql.strip())
    return found


def _grain(key: Sequence[str]) -> str:
    if not key:
        return "A log: one row for each thing that happened, no key."
    return "One row for each " + " × ".join(f"`{column}`" for column in key) + ", which is the key."


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
