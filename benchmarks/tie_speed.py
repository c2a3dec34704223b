"""What the table tie costs: its build beside a plain GROUP BY of the same rows, in CPU seconds of one process.

    python benchmarks/tie_speed.py [ROWS]      default: 5,000,000 weekly rows of interaction

Invented rows: one owner, a hundred rows a person on average with a long tail, ten years of weeks, both directions. The
plain query sums by owner, person and direction what any ranking needs: messages, weights, addressed, first and last.
One thread and the settings of a build; each is run three times, the least counts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from warehouse import fit
from warehouse.build import MACROS, SQL
from warehouse.connect import building

REPEATS = 3
PLAIN = """
create or replace temp table plain as
select owner_id, person_id, direction, sum(n) as n, sum(weight) as weight, sum(n_addressed) as n_addressed,
    count(*) as weeks, min(first_at) as first_at, max(last_at) as last_at
from interaction group by owner_id, person_id, direction
"""
ROWS = """
insert into interaction
select distinct on (person_id, direction, week) 'o', 'r' || person_id, direction, week, n, weight, n_addressed,
    week + to_hours(hour), week + to_hours(hour + 40), person_id
from (
    select 'p' || lpad((floor($people * pow(hash(i) % 1000003 / 1000003.0, 2)))::varchar, 7, '0') as person_id,
        case when hash(i + .1) % 5 < 2 then 'out' else 'in' end::direction as direction,
        date '2026-10-26' - 7 * (hash(i + .2) % 520)::integer as week,
        1 + hash(i + .3) % 4 as n, .2 + hash(i + .4) % 100 / 50.0 as weight, hash(i + .5) % 2 as n_addressed,
        (hash(i + .6) % 100)::integer as hour
    from range($rows) r(i)
)
"""
ACTIVITY = """
insert into activity
select 'o', person_id, week, sum(n), max(last_at) from interaction where direction = 'in' group by person_id, week
"""


def fill(con: duckdb.DuckDBPyConnection, rows: int) -> None:
    for file in sorted((SQL / "schema").glob("*.sql")):
        con.execute(file.read_text(encoding="utf-8"))
    con.execute(
        "insert into run values ('r', date '2026-11-01', timestamp '2026-11-01 12:00:00', 1, '0', '0')"
    )
    con.executemany("insert into model_parameter values (?, ?, ?, ?)", fit.shipped().rows())
    for name in MACROS:
        con.execute((SQL / "macros" / f"{name}.sql").read_text(encoding="utf-8"))
    con.execute("insert into owner values ('o', 'me', false, 'o', true, 1)")
    con.execute(
        ROWS, {"rows": rows * 11 // 10, "people": rows // 100}
    )  # a tenth falls into a week that is there
    con.execute(ACTIVITY)


def seconds(work: Callable[[], object], before: Callable[[], object]) -> float:
    """The least CPU time of a few runs."""
    taken = []
    for _ in range(REPEATS):
        before()
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def main(rows: int) -> None:
    ties = (SQL / "model" / "ties.sql").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, building(Path(folder) / "speed.duckdb") as con:
        fill(con, rows)

        def clear() -> None:
            con.execute("delete from tie_factor; delete from tie")
            for table in ("presence", "feature", "peak"):
                con.execute(f"drop table if exists temp.{table}")

        (n,) = con.execute("select count(*) from interaction").fetchall()[0]
        plain = seconds(lambda: con.execute(PLAIN), lambda: None)
        features = seconds(lambda: con.execute("create temp table feature as from tie_features()"), clear)
        whole = seconds(lambda: con.execute(ties), clear)
        (people, check) = con.execute("select count(*), sum(tie) from tie").fetchall()[0]
    print(f"{n:,} weekly rows, {people:,} ties (sum {check:.9f}), one thread, CPU seconds")
    print(f"plain GROUP BY        {plain:7.2f}")
    print(f"tie_features          {features:7.2f}   {features / plain:.2f} x")
    print(f"model/ties.sql, whole {whole:7.2f}   {whole / plain:.2f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000)
