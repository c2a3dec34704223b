"""How the tables hang together: which column names a row of which other table, told by the columns' names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from warehouse.checks import KEYS

NAMES: dict[str, str] = {
    "person_id": "person",
    "person_a": "person",
    "person_b": "person",
    "from_id": "person",
    "to_id": "person",
    "broker_id": "person",
    "introduced_id": "person",
    "record_id": "record",
    "record_a": "record",
    "record_b": "record",
    "source_id": "source",
    "answer_source_id": "source",
    "owner_id": "owner",
}
"""Column: the table whose key it holds (or null)."""
ELSEWHERE = {("knows", "person_a"), ("knows", "person_b")}
"""(Table, column) of such a name that holds something else: what the owner wrote."""
ALSO = {("knows", "id_a"): "person", ("knows", "id_b"): "person"}


def parent(table: str, column: str) -> str | None:
    """The table that a column points into; None for a column of the table itself or of no other."""
    if (table, column) in ELSEWHERE:
        return None
    found = ALSO.get((table, column)) or NAMES.get(column)
    return None if found == table else found


def references(columns: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    """(Table, column, parent) of all columns by table."""
    for table, names in columns.items():
        for column in names:
            if above := parent(table, column):
                yield table, column, above


def key(table: str, declared: Sequence[str] | None) -> Sequence[str]:
    """The declared primary key, or the one that a check holds; empty for a log."""
    return declared or KEYS.get(table, ())


def diagram(columns: Mapping[str, Sequence[str]], parents: Sequence[str]) -> str:
    """A Mermaid entity diagram of what points into ``parents``."""
    edges: dict[tuple[str, str], list[str]] = {}
    for table, column, above in references(columns):
        if above in parents:
            edges.setdefault((above, table), []).append(column)
    lines = [f'    {above} ||--o{{ {table} : "{", ".join(names)}"' for (above, table), names in edges.items()]
    return "\n".join(["```mermaid", "erDiagram", *lines, "```"])
