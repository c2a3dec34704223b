"""What must hold in a build before it is published. Numbers only: no check ever reports a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from warehouse.connect import reading

SCORES = (
    "tie",
    "keeps_in_touch",
    "answers",
    "path_strength",
    "relevance",
    "novelty",
    "fatigue",
    "confidence",
)
"""Columns that lie in [0, 1] or are null, wherever they occur."""
KEYS: dict[str, tuple[str, ...]] = {
    "match": ("record_a", "record_b"),
    "match_factor": ("record_a", "record_b", "factor"),
    "interaction": ("owner_id", "record_id", "direction", "week"),
    "cluster": ("person_id",),
    "identifier_strength": ("network_id", "kind", "value"),
    "person_name": ("person_id", "name_key"),
}
"""Keys that no index holds (too many rows); the others are PRIMARY KEYs."""
REFERENCES: tuple[tuple[str, str, str, str], ...] = (
    ("person_record", "person_id", "person", "person_id"),
    ("person_record", "record_id", "record", "record_id"),
    ("record_source", "record_id", "record", "record_id"),
    ("record_source", "source_id", "source", "source_id"),
    ("problem", "source_id", "source", "source_id"),
    ("interaction", "record_id", "record", "record_id"),
    ("tie", "person_id", "person", "person_id"),
    ("hop", "from_id", "person", "person_id"),
    ("hop", "to_id", "person", "person_id"),
    ("affiliation", "person_id", "person", "person_id"),
    ("ask_list", "person_id", "person", "person_id"),
    ("review_queue", "person_a", "person", "person_id"),
    ("review_queue", "person_b", "person", "person_id"),
)
"""Child table and column, parent table and column: every value must exist there."""


@dataclass(frozen=True)
class Check:
    """One check with the counts that show it."""

    name: str
    passed: bool
    blocking: bool = True
    numbers: Mapping[str, int | float] = field(default_factory=dict)


def run(path: Path, previous: Path | None) -> list[Check]:
    """All checks on the build at ``path``; ``previous`` is the published file, None the first time."""
    with reading(path) as con:
        return [
            _scores(con),
            _self(con),
            _history(con, previous),
            _none("keys_unique", con, {table: _repeated(table, key) for table, key in KEYS.items()}),
            _none(
                "references_resolve",
                con,
                {f"{c}.{col}": _orphans(c, col, p, k) for c, col, p, k in REFERENCES},
            ),
            _none("networks_apart", con, _CROSSING),
            _none("tie_factors_add_up", con, {"ties_off": _FACTORS}),
            _none(
                "nothing_after_as_of",
                con,
                {"weeks_late": "select count(*) from interaction where last_at >= as_of()"},
            ),
            _counts(con),
        ]


def _scores(con: duckdb.DuckDBPyConnection) -> Check:
    columns = con.execute(
        "select table_name, column_name from duckdb_columns() where column_name in (select unnest(?))"
        " and data_type = 'DOUBLE' order by all",
        [list(SCORES)],
    ).fetchall()
    queries = {
        f"{table}.{column}": f'select count(*) from "{table}" where not ({column} between 0 and 1) or isnan({column})'
        for table, column in columns
    }
    queries["ask_list.score"] = (
        "select count(*) from ask_list where not score >= 0 or isnan(score) or isinf(score)"
    )
    return _none("scores_in_range", con, queries)


def _self(con: duckdb.DuckDBPyConnection) -> Check:
    return _none(
        "self_not_a_contact",
        con,
        {
            f"in_{table}": f"select count(*) from {table} join owner using (owner_id, person_id)"
            for table in ("tie", "contact", "ask_list", "interaction")
        },
    )


def _history(con: duckdb.DuckDBPyConnection, previous: Path | None) -> Check:
    """A record's person either is the one it was, or person_id_history says what became of the old id; or it is the one
    it had before a change that the published file lists and that was taken back since."""
    name = "no_person_reassigned_without_history"
    if previous is None or not previous.is_file():
        return Check(name, True, numbers={"records_before": 0, "reassigned": 0, "unexplained": 0})
    with reading(previous) as old:
        before = dict(old.execute("select record_id, person_id from person_record").fetchall())
        changed = set(old.execute("select old_id, new_id from person_id_history").fetchall())
    now = dict(con.execute("select record_id, person_id from person_record").fetchall())
    explained = {row[0] for row in con.execute("select distinct old_id from person_id_history").fetchall()}
    moved = [(old, now[record]) for record, old in before.items() if now.get(record, old) != old]
    unexplained = sum(old not in explained and (new, old) not in changed for old, new in moved)
    return Check(
        name,
        unexplained == 0,
        numbers={"records_before": len(before), "reassigned": len(moved), "unexplained": unexplained},
    )


def _counts(con: duckdb.DuckDBPyConnection) -> Check:
    """For information: how much there is."""
    tables = ("person", "person_record", "tie", "acquaintance", "affiliation", "ask_list")
    return Check(
        "row_counts", True, False, {table: _number(con, f"select count(*) from {table}") for table in tables}
    )


def _none(name: str, con: duckdb.DuckDBPyConnection, queries: Mapping[str, str]) -> Check:
    """Passes when every query counts zero."""
    numbers = {key: _number(con, sql) for key, sql in queries.items()}
    return Check(name, not any(numbers.values()), numbers=numbers)


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(con.execute(sql).fetchall()[0][0])


def _repeated(table: str, key: tuple[str, ...]) -> str:
    columns = ", ".join(key)
    return f'select count(*) from (select {columns} from "{table}" group by {columns} having count(*) > 1)'


def _orphans(child: str, column: str, parent: str, key: str) -> str:
    return f"select count(*) from {child} anti join {parent} on {parent}.{key} = {child}.{column}"


_CROSSING = {
    "ties": "select count(*) from tie join owner o using (owner_id) join person p on p.person_id = tie.person_id"
    " where p.network_id <> o.network_id",
    "hops": "select count(*) from hop join person a on a.person_id = from_id join person b on b.person_id = to_id"
    " where a.network_id <> b.network_id or a.network_id <> hop.network_id",
}
_FACTORS = (
    "select count(*) from (select abs(sum(f.nats) - ln(any_value(t.tie_raw)) + ln(param('q_mail'))) as off"
    " from tie t join tie_factor f using (owner_id, person_id) where t.tie_raw > 0"
    " group by t.owner_id, t.person_id) where off > 1e-9"
)
