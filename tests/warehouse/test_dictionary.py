"""What docs/tables.md says of each table holds on the demo: its example answers, its key is one, its references resolve."""

from __future__ import annotations

import pytest

from tests.conftest import DemoHome
from warehouse import dictionary, relations
from warehouse.read import Warehouse

EXAMPLES = dictionary.table_examples()
EMPTY = {"ask", "person_id_history", "reliability"}
"""Of which the demo has none."""


@pytest.mark.parametrize("table", EXAMPLES)
def test_the_example_of_a_table_answers(demo_home: DemoHome, table: str) -> None:
    _, sql = EXAMPLES[table]
    with Warehouse(demo_home.home.warehouse) as warehouse:
        found = warehouse.query(sql)
        assert bool(found[1]) == (table not in EMPTY)
        assert f" {table} " in f"{sql} ".replace("\n", " ").replace(";", " ")
        assert warehouse.query(sql) == found, "the order must be the same every time"


def test_every_table_has_an_example_a_key_that_holds_and_references_that_resolve(demo_home: DemoHome) -> None:
    with Warehouse(demo_home.home.warehouse) as warehouse:
        columns: dict[str, list[str]] = {}
        for row in warehouse.rows("select table_name, column_name from duckdb_columns() where not internal"):
            columns.setdefault(row["table_name"], []).append(row["column_name"])
        assert EXAMPLES.keys() == columns.keys()
        for table, key in relations.KEYS.items():
            repeated = f'select 1 from "{table}" group by {", ".join(key)} having count(*) > 1'
            assert warehouse.rows(repeated) == [], table
        for table, column, above in relations.references(columns):
            (key,) = warehouse.rows(
                "select constraint_column_names as names from duckdb_constraints() where table_name = ?"
                " and constraint_type = 'PRIMARY KEY'",
                [above],
            )
            orphans = (
                f'select count(*) as n from "{table}" where {column} is not null'
                f" and {column} not in (select {key['names'][0]} from {above})"
            )
            assert warehouse.rows(orphans) == [{"n": 0}], (table, column)
