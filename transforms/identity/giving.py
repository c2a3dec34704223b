"""Which cluster gets which id, when there are a million of them: clusters that nobody knows get new ids, clusters
whose records all had one id and nobody else ever had it keep that id, and only the rest is matched (ids.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from transforms.identity import ids
from transforms.identity.decisions import Undone


def give(
    rows: pl.DataFrame, known: pl.DataFrame, at: datetime, undone: Sequence[Undone] = ()
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(rows with person_id, rows to append to ids.csv), as ids.assign gives them. ``rows``: record_id, cluster."""
    known = known.select(ids.KNOWN.names()).cast(ids.KNOWN)
    had = known.select("person_id", "record_id").unique(maintain_order=True)
    claims = (
        rows.select("record_id", "cluster")
        .join(had, on="record_id")
        .select("person_id", "cluster")
        .unique()
        .with_columns(alone=(pl.len().over("cluster") == 1) & (pl.len().over("person_id") == 1))
    )
    contested = claims.filter(~pl.col("alone").all().over("cluster")).select("cluster").unique()
    settled = claims.join(contested, on="cluster", how="anti").select("person_id", "cluster")
    unknown = rows.join(claims, on="cluster", how="anti").group_by("cluster").agg(pl.col("record_id").min())
    names = [ids.name(record_id, 0) for record_id in unknown["record_id"].to_list()]
    unknown = unknown.select(pl.Series("person_id", names, pl.String), "cluster")
    taken = unknown.join(known, on="person_id", how="semi").select("cluster")
    rest = pl.concat([contested, taken])
    fresh = unknown.join(taken, on="cluster", how="anti")
    matched, moved = _match(rows, rest, known, had, at, undone)
    given = pl.concat([settled, fresh, matched])
    out = rows.join(given, on="cluster", how="left", maintain_order="left")
    added = (
        out.join(rest, on="cluster", how="anti")
        .join(had, on="record_id", how="anti")
        .select(pl.lit(at).cast(ids.KNOWN["at"]).alias("at"), "person_id", "record_id", reason=pl.lit("new"))
    )
    return out, pl.concat([added, moved]).sort("person_id", "record_id")


def _match(
    rows: pl.DataFrame,
    clusters: pl.DataFrame,
    known: pl.DataFrame,
    had: pl.DataFrame,
    at: datetime,
    undone: Sequence[Undone],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """ids.assign for these clusters, with the ids that they or somebody with one of their ids ever had."""
    wanted = rows.join(clusters, on="cluster", how="semi")
    touched = had.join(wanted, on="record_id", how="semi").select("person_id").unique()
    records = had.join(touched, on="person_id", how="semi").select("record_id").unique()
    history = known.join(records, on="record_id", how="semi", maintain_order="left")
    groups = dict(wanted.group_by("cluster").agg("record_id").sort("cluster").iter_rows())
    also_taken = set(known["person_id"].unique().to_list()) if groups else set()
    given, new = ids.assign(groups, history, at, undone, also_taken)
    columns = {"person_id": list(given.values()), "cluster": list(given)}
    return pl.DataFrame(columns, schema={"person_id": pl.String, "cluster": rows.schema["cluster"]}), new
