"""One formula in several places: the table, the macro at a date, a file of that date, years' ends and months' ends."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from world import AS_OF, World

from warehouse.read import Warehouse

ME = "p_olga"
CUT = AS_OF - timedelta(days=AS_OF.weekday() + 26 * 7)
"""A Monday: cells are weekly, so that a file of the day holds the same ones as the macro looks at."""
FEATURES = "from tie_features(p_as_of := $day::date) order by owner_id, person_id"


def world() -> World:
    """Exchanges of every shape: both ways, one way, unanswered runs, both directions within a week, years apart."""
    dice, out = random.Random(11), World()
    for nth in range(30):
        for _ in range(dice.randint(1, 30)):
            days, is_out = dice.uniform(1, 1500), dice.random() < dice.choice((0, 0.5, 0.5, 1))
            pair = (ME, f"friend{nth:02}") if is_out else (f"friend{nth:02}", ME)
            cc = tuple(f"crowd{i}" for i in range(dice.choice((0, 0, 2, 12))))
            out.mail(*pair, days_ago=days, cc=cc)
            if dice.random() < 0.4:
                out.mail(*reversed(pair), days_ago=days - dice.uniform(0, 1))
    return out


def same(a: Any, b: Any) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) if isinstance(a, float) else bool(a == b)


def test_the_table_holds_what_the_macro_says_of_its_own_date(tmp_path: Path) -> None:
    with Warehouse(world().build(tmp_path)) as warehouse:
        (off,) = warehouse.rows(
            "select count(*) as n, count(*) filter (t.tie_raw is distinct from f.tie_raw or t.active_weeks <> f.active_weeks"
            " or t.n_sent <> f.n_sent or t.n_received <> f.n_received or t.last_at <> f.last_at"
            " or t.keeps_in_touch is distinct from logistic(f.touch_logit + param('touch_intercept'))"
            " or t.answers is distinct from logistic(f.answer_logit + param('answers_intercept'))) as off"
            " from tie t full join tie_features() f using (owner_id, person_id)"
        )
    assert off["n"] >= 30
    assert off["off"] == 0


def test_features_at_a_date_are_those_of_a_file_of_that_date(tmp_path: Path) -> None:
    with (
        Warehouse(world().build(tmp_path / "now")) as now,
        Warehouse(world().build(tmp_path / "then", CUT)) as then,
    ):
        ours, theirs = now.rows(FEATURES, {"day": CUT}), then.rows(FEATURES, {"day": None})
        again = now.rows(FEATURES, {"day": AS_OF})
    assert len(ours) == len(theirs) >= 25
    for mine, other in zip(ours, theirs, strict=True):
        assert {name for name, value in mine.items() if not same(value, other[name])} == set()
    assert again != ours


def test_a_week_with_mail_both_ways_counts_once(tmp_path: Path) -> None:
    out = World()
    for days in (10, 24, 1200, 1214):
        out.mail(ME, "ben", "x1", "x2", "x3", days_ago=days)
        out.mail("ben", ME, days_ago=days - 0.2)
    out.mail("ben", ME, days_ago=3)
    with Warehouse(out.build(tmp_path)) as warehouse:
        (row,) = warehouse.rows(
            "select active_weeks, exp(weeks) - 1 as recent, exp(aweeks) - 1 as addressed"
            " from tie_features() where person_id = 'ben'"
        )
    assert row == pytest.approx({"active_weeks": 5, "recent": 3, "addressed": 3})


def test_a_peak_is_the_tie_at_that_years_end(tmp_path: Path) -> None:
    out = World()
    for nth, last in enumerate((430, 800, 1150)):
        # none in a week across two years, which is a cell of its own in either
        for days in (d for d in range(last, 1400, 20) if min(abs(d - end) for end in (304, 669, 1035)) > 8):
            out.mail(f"friend{nth}", ME, days_ago=days)
            out.mail(ME, f"friend{nth}", days_ago=days - 1)
    with Warehouse(out.build(tmp_path)) as warehouse:
        rows = warehouse.rows("select person_id, peak_tie, peak_year from tie order by person_id")
        for row in rows:
            (then,) = warehouse.rows(
                "select shown(tie_raw, is_two_way, 0) as tie from tie_features(p_as_of := $day::date) where person_id = $who",
                {"day": date(row["peak_year"] + 1, 1, 1), "who": row["person_id"]},
            )
            assert then["tie"] == pytest.approx(row["peak_tie"], rel=1e-6)
    assert [row["peak_year"] for row in rows] == [2024, 2023, 2023]
