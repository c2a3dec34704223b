"""sql: any reading statement on the published warehouse, as a table, CSV, JSON or Parquet."""

from __future__ import annotations

from pathlib import Path

import click
import duckdb

from connectors import durable
from pipelines.cli.context import FAILED, USAGE, Context, emit, fail, json_option, say
from pipelines.cli.lookup import opened
from pipelines.outputs.cells import csv_text
from warehouse.read import NotReadOnly, Unwritable, Warehouse, numbered

_LISTING = """
select 'table' as kind, table_name as name, estimated_size as n_rows, comment from duckdb_tables() where not internal
union all
select 'macro', function_name || '(' || array_to_string(parameters, ', ') || ')', null, comment
from duckdb_functions() where not internal and function_type = 'table_macro'
order by kind desc, name
"""


@click.command()
@click.argument("query", required=False)
@click.option(
    "--tables", is_flag=True, help="List the tables and macros with what they hold; so does no QUERY."
)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV; cells that look like formulas are made text.")
@click.option(
    "--parquet",
    "parquet",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the result to FILE (mode 0600) instead of printing it.",
)
@json_option
@click.pass_obj
def sql(
    context: Context, query: str | None, tables: bool, as_csv: bool, parquet: Path | None, as_json: bool
) -> None:
    """Run one reading statement on the published warehouse: no other file, no setting, no change.

    docs/queries has examples, docs/tables.md every column.

    \b
    weakties sql                                     the tables and macros
    weakties sql "from tie order by tie desc limit 10"
    weakties sql "select * from who_to_ask(p_company := 'example')" --csv
    weakties sql "from tie_month" --parquet months.parquet
    """
    if sum((as_csv, as_json, parquet is not None)) > 1:
        fail(USAGE, "--csv, --json and --parquet stand alone")
    if tables and query is not None:
        fail(USAGE, "--tables takes no query")
    with opened(context, None) as warehouse:
        wanted = query if query is not None else _LISTING
        try:
            if parquet is not None:
                _write(warehouse, wanted, parquet)
                return
            columns, rows = warehouse.query(wanted)
        except NotReadOnly:
            fail(USAGE, "only a single statement that reads is run here (SELECT, FROM, DESCRIBE, EXPLAIN)")
        except duckdb.Error as error:
            fail(FAILED, str(error))
    if as_csv:
        click.echo(csv_text(columns, rows), nl=False)
    else:
        names = numbered(columns)
        emit([dict(zip(names, row, strict=True)) for row in rows], as_json, names)


def _write(warehouse: Warehouse, query: str, path: Path) -> None:
    """The result as a Parquet file, whole or not at all. The query itself has no access to files: what it gives is
    written here."""
    try:
        content, n_rows = warehouse.parquet(query)
        durable.replace(path, lambda stream: stream.write(content))
    except Unwritable:
        fail(FAILED, "Parquet has no form for a column of this result: cast it to varchar")
    except OSError as error:
        fail(FAILED, f"the file cannot be written: {error.strerror}")
    say(f"{n_rows} rows written")
