"""Whom to ask: the ways to a target, their order, and that every count in the reason is in the tables."""

from __future__ import annotations

import itertools
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from world import AS_OF, World, small_world

from warehouse.read import Warehouse

ME = "p_olga"


def names(row: dict[str, Any]) -> list[str]:
    return [step["person_id"] for step in row["route"]]


def test_a_person_is_reached_over_whoever_knows_them(small: Warehouse) -> None:
    rows = small.who_to_ask(person="eve")
    first = rows[0]
    assert names(first) == ["ben", "eve"]
    assert [step["hop_kind"] for step in first["route"]] == ["header", "header"]
    assert first["hops"] == 2
    assert first["reach_via"] == "ben@example.org"
    assert first["target"] == "Eve"
    assert first["why"].startswith(
        "10 sent, 14 received since 2026; Ben Adler wrote to Eve 4 times, Eve wrote to Ben Adler once"
    )
    assert {place["source"] for place in first["evidence"]} == {"inbox/olga/mail.mbox"}
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert all(a["score"] >= b["score"] for a, b in itertools.pairwise(rows))


def test_score_of_a_broker_is_the_closed_form_to_a_power_times_what_their_mail_shows(
    small: Warehouse,
) -> None:
    tie = small.rows("select * from tie where person_id = 'ben'")[0]
    edge = small.rows("select * from acquaintance where person_a = 'ben' and person_b = 'eve'")[0]
    seen = small.rows("from broker_features(p_person := 'eve') where person_id = 'ben'")[0]
    value = {row["name"]: row["value"] for row in small.rows("from model_parameter")}
    front = math.sqrt((tie["sent_decayed"] + tie["received_decayed"]) * tie["received_decayed"])
    u = edge["strength_ab"] + edge["strength_ba"]
    closed = front * (u + 0.3 * (u + edge["together"]) + 1e-3)
    # four mails of Ben's to Eve and the owner, and Eve's answer to Ben with the owner in copy
    assert seen["between"] == pytest.approx(sum(2 ** (-(12 + nth) / 180) for nth in range(4)))
    assert seen["with_me_30"] == pytest.approx(sum(2 ** (-(12 + nth) / 30) for nth in range(4)))
    shown = (
        value["alone_introduced_me"] * math.log(seen["introduced_me"] + 0.05)
        + value["alone_with_me"] * math.log(seen["with_me_30"] + 0.05)
        + value["alone_between"] * math.log(seen["between"] + 0.02)
        + value["alone_seen"] * math.log(seen["seen"] + 0.02)
        + value["alone_days_since_me"] * math.log(1 + seen["days_since_me"])
    )
    expected = closed ** value["alone_base"] * math.exp(shown) * math.exp(1.5)  # both at Acme
    assert small.who_to_ask(person="eve")[0]["score"] == pytest.approx(expected)


def test_counts_in_the_reason_are_those_of_the_tables(small: Warehouse) -> None:
    for person in ("eve", "gus", "finn", "ben"):
        for row in small.who_to_ask(person=person):
            tie = small.rows("select n_sent, n_received from tie where person_id = $1", [row["person_id"]])[0]
            if tie["n_sent"] + tie["n_received"]:
                assert row["why"].startswith(f"{tie['n_sent']} sent, {tie['n_received']} received since")
    hop = small.rows("select n_ab, n_ba from acquaintance where person_a = 'ben' and person_b = 'eve'")[0]
    assert (hop["n_ab"], hop["n_ba"]) == (4, 1)


def test_a_known_target_stands_first_and_strangers_with_one_mail_do_not(small: Warehouse) -> None:
    assert names(small.who_to_ask(person="ben")[0]) == ["ben"]
    eve = next(row for row in small.who_to_ask(person="eve") if names(row) == ["eve"])
    assert eve["rank"] == 2
    assert "a direct contact" in eve["why"]


def test_two_brokers_where_one_is_not_enough(tmp_path: Path) -> None:
    world = small_world()
    world.mail(ME, "finn", days_ago=25)
    for nth in range(3):
        world.mail("finn", "lea", days_ago=20 + nth)
        world.mail("lea", "zoe", days_ago=30 + nth)
        world.mail("zoe", "lea", days_ago=30 + nth)
    with Warehouse(world.build(tmp_path)) as warehouse:
        first = next(row for row in warehouse.who_to_ask(person="zoe") if row["hops"] > 1)
        hops = warehouse.rows("from paths_to(p_person := 'zoe')")
    assert names(first) == ["finn", "lea", "zoe"]
    assert first["hops"] == 3
    assert [hop["person_id"] for hop in hops] == ["finn", "lea", "zoe"]
    assert first["path_strength"] == pytest.approx(math.prod(hop["strength"] for hop in hops))


def test_no_way_to_a_known_target_gives_affinity_and_says_so(small: Warehouse) -> None:
    rows = small.who_to_ask(person="jon")
    assert names(rows[0]) == ["ida", "jon"]
    assert rows[0]["route"][-1]["hop_kind"] == "affinity"
    assert rows[0]["path_strength"] is None
    assert rows[0]["confidence"] is None
    assert "no path to Jon is known; both at Globex" in rows[0]["why"]
    assert all(len(row["route"]) == 1 and "no path to Jon is known" in row["why"] for row in rows[1:])


def test_companies_are_found_by_key_never_by_part_of_a_name(small: Warehouse) -> None:
    for text in ("Acme", "acme", "ACME, Inc.", "The Acme Co. Ltd."):
        rows = small.who_to_ask(company=text)
        assert names(rows[0]) == ["ben"]
        assert rows[0]["relevance"] == 1
    assert [row["person_id"] for row in small.rows("from who_at(p_company := 'acme inc')")] == ["ben", "eve"]
    assert small.who_to_ask(company="Acm") == []
    assert small.who_to_ask(company="Acme Games") == []


def test_roles_and_cities_by_key(small: Warehouse) -> None:
    assert names(small.who_to_ask(role="data analyst")[0]) == ["ida"]
    assert names(small.who_to_ask(city="KOLN")[0]) == ["hal"]
    assert names(small.who_to_ask(role="Engineer", company="Acme", city="Berlin")[0]) == ["ben"]
    assert small.who_to_ask(role="Engineer", city="Köln") == []


@pytest.mark.parametrize(
    "text", ["", "'", "%", "_", "\0", "a' or '1'='1", "\\", "'; drop table tie; --", "p_company"]
)
def test_hostile_text_finds_nobody(small: Warehouse, text: str) -> None:
    assert small.who_to_ask(company=text) == []
    assert small.who_to_ask(person=text) == []
    assert small.who_to_ask(role=text) == []
    assert small.who_to_ask(city=text) == []
    assert small.persons(text) == []


def test_asked_people_rest_and_refusals_sink(tmp_path: Path) -> None:
    world = small_world()
    asks = [
        ("r_mail_olga_ben", datetime(2026, 10, 2, tzinfo=UTC), "sent"),
        ("r_mail_olga_cara", datetime(2024, 1, 1, tzinfo=UTC), "no"),
    ]
    world.tables["ask"] = pl.DataFrame(
        [
            {"at": at, "owner_id": None, "record_ids": record, "target": None, "status": status}
            for record, at, status in asks
        ],
        schema_overrides={"owner_id": pl.String, "target": pl.String, "at": pl.Datetime("us", "UTC")},
    )
    with Warehouse(world.build(tmp_path)) as warehouse:
        rows = {row["person_id"]: row for row in warehouse.who_to_ask(company="acme")}
    assert rows["ben"]["fatigue"] == pytest.approx(2 ** (-30.5 / 90))  # the run began at noon
    assert "asked on 2026-10-02" in rows["ben"]["why"]
    assert rows["cara"]["fatigue"] == 1
    assert rows["cara"]["score"] == 0
    assert rows["eve"]["fatigue"] is None


def test_written_statements_and_targets_count_for_people_they_name_exactly(tmp_path: Path) -> None:
    world = small_world()
    world.card("twin1", display_name="Max Doe")
    world.card("twin2", display_name="Max Doe")
    world.tables["knows"] = pl.DataFrame(
        {
            "owner_id": ["olga", None],
            "person_a": ["Cara", "Max Doe"],
            "person_b": ["jon@example.org", "Cara"],
            "strength": [0.5, None],
        }
    )
    world.tables["target"] = pl.DataFrame(
        {
            "target_id": ["jon", "max", "acme", "nobody"], "owner_id": [None, "olga", None, None],
            "person": ["Jon", "Max Doe", None, "No One"], "company": [None, None, "Acme", None],
        }
    )  # fmt: skip
    with Warehouse(world.build(tmp_path)) as warehouse:
        first = warehouse.who_to_ask(person="jon")[0]
        stated = warehouse.rows("from acquaintance where kind = 'stated'")
        targets = {row["target_id"]: row["resolution"] for row in warehouse.rows("from target")}
        lists = warehouse.rows("select * from ask_list where target_id = 'acme' order by rank")
        kept = {row["target_id"] for row in warehouse.rows("select distinct target_id from ask_list")}
        live = warehouse.who_to_ask(company="Acme")
    assert names(first) == ["cara", "jon"]
    assert first["route"][-1]["hop_kind"] == "stated"
    assert len(stated) == 1  # two people are called Max Doe: none is taken
    assert targets == {"jon": "one", "max": "several", "acme": None, "nobody": "nobody"}
    assert [row | {"owner_id": "olga", "target_id": "acme"} for row in live] == lists
    assert kept == {"", "jon", "acme"}


def test_pooled_owners_lead_to_each_other_and_others_stay_apart(tmp_path: Path) -> None:
    world = World(owners={"olga": "pool", "piet": "pool", "quin": "quin"})
    for days in (3, 4):
        world.mail(ME, "p_piet", days_ago=days)
        world.mail("p_piet", ME, days_ago=days)
        world.mail("p_piet", "vera", days_ago=days, owner="piet")
        world.mail("vera", "p_piet", days_ago=days, owner="piet")
    world.records["r_mail_pool_p_piet"] |= {"display_name": "Piet Vos", "is_two_way": False}
    world.card("walt", owner="piet", emails=["walt@example.org"])
    world.card("walt_q", owner="quin", emails=["walt@example.org"], display_name="Walt")
    with Warehouse(world.build(tmp_path)) as warehouse:
        vera, walt = warehouse.who_to_ask(person="vera")[0], warehouse.who_to_ask(person="walt")[0]
        other = warehouse.who_to_ask(person="walt", owner="quin")
        mine = warehouse.rows("from tie where owner_id = 'quin'")
        alone = warehouse.rows("select owner_id from owner where is_alone")
    assert [(step["person_id"], step["hop_kind"]) for step in vera["route"]] == [
        ("p_piet", "header"),
        ("vera", "pooled"),
    ]
    assert "Piet Vos wrote to Vera twice, Vera wrote to Piet Vos twice" in vera["why"]
    assert names(walt) == ["p_piet", "walt"]
    assert "Piet Vos has Walt among their contacts" in walt["why"]
    assert other == []
    assert [row["person_id"] for row in mine] == ["walt_q"]
    assert alone == [{"owner_id": "quin"}]


def test_without_a_target_the_model_ranks_as_if_nobody_knew_the_target_and_new_people_count(
    small: Warehouse, tmp_path: Path
) -> None:
    rows = small.who_to_ask()
    assert rows[0]["person_id"] == "ben"
    assert [row["why"] for row in rows if "knows 1 person whom you do not know" in row["why"]]
    assert {(row["target"], row["relevance"]) for row in rows} == {("", None)}
    assert small.rows("select count(*) as n from ask_list where target_id = ''")[0]["n"] == len(rows)
    assert small.rows("select as_of() as day")[0]["day"] == AS_OF

    world = World()
    for who in ("abe", "zoe"):
        world.mail(ME, who, days_ago=9)
        world.mail(who, ME, days_ago=8)
    for new in ("uma", "vic"):
        world.mail("zoe", new, days_ago=7)
        world.mail(new, "zoe", days_ago=6)
    # what Zoe writes to others lies in no common mail with Olga: the two are equal but for whom they know
    with Warehouse(world.build(tmp_path)) as warehouse:
        asked = {row["person_id"]: row for row in warehouse.who_to_ask()}
    assert next(iter(asked)) == "zoe"
    assert "knows 2 people whom you do not know" in asked["zoe"]["why"]
    assert asked["zoe"]["score"] == pytest.approx(3**0.3 * asked["abe"]["score"])
