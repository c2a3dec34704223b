"""The file itself: comments, the dictionary, macros' rules, checks, publishing, and the same rows every time."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import duckdb
import pytest
from world import small_world

from warehouse import checks, dictionary, fit
from warehouse.publish import publish
from warehouse.read import NotReadOnly, Warehouse

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dictionary.empty_warehouse(tmp_path_factory.mktemp("empty"))


def test_every_table_column_and_macro_has_a_comment(empty: Path) -> None:
    assert dictionary.missing_comments(empty) == []


def test_the_data_dictionary_says_what_the_sql_says(empty: Path) -> None:
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == dictionary.markdown(empty), (
        "run `make docs`"
    )


def test_macro_parameters_are_told_from_columns_and_have_defaults(small: Warehouse) -> None:
    rows = small.rows(
        "select function_name, function_type, unnest(parameters) as parameter from duckdb_functions() where not internal"
    )
    columns = {row["column_name"] for row in small.rows("select column_name from duckdb_columns()")}
    assert all(row["parameter"].startswith("p_") and row["parameter"] not in columns for row in rows)
    for name in {row["function_name"] for row in rows if row["function_type"] == "table_macro"}:
        small.rows(f"from {name}()")


def test_checks_hold_and_notice_what_is_wrong(tmp_path: Path) -> None:
    path = small_world().build(tmp_path)
    assert all(check.passed for check in checks.run(path, None))
    before = publish(path, tmp_path / "data")
    with duckdb.connect(str(path)) as con:
        con.execute("update person_record set person_id = 'cara' where record_id = 'r_mail_olga_dora'")
        con.execute("insert into tie_factor values ('olga', 'ben', 'charm', 1, 1)")
        con.execute(
            "insert into identifier_strength (network_id, kind, value) values ('n', 'mail', 'a'), ('n', 'mail', 'a')"
        )
        con.execute(
            "insert into tie select owner_id, 'p_olga', * exclude (owner_id, person_id) from tie where person_id = 'ben'"
        )
    failed = {check.name for check in checks.run(path, before) if not check.passed}
    assert failed == {
        "no_person_reassigned_without_history",
        "tie_factors_add_up",
        "keys_unique",
        "self_not_a_contact",
    }
    with duckdb.connect(str(path)) as con:
        con.execute("insert into person_id_history values ('dora', 'cara', now()::timestamp, 'merge')")
    assert {check.name for check in checks.run(path, before) if not check.passed} == failed - {
        "no_person_reassigned_without_history"
    }


def test_a_rebuild_has_the_same_rows(tmp_path: Path) -> None:
    one, two = small_world().build(tmp_path / "one"), small_world().build(tmp_path / "two")
    with Warehouse(one) as a, Warehouse(two) as b:
        for row in a.rows("select table_name from duckdb_tables()"):
            query = f'from "{row["table_name"]}"'
            assert a.rows(query) == b.rows(query), row["table_name"]


def test_readers_keep_the_old_file_and_a_failed_publish_changes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    old_mask = os.umask(0)
    try:
        path = publish(small_world().build(tmp_path / "a"), data)
        os.umask(0)
        world = small_world()
        world.card("newcomer")
        later = world.build(tmp_path / "b")
        handle = os.open(path, os.O_RDONLY)
        inode = os.fstat(handle).st_ino
        with Warehouse(path) as reader:
            before = reader.rows("select count(*) as n from person")[0]["n"]
            publish(later, data)
            assert reader.rows("select count(*) as n from person")[0]["n"] == before
        os.close(handle)
    finally:
        os.umask(old_mask)
    assert path.stat().st_ino != inode
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(list((data / "old").iterdir())) == 1
    assert (data / "old").stat().st_mode & 0o077 == 0
    with Warehouse(path) as reader:
        assert reader.rows("select count(*) as n from person")[0]["n"] == before + 1
    content = path.read_bytes()
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"not a database")
    with pytest.raises(duckdb.Error):
        publish(broken, data)
    assert path.read_bytes() == content
    assert not [file for file in data.iterdir() if file.name.startswith(".")]


def test_only_the_last_files_are_kept(tmp_path: Path) -> None:
    build = small_world().build(tmp_path / "b")
    for _ in range(4):
        publish(build, tmp_path / "data", keep=2)
    assert len(list((tmp_path / "data" / "old").iterdir())) == 2


def test_a_published_file_is_read_only_and_locked(small: Warehouse, tmp_path: Path) -> None:
    statements = (
        "delete from tie", f"copy tie to '{tmp_path}/x.csv'", "attach ':memory:' as y", "set threads = 1",
        "select 1; select 2", "call pragma_version()", "pragma version", "install httpfs", "",
    )  # fmt: skip
    for statement in statements:
        with pytest.raises(NotReadOnly):
            small.query(statement)
    for statement in ("select * from read_csv('/etc/passwd')", "select * from glob('/*')"):
        with pytest.raises(duckdb.Error):
            small.query(statement)
    assert small.query("from tie limit 1")[0][:2] == ["owner_id", "person_id"]


def test_sql_and_transforms_make_the_same_company_key(small: Warehouse) -> None:
    from transforms.normalise.organisations import company_key

    texts = [
        "Stripe, Inc.", "The Acme Co., Ltd.", "Epic", "Epic Games", "Plan A", "S.A. de C.V.", "Foo S.A. de C.V.", "Co Ltd",
        "Müller & Söhne GmbH & Co. KG", "O'Reilly Media", "AT&T Inc.", "T-Mobile", "Straße AG", "Inc", "The", "", "Nestlé S.A.",
        "A.B.C. Holdings", "The Inc", "de Bijenkorf B.V.", "Łódź Sp. z o.o.",
    ]  # fmt: skip
    for text in texts:
        assert small.rows("select company_key($1::varchar) as key", [text])[0]["key"] == company_key(text), (
            text
        )


def test_refit_moves_scales_and_the_next_build_uses_them(tmp_path: Path) -> None:
    world = small_world()
    for nth in range(30):  # thirty regulars, so that medians and intercepts have something to rest on
        for days in (5, 100, 250, 300, 400):
            world.mail("p_olga", f"regular{nth}", days_ago=days + nth)
            world.mail(f"regular{nth}", "p_olga", days_ago=days + nth - 0.5)
    path = world.build(tmp_path)
    fitted = fit.refit(path, tmp_path / "models")
    file = tmp_path / "models" / fit.FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert fitted["n_touch"] > 30
    assert fitted["touch_intercept"] > 0
    assert fitted["answers_intercept"] > 0.4
    with Warehouse(world.build(tmp_path, name="again.duckdb")) as warehouse:
        values = {row["name"]: row for row in warehouse.rows("from model_parameter")}
        shown = warehouse.rows("select median(tie) as tie from tie where person_id like 'regular%'")[0]["tie"]
    assert values["q_mail"]["value"] == fitted["q_mail"]
    assert values["q_mail"]["model_version"] == "refit-2026-11-01"
    assert values["touch_geo"]["value"] == fit.SHIPPED["touch_geo"][0]
    assert shown == pytest.approx(0.55, abs=0.05)  # the typical two-way tie stands half way


def test_intercept_matches_the_base_rate_and_stays_near_its_prior_with_few_rows() -> None:
    assert fit.intercept([(0.0, nth % 4 == 0) for nth in range(4000)]) == pytest.approx(-1.0986, abs=0.01)
    assert abs(fit.intercept([(0.0, True)])) < 0.5
    assert fit.intercept([], prior=0.4) == 0.4


def test_as_of_is_the_runs(small: Warehouse) -> None:
    assert small.rows("select as_of() as day")[0]["day"] == date(2026, 11, 1)
