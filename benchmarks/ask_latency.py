"""How fast a question is answered: `weakties ask` as a command, and its macro on an open connection, beside a plain
GROUP BY over the interactions in the same run; wall and CPU seconds, medians.

python benchmarks/ask_latency.py [--people 100000] [--interactions 2000000] [--repeats 5] [--write docs/benchmarks.md]

The people are invented and written as built tables; the warehouse is built and published by the product. One pool of
40 owners: the first knows 5,000 people, the others 2,500 each, drawn with a skew, as are the weeks of each pair,
a quarter of a million acquaintances and the employers.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import page
from benchmarks.replay import pool
from transforms import schema
from warehouse.build import LOADED, STAGED, build
from warehouse.connect import reading
from warehouse.publish import NAME, publish

AS_OF = date(2026, 11, 1)
ASKS = {"person": "u000900", "company": "Company 40", "role": "Data Engineer"}
PLAIN = "select owner_id, person_id, sum(n), max(last_at) from interaction group by all"
START, END = "<!-- ask latency: written by benchmarks/ask_latency.py -->", "<!-- ask latency: end -->"
TABLES = {table.name: table for table in vars(schema).values() if isinstance(table, schema.Table)}


def house(home: Path, people: int, interactions: int) -> Path:
    """Build and publish in a new home; the published file."""
    made = pool.frames(people, interactions)
    built = home / "data" / "built"
    built.mkdir(parents=True)
    for name in (*LOADED, *STAGED):
        made.get(name, TABLES[name].empty()).write_parquet(built / f"{name}.parquet")
    (home / "weakties.toml").touch()
    run = {"run_id": "made", "as_of": AS_OF, "started_at": datetime(2026, 11, 1), "seconds": 0.0}
    path = home / "data" / "build.duckdb"
    build(path, built, {"owner": made["owner"]}, run | {"version": "made", "model_version": "1"}, lists=False)
    return publish(path, home / "data")


def timed(work: Callable[[], object], repeats: int) -> str:
    """'wall / CPU seconds' of this process and those it started: medians, after one call that is not counted."""
    taken = []
    for _ in range(repeats + 1):
        before, start = sum(os.times()[:4]), time.perf_counter()
        work()
        taken.append((time.perf_counter() - start, sum(os.times()[:4]) - before))
    wall, cpu = (statistics.median(column) for column in zip(*taken[1:], strict=True))
    return f"{wall:.2f} / {cpu:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("--people", 100_000), ("--interactions", 2_000_000), ("--repeats", 5)):
        parser.add_argument(name, type=int, default=default)
    parser.add_argument("--home", type=Path, help="build here, or ask the warehouse that is here already")
    parser.add_argument("--write", type=Path, help="put the table into this page")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = wanted.home or Path(folder)
        path = home / "data" / NAME
        if not path.exists():
            house(home, wanted.people, wanted.interactions)
        lines = ["| question | as a command | in the warehouse |", "|---|---|---|"]
        command = [str(Path(sys.executable).with_name("weakties")), "--home", str(home), "ask"]
        call = partial(subprocess.run, check=True, capture_output=True)
        with reading(path) as con:
            answer = lambda sql, values=None: con.execute(sql, values).fetchall()  # noqa: E731
            tables = ("person", "interaction", "tie", "hop")
            sizes = [answer(f"select count(*) from {table}")[0][0] for table in tables]
            for aim, value in ASKS.items():
                asked = timed(partial(call, [*command, f"--{aim}", value]), wanted.repeats)
                macro = partial(answer, f"from who_to_ask(p_{aim} := ?)", [value])
                inside = timed(macro, wanted.repeats)
                lines.append(f"| `--{aim}` | {asked} | {inside} |")
            lines.append(f"| plain GROUP BY | | {timed(partial(answer, PLAIN), wanted.repeats)} |")
    head = "{:,} people, {:,} interactions, {:,} ties, {:,} hops".format(*sizes)
    text = "\n".join([f"{head}; wall / CPU seconds, median of {wanted.repeats}.", "", *lines])
    print(text)
    if wanted.write:
        page.put(wanted.write, START, END, "## How fast a question is answered", text)


if __name__ == "__main__":
    main()
