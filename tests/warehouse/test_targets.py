"""What a target means: tiers of companies, roles by their words, industries; presets weigh one formula."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from test_ask import run
from world import World, small_world

from transforms.network import circles
from warehouse.presets import PresetError, presets
from warehouse.publish import publish
from warehouse.read import Warehouse


def staffed() -> World:
    """The small world with titles, an alias, a past employer and an industry."""
    world = small_world()
    for who, organisation, title, current in (
        ("ann", "Acme", "Senior Data Engineer", True),
        ("bob", "Acme Holding", "Cloud Data Engineer", True),
        ("cyd", "Acme", "Nurse", False),
        ("dan", "Initech", "Software Developer", True),
    ):
        world.card(who, emails=[f"{who}@example.org"])
        world.works(
            who, organisation, title, company_key="initech" if who == "dan" else "acme", is_current=current
        )
    world.tables["company_alias"] = pl.DataFrame(
        {
            "company": ["Acme"],
            "alias": ["Acme Holding"],
            "domain": ["acme.example"],
            "industry": ["Tools; Anvils"],
        }
    )
    return world


@pytest.fixture(scope="module")
def staffed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("staffed")
    world = staffed()
    world.tables["target"] = pl.DataFrame(
        {
            "target_id": ["anvils", "eve", "who"],
            "industry": ["anvils", None, None],
            "person": [None, "Eve", "No One"],
        }
    )
    publish(world.build(home / "build"), home / "data")
    (home / "weakties.toml").write_text("[presets.mine]\ntie = -0.5\n")
    return home


def test_a_company_is_matched_in_tiers(staffed_home: Path) -> None:
    rows = json.loads(run(staffed_home, "at", "acme holding", "--json").stdout)
    assert {row["name"]: row["match"] for row in rows} == {
        "Ben Adler": "exact", "Ann": "exact", "Bob": "alias", "Eve": "domain", "Cyd": "past",
    }  # fmt: skip
    assert rows[-1]["name"] == "Cyd"
    assert run(staffed_home, "at", "Acme Hold").exit_code == 5


def test_a_role_is_matched_by_its_words_and_by_its_field_only_where_nobody_holds_it(
    staffed_home: Path,
) -> None:
    with Warehouse(staffed_home / "data" / "weakties.duckdb") as warehouse:

        def found(role: str) -> dict[str, float]:
            rows = warehouse.rows("from role_people($1::varchar, 'olga')", [role])
            return {row["person_id"]: row["relevance"] for row in rows}

        assert found("Engineer, Data (Sr.)") == {"ann": 1}
        assert found("junior data engineer") == pytest.approx({"ann": 0.8})
        assert found("engineer cloud") == {"bob": 0.8}
        assert found("nurse") == {"cyd": 0.5}
        assert found("swe") == pytest.approx({"ann": 0.4, "bob": 0.4, "ben": 0.4, "dan": 0.4})
        assert found("gin") == found("") == found("senior") == {}


def test_an_industry_is_what_companies_csv_says(staffed_home: Path) -> None:
    rows = json.loads(run(staffed_home, "ask", "--industry", "ANVILS", "--json").stdout)
    assert rows[0]["name"] == "Ben Adler"
    assert rows[0]["target"] == "ANVILS"
    assert "Engineer at Acme Inc." in rows[0]["why"]
    assert run(staffed_home, "ask", "--industry", "anvil").exit_code == 5
    assert run(staffed_home, "ask", "--industry", "anvils", "--role", "nurse", "--json").exit_code == 0


def test_lists_of_targets_are_those_of_single_questions(staffed_home: Path) -> None:
    result = run(staffed_home, "ask", "--targets", "--json")
    rows = json.loads(result.stdout)
    assert {row["target_id"] for row in rows} == {"anvils", "eve"}
    assert "who: nobody known" in result.stderr
    single = json.loads(run(staffed_home, "ask", "--person", "eve", "--json").stdout)
    assert [
        {k: v for k, v in row.items() if k != "target_id"} for row in rows if row["target_id"] == "eve"
    ] == single
    assert run(staffed_home, "ask", "--target", "nope").exit_code == 2
    assert run(staffed_home, "ask", "--target", "eve", "--city", "Bonn").exit_code == 2


def test_presets_change_the_order_and_unknown_ones_are_usage_errors(
    staffed_home: Path, tmp_path: Path
) -> None:
    def scores(*arguments: str) -> dict[str, float]:
        rows = json.loads(run(staffed_home, "ask", "--company", "acme", "--json", *arguments).stdout)
        return {row["person_id"]: row["score"] for row in rows}

    usual, sales, mine = scores(), scores("--preset", "sales"), scores("--preset", "mine")
    assert scores("--preset", "jobseeker") == usual
    assert sales["ben"] / sales["ann"] > usual["ben"] / usual["ann"] > mine["ben"] / mine["ann"]
    with Warehouse(staffed_home / "data" / "weakties.duckdb") as warehouse:
        tie = warehouse.rows("select volume from tie where person_id = 'ben'")[0]["volume"]
    assert mine["ben"] == pytest.approx(usual["ben"] * (tie + 0.01) ** -0.5)
    assert run(staffed_home, "ask", "--preset", "odd").exit_code == 2
    for text in ("[presets.mine]\nluck = 1\n", "[presets.mine]\ntie = 'x'\n", "presets = 3\n"):
        (tmp_path / "weakties.toml").write_text(text)
        assert run(tmp_path, "ask").exit_code == 2
    with pytest.raises(PresetError):
        presets({"mine": {"diversify": 2}})


def test_diversify_lets_the_third_of_an_employer_sink(staffed_home: Path) -> None:
    with Warehouse(staffed_home / "data" / "weakties.duckdb") as warehouse:
        usual = {row["person_id"]: row["score"] for row in warehouse.who_to_ask(company="acme")}
        spread = {
            row["person_id"]: row["score"]
            for row in warehouse.who_to_ask(company="acme", weights={"diversify": 0.25})
        }
    at_acme = sorted(
        (who for who in usual if who in ("ben", "ann", "bob", "eve")), key=lambda who: -usual[who]
    )
    assert [spread[who] / usual[who] for who in at_acme] == pytest.approx([1, 1, 0.25, 0.25])


def test_circles_are_found_and_do_not_depend_on_the_order_of_rows() -> None:
    pairs = [(f"{group}{i}", f"{group}{j}", 0.5) for group in "ab" for i in range(5) for j in range(i)]
    pairs.append(("a0", "b0", 0.1))
    hops = pl.DataFrame(
        [("n", *edge, strength) for x, y, strength in pairs for edge in ((x, y), (y, x))],
        schema=circles.HOPS,
        orient="row",
    )
    found = circles.build(hops)
    assert dict(found.select("person_id", "circle_id").iter_rows()) == {
        f"{g}{i}": f"{g}0" for g in "ab" for i in range(5)
    }
    assert circles.build(hops.sample(fraction=1, shuffle=True, seed=3)).equals(found)
    assert circles.build(hops.clear()).is_empty()
