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

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.replay import metrics
from benchmarks.replay.brokers import Snapshot, queries
from benchmarks.replay.choice import ALONE, FEATURES, POOL, Queries
from benchmarks.replay.events import load, midnight
from benchmarks.replay.house import House
from warehouse.read import Warehouse

READ = "select {query} as query, * from broker_features(p_person := '{person}', p_owner := '{owner}')"


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
                        READ.format(
                            query=row["query"],
                            owner=owner.format(**row),
                            person=f"p{row['c']:06}{suffix.format(**row)}",
                        )
                    )
                    said = pl.DataFrame(got_rows, schema=names, orient="row", infer_schema_length=None)
                    said = said.with_columns(
                        candidate=pl.col("person_id").cast(pl.String).str.slice(1, 6).cast(pl.Int64)
                    ).drop("person_id", "query")
                    said = said.rename({n: prefix + n for n in said.columns if n != "candidate"})
                    frame = frame.join(said, on="candidate", how="left")
                found.append(frame)
        print(day, len(pairs), flush=True)
    return pl.concat(found, how="diagonal_relaxed")


BASELINES = (
    "closed form", "product with back-off", "product", "min", "strongest tie to the target", "strongest tie",
    "personalised PageRank", "Adamic-Adar",
)  # fmt: skip


def read(paths: list[str]) -> Queries:
    return Queries(pl.concat([pl.read_parquet(path) for path in paths], how="diagonal_relaxed"))


def score(queries: Queries) -> None:
    """Tested queries: MRR and hit@5 a row, each set and pooled; the product minus each baseline."""
    test, names = queries.is_test, sorted(set(queries.set))
    print(f"{'':34}" + "".join(f"{n:>14}" for n in [*names, "pooled", "hit@5"]) + "  product minus it")
    for kind, product, baselines in (
        (POOL, "pooled mailboxes", BASELINES),
        (ALONE, "own mailbox", ("own mailbox: closed form", "own mailbox: product", "strongest tie")),
    ):
        ours = queries.reciprocal(queries.left_out(kind))
        for name in (product, *baselines):
            found = ours if name == product else queries.reciprocal(queries.rows[name].to_numpy())
            line = [found[test & (queries.set == n)].mean() for n in names]
            line += [found[test].mean(), (found[test] >= 0.2).mean()]
            gap = metrics.interval((ours - found)[test], queries.message[test])
            note = "" if name == product else f"  {gap[0]:+.3f} [{gap[1]:+.3f}, {gap[2]:+.3f}]"
            print(f"{name:34}" + "".join(f"{x:14.3f}" for x in line) + note)
    print(f"{int(test.sum())} queries tested, {len(np.unique(queries.message[test]))} messages")


def fit(queries: Queries) -> None:
    """Coefficients from all sets, as the product ships them (warehouse/fit.py), and from each set alone."""
    names = set(queries.set)
    for kind in (POOL, ALONE):
        x = queries.matrix(kind)
        columns = [queries.fit(x, names), *(queries.fit(x, {name}) for name in sorted(names))]
        for nth, parameter in enumerate(FEATURES[kind]):
            print(f"{parameter:24}" + "".join(f"{column[nth]:9.3f}" for column in columns))


def _number(args: list[str], option: str, default: int) -> int:
    return int(args[args.index(option) + 1]) if option in args else default


def main(args: list[str]) -> None:
    if args[0] == "fit":
        fit(read(args[1:]))
    elif args[0] == "score":
        score(read(args[1:]))
    elif args[0] == "collect":
        grid, every = _number(args, "--days", 14), _number(args, "--every", 1)
        with tempfile.TemporaryDirectory() as folder:
            collect(args[1], grid, every, Path(folder) / "house").write_parquet(args[2])


if __name__ == "__main__":
    main(sys.argv[1:])
