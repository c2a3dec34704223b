"""From mailboxes to asks, by the command line alone: does `weakties ask --person` name who in fact introduces?

    python benchmarks/mailbox_replay.py [--data FOLDER] [--sets enron eucore kernel] [--owners 10] [--seed 1]
                                        [--pooled] [--json OUT] [--write docs/benchmarks.md]

Events of a set (benchmarks/replay) become one mbox an owner, with invented names and addresses. Each owner has a
home of their own; at four cuts T the mailbox has grown up to T and is read by `weakties run --as-of T`. Every
introduction of the owner in the 90 days after T (benchmarks/replay/brokers.py; at the last cut before it) is then
asked for with `weakties ask --person ADDRESS --json`. Where nobody is known by that address, the command says so,
and the list of plain `weakties ask` is what the owner has. --pooled: one home a set, the same owners pooling.

The introducer's place among everybody in the published table tie, the target left out, beside that in rankings by
columns of the published file: tie, people known, acquaintance with the target. Past place 200: 0, as is an
introducer who is no contact. Cuts: from where 40 % of the set's introductions lie behind to 90 days before the
last, evenly. Owners: those with most introductions to ask for, drawn by the seed where they have equally many.
Differences are paired; 95 %, cluster bootstrap by introducing message.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.replay import mailbox_report, metrics
from benchmarks.replay.brokers import queries
from benchmarks.replay.command import Home, bar, cpu_seconds
from benchmarks.replay.events import CORPORA, SETS, Events, days, load, midnight
from benchmarks.replay.mailboxes import Mailboxes
from warehouse.read import Warehouse

N_CUTS, HORIZON, LIMIT = 4, 90, 200
PUBLISHED = """
select t.person_id, t.tie, c.n_known, t.n_sent + t.n_received as n_messages,
    coalesce(h.n_out + h.n_in + h.n_together, 0) as n_shared, coalesce(h.strength, 0) * t.tie as product
from tie t join contact c using (owner_id, person_id)
left join hop h on h.from_id = t.person_id and h.to_id = $target::varchar
where t.owner_id = $owner::varchar and t.person_id is distinct from $target::varchar
"""
BASELINES = {
    "tie": "strongest tie first",
    "product": "tie × acquaintance with the target",
    "n_shared": "messages shared with the target",
    "n_messages": "messages with the owner",
    "n_known": "people known",
}


def cuts(asked: pl.DataFrame) -> list[date]:
    at = asked["at"].sort()
    first, last = at[int(len(at) * 0.4)].date(), at[-1].date() - timedelta(days=HORIZON)
    return [first + (last - first) * n // (N_CUTS - 1) for n in range(N_CUTS)]


def to_ask(asked: pl.DataFrame, at: list[date]) -> pl.DataFrame:
    """Introductions by the last cut before them, where it is at most 90 days old."""
    cut = pl.DataFrame({"cut": at, "from": [midnight(day) for day in at]})
    rows = asked.sort("at").join_asof(cut, left_on="at", right_on="from", strategy="backward")
    return rows.filter(pl.col("at") < pl.col("from") + days(HORIZON)).drop("from")


def chosen(asked: pl.DataFrame, n: int, seed: int) -> list[int]:
    """Owners with most introductions to ask for, equal ones in the seed's order."""
    rows = asked.group_by("a").len().sort("a").rows()
    random.Random(seed).shuffle(rows)
    return sorted(who for who, _ in sorted(rows, key=lambda row: -row[1])[:n])


def rank(home: Home, mailboxes: Mailboxes, row: dict[str, Any]) -> dict[str, Any] | None:
    """1 / place of the introducer in each ranking; None for an owner without contacts, whom no ranking serves."""
    owner, target = f"o{row['a']}", mailboxes.address(row["c"])
    options = ["--owner", owner, "--limit", str(LIMIT)]
    listed = home("ask", "--person", target, *options, or_nothing=True)
    is_known = listed is not None
    if listed is None:
        listed = home("ask", *options, or_nothing=True) or []
    with Warehouse(home.warehouse) as warehouse:
        of = "select person_id from identifier where kind = 'mail' and value = ? and network_id = (select network_id from owner where owner_id = ?)"
        broker, target_id = (
            next((one["person_id"] for one in warehouse.rows(of, [address, owner])), None)
            for address in (mailboxes.address(row["broker"]), target)
        )
        people = warehouse.rows(PUBLISHED, {"owner": owner, "target": target_id})
    if not people:
        return None
    ids = [one["person_id"] for one in people]
    order = [one["person_id"] for one in listed if one["person_id"] != target_id]
    found = {"ask": 1 / (1 + order.index(broker)) if broker in order else 0.0}
    for column in BASELINES:
        place = metrics.ranks(np.array([one[column] for one in people], float))
        at = float(place[ids.index(broker)]) if broker in ids else LIMIT + 1.0
        found[column] = 1 / at if at <= LIMIT else 0.0
    return found | {"is_known": is_known, "is_contact": broker in ids, "n_contacts": len(ids)}


def replay(
    events: Events, asked: pl.DataFrame, owners: list[int], folder: Path, pool: bool
) -> Iterator[dict[str, Any]]:
    """A row an introduction of these owners, who share one home."""
    mailboxes, home, since = Mailboxes(events), Home(folder), None
    for owner in owners:
        pooling = ["--pool"] if pool else []
        home("init", "--owner", f"o{owner}", "--email", mailboxes.address(owner), *pooling)
    for cut, rows in sorted(asked.partition_by("cut", as_dict=True).items()):
        day = cut[0]
        for owner in owners:
            with (folder / "inbox" / f"o{owner}" / "mail.mbox").open("ab") as file:
                file.write(mailboxes.mbox(owner, since, midnight(day)))
        since = midnight(day)
        home("run", "--as-of", str(day + mailboxes.shift))
        for row in rows.sort("query").iter_rows(named=True):
            yield {
                "set": events.name, "is_pooled": pool, "owner": row["a"], "cut": str(day),
                "message": f"{events.name} {row['msg_id']}", **(rank(home, mailboxes, row) or {}),
            }  # fmt: skip


def measure(options: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    plans = []
    for name in options.sets:
        path = options.data / SETS[name] if name in SETS else Path(name)
        events = load(str(path))
        found = queries(events)
        asked = to_ask(found, cuts(found))
        owners = chosen(asked, options.owners, options.seed)
        asked = asked.filter(pl.col("a").is_in(owners))
        plans += [(events, asked.filter(pl.col("a") == owner), [owner], False) for owner in owners]
        if options.pooled:
            plans.append((events, asked, owners, True))
    rows, done, total = [], 0, sum(asked.height for _, asked, _, _ in plans)
    for nth, (events, asked, owners, pool) in enumerate(plans):
        for row in replay(events, asked, owners, folder / str(nth), pool):
            done += 1
            rows += [row] if "ask" in row else []
            bar(done, total, "introductions")
        if options.json:
            options.json.write_text(json.dumps({"rows": rows, "cpu_seconds": round(cpu_seconds())}))
    return rows


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=CORPORA / "ties", help="folder of the event tables")
    parser.add_argument("--sets", nargs="+", default=list(SETS), help="names of given sets, or files")
    parser.add_argument("--owners", type=int, default=10, metavar="N", help="of each set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pooled", action="store_true", help="one home a set too, where the owners pool")
    parser.add_argument("--json", type=Path, metavar="OUT", help="a row an introduction; numbers only")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into this page")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="mailboxes-") as folder:
        rows = measure(options, Path(folder))
    seconds = cpu_seconds()
    text = mailbox_report.table(rows, BASELINES, seconds)
    print(text)
    if options.write:
        mailbox_report.write(options.write, text)


if __name__ == "__main__":
    main()
