"""Whether probabilities came true: counted on the past, held out in time, and words until enough is known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from world import World

from warehouse import fit, reliability
from warehouse.read import Warehouse

ME = "p_olga"


def world(regulars: int, lapsed: int) -> World:
    """Regulars exchange mail every month of two years; lapsed ones did until 200 days ago, and Olga wrote to each
    once since."""
    out = World()
    for nth in range(regulars + lapsed):
        who, kept = f"friend{nth:03}", nth < regulars
        for days in range(10, 700, 30):
            if kept or days > 200:
                out.mail(ME, who, days_ago=days + nth / 100)
                out.mail(who, ME, days_ago=days - 1 + nth / 100)
        if not kept:
            out.mail(ME, who, days_ago=100)
    return out


def refitted(built: World, folder: Path) -> Warehouse:
    fit.refit(built.build(folder), folder / "models")
    return Warehouse(built.build(folder, name="again.duckdb"))


def test_wilson_interval_and_bins() -> None:
    assert reliability.wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert reliability.wilson(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)
    said = [("olga", 1.0, True), ("olga", 0.95, False), ("olga", 0.0, False), ("piet", 0.1, True)]
    rows = reliability.rows("answers", said, date(2026, 1, 1), date(2026, 7, 1))
    assert [(row[0], *row[2:5]) for row in rows] == [("olga", 1, 1, 0), ("olga", 10, 2, 1), ("piet", 2, 1, 1)]
    assert rows[1][5:7] == (0.975, 0.5)


def test_refit_counts_what_came_true_after_the_cut_by_owner(tmp_path: Path) -> None:
    with refitted(world(40, 35), tmp_path) as warehouse:
        found = warehouse.rows("from reliability")
        total = warehouse.rows(
            "select probability, sum(n)::bigint as n, sum(n_true)::bigint as n_true from reliability group by 1 order by 1"
        )
        words = warehouse.rows(
            "select chance('olga', 'answers', .414) as a, chance('olga', 'keeps_in_touch', null) as b"
        )
    assert total == [
        {"probability": "answers", "n": 75, "n_true": 40},
        {"probability": "keeps_in_touch", "n": 75, "n_true": 40},
    ]
    for row in found:
        assert row["owner_id"] == "olga"
        assert (row["bin"] - 1) / 10 <= row["predicted"] <= row["bin"] / 10
        assert row["low"] <= row["observed"] == row["n_true"] / row["n"] <= row["high"]
        assert (row["cut"], row["until"]) == (date(2026, 5, 4), date(2026, 11, 1))
    assert words == [{"a": "about 41 %", "b": None}]


def test_what_is_measured_does_not_depend_on_an_intercept_that_saw_the_labels(tmp_path: Path) -> None:
    """All friends lapse at the cut: a fit on those labels would foretell it, the one of half a year before cannot."""
    with refitted(world(0, 40), tmp_path) as warehouse:
        (row,) = warehouse.rows(
            "select sum(n * predicted) / sum(n) as predicted, max(observed) as observed"
            " from reliability where probability = 'keeps_in_touch'"
        )
        (now,) = warehouse.rows("select param('touch_intercept') as b")
    assert row["observed"] == 0
    assert row["predicted"] > 0.8
    assert now["b"] < 0


def test_words_stand_for_numbers_until_there_is_enough_evidence(tmp_path: Path) -> None:
    built = world(5, 5)
    with refitted(built, tmp_path) as warehouse:
        assert warehouse.rows("select has_evidence('olga', 'answers') as yes") == [{"yes": False}]
        said = warehouse.rows("select chance('olga', 'answers', unnest([.5, .49, .2, .19])) as said")
        shown = warehouse.rows(
            "select item, detail, value from why(p_person := 'friend000') where item in ('answers', 'keeps_in_touch')"
        )
        tie = warehouse.rows("select answers, keeps_in_touch from tie where person_id = 'friend000'")
    assert [row["said"] for row in said] == ["often", "sometimes", "sometimes", "seldom"]
    assert {row["item"]: row["value"] for row in shown} == tie[0]
    assert {row["detail"] for row in shown} <= {"often", "sometimes", "seldom"}


def test_before_the_first_refit_nothing_is_claimed(small: Warehouse) -> None:
    assert small.rows("from reliability") == []
    assert small.rows("select chance('olga', 'answers', .9) as said") == [{"said": "often"}]
