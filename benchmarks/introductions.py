"""Does the ranking find who in fact made an introduction? Three public sets, replayed in time.

    python benchmarks/introductions.py collect SET OUT.parquet [--days N] [--every K]     (sets: enron eucore kernel, or a file)
    python benchmarks/introductions.py fit OUT.parquet…        coefficients, each set's from the others, then from all
    python benchmarks/introductions.py score OUT.parquet…      MRR of the product beside every baseline

Event: B first brings A and C together, who then write each other within 90 days (benchmarks/replay/brokers.py).
What was sent before the snapshot (days since the set's first event are cut into N, default 14; of these every K-th is taken) becomes two kinds
of network: the whole set's mail, and A's own mailbox alone. The product's macros are read for A and C; whoever A
mailed or was mailed by is a candidate, and B's rank counts: 0 when B is none. Last 60 % of events are tested.
Intervals: 95 %, cluster bootstrap over introducing messages.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.replay.brokers import Snapshot, queries
from benchmarks.replay.events import load, midnight
from benchmarks.replay.house import House
from warehouse.read import Warehouse

FEATURES = "select {query} as query, * from broker_features(p_person := '{person}', p_owner := '{owner}')"


def collect(name: str, grid: int, every: int, folder: Path) -> pl.DataFrame:
    """One row a query and candidate: baselines, and the product's features for the pool (p_) and alone (m_)."""
    events = load(name)
    asked = queries(events)
    start = events.first.date()

    def floor(day: date) -> date:
        return start + timedelta(days=(day - start).days // grid * grid)

    asked = asked.with_columns(snapshot=pl.col("at").dt.date().map_elements(floor, return_dtype=pl.Date))
    found = []
    for (day,), rows in sorted(asked.partition_by("snapshot", as_dict=True).items()):
        assert isinstance(day, date)
        if (day - start).days // grid % every:
            continue
        cut = midnight(day)
        before = events.edges.filter(pl.col("at") < cut)
        snapshot = Snapshot(before, cut.timestamp())
        pairs = [(row, snapshot.scores(row["a"], row["c"])) for row in rows.iter_rows(named=True)]
        pairs = [(row, got) for row, got in pairs if got is not None]
        if not pairs:
            continue
        egos = sorted({f"p{row['a']:06}" for row, _ in pairs})
        path = House(events, folder).at(day, pooled=egos, alone=egos)
        with Warehouse(path) as warehouse:
            for row, got in pairs:
                assert got is not None
                people, scores = got
                frame = pl.DataFrame({"candidate": people} | scores).with_columns(
                    set=pl.lit(events.name), **{k: pl.lit(row[k]) for k in ("query", "kind", "is_test", "msg_id")},
                    is_broker=pl.col("candidate") == row["broker"],
                )  # fmt: skip
                for prefix, owner, suffix in (("p_", "p{a:06}", ""), ("m_", "p{a:06}.alone", ".p{a:06}")):
                    names, got_rows = warehouse.table(
                        FEATURES.format(
                            query=row["query"],
                            owner=owner.format(**row),
                            person=f"p{row['c']:06}{suffix.format(**row)}",
                        )
                    )
                    said = pl.DataFrame(got_rows, schema=names, orient="row", infer_schema_length=None)
                    said = said.with_columns(
                        candidate=pl.col("person_id").str.slice(1, 6).cast(pl.Int64)
                    ).drop("person_id", "query")
                    said = said.rename({n: prefix + n for n in said.columns if n != "candidate"})
                    frame = frame.join(said, on="candidate", how="left")
                found.append(frame)
        print(day, len(pairs), flush=True)
    return pl.concat(found, how="diagonal_relaxed")


def _number(args: list[str], option: str, default: int) -> int:
    return int(args[args.index(option) + 1]) if option in args else default


def main(args: list[str]) -> None:
    if args[0] == "collect":
        grid, every = _number(args, "--days", 14), _number(args, "--every", 1)
        with tempfile.TemporaryDirectory() as folder:
            collect(args[1], grid, every, Path(folder) / "house").write_parquet(args[2])


if __name__ == "__main__":
    main(sys.argv[1:])
