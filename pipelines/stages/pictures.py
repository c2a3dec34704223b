"""Counts that are drawn, behind the stage that they are about: labels are the product's own words, never of the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pipelines.stages.context import Numbers, Run
from pipelines.stages.ids import published_rows

_YEARS = 15
"""Most years that are told apart, the last included."""
_RULES = 4
"""Most blocking rules that are drawn."""


@dataclass(frozen=True)
class Picture:
    """What is drawn under which name: counts by label, upright along a scale or lying by kind."""

    name: str
    title: str
    counts: Callable[[Run], Numbers]
    is_scale: bool = False


def lanes(run: Run) -> Numbers:
    """Pairs of records by what was decided about them."""
    found = _sums(run, "match", "lane", pl.len())
    return {lane: found.get(lane, 0) for lane in ("same", "review", "different")}


def pairs_by_rule(run: Run) -> Numbers:
    """Pairs that the blocking rules brought: the rules that brought most, and the others together."""
    found = _largest(_sums(run, "blocking", "rule", pl.col("n_pairs").sum()))
    first = dict(list(found.items())[:_RULES])
    return (
        first if len(first) == len(found) else {**first, "others": sum(found.values()) - sum(first.values())}
    )


def block_sizes(run: Run) -> Numbers:
    """Mean pairs of a block for the rules with the largest ones, which cost time and bring little. A rule without
    blocks pairs records one by one."""
    size = (pl.col("n_pairs").sum() / pl.col("n_blocks").sum().clip(lower_bound=1)).round()
    return dict(list(_largest(_sums(run, "blocking", "rule", size)).items())[:_RULES])


def ties(run: Run) -> Numbers:
    """Ties of the published file in ten bins of [0, 1], weak to strong."""
    found = _published(
        run,
        "select least(floor(tie * 10), 9)::int as label, count(*) as n from tie where tie is not null group by 1",
    )
    return {f".{i}": found.get(str(i), 0) for i in range(10)}


def recency(run: Run) -> Numbers:
    """People by the year of the last message between them and an owner."""
    found = _published(
        run, "select year(last_at) as label, count(*) as n from tie where last_at is not null group by 1"
    )
    last = run.as_of.year
    first = max(min((int(year) for year in found), default=last), last - _YEARS + 1)
    years: Numbers = {"earlier": sum(n for year, n in found.items() if int(year) < first)}
    years |= {str(year): found.get(str(year), 0) for year in range(first, last + 1)}
    return years if years["earlier"] else {year: n for year, n in years.items() if year != "earlier"}


def reach(run: Run) -> Numbers:
    """People within one, two and three hops of the first owner, as the files show them; each counted once."""
    found = _published(run, "select hops as label, n_observed as n from contact_pool()")
    return {f"{hops} hop{'s' if hops > 1 else ''}": found.get(str(hops), 0) for hops in (1, 2, 3)}


DRAWN: dict[str, tuple[Picture, ...]] = {
    "matches": (
        Picture("lanes", "pairs of records by lane", lanes),
        Picture("blocking_rules", "pairs brought by the blocking rules", pairs_by_rule),
        Picture("block_sizes", "mean pairs of a block, for the rules with the largest", block_sizes),
    ),
    "published_warehouse": (
        Picture("ties", "ties by strength, from 0 to 1", ties, is_scale=True),
        Picture("recency", "people by the year of the last message", recency, is_scale=True),
        Picture("reach", "people seen within 1, 2 and 3 hops of the first owner", reach),
    ),
}
"""Pictures by the stage behind which they are drawn."""


def _largest(counts: Numbers) -> Numbers:
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _sums(run: Run, table: str, label: str, n: pl.Expr) -> Numbers:
    rows = (
        pl.scan_parquet(run.home.built / f"{table}.parquet").group_by(label).agg(n.cast(pl.Int64).alias("n"))
    )
    return {str(name): int(count or 0) for name, count in rows.sort(label).collect().iter_rows()}


def _published(run: Run, sql: str) -> dict[str, int]:
    return {str(row["label"]): int(str(row["n"])) for row in published_rows(run.home.warehouse, sql)}
