"""Does the ranking find who in fact made an introduction? Three public sets, replayed in time.

    python benchmarks/introductions.py features SET OUT.parquet [--days N] [--every K]     (sets: enron eucore kernel, or a file)
    python benchmarks/introductions.py fit OUT.parquet… [--json FITTED.json]    coefficients, each set's from the others
    python benchmarks/introductions.py rank SET FITTED.json OUT.parquet [--days N | --age D] [--every K]
    python benchmarks/introductions.py score OUT.parquet…      MRR of the product beside every baseline
    python benchmarks/introductions.py learn OUT.parquet…      MRR of what refit makes of a set's own past (of features)

Event: B first brings A and C together, who then write each other within 90 days (benchmarks/replay/brokers.py).
What was sent before the snapshot becomes two kinds of network: the whole set's mail, and A's own mailbox alone. The
snapshot is the start of the event's N days (days since the set's first event, default 14), or D to D + 1 days before
the event; of the snapshots every K-th is taken. `features` reads what the choice model sees (macro broker_features),
of all events; `rank` the score that `weakties ask` orders by (macro candidates; without a target where nobody
is known by C's address), of the last 60 % of events, in warehouses whose model parameters were fitted on the other
sets. Whoever A mailed or was mailed by is a candidate, and B's rank counts: 0 when B is none.
Intervals: 95 %, cluster bootstrap over introducing messages.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.replay import metrics
from benchmarks.replay.brokers import Snapshot, queries
from benchmarks.replay.choice import ALONE, FITTED, POOL, Queries
from benchmarks.replay.command import bar
from benchmarks.replay.events import load, midnight
from benchmarks.replay.house import House
from warehouse import learning
from warehouse.read import Warehouse

FEATURES = "select * from broker_features(p_person := $person::varchar, p_owner := $owner::varchar)"
SCORE = "select person_id, score from candidates(p_person := $person::varchar, p_owner := $owner::varchar)"
KNOWN = "select 1 from person where person_id = ?"


@dataclass(frozen=True)
class Times:
    """Which snapshot an event has."""

    grid: int
    age: int | None
    every: int

    def of(self, start: date) -> pl.Expr:
        """The date before which everything is known, from column at; days of the set count from start."""
        day = pl.col("at").dt.date()
        if self.age is not None:
            return day.dt.offset_by(f"-{self.age}d")
        return day - pl.duration(days=(day - start).dt.total_days() % self.grid)

    def takes(self, nth: int) -> bool:
        return nth % self.every == 0


def read_candidates(
    name: str, times: Times, folder: Path, fitted: Mapping[str, float] | None
) -> pl.DataFrame:
    """One row a query and candidate: baselines, and for the pool (p_) and alone (m_) the choice model's features, or,
    with fitted parameters, the product's score under them (all events, or the tested ones)."""
    events = load(name)
    asked = queries(events).with_columns(snapshot=times.of(events.first.date()))
    if fitted is not None:
        asked = asked.filter("is_test")
    found = []
    snapshots = sorted(asked.partition_by("snapshot", as_dict=True).items())
    for nth, ((day,), rows) in enumerate(snapshots):
        assert isinstance(day, date)
        bar(nth + 1, len(snapshots), "snapshots")
        if not times.takes(nth):
            continue
        cut = midnight(day)
        snapshot = Snapshot(events.edges.filter(pl.col("at") < cut), cut.timestamp())
        pairs = [(row, snapshot.scores(row["a"], row["c"])) for row in rows.iter_rows(named=True)]
        known = [(row, got) for row, got in pairs if got is not None]
        if not known:
            continue
        egos = sorted({f"p{row['a']:06}" for row, _ in known})
        path = House(events, folder).at(day, pooled=egos, alone=egos, parameters=fitted)
        with Warehouse(path) as warehouse:
            for row, (people, scores) in known:
                frame = pl.DataFrame({"candidate": people} | scores).with_columns(
                    set=pl.lit(events.name), **{k: pl.lit(row[k]) for k in ("query", "kind", "is_test", "msg_id")},
                    is_broker=pl.col("candidate") == row["broker"],
                )  # fmt: skip
                for prefix, owner, suffix in ((POOL, "p{a:06}", ""), (ALONE, "p{a:06}.alone", ".p{a:06}")):
                    said = _said(
                        warehouse,
                        SCORE if fitted is not None else FEATURES,
                        owner.format(**row),
                        f"p{row['c']:06}{suffix.format(**row)}",
                    )
                    said = said.rename({n: prefix + n for n in said.columns if n != "candidate"})
                    frame = frame.join(said, on="candidate", how="left")
                found.append(frame)
    return pl.concat(found, how="diagonal_relaxed")


def _said(warehouse: Warehouse, sql: str, owner: str, person: str) -> pl.DataFrame:
    """The rows of a macro, people by number as column candidate."""
    target: str | None = person
    if sql == SCORE and not warehouse.rows(KNOWN, [person]):
        target = None
    names, rows = warehouse.table(sql, {"person": target, "owner": owner})
    said = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    number = pl.col("person_id").cast(pl.String).str.slice(1, 6).cast(pl.Int64)
    return said.with_columns(candidate=number).drop("person_id")


BASELINES = (
    "closed form", "product with back-off", "product", "min", "strongest tie to the target", "strongest tie",
    "personalised PageRank", "Adamic-Adar",
)  # fmt: skip


def read(paths: list[str]) -> Queries:
    return Queries(pl.concat([pl.read_parquet(path) for path in paths], how="diagonal_relaxed"))


def score(queries: Queries) -> None:
    """Ranked queries: MRR a set, MRR and hit@5 pooled; the product minus each baseline."""
    names = sorted(set(queries.set))
    print(f"{'':34}" + "".join(f"{n:>14}" for n in [*names, "pooled", "hit@5"]) + "  product minus it")
    for kind, product, baselines in (
        (POOL, "pooled mailboxes", BASELINES),
        (ALONE, "own mailbox", ("own mailbox: closed form", "own mailbox: product", "strongest tie")),
    ):
        ours = queries.reciprocal(queries.rows[f"{kind}score"].fill_null(-1).to_numpy())
        for name in (product, *baselines):
            found = ours if name == product else queries.reciprocal(queries.rows[name].to_numpy())
            line = [found[queries.set == n].mean() for n in names]
            line += [found.mean(), (found >= 0.2).mean()]
            gap = metrics.interval(ours - found, queries.message)
            note = "" if name == product else f"  {gap[0]:+.3f} [{gap[1]:+.3f}, {gap[2]:+.3f}]"
            print(f"{name:34}" + "".join(f"{x:14.3f}" for x in line) + note)
    print(f"{len(ours)} queries tested, {len(np.unique(queries.message))} messages")


def fit(queries: Queries) -> dict[str, dict[str, float]]:
    """Coefficients from all sets, as the product ships them (warehouse/fit.py), and for each set from the others."""
    names = sorted(set(queries.set))
    found: dict[str, dict[str, float]] = {name: {} for name in ["all", *names]}
    for kind in (POOL, ALONE):
        x = queries.matrix(kind)
        for name in found:
            values = queries.fit(x, {n for n in names if n != name} or {name})
            found[name] |= dict(zip(FITTED[kind], map(float, values), strict=True))
    return found


def learn(queries: Queries) -> None:
    """Coefficients from the other sets, and what refit makes of them with the first 40 % of a set's own events."""
    names = sorted(set(queries.set))
    print(f"{'':34}" + "".join(f"{n:>14}" for n in [*names, "pooled"]) + "  learnt minus shipped")
    tested = queries.is_test
    for kind, title in ((POOL, "pooled mailboxes"), (ALONE, "own mailbox")):
        x = queries.matrix(kind)
        shipped, learnt, gains = np.zeros(len(queries.set)), np.zeros(len(queries.set)), {}
        for name in names:
            mine = queries.set == name
            prior = queries.fit(x, {n for n in names if n != name})
            values, gains[name] = learning.better(queries.choices(x, mine & ~tested), prior)
            shipped[mine] = queries.reciprocal(x @ prior)[mine]
            learnt[mine] = queries.reciprocal(x @ (prior if values is None else values))[mine]
        for label, found in (("shipped", shipped), ("learnt", learnt)):
            line = [found[tested & (queries.set == n)].mean() for n in names] + [found[tested].mean()]
            print(f"{f'{title}: {label}':34}" + "".join(f"{v:14.3f}" for v in line), end="")
            gap = metrics.interval((learnt - shipped)[tested], queries.message[tested])
            print(f"  {gap[0]:+.3f} [{gap[1]:+.3f}, {gap[2]:+.3f}]" if label == "learnt" else "")
        print(f"{'  gain in log p, latest third':34}" + "".join(f"{gains[n]:14.3f}" for n in names))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("features", "rank"):
        command = commands.add_parser(name)
        command.add_argument("set", metavar="SET")
        if name == "rank":
            command.add_argument("fitted", type=Path, metavar="FITTED.json")
        command.add_argument("out", type=Path, metavar="OUT.parquet")
        command.add_argument("--days", type=int, default=14, metavar="N", help="snapshots every N days")
        command.add_argument("--age", type=int, metavar="D", help="snapshots D days before the event")
        command.add_argument("--every", type=int, default=1, metavar="K", help="take every K-th snapshot")
    for name in ("fit", "score", "learn"):
        commands.add_parser(name).add_argument("files", nargs="+", metavar="OUT.parquet")
    commands.choices["fit"].add_argument("--json", type=Path, metavar="FITTED.json")
    options = parser.parse_args()
    if options.command in ("fit", "score", "learn"):
        queries_read = read(options.files)
    if options.command == "score":
        score(queries_read)
    elif options.command == "learn":
        learn(queries_read)
    elif options.command == "fit":
        found = fit(queries_read)
        print(f"{'':24}" + "".join(f"{name:>14}" for name in found))
        for parameter in found["all"]:
            print(f"{parameter:24}" + "".join(f"{values[parameter]:14.3f}" for values in found.values()))
        if options.json:
            options.json.write_text(json.dumps(found, indent=1))
    else:
        fitted = json.loads(options.fitted.read_text()) if options.command == "rank" else None
        kept = fitted and fitted.get(load(options.set).name, fitted["all"])
        times = Times(options.days, options.age, options.every)
        with tempfile.TemporaryDirectory() as folder:
            read_candidates(options.set, times, Path(folder) / "house", kept).write_parquet(options.out)


if __name__ == "__main__":
    main()
