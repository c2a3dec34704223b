"""The published file in older DuckDBs: every documented query and the questions people ask answer as they do here.

WEAKTIES_OLD_DUCKDB names Python interpreters that have another duckdb, parted by os.pathsep:

    python3 -m venv /tmp/d && /tmp/d/bin/pip install duckdb==1.2.2
    WEAKTIES_OLD_DUCKDB=/tmp/d/bin/python pytest tests/warehouse/test_old_duckdb.py

DuckDB 1.4.0 and 1.4.1 lose the WITH of every stored macro, whoever wrote it; 1.4.2 mended that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DemoHome
from warehouse.dictionary import QUERIES, example_queries
from warehouse.read import Warehouse

OLD = [python for python in os.environ.get("WEAKTIES_OLD_DUCKDB", "").split(os.pathsep) if python]

ASK = """
import json, sys
import duckdb

path, queries = json.load(sys.stdin)
con = duckdb.connect(path, read_only=True, config={"threads": 2})
con.execute("set TimeZone = 'UTC'")

def plain(value):
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)

print(json.dumps([plain(con.execute(query).fetchall()) for query in queries]))
"""

MACROS = """
who_to_ask()
who_to_ask(p_company := '{company}')
who_to_ask(p_company := '{company}', p_role := 'engineer', p_preset := 'fresh')
who_to_ask(p_role := 'engineer', p_weights := map {{'tie': 0.5}})
who_to_ask(p_person := '{near}')
who_to_ask(p_person := '{far}')
who_to_ask(p_industry := 'software', p_limit := 5)
who_can_introduce(p_person := '{far}')
paths_to(p_person := '{far}')
who_at(p_company := '{company}')
why(p_person := '{near}')
dormant()
bridges()
affinity_with(p_person := '{far}')
affinity_with()
mutual(p_a := '{near}', p_b := '{far}')
mutual(p_b := '{near}')
person_search(p_text := '{name}')
lineage(p_person := '{near}')
tie_history(p_person := '{near}')
ties_on()
tie_trend()
introductions_received()
shortlist(p_role := 'engineer')
plan(p_asks := 3)
contact_pool()
conversion()
network_people()
network_edges()
"""


def questions(path: Path) -> list[str]:
    """Documented queries and macros, asked about people and a company that there are."""
    with Warehouse(path) as warehouse:
        (about,) = warehouse.rows(
            """
            select company.key as company, near.person_id as near, near.display_name as name, far.person_id as far
            from (select company_key as key from affiliation group by all order by count(*) desc, key limit 1) company,
                (from tie join person using (person_id) order by tie desc, person_id limit 1) near,
                (from person p where n_records > 1 and person_id not in (select person_id from tie)
                    and person_id in (select to_id from hop) order by person_id limit 1) far
            """
        )
    macros = MACROS.format(**{name: value.replace("'", "''") for name, value in about.items()})
    documented = [(QUERIES / f"{name}.sql").read_text(encoding="utf-8") for name, _ in example_queries()]
    return documented + [f"from {macro}" for macro in macros.split("\n") if macro]


@pytest.mark.skipif(not OLD, reason="WEAKTIES_OLD_DUCKDB names no Python with another duckdb")
def test_older_duckdbs_answer_as_this_one(demo_home: DemoHome) -> None:
    path = demo_home.home.warehouse
    asked = questions(path)
    here, *there = [answers(python, path, asked) for python in (sys.executable, *OLD)]
    assert all(here[: len(list(example_queries()))])
    for python, found in zip(OLD, there, strict=True):
        apart = [query for query, a, b in zip(asked, here, found, strict=True) if a != b]
        assert apart == [], python


def answers(python: str, path: Path, asked: list[str]) -> list[list[object]]:
    """Rows of each query, in one process. What hangs is stopped: some versions planned some queries for hours."""
    done = subprocess.run(
        [python, "-c", ASK],
        input=json.dumps([str(path), asked]),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, (python, done.stderr[-500:])
    found: list[list[object]] = json.loads(done.stdout)
    return found
