"""The ranking's parameters, fitted on the introductions that already happened to the owners of this home.

Each introduction is a query: the owner's contacts as they were before it, and who of them did it. Fitted values are
taken only where they foretell the latest third better than the shipped ones do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from transforms import plan
from warehouse import past
from warehouse.choice import ALONE, POOL, Choices, Floats
from warehouse.connect import reading
from warehouse.read import Warehouse

MIN_INTRODUCTIONS = 20
"""Introductions of which fewer say nothing."""
WINDOW_DAYS, MAX_WINDOWS = 90, 12
"""Contacts are looked at as they were at the start of each window that holds an introduction, the latest windows first."""
RIDGE = 300.0
"""How firmly the shipped values hold, in units of a column's standard deviation. Weaker ones lost on people who were
fitted on their own past (docs/benchmarks.md, "Learning from one's own past")."""

_PAST = """
select i.owner_id, i.introduced_id, i.broker_id, i.introducing_day, o.is_alone
from (select *, "at"::date as introducing_day from introduction) i join owner o using (owner_id)
where i."at" < as_of() order by i."at", i.owner_id, i.introduced_id
"""
_FEATURES = "from broker_features(p_person := $person::varchar, p_owner := $owner::varchar)"


@dataclass(frozen=True)
class Learnt:
    """values: parameter -> value, those that are better than the shipped ones. n: introductions used.
    gain: by how much log p of the true broker rises for the latest third; one a kind of network ('pool', 'alone')."""

    values: dict[str, float]
    n: dict[str, int]
    gain: dict[str, float]


def learn(warehouse: Path, built: Path, scratch: Path, shipped: Mapping[str, float]) -> Learnt:
    """Fit on a published warehouse and the built tables that it was made from. Past warehouses are built in
    ``scratch``, an empty private folder of the caller's, who removes it."""
    with reading(warehouse) as con:
        as_of: date = con.execute("select as_of()").fetchall()[0][0]
        rows = [
            dict(zip(("owner", "person", "broker", "day", "is_alone"), row, strict=True))
            for row in con.execute(_PAST).fetchall()
        ]
    learnt = Learnt({}, {}, {})
    for name, is_alone, columns in (("alone", True, ALONE), ("pool", False, POOL)):
        mine = [row for row in rows if row["is_alone"] == is_alone]
        if len(mine) < MIN_INTRODUCTIONS:
            continue
        choices = _choices(mine, as_of, built, scratch, columns)
        learnt.n[name] = len(choices)
        if len(choices) >= MIN_INTRODUCTIONS:
            prior = np.array([shipped[parameter] for parameter in columns])
            values, learnt.gain[name] = better(choices, prior)
            if values is not None:
                learnt.values.update(zip(columns, map(float, values), strict=True))
    return learnt


def better(choices: Choices, prior: Floats) -> tuple[Floats | None, float]:
    """Parameters for queries in the order of time, None where they are not better than the prior, and the mean gain
    in log p of the latest third when they are fitted on the rest. Better: that gain is above zero (RIDGE holds back
    already)."""
    cut = len(choices) * 2 // 3
    early, late = choices.part(0, cut), choices.part(cut, len(choices))
    gains = late.log_likelihood(early.fit(prior, RIDGE)) - late.log_likelihood(prior)
    gain = float(gains.mean())
    if gain <= 0:
        return None, gain
    return choices.fit(prior, RIDGE), gain


def _choices(
    rows: list[dict[str, Any]], as_of: date, built: Path, scratch: Path, columns: Mapping[str, pl.Expr]
) -> Choices:
    windows: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        windows.setdefault((as_of - row["day"]).days // WINDOW_DAYS, []).append(row)
    records = pl.read_parquet(built / "record.parquet")
    people = pl.read_parquet(built / "person_record.parquet")
    owners = pl.read_parquet(built / "owner.parquet").select(plan.OWNERS.names())
    found = []
    for nth in sorted(sorted(windows)[:MAX_WINDOWS], reverse=True):
        day = as_of - timedelta(days=WINDOW_DAYS * (nth + 1))
        mail = past.mail_before(pl.scan_parquet(built / "mail.parquet"), day).collect()
        path = past.build_at(scratch, plan.Sightings(mail, records, owners), people, day)
        with Warehouse(path) as then:
            asked = [_asked(then, row) for row in windows[nth]]
        found += [frame for frame in asked if frame["y"].sum() == 1]
    if not found:
        return Choices(np.empty((0, len(columns))), np.empty(0), np.empty(0, dtype=np.int64))
    frame = pl.concat(found)
    sizes = [one.height for one in found]
    start = np.cumsum([0, *sizes[:-1]])
    return Choices(frame.select(**columns).to_numpy(), frame["y"].to_numpy().astype(float), start)


def _asked(then: Warehouse, row: Mapping[str, Any]) -> pl.DataFrame:
    """The owner's contacts as candidates, the target left out; y true for the broker."""
    names, found = then.table(_FEATURES, {"person": row["person"], "owner": row["owner"]})
    features = pl.DataFrame(found, schema=names, orient="row", infer_schema_length=None)
    return features.with_columns(y=pl.col("person_id") == row["broker"])
