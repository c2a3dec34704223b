"""Ties: the formula against a plain computation, what it must never do, and its parts."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from world import AS_OF, NOW, World, address, small_world

from warehouse.read import Warehouse

ME = "p_olga"


def ties(world: World, folder: Path, as_of: date = AS_OF) -> dict[str, dict]:
    with Warehouse(world.build(folder, as_of)) as warehouse:
        return {row["person_id"]: row for row in warehouse.rows("from tie")}


def plain_tie_raw(world: World, who: str) -> float:
    """tie_raw message by message, without SQL or frames. A week's sums are carried to its end with half-life 180 d."""
    sums, to, weeks, last = {"out": 0.0, "in": 0.0}, {"out": 0.0, "in": 0.0}, set(), math.inf
    for mail in world.mails:
        for person, direction in (
            (mail["sender"], "in"),
            *((r["address"], "out") for r in mail["recipients"]),
        ):
            other = mail["sender"] if direction == "out" else None
            fields = {r["address"]: r["field"] for r in mail["recipients"]}
            if (
                person != address(who)
                or (other or address(ME)) != address(ME)
                or (direction == "in" and address(ME) not in fields)
            ):
                continue
            field = fields[address(ME)] if direction == "in" else fields[person]
            age = (NOW - mail["sent_at"]).total_seconds() / 86400
            monday = mail["sent_at"].date() - timedelta(days=mail["sent_at"].weekday())
            ended = (AS_OF - monday).days - 7
            share = (1.0 if field == "to" else 0.4) * mail["n_recipients"] ** -0.5
            sums[direction] += share * 2 ** (-(age - ended) / 180) * 2 ** (-ended / 90)
            if field == "to" and mail["n_recipients"] <= 3:
                to[direction] += 2 ** (-max(ended + 3.5, 0) / 180)
            weeks.add(monday)
            last = min(last, age)
    k = len(weeks) if sums["out"] and sums["in"] else 1
    addressed = ((to["out"] + 0.1) * (to["in"] + 0.1)) ** 0.25
    return (
        math.sqrt((sums["out"] + 0.02) * (sums["in"] + 0.02)) * addressed * math.sqrt(k) * 2 ** (-last / 365)
    )


def test_tie_equals_the_formula_computed_message_by_message(small: Warehouse) -> None:
    world = small_world()
    rows = small.rows("select * from tie where tie_raw is not null")
    assert {row["person_id"] for row in rows} == {"ben", "cara", "dora", "eve", "finn", "spam"}
    for row in rows:
        assert row["tie_raw"] == pytest.approx(plain_tie_raw(world, row["person_id"]), rel=1e-9)
        x = row["tie_raw"] / (row["tie_raw"] + small.rows("select param('q_mail') as q")[0]["q"])
        two_way = row["n_sent"] > 0 and row["n_received"] > 0
        assert row["tie"] == pytest.approx(0.1 + 0.9 * x if two_way else max(0.1 * x, row["presence"]))


def test_factors_add_up_to_the_tie(small: Warehouse) -> None:
    rows = small.rows(
        "select sum(f.nats) as nats, ln(any_value(t.tie_raw)) - ln(param('q_mail')) as whole"
        " from tie t join tie_factor f using (owner_id, person_id) where t.tie_raw > 0 group by t.person_id"
    )
    assert len(rows) == 6
    assert all(abs(row["nats"] - row["whole"]) < 1e-9 for row in rows)


def test_cards_and_one_way_mail_stay_below_every_two_way_tie(small: Warehouse) -> None:
    by_name = {row["person_id"]: row for row in small.rows("from tie")}
    assert by_name["hal"]["tie"] == pytest.approx(0.09)  # a card with a number
    assert by_name["ida"]["tie"] == pytest.approx(0.03 * 2 ** (-1 / 5), abs=1e-3)  # LinkedIn, a year old
    assert by_name["hal"]["keeps_in_touch"] is None
    assert by_name["hal"]["answers"] is None
    assert 0 < by_name["spam"]["tie"] < 0.1 <= by_name["dora"]["tie"]
    assert ME not in by_name


def test_more_two_way_mail_never_lowers_and_an_older_last_contact_never_raises(tmp_path: Path) -> None:
    seed = random.Random(7)
    world, older = World(), World()
    for nth in range(25):
        exchange = [(seed.random() < 0.6, seed.uniform(1, 900)) for _ in range(seed.randint(1, 6))]
        extra = seed.uniform(1, 900)
        for is_out, days in exchange:
            for who, shift, target in (
                (f"base{nth}", 0, world),
                (f"more{nth}", 0, world),
                (f"base{nth}", 40, older),
            ):
                pair = (ME, who) if is_out else (who, ME)
                target.mail(*pair, days_ago=days + shift)
        world.mail(ME, f"more{nth}", days_ago=extra)
        world.mail(f"more{nth}", ME, days_ago=extra)
    now, then = ties(world, tmp_path / "now"), ties(older, tmp_path / "older")
    for nth in range(25):
        assert now[f"more{nth}"]["tie"] >= now[f"base{nth}"]["tie"]
        assert then[f"base{nth}"]["tie"] <= now[f"base{nth}"]["tie"]


def test_mass_mail_and_floods_add_next_to_nothing(tmp_path: Path) -> None:
    world = World()
    crowd = [f"c{i}" for i in range(39)]
    world.mail("sender", ME, *crowd, days_ago=2)
    for _ in range(200):
        world.mail("flood", ME, days_ago=1)
    world.mail("friend", ME, days_ago=1)
    world.mail(ME, "friend", days_ago=1)
    found = ties(world, tmp_path)
    assert found["sender"]["tie"] < 0.01 < 0.1 < found["friend"]["tie"]
    assert found["flood"]["tie"] < 0.01  # nobody wrote back
    assert found["flood"]["n_received"] == 200


def test_mail_from_as_of_on_does_not_exist(tmp_path: Path) -> None:
    world = small_world()
    before = ties(world, tmp_path / "a", AS_OF - timedelta(days=60))
    assert before["cara"]["n_sent"] == 1
    assert "spam" not in before
    assert before["cara"]["last_at"].date() < AS_OF - timedelta(days=60)


def test_a_peak_long_gone_is_remembered_and_listed_as_dormant(small: Warehouse) -> None:
    dora = small.rows("select * from tie where person_id = 'dora'")[0]
    assert dora["peak_tie"] > 0.5 > dora["tie"]
    assert dora["peak_year"] == 2022
    assert [row["person_id"] for row in small.rows("from dormant()")] == ["dora"]


def test_a_message_to_two_addresses_of_one_person_counts_once(tmp_path: Path) -> None:
    one, two = World(), World()
    for world in (one, two):
        extra = ("ben_home",) if world is two else ()
        for days in (3, 10, 40):
            world.mail(ME, "ben", *extra, days_ago=days)
            world.mail("ben", ME, days_ago=days - 1)
            world.mail("cara", "ben", *extra, days_ago=days, cc=(ME,))
        world.mail("dan", "cara", "ben", *extra, days_ago=5)
    two.members["r_mail_olga_ben_home"] = "ben"
    with Warehouse(one.build(tmp_path / "one")) as a, Warehouse(two.build(tmp_path / "two")) as b:
        counts = "select n_sent, n_received, active_weeks from tie where person_id = 'ben'"
        assert a.rows(counts) == b.rows(counts) == [{"n_sent": 3, "n_received": 3, "active_weeks": 3}]
        known = "select person_a, person_b, n_ab, n_ba, n_together from acquaintance order by all"
        assert a.rows(known) == b.rows(known)
        assert len(a.rows(known)) == 3
        # One more recipient makes a message weigh less, two addresses of one person never more.
        tie = "select sent_decayed from tie where person_id = 'ben'"
        assert b.rows(tie)[0]["sent_decayed"] == pytest.approx(a.rows(tie)[0]["sent_decayed"] / 2**0.5)
