"""The documented queries: each says what it asks, runs as `weakties sql` runs it, and answers on the demo."""

from __future__ import annotations

import pytest

from tests.conftest import DemoHome
from warehouse.dictionary import QUERIES, example_queries
from warehouse.read import Warehouse

NAMES = [name for name, _ in example_queries()]


@pytest.mark.parametrize("name", NAMES)
def test_a_documented_query_answers_on_the_demo(demo_home: DemoHome, name: str) -> None:
    text = (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
    assert text.startswith("-- ")
    with Warehouse(demo_home.home.warehouse) as warehouse:
        columns, rows = warehouse.query(text)
        assert rows
        assert warehouse.query(text) == (columns, rows), "the order must be the same every time"


def test_ties_by_month_end_at_the_ties_of_the_file(demo_home: DemoHome) -> None:
    with Warehouse(demo_home.home.warehouse) as warehouse:
        for owner in warehouse.owners():
            apart = warehouse.rows(
                "select max(abs(o.tie - t.tie)) as most, count(*) as n from ties_on(p_owner := $1::varchar) o"
                " join tie t using (person_id) where t.owner_id = $1::varchar and t.n_sent > 0 and t.n_received > 0",
                [owner],
            )[0]
            assert apart["n"] == 0 or apart["most"] < 1e-9
        assert warehouse.rows("select count(*) as n from tie_month")[0]["n"] > 1000


def test_there_are_enough_of_them() -> None:
    assert len(NAMES) >= 10
