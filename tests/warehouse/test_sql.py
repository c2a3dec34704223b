"""`weakties sql`: what there is, the result as a file, and no way from the query to other files."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import polars as pl
from click.testing import CliRunner, Result

from pipelines.cli.main import cli


def sql(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--home", str(home), "sql", *arguments])


def test_without_a_query_it_lists_tables_and_macros(small_home: Path) -> None:
    listed = json.loads(sql(small_home, "--json").stdout)
    assert listed == json.loads(sql(small_home, "--tables", "--json").stdout)
    by_name = {row["name"]: row for row in listed}
    assert by_name["owner"]["n_rows"] == 1
    assert "who_at(p_company, p_owner)" in by_name
    assert all(row["comment"] for row in listed)


def test_parquet_is_written_whole_and_private_with_every_type(small_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "result.parquet"
    query = """select person_id, sum(n) as n, interval 1 day as day, 1 as a, 2 as a, [n_sent] as list, any_value(last_at) as "at"
        from (select person_id, n, 1 as n_sent, last_at from interaction) group by all order by person_id desc -- end"""
    assert sql(small_home, query, "--parquet", str(file)).exit_code == 0
    frame = pl.read_parquet(file)
    assert frame.columns == ["person_id", "n", "day", "a", "a_2", "list", "at"]
    assert frame["person_id"].to_list() == sorted(frame["person_id"], reverse=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_bytes()
    for wrong, code in (("select * from nothing", 1), ("copy tie to 'x'", 2), ("", 2)):
        assert sql(small_home, wrong, "--parquet", str(file)).exit_code == code
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]
    assert sql(small_home, "select 1", "--parquet", str(tmp_path / "no" / "x")).exit_code == 1
    assert sql(small_home, "select 1", "--parquet", str(file), "--csv").exit_code == 2


def test_a_query_reaches_no_file(small_home: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("word\nheron\n")
    for query in (
        f"from '{secret}'", f"from read_csv('{secret}')", f"from read_text('{secret}')", f"from glob('{tmp_path}/*')",
        f"copy (select 1) to '{tmp_path}/x'", f"attach '{tmp_path}/y.duckdb'", "set enable_external_access = true",
        "load httpfs", "select 1; drop table tie", f"export database '{tmp_path}/z'",
        f"select * from parquet_metadata('{secret}')", "explain analyze insert into run select * from run",
    ):  # fmt: skip
        result = sql(small_home, query)
        assert result.exit_code in (1, 2), query
        assert "heron" not in result.output
        assert result.stdout == ""
    assert list(tmp_path.iterdir()) == [secret]
