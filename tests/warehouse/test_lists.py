"""The lists beside the ask list: each by its definition on a small world, and as a command."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from test_ask import run
from world import World, small_world

from warehouse.publish import publish
from warehouse.read import Row, Warehouse

ME = "p_olga"


def hub() -> World:
    """The small world; star knows four people who know nobody else, close knows three who all know each other; a few
    engineers; an introduction; asks."""
    world = small_world()
    for days in (700, 690):
        world.mail(ME, "star", days_ago=days)
        world.mail("star", ME, days_ago=days - 1)
        world.mail(ME, "close", days_ago=days)
        world.mail("close", ME, days_ago=days - 1)
    for leaf in ("l1", "l2", "l3", "l4"):
        world.mail("star", leaf, days_ago=50)
        world.mail(leaf, "star", days_ago=49)
    group = ("close", "k1", "k2", "k3")
    for one in group:
        for other in group:
            if one != other:
                world.mail(one, other, days_ago=60)
    for nth, title in enumerate(["Engineer", "Senior Engineer", "Engineer", "Engineer", "Engineer"]):
        world.card(f"e{nth}", emails=[f"e{nth}@example.org"])
        world.works(f"e{nth}", "Initech" if nth != 1 else "Umbrella", title)
    world.works("p_olga", "Globex", is_current=False, record="r_owner_olga")
    world.mail("ben", ME, "nia", days_ago=100)
    world.mail("nia", ME, days_ago=95)
    world.mail(ME, "nia", days_ago=94)
    world.tables["target"] = pl.DataFrame(
        {"target_id": ["acme", "eve", "leaf"], "company": ["Acme", None, None], "person": [None, "eve", "l1"]}
    )
    asks = [
        ("cara", "acme", "sent"),
        ("cara", "acme", "yes"),
        ("ben", "x", "sent"),
        ("ben", "x", "no"),
        ("dora", "x", "drafted"),
    ]
    world.tables["ask"] = pl.DataFrame(
        [
            {"at": datetime(2026, 1, 1 + nth, tzinfo=UTC), "owner_id": "olga", "record_ids": f"r_mail_olga_{who}", "target": what, "status": status}
            for nth, (who, what, status) in enumerate(asks)
        ],
        schema_overrides={"at": pl.Datetime("us", "UTC")},
    )  # fmt: skip
    return world


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    (folder / "weakties.toml").write_text("")
    publish(hub().build(folder / "build"), folder / "data")
    return folder


def listed(home: Path, *arguments: str) -> list[Row]:
    result = run(home, *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    assert run(home, *arguments).exit_code == 0
    rows: list[Row] = json.loads(result.stdout)
    return rows


def test_bridges_connect_people_who_do_not_know_each_other(home: Path) -> None:
    rows = {row["person_id"]: row for row in listed(home, "bridges")}
    assert (rows["star"]["n_known"], rows["star"]["effective_size"]) == (4, 4)
    assert rows["star"]["constraint"] == pytest.approx(4 * 0.25**2)
    # three who all know each other: n - 2t/n = 3 - 2 * 3 / 3
    assert (rows["close"]["n_known"], rows["close"]["effective_size"]) == (3, 1)
    assert rows["close"]["constraint"] > rows["star"]["constraint"]
    assert next(iter(rows)) == "star"


def test_affinity_gives_the_reason_and_leaves_ties_out(home: Path) -> None:
    mine = {row["person_id"]: row["reason"] for row in listed(home, "affinity")}
    assert mine["ida"] == "both at Globex"
    assert mine["jon"] == "both at Globex"
    assert "small mails" in mine["eve"]
    assert not {"ben", "cara", ME} & mine.keys()
    assert {row["person_id"] for row in listed(home, "affinity", "jon")} == {"ida"}


def test_a_shortlist_mixes_ranks_and_takes_three_of_an_employer(home: Path) -> None:
    rows = listed(home, "shortlist", "--role", "engineer")
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert {row["seniority"] for row in rows[:2]} == {"senior", None}
    assert sum(row["organisation"] == "Initech" for row in rows) == 3
    assert "ben" not in {row["person_id"] for row in rows}  # was asked before
    assert run(home, "shortlist", "--role", "astronaut", "--json").exit_code == 5


def test_a_plan_opens_most_with_each_further_ask_and_asks_nobody_tired(home: Path) -> None:
    rows = listed(home, "plan", "--asks", "3")
    gains = [row["gain"] for row in rows]
    assert gains == sorted(gains, reverse=True)
    assert rows[-1]["opened"] == pytest.approx(sum(gains))
    assert len({row["person_id"] for row in rows}) == len(rows) == 3
    assert "ben" not in {row["person_id"] for row in rows}  # refused
    assert listed(home, "plan", "--asks", "1") == rows[:1]
    with Warehouse(home / "data" / "weakties.duckdb") as warehouse:
        best = warehouse.rows(
            "select max(coalesce(answers, tie) * path_strength / tie * relevance * (1 - coalesce(fatigue, 0))) as p"
            " from ask_list where target_id = 'leaf' and person_id = 'star'"
        )[0]["p"]
    assert next(row for row in rows if row["person_id"] == "star")["gain"] == pytest.approx(best)


def test_reach_counts_people_once_and_says_what_the_ceiling_is(home: Path) -> None:
    one, two, three = listed(home, "reach")
    with Warehouse(home / "data" / "weakties.duckdb") as warehouse:
        n = warehouse.rows("select count(*) as n from tie where owner_id = 'olga'")[0]["n"]
        seen = warehouse.rows(
            "select count(distinct to_id) as n from hop where from_id in (select person_id from tie)"
            " and to_id not in (select person_id from tie)"
        )[0]["n"]
    assert one["n_observed"] == n
    assert two["n_observed"] == seen
    assert two["estimate"] > seen
    assert three["ceiling"] == 8_000_000
    assert "never" in three["note"]


def test_introductions_are_listed_with_their_places(home: Path) -> None:
    (row,) = listed(home, "introductions")
    assert (row["broker_id"], row["introduced_id"], row["kind"]) == ("ben", "nia", "coaddressed")
    assert row["source"] == row["answer_source"] == "inbox/olga/mail.mbox"
    assert row["locator"].startswith("byte:")
    assert (row["n_sent"], row["n_received"], row["is_thanked"]) == (1, 1, False)


def test_dormant_ties_are_silent_for_as_long_as_asked(home: Path) -> None:
    assert [row["person_id"] for row in listed(home, "dormant", "--years", "4")] == ["dora"]
    assert run(home, "dormant", "--years", "5", "--json").exit_code == 5
    assert run(home, "dormant", "--years", "0").exit_code == 2


def test_what_came_of_asks_by_tie_with_wilsons_interval(home: Path) -> None:
    rows = listed(home, "log", "--summary")
    assert sum(row["n_asked"] for row in rows) == 2  # a draft is none
    assert sum(row["n_yes"] for row in rows) == 1
    assert all(row["low"] <= row["share_yes"] <= row["high"] for row in rows)
    with Warehouse(home / "data" / "weakties.duckdb") as warehouse:
        low, high = warehouse.rows("select wilson(7, 10, -1) as low, wilson(7, 10, 1) as high")[0].values()
    assert (low, high) == pytest.approx((0.397, 0.892), abs=1e-3)
    assert len(listed(home, "log")) == 5


def test_nothing_found_and_no_such_owner(small_home: Path) -> None:
    for arguments in (["plan"], ["introductions"], ["log"], ["log", "--summary"]):
        result = run(small_home, *arguments, "--json")
        assert (result.exit_code, json.loads(result.stdout)) == (5, [])
        assert run(small_home, *arguments, "--owner", "nobody").exit_code == 2
    assert run(small_home, "log", "ben").exit_code == 2
    assert run(small_home, "log", "--status", "sent").exit_code == 2
    assert run(small_home, "log", "nobody at all", "--status", "sent").exit_code == 5
