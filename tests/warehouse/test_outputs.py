"""Ranked lists as files: whole, private, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import small_world

from pipelines.outputs.ask_list import file_stem, write
from pipelines.outputs.cells import cell, csv_text


def test_lists_are_written_whole_and_private_and_old_targets_go(tmp_path: Path) -> None:
    world = small_world()
    world.card("evil", display_name='=HYPERLINK("http://x")', city="Bonn")
    world.tables["target"] = pl.DataFrame(
        {"target_id": ["bonn", "../../etc/x", "ask_list"], "city": ["Bonn", "Berlin", "Köln"]}
    )
    out = tmp_path / "out"
    n = write(world.build(tmp_path / "a"), out)
    everything = json.loads((out / "ask_list.json").read_text())
    assert len(everything) == n
    assert {row["target_id"] for row in everything} == {
        "",
        "bonn",
        "../../etc/x",
        "ask_list",
    }
    bonn = json.loads((out / "bonn.json").read_text())
    assert bonn[0]["person_id"] == "evil"
    assert bonn[0]["route"][0]["hop_kind"] == "stated"
    with (out / "bonn.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["rank"] for row in rows] == [str(row["rank"]) for row in bonn]
    assert rows[0]["name"] == '\'=HYPERLINK("http://x")'
    assert rows[0]["route"] == '\'=HYPERLINK("http://x")'
    assert sorted(file.name for file in out.glob("*.csv")) == sorted(
        ["ask_list.csv", "bonn.csv", f"{file_stem('../../etc/x')}.csv", f"{file_stem('ask_list')}.csv"]
    )
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in out.iterdir())
    (out / "mine.csv").write_text("kept")
    world.tables["target"] = pl.DataFrame({"target_id": ["koeln"], "city": ["Köln"]})
    write(world.build(tmp_path / "b"), out)
    assert sorted(file.name for file in out.glob("*.csv")) == ["ask_list.csv", "koeln.csv", "mine.csv"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+cmd|x",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\0=1",
        "＝1",
        "＋1",
        "－x",
        "＠x",
        "  =1",
        "\u00a0=1",
        "\ufeff=1",
    ],
)
def test_formulas_become_text(text: str) -> None:
    assert cell(text).startswith("'")


@pytest.mark.parametrize("text", ["Anna", "+4930123", "-3.5", "a=b", "anna@example.org", ""])
def test_plain_text_stays(text: str) -> None:
    assert cell(text) == text


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"]), max_size=12), min_size=1, max_size=4))
def test_csv_gives_back_what_went_in(values: list[str]) -> None:
    header = [f"c{nth}" for nth in range(len(values))]
    back = list(csv.reader(io.StringIO(csv_text(header, [values]), newline="")))
    assert back[0] == header
    for got, value in zip(back[1], values, strict=True):
        plain = value.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
        assert got.removeprefix("'") == plain.removeprefix("'")


@given(st.text(max_size=30))
def test_file_names_are_slugs(text: str) -> None:
    stem = file_stem(text)
    assert stem
    assert stem == stem.lower()
    assert not set(stem) & set("./\\ \0")
    assert stem != "ask_list"
    assert len(stem) < 100
