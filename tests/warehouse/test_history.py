"""Ties over time, whom two people both know, and that macros take any text as nothing but text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from world import small_world

from warehouse.read import Warehouse


def test_a_month_stands_as_a_file_of_that_day_would_have_it(small: Warehouse, tmp_path: Path) -> None:
    with Warehouse(small_world().build(tmp_path, as_of=date(2026, 10, 1))) as earlier:
        then = {
            row["person_id"]: row["tie"] for row in earlier.rows("from tie where n_sent + n_received > 0")
        }
    month = small.rows("from tie_month where month = '2026-09-01'")
    assert {row["person_id"] for row in month} == {"ben", "cara"}
    for row in month:
        # cells are weekly: the week across the border lies in the month of its last message
        assert row["tie"] == pytest.approx(then[row["person_id"]], abs=0.12)
    assert small.rows("select person_id from tie_month where n_sent + n_received = 0") == []
    counted = small.rows(
        "select sum(n_sent)::bigint as n_sent, sum(n_received)::bigint as n_received from tie_month where person_id = 'ben'"
    )
    assert counted == small.rows("select n_sent, n_received from tie where person_id = 'ben'")


def test_a_history_has_every_month_and_ends_at_the_tie_of_today(small: Warehouse) -> None:
    rows = small.rows("from tie_history(p_person := 'dora')")
    months = [(row["month"].year * 12 + row["month"].month) for row in rows]
    assert months == list(range(months[0], 2026 * 12 + 11))
    silent = [row["tie"] for row in rows if row["n_sent"] + row["n_received"] == 0]
    assert silent == sorted(silent, reverse=True)
    assert len(silent) > 40
    for row in small.rows("select person_id, tie from tie where n_sent > 0 and n_received > 0"):
        last = small.rows("from tie_history(p_person := $1::varchar)", [row["person_id"]])[-1]
        assert last["tie"] == pytest.approx(row["tie"])
        assert last["until"] == date(2026, 11, 1)
    today = small.rows(
        "select o.tie - t.tie as d from ties_on() o join tie t using (person_id) where presence = 0"
    )
    assert max(abs(row["d"]) for row in today) < 1e-9


def test_trends_tell_rising_from_fading(small: Warehouse) -> None:
    change = {row["name"]: row["change"] for row in small.rows("from tie_trend(p_months := 12)")}
    assert change["Ben Adler"] > 0 > change["Dora"]


def test_mutual_contacts_of_two_people_and_of_the_owner(tmp_path: Path) -> None:
    world = small_world()
    world.owners["piet"] = "piet"
    world.mail("cara", "eve", days_ago=8)
    world.mail("eve", "cara", days_ago=7)
    with Warehouse(world.build(tmp_path)) as warehouse:
        both = warehouse.rows("from mutual(p_a := 'ben', p_b := 'cara')")
        turned = warehouse.rows("from mutual(p_a := 'cara', p_b := 'ben')")
        mine = warehouse.rows("from mutual(p_b := 'ben')")
        assert warehouse.rows("from mutual(p_a := 'ben', p_b := 'ben')") == []
        assert warehouse.rows("from mutual(p_a := 'ben', p_b := 'cara', p_owner := 'piet')") == []
    assert [row["person_id"] for row in both] == ["eve"]
    assert (turned[0]["strength_a"], turned[0]["strength_b"]) == (
        both[0]["strength_b"],
        both[0]["strength_a"],
    )
    assert [(row["person_id"], row["kind_a"]) for row in mine] == [("eve", "tie")]


HOSTILE = ("'\"%_\\\0;-- $1 ? (\u202e\U0001f600", "' or 1=1 --", "person_id", "x" * 1_000_000)
NUMBERS = {"p_limit", "p_days", "p_as_of", "p_day", "p_months", "p_asks", "p_weights"}
"""Parameters that take no text."""
QUESTIONS = {
    "who_to_ask", "who_at", "who_can_introduce", "paths_to", "why", "dormant", "bridges", "affinity_with", "mutual",
    "person_search", "lineage", "tie_history", "ties_on", "tie_trend", "introductions_received", "shortlist", "plan",
    "network_people", "network_edges", "in_lists", "ties_if_same", "company_people", "role_people",
}  # fmt: skip
"""Macros that find nobody when nobody is meant; the others are parts of them and may answer with zeros."""


@pytest.mark.parametrize("text", HOSTILE, ids=["signs", "sql", "column", "megabyte"])
def test_macros_take_any_text_as_text(small: Warehouse, text: str) -> None:
    """All text parameters of every table macro, and the owner by itself: no error, and nobody is found."""
    macros = small.rows(
        "select function_name as name, parameters from duckdb_functions()"
        " where not internal and function_type = 'table_macro' order by function_name"
    )
    assert {macro["name"] for macro in macros} >= QUESTIONS
    for macro in macros:
        texts = set(macro["parameters"]) - NUMBERS - {"p_owner"}
        for chosen in (texts, set(macro["parameters"]) & {"p_owner"}):
            if chosen:
                given = ", ".join(f"{name} := $1::varchar" for name in sorted(chosen))
                found = small.rows(f"from {macro['name']}({given})", [text])
                assert found == [] or macro["name"] not in QUESTIONS, macro["name"]
