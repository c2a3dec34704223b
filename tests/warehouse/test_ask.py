"""The questions on the command line: what they print, how they end, what they do not import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipelines.cli.main import cli
from tests.conftest import DemoHome
from warehouse.publish import publish
from warehouse.read import Warehouse

COLUMNS = [
    "rank", "person_id", "name", "reach_via", "route", "target", "score", "tie", "answers", "path_strength", "relevance",
    "novelty", "fatigue", "hops", "confidence", "evidence", "why",
]  # fmt: skip


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--home", str(home), *arguments])


def test_ask_as_json_has_the_contracts_columns(small_home: Path) -> None:
    for arguments in (
        ["--company", "Acme"],
        ["--person", "eve@example.org"],
        ["--role", "engineer"],
        ["--city", "Berlin"],
        [],
    ):
        result = run(small_home, "ask", "--json", *arguments)
        assert result.exit_code == 0, result.stderr
        rows = json.loads(result.stdout)
        assert rows
        assert all(list(row) == COLUMNS for row in rows)
        assert all(row["hops"] == len(row["route"]) for row in rows)
        assert set(rows[0]["route"][0]) == {"person_id", "name", "hop_kind"}


def test_a_person_is_named_by_name_address_or_id(small_home: Path) -> None:
    for text in ("eve", "Eve", "EVE@example.org"):
        assert json.loads(run(small_home, "ask", "--person", text, "--json").stdout)[0]["target"] == "Eve"
    guessed = run(small_home, "path", "Adler", "--json")
    assert json.loads(guessed.stdout)[0]["name"] == "Ben Adler"
    assert "taken as Ben Adler" in guessed.stderr


def test_exit_codes(small_home: Path, tmp_path: Path) -> None:
    from world import small_world

    world = small_world()
    world.card("ben2", display_name="Ben Adler")
    (tmp_path / "weakties.toml").write_text("")
    assert run(tmp_path, "ask").exit_code == 1  # nothing published
    publish(world.build(tmp_path / "b"), tmp_path / "data")
    ambiguous = run(tmp_path, "why", "Ben Adler", "--json")
    assert ambiguous.exit_code == 4
    assert {row["person_id"] for row in json.loads(ambiguous.stdout)} == {"ben", "ben2"}
    for arguments in (
        ["ask", "--person", "Nobody Known"],
        ["ask", "--company", "Acm"],
        ["at", "Acm"],
        ["why", "Nobody"],
        ["path", "x'--"],
    ):
        nothing = run(small_home, *arguments, "--json")
        assert nothing.exit_code == 5
        assert json.loads(nothing.stdout) == []
    for arguments in (
        ["ask", "--limit", "0"],
        ["ask", "--owner", "nobody"],
        ["ask", "--preset", "odd"],
        ["sql", "drop table tie"],
    ):
        assert run(small_home, *arguments).exit_code == 2
    assert run(small_home, "sql", "select * from no_such_table").exit_code == 1


def test_routes_to_a_person_are_numbered_without_gaps(demo_home: DemoHome) -> None:
    """Contacts without a path stand between routes in the ask list; they are left out here, and so are their ranks."""
    expected: dict[str, list[Any]] = {}
    gaps = 0
    with Warehouse(demo_home.home.warehouse) as warehouse:
        people = [
            row["person_id"] for row in warehouse.rows("select person_id from person order by person_id")
        ]
        for person in people[::40]:
            asked = warehouse.who_to_ask(person=person, limit=520)
            routes = [row for row in asked if row["path_strength"] is not None][:20]
            gaps += [row["rank"] for row in routes] != list(range(1, len(routes) + 1))
            hops = warehouse.rows("from paths_to(p_person := $1)", [person])
            assert [(row["rank"], row["person_id"]) for row in hops] == [
                (nth, step["person_id"]) for nth, row in enumerate(routes, 1) for step in row["route"]
            ]
            expected[person] = [row["person_id"] for row in routes]
    assert gaps  # else this shows nothing
    for person, brokers in expected.items():
        rows = json.loads(run(demo_home.home.path, "path", person, "--json").stdout)
        assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
        assert not brokers or [row["person_id"] for row in rows] == brokers


def test_no_path_is_said_aloud(small_home: Path) -> None:
    result = run(small_home, "path", "jon", "--json")
    assert result.exit_code == 0
    assert "no path is known" in result.stderr
    assert json.loads(result.stdout)[0]["route"][-1]["hop_kind"] == "affinity"


def test_why_shows_files_places_and_parts(small_home: Path) -> None:
    text = run(small_home, "why", "ben").stdout
    assert "inbox/olga/mail.mbox:byte:" in text
    assert "ben@example.org" in text
    assert "recency" in text
    rows = json.loads(run(small_home, "why", "ben", "--json").stdout)
    assert {"record", "identifier", "tie", "evidence"} <= {row["section"] for row in rows}


def test_sql_prints_csv_and_json(small_home: Path) -> None:
    result = run(
        small_home, "sql", "select person_id, '=1' as x from person where person_id = 'ben'", "--csv"
    )
    assert result.stdout == "person_id,x\nben,'=1\n"
    assert json.loads(run(small_home, "sql", "select 1 as a, 2 as a", "--json").stdout) == [
        {"a": 1, "a_2": 2}
    ]


@pytest.mark.parametrize(
    "command", [["ask", "--company", "acme"], ["why", "ben"], ["at", "acme"], ["sql", "select 1"]]
)
def test_questions_import_neither_dagster_nor_polars(small_home: Path, command: list[str]) -> None:
    code = (
        "import sys; from pipelines.cli.main import _run; code = _run(sys.argv[1:]);"
        " heavy = {'polars', 'dagster'} & set(sys.modules); sys.exit(code or (9 if heavy else 0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--home", str(small_home), *command], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
