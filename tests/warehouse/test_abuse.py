"""Floods change next to nothing: not the ties of others, not who is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from world import World, small_world

from warehouse.read import Warehouse

ME = "p_olga"
FLOOD = 10_000


def flooded(sender: str, *to: str) -> World:
    world = small_world()
    for nth in range(FLOOD):
        world.mail(sender, *to, days_ago=0.5 + nth / FLOOD)
    return world


def ties(world: World, folder: Path) -> dict[str, float]:
    with Warehouse(world.build(folder)) as warehouse:
        return {row["person_id"]: row["tie"] for row in warehouse.rows("select person_id, tie from tie")}


def test_a_strangers_flood_changes_nobody_elses_tie_and_makes_no_broker(tmp_path: Path) -> None:
    before = ties(small_world(), tmp_path / "before")
    with Warehouse(flooded("flood", ME, "gus").build(tmp_path / "after")) as warehouse:
        after = {row["person_id"]: row["tie"] for row in warehouse.rows("select person_id, tie from tie")}
        first = {
            person: warehouse.who_to_ask(person=person)[0]["person_id"]
            for person in ("eve", "gus", "finn", "jon")
        }
        rank = [row["person_id"] for row in warehouse.who_to_ask()]
    assert {who: tie for who, tie in after.items() if who not in ("flood", "gus")} == {
        who: tie for who, tie in before.items() if who != "gus"
    }
    assert after["flood"] < 0.1
    assert "flood" not in first.values()
    assert rank[0] != "flood"


def test_a_flood_from_a_contact_raises_their_tie_by_a_tenth_at_most_and_makes_no_best_broker(
    tmp_path: Path,
) -> None:
    targets = ("eve", "gus", "finn", "jon", "kim", "hal", None)

    def best(warehouse: Warehouse) -> dict[str | None, str]:
        return {
            target: next(
                row["person_id"] for row in warehouse.who_to_ask(person=target) if row["person_id"] != target
            )
            for target in targets
        }

    with Warehouse(small_world().build(tmp_path / "before")) as warehouse:
        before = {row["person_id"]: row["tie"] for row in warehouse.rows("select person_id, tie from tie")}
        first = best(warehouse)
    for who, to in (("ben", (ME,)), ("cara", (ME, "gus")), ("dora", ("gus", ME, "kim")), ("cara", (ME,))):
        with Warehouse(flooded(who, *to).build(tmp_path / who / "_".join(to))) as warehouse:
            after = {row["person_id"]: row["tie"] for row in warehouse.rows("select person_id, tie from tie")}
            asked = best(warehouse)
        assert before[who] <= after[who] <= 1.1 * before[who], who
        others = {who, *to}
        assert {k: v for k, v in after.items() if k not in others} == {
            k: v for k, v in before.items() if k not in others
        }
        assert {target for target in targets if asked[target] == who} <= {
            target for target in targets if first[target] == who
        }


def test_mail_that_few_answer_counts_and_ever_less_the_more_of_it_there_is(tmp_path: Path) -> None:
    counts = (1, 8, 16, 80, 800)
    world = small_world()
    for n in counts:
        for nth in range(n):
            world.mail(f"sender{n}", ME, "gus", days_ago=1 + nth / n)
    with Warehouse(world.build(tmp_path)) as warehouse:
        rows = warehouse.rows("select person_id, trust from contact where person_id like 'sender%'")
    trust = {row["person_id"]: row["trust"] for row in rows}
    expected = [1, 1, 1 / 4, (50 / 80) ** 2 / 100, (50 / 800) ** 2 / 10_000]
    assert [trust[f"sender{n}"] for n in counts] == pytest.approx(expected)
