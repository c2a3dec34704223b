"""What no mail may do to a tie, for exchanges of any shape; many pairs stand in one warehouse, each by itself."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from world import World

from warehouse.read import Warehouse

ME = "p_olga"
Exchange = list[tuple[bool, float, int]]
"""(written by the owner, days ago, how many within that hour)."""

exchanges = st.lists(
    st.tuples(st.booleans(), st.floats(0.1, 900), st.sampled_from([1, 1, 1, 2, 5, 40])),
    min_size=1,
    max_size=6,
)
cases = st.lists(st.tuples(exchanges, st.floats(0.1, 900), st.integers(1, 100)), min_size=25, max_size=25)
CROWD = [f"crowd{nth}" for nth in range(39)]


def write(world: World, who: str, exchange: Exchange, later: float = 0) -> None:
    for is_out, days, n in exchange:
        for nth in range(n):
            world.mail(*((ME, who) if is_out else (who, ME)), days_ago=days + later - nth / 24 / n)


# every example builds a warehouse: few of them, each with many pairs
@settings(max_examples=3, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(cases)
def test_what_more_mail_older_mail_and_mass_mail_do_to_a_tie(
    found: list[tuple[Exchange, float, int]],
) -> None:
    world = World()
    for nth, (exchange, days, weeks) in enumerate(found):
        write(world, f"base{nth}", exchange)
        write(world, f"both{nth}", [*exchange, (True, days, 1), (False, days, 1)])
        write(world, f"older{nth}", exchange, later=7 * weeks)
        write(world, f"alone{nth}", [*exchange, (False, days, 1)])
        write(world, f"mass{nth}", exchange)
        world.mail(f"mass{nth}", ME, *CROWD, days_ago=days)
    with tempfile.TemporaryDirectory() as folder, Warehouse(world.build(Path(folder))) as warehouse:
        tie = {row["person_id"]: row["tie"] for row in warehouse.rows("select person_id, tie from tie")}
    for nth in range(len(found)):
        base, hair = tie[f"base{nth}"], 1e-12
        assert tie[f"both{nth}"] >= base - hair, "more two-way mail lowers it"
        assert tie[f"older{nth}"] <= base + hair, "the same mail longer ago raises it"
        assert tie[f"mass{nth}"] <= tie[f"alone{nth}"] + hair, "mail to forty adds more than mail to one"


def test_a_mail_to_forty_adds_next_to_nothing_to_a_living_tie(tmp_path: Path) -> None:
    world = World()
    for who in ("alive", "alive_mass"):
        for week in range(10):
            write(world, who, [(True, 7 * week + 2, 1), (False, 7 * week + 1, 1)])
    for who in ("alive_mass", "stranger"):
        world.mail(who, ME, *CROWD, days_ago=0.5)
    with Warehouse(world.build(tmp_path)) as warehouse:
        tie = {row["person_id"]: row["tie"] for row in warehouse.rows("select person_id, tie from tie")}
    assert tie["alive"] <= tie["alive_mass"] <= tie["alive"] + 0.01
    assert tie["stranger"] < 0.01
