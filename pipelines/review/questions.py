"""The review queue of a published warehouse, and what a person needs to answer a question: who the two are, what speaks
for and against, what a merge would change."""

from __future__ import annotations

from typing import Any

from warehouse.read import Row, Warehouse

_QUEUE = "select * from review_queue order by rank limit ?"
_WHO = """
select person_id, display_name as name, organisation, title, city, country, n_records, first_seen, last_seen
from person where person_id = ?
"""
_RECORDS = """
select r.record_id, r.kind, r.owner_id, r.display_name as name, r.emails, r.phones, r.profiles, r.organisation, r.title,
    r.city, coalesce(list(s.path || ':' || rs.locator order by s.path, rs.locator), []) as places
from person_record pr join record r using (record_id)
left join record_source rs using (record_id) left join source s using (source_id)
where pr.person_id = ? group by all order by r.record_id
"""
_IDENTIFIERS = "select kind, value, strength from identifier where person_id = ? order by kind, value"
MANY = 1_000_000


def queue(warehouse: Warehouse, limit: int | None = None) -> list[Row]:
    """Rows of review_queue, the first first; all of them unless told."""
    return warehouse.rows(_QUEUE, [limit or MANY])


def question(warehouse: Warehouse, row: Row) -> dict[str, Any]:
    """A row of the queue with all that helps to answer it: a and b (who they are), would_change (ties, ask_lists)."""
    a, b = str(row["person_a"]), str(row["person_b"])
    return {
        **row,
        "a": about(warehouse, a),
        "b": about(warehouse, b),
        "would_change": effect(warehouse, a, b),
    }


def about(warehouse: Warehouse, person_id: str) -> dict[str, Any]:
    """A person with records and identifiers."""
    who = warehouse.rows(_WHO, [person_id])[0]
    records = warehouse.rows(_RECORDS, [person_id])
    return {**who, "records": records, "identifiers": warehouse.rows(_IDENTIFIERS, [person_id])}


def effect(warehouse: Warehouse, a: str, b: str) -> dict[str, list[Row]]:
    """What would change if the two were one: each owner's tie, and the lists that either is in."""
    ties = warehouse.rows("from ties_if_same(p_a := $a::varchar, p_b := $b::varchar)", {"a": a, "b": b})
    lists = [
        {"side": side, **row}
        for side, person in (("a", a), ("b", b))
        for row in warehouse.rows("from in_lists(p_person := $who::varchar)", {"who": person})
    ]
    return {"ties": ties, "ask_lists": lists}


def members(warehouse: Warehouse, *person_ids: str) -> tuple[str, ...]:
    """All records of some people."""
    rows = warehouse.rows(
        "select record_id from person_record where person_id in (select unnest(?::varchar[])) order by record_id",
        [list(person_ids)],
    )
    return tuple(row["record_id"] for row in rows)


def heaviest_pair(warehouse: Warehouse, a: str, b: str) -> tuple[str, str]:
    """The pair of records between two people that says most: the heaviest compared one, else the smallest ids."""
    rows = warehouse.rows(
        'select record_a, record_b from "match" m join person_record x on x.record_id = m.record_a'
        " join person_record y on y.record_id = m.record_b"
        " where (x.person_id = $a and y.person_id = $b) or (x.person_id = $b and y.person_id = $a)"
        " order by weight desc, record_a, record_b limit 1",
        {"a": a, "b": b},
    )
    if rows:
        return rows[0]["record_a"], rows[0]["record_b"]
    left, right = members(warehouse, a)[0], members(warehouse, b)[0]
    return (left, right) if left < right else (right, left)


def links(warehouse: Warehouse, person_id: str) -> list[Row]:
    """Pairs of lane same within a person, heaviest first: what holds it together."""
    return warehouse.rows(
        'select m.record_a, m.record_b, m.weight from "match" m'
        " join person_record a on a.record_id = m.record_a join person_record b on b.record_id = m.record_b"
        " where m.lane = 'same' and a.person_id = $who and b.person_id = $who"
        " order by m.weight desc, m.record_a, m.record_b",
        {"who": person_id},
    )


def where_listed(warehouse: Warehouse) -> set[tuple[Any, ...]]:
    """Who is asked where on the ask lists, to see what an answer changed."""
    _, rows = warehouse.table("select owner_id, target_id, rank, person_id, why from ask_list")
    return set(rows)
