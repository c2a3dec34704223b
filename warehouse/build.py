"""One build: a new DuckDB file from the built tables, in an order that reads top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from transforms.network import circles
from transforms.normalise import titles
from warehouse import fit, presets, reliability
from warehouse.connect import building

SQL = Path(__file__).parent

LOADED = (
    "record", "record_source", "person_record", "match", "match_factor", "blocking", "cluster", "identifier_strength",
)  # fmt: skip
"""Built tables that are kept as they are."""
STAGED = ("mail", "interaction", "evidence", "introduction", "acquaintance_record", "affiliation_record")
"""Built tables that the model turns from records to people (read as built_<name>)."""
MACROS = (
    "keys",
    "settings",
    "answers",
    "bands",
    "tie_features",
    "tie_history",
    "targets",
    "goal",
    "presets",
    "words",
    "brokers",
    "candidates",
    "who_to_ask",
    "lookups",
    "lists",
    "mutual",
    "network",
    "why",
    "review",
)
"""Macro files, each using only earlier ones."""


def build(
    path: Path,
    built: Path,
    tables: dict[str, pl.DataFrame],
    run: dict[str, Any],
    lists: bool = True,
    weights: presets.Presets | None = None,
) -> None:
    """Write the warehouse at ``path`` (which must not exist yet).

    built: folder with <table>.parquet for LOADED and STAGED. tables: frames source, problem, owner (owner_id,
    network_id, addresses, in the owners' order), target, knows, company_alias, person_id_history, ask and run (earlier runs);
    an absent one is empty. run: run_id, as_of, started_at, seconds, version, model_version. Constants of the
    models come from ``built``'s sibling folder models. lists: fill ask_list (whoever only reads macros needs none).
    weights: the presets; the shipped ones unless given.
    """
    with building(path) as con:
        for file in sorted((SQL / "schema").glob("*.sql")):
            con.execute(file.read_text(encoding="utf-8"))
        _load_run(con, tables.get("run"), run)
        parameters = fit.load(built.parent / "models")
        con.executemany("insert into model_parameter values (?, ?, ?, ?)", parameters.rows())
        con.executemany(
            "insert into preset values (?, ?, ?, ?)", presets.rows(weights or presets.presets({}))
        )
        con.executemany("insert into role_word values (?, ?, ?)", titles.words())
        for name in MACROS:
            con.execute((SQL / "macros" / f"{name}.sql").read_text(encoding="utf-8"))
        for name in LOADED:
            _insert(con, name, _parquet(built, name))
        for name in STAGED:
            con.execute(f"create temp view built_{name} as from {_parquet(built, name)}")
        for name in ("source", "problem", "company_alias", "person_id_history"):
            _load(con, name, tables.get(name))
        _stage(con, "owner", tables.get("owner"))
        _stage(con, "target", tables.get("target"))
        _stage(con, "knows", tables.get("knows"))
        _stage(con, "ask", tables.get("ask"))
        _map_titles(con)
        for name in (
            "home",
            "person",
            "once",
            "relabel",
            "people_named",
            "activity",
            "ties",
            "tie_month",
            "introduced",
            "asked",
            "acquaintance",
            "introductions",
            "habits",
        ):
            _model(con, name)
        _reliability(con, reliability.load(built.parent / "models" / fit.FILE))
        _circles(con)
        _model(con, "contacts")
        if lists:
            _ask_lists(con)
        _model(con, "review_queue")


def _model(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute((SQL / "model" / f"{name}.sql").read_text(encoding="utf-8"))


class _Arrow:
    """Hides that a frame is polars', so that DuckDB reads it through the Arrow C stream (no pyarrow needed)."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


def _parquet(built: Path, name: str) -> str:
    """SQL for a built table: one file."""
    return f"read_parquet('{str(built / name).replace(chr(39), chr(39) * 2)}.parquet')"


def _load(con: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame | None) -> None:
    """Insert a frame by column names; columns that the table does not have are left out."""
    if frame is None or frame.is_empty():
        return
    con.register("incoming", _Arrow(frame))
    _insert(con, name, "incoming")
    con.unregister("incoming")


def _insert(con: duckdb.DuckDBPyConnection, name: str, origin: str) -> None:
    has = [row[0] for row in con.execute(f"describe from {origin}").fetchall()]
    wants = con.execute("select column_name from duckdb_columns() where table_name = ?", [name]).fetchall()
    shared = ", ".join(f'"{column}"' for (column,) in wants if column in has)
    con.execute(f'insert into "{name}" ({shared}) select {shared} from {origin}')


def _stage(con: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame | None) -> None:
    """A small frame as temp table home_<name>, with row number ``nth``, for model/home.sql to take over."""
    con.execute((SQL / "schema" / "home" / f"{name}.sql").read_text(encoding="utf-8"))
    if frame is not None:
        _load(con, f"home_{name}", frame.with_row_index("nth"))


def _load_run(con: duckdb.DuckDBPyConnection, past: pl.DataFrame | None, run: dict[str, Any]) -> None:
    if past is not None:
        _load(con, "run", past.filter(pl.col("run_id") != run["run_id"]))
    columns = ("run_id", "as_of", "started_at", "seconds", "version", "model_version")
    con.execute("insert into run values (?, ?, ?, ?, ?, ?)", [run[name] for name in columns])


def _map_titles(con: duckdb.DuckDBPyConnection) -> None:
    """job_title, and its short form title_map: every job title and what it stands for, by the function that everybody
    uses."""
    rows = con.execute(
        "select distinct title from (select title from record union all select title from built_affiliation_record)"
        " where title <> '' order by title"
    ).fetchall()
    found = [(title, titles.role(title) or titles.Role("", "", "")) for (title,) in rows]
    frame = pl.DataFrame(
        [(title, role.key, role.family or None, role.seniority or None) for title, role in found],
        schema=dict.fromkeys(("title", "title_key", "family", "seniority"), pl.String),
        orient="row",
    )
    _load(con, "job_title", frame)
    con.execute("create temp table title_map as select title, title_key from job_title")


def _reliability(con: duckdb.DuckDBPyConnection, rows: list[Sequence[object]]) -> None:
    """Rows of owners who are still there."""
    owners = {owner for (owner,) in con.execute("select owner_id from owner").fetchall()}
    if kept := [row for row in rows if row[0] in owners]:
        con.executemany(f"insert into reliability values ({', '.join('?' * len(reliability.COLUMNS))})", kept)


def _circles(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "select network_id, from_id, to_id, strength from hop order by from_id, to_id"
    ).fetchall()
    _load(con, "circle", circles.build(pl.DataFrame(rows, schema=circles.HOPS, orient="row")))


def _ask_lists(con: duckdb.DuckDBPyConnection) -> None:
    """ask_list: who_to_ask for every owner and target. Rows of one macro, so lists and answers never differ."""
    owners = con.execute("select owner_id from owner order by position").fetchall()
    for (owner,) in owners:
        targets = con.execute(
            "select target_id, nullif(company, ''), person_id, nullif(role, ''), nullif(city, ''), nullif(industry, ''),"
            " resolution"
            " from target where owner_id = ? order by target_id",
            [owner],
        ).fetchall()
        con.execute(_ASK, [owner, "", None, None, None, None, None, owner])
        for target_id, company, person, role, city, industry, resolution in targets:
            if resolution in (None, "one") and any((company, person, role, city, industry)):
                con.execute(_ASK, [owner, target_id, company, person, role, city, industry, owner])


_ASK = """
insert into ask_list by name
select ?::varchar as owner_id, ?::varchar as target_id, * from who_to_ask(
    p_company := ?::varchar, p_person := ?::varchar, p_role := ?::varchar, p_city := ?::varchar,
    p_industry := ?::varchar, p_owner := ?::varchar)
"""
