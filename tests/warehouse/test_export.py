"""Exports for other programs: whole, private, escaped, and never with anybody of another network."""

from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
import vobject
from click.testing import CliRunner, Result
from world import World, small_world

from pipelines.cli.main import cli
from pipelines.outputs.vcards import vcard
from warehouse.publish import publish
from warehouse.read import Warehouse

NASTY = '=cmd()|<b a="1">&amp;\u0001\ufffe, Örtlich; \\ \n]]>'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Olga's world, with one hostile name, and Piet, who does not pool and knows Quinn and Rosa."""
    world = World(owners={"olga": "olga", "piet": "piet"})
    template = small_world()
    for attribute in ("mails", "affiliations"):
        setattr(world, attribute, getattr(template, attribute))
    world.records |= template.records
    world.members |= template.members
    world.card("nasty", display_name=NASTY, emails=["nasty@example.org"], city="A;B")
    world.mail("p_olga", "nasty", days_ago=5)
    world.mail("nasty", "p_olga", days_ago=4)
    world.mail("p_piet", "quinn", days_ago=5, owner="piet")
    world.mail("quinn", "p_piet", days_ago=4, owner="piet")
    world.mail("quinn", "rosa", days_ago=4, owner="piet")
    folder = tmp_path_factory.mktemp("home")
    (folder / "weakties.toml").write_text("")
    publish(world.build(folder / "build"), folder / "data")
    return folder


def export(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--home", str(home), "export", *arguments])


def people_of(home: Path, owner: str, kind: str) -> tuple[dict[str, str], set[tuple[str, str, float]]]:
    """Labels by id and weighted edges, read back by somebody else's reader."""
    result = export(home, "network", "--format", kind, "--owner", owner, "--json")
    assert result.exit_code == 0, result.output
    files = [Path(row["file"]) for row in json.loads(result.stdout)]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert stat.S_IMODE(files[0].parent.stat().st_mode) == 0o700
    if kind == "parquet":
        nodes, edges = (pl.read_parquet(file).to_dicts() for file in files)
    elif kind == "csv":
        nodes, edges = (list(csv.DictReader(io.StringIO(file.read_text()))) for file in files)
    else:
        root = ElementTree.parse(files[0]).getroot()
        nodes = [
            {"id": one.get("id"), "label": one.get("label") or one.findtext("{*}data[@key='node_label']")}
            for one in root.iter()
            if one.tag.endswith("}node")
        ]
        edges = [
            dict(one.attrib)
            | {"weight": one.get("weight") or one.findtext("{*}data[@key='edge_weight']") or "nothing"}
            for one in root.iter()
            if one.tag.endswith("}edge")
        ]
    return (
        {row["id"]: row["label"] for row in nodes},
        {(row["source"], row["target"], round(float(row["weight"]), 9)) for row in edges},
    )


def test_every_format_holds_the_same_network_of_one_owner(home: Path) -> None:
    found = {kind: people_of(home, "olga", kind) for kind in ("graphml", "gexf", "csv", "parquet")}
    labels, edges = found["parquet"]
    assert labels["nasty"] == NASTY
    for kind, (other_labels, other_edges) in found.items():
        assert other_labels.keys() == labels.keys(), kind
        assert other_edges == edges, kind
    assert found["graphml"][0]["nasty"] == NASTY.replace("\u0001", "").replace("\ufffe", "")
    assert found["gexf"][0]["nasty"] == found["graphml"][0]["nasty"]
    assert found["csv"][0]["nasty"].startswith("'=")
    assert {end for a, b, _ in edges for end in (a, b)} <= labels.keys()
    assert not {"quinn", "rosa", "p_piet"} & labels.keys()
    with Warehouse(home / "data" / "weakties.duckdb") as warehouse:
        ties = {
            (row["person_id"], round(row["tie"], 9))
            for row in warehouse.rows("from tie where owner_id = 'olga'")
        }
    assert {(b, weight) for a, b, weight in edges if a == "p_olga"} == ties
    assert len({frozenset(edge[:2]) for edge in edges}) == len(edges), "a pair has one edge"


def test_another_owner_has_another_network(home: Path) -> None:
    labels, edges = people_of(home, "piet", "graphml")
    assert labels.keys() == {"p_piet", "quinn", "rosa"}
    assert {edge[:2] for edge in edges} == {("p_piet", "quinn"), ("quinn", "rosa")}


def test_a_list_as_vcards_is_read_back_whole(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.vcf"
    assert export(home, "list", "--to", str(file)).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    raw = file.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    cards = {str(card.uid.value): card for card in vobject.readComponents(raw.decode())}
    with Warehouse(home / "data" / "weakties.duckdb") as warehouse:
        listed = {row["person_id"] for row in warehouse.who_to_ask()}
    assert {uid.removeprefix("weakties-") for uid in cards} == listed
    nasty = cards["weakties-nasty"]
    assert nasty.version.value == "4.0"
    assert nasty.fn.value == NASTY.replace("\u0001", "")
    assert nasty.adr.value.city == "A;B"
    assert cards["weakties-ben"].email.value == "ben@example.org"
    assert cards["weakties-ben"].note.value.startswith("10 sent, 14 received")


def test_a_list_as_csv_has_no_formulas_and_follows_the_question(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    assert export(home, "list", "--format", "csv", "--to", str(file)).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text())))
    assert next(row["name"] for row in rows if row["person_id"] == "nasty").startswith("'=")
    assert export(home, "list", "--company", "Acme", "--format", "csv", "--to", str(file)).exit_code == 0
    assert next(csv.DictReader(io.StringIO(file.read_text())))["person_id"] == "ben"
    assert export(home, "list", "--company", "Nowhere").exit_code == 5
    assert export(home, "list", "--target", "x", "--city", "Y").exit_code == 2
    assert export(home, "list", "--to", str(tmp_path / "no" / "x")).exit_code == 1
    assert list(tmp_path.iterdir()) == [file]


def test_no_value_can_end_a_card_or_begin_a_property() -> None:
    text = "x\r\nEND:VCARD\r\nBEGIN:VCARD\rFN:y\u2028\u0085\nTEL:1"
    person = {
        "person_id": text,
        "display_name": text,
        "organisation": text,
        "title": text,
        "city": text,
        "country": text,
    }
    card = vcard(
        person, [{"kind": kind, "value": text} for kind in ("mail", "phone", "profile")], "ü" * 200 + text
    )
    lines = card.split("\r\n")
    assert lines.count("BEGIN:VCARD") == lines.count("END:VCARD") == 1
    assert "\n" not in card.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    assert len(list(vobject.readComponents(card))) == 1
