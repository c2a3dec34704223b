"""export: the network for programs that draw graphs, and an ask list for an address book or a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import click

from connectors import durable
from pipelines.cli.ask import LIMIT, OWNER, aimed
from pipelines.cli.context import FAILED, NOTHING, USAGE, Context, emit, fail, json_option
from pipelines.cli.lookup import one_person, opened
from pipelines.outputs import graph
from pipelines.outputs.ask_list import flat
from pipelines.outputs.cells import csv_rows, csv_text
from pipelines.outputs.vcards import vcard
from warehouse.read import Row, Warehouse

_PEOPLE = ("id", *(name for name, _ in graph.NODES))
_EDGES = ("source", "target", *(name for name, _ in graph.EDGES))

TO = click.option(
    "--to",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write. Default: out/export in the home.",
)


@click.group()
def export() -> None:
    """Files for other programs, mode 0600, from the published warehouse as it is now. They hold personal data and
    do not follow later runs: delete them when they have served.

    \b
    weakties export network --format gexf
    weakties export list --company "Example GmbH" --format vcf
    """


@export.command()
@click.option(
    "--format",
    "kind",
    type=click.Choice(["graphml", "gexf", "csv", "parquet"]),
    default="graphml",
    show_default=True,
    help="graphml and gexf are one file; csv and parquet two, -people and -edges.",
)
@TO
@OWNER
@json_option
@click.pass_obj
def network(context: Context, kind: str, to: Path | None, owner: str | None, as_json: bool) -> None:
    """The network of one owner: people with what is known of them, ties, and who knows whom, each with its weight.
    Nobody of another owner's network is in it.

    \b
    weakties export network                          for Gephi, igraph, networkx, Cytoscape
    weakties export network --format csv --to ~/net.csv
    """
    with opened(context, owner) as warehouse:
        params = {"owner": owner}
        people = f"select {', '.join(_PEOPLE)} from network_people(p_owner := $owner::varchar)"
        edges = f"select {', '.join(_EDGES)} from network_edges(p_owner := $owner::varchar)"
        path = to or _folder(context) / f"network.{kind}"
        if kind in ("graphml", "gexf"):
            write = graph.graphml if kind == "graphml" else graph.gexf
            _replace(
                path,
                lambda stream: write(
                    stream, _rows(warehouse, people, params), _rows(warehouse, edges, params)
                ),
            )
            written = [path]
        else:
            written = [path.with_name(f"{path.stem}-{part}.{kind}") for part in ("people", "edges")]
            for file, query, columns in zip(written, (people, edges), (_PEOPLE, _EDGES), strict=True):
                if kind == "parquet":
                    _replace(file, _filler(warehouse.parquet(query, params)[0]))
                else:
                    _replace(file, _csv(columns, warehouse.batches(query, params=params)))
    emit([{"file": str(file)} for file in written], as_json)


@export.command("list")
@aimed
@click.option("--target", metavar="ID", help="The list of a target of targets.csv, as the last run made it.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["vcf", "csv"]),
    default="vcf",
    show_default=True,
    help="vCard 4.0 or CSV.",
)
@TO
@OWNER
@LIMIT
@json_option
@click.pass_obj
def ask_list(
    context: Context, company: str | None, person: str | None, role: str | None, city: str | None,
    industry: str | None, target: str | None, kind: str, to: Path | None, owner: str | None, limit: int, as_json: bool,
) -> None:  # fmt: skip
    """Whom to ask, as `ask` and targets.csv have it: vCards with addresses and the reason as a note, or CSV.

    Exit codes: 4 when the person is ambiguous, 5 when nothing is found.

    \b
    weakties export list --target example --limit 10
    weakties export list --role "data engineer" --format csv --to ~/asks.csv
    """
    if target is not None and any((company, person, role, city, industry)):
        fail(USAGE, "--target stands alone: its conditions are in targets.csv")
    with opened(context, owner) as warehouse:
        if target is not None:
            rows = warehouse.rows(
                "select * exclude (owner_id, target_id) from ask_list"
                " where owner_id = coalesce($owner::varchar, default_owner()) and target_id = $target"
                " order by rank limit $limit",
                {"owner": owner, "target": target, "limit": limit},
            )
        else:
            person_id = one_person(warehouse, person, owner, as_json) if person is not None else None
            rows = warehouse.who_to_ask(
                company and warehouse.company(company), person_id, role, city, owner, limit, industry=industry
            )
        if not rows:
            emit([], as_json)
            fail(NOTHING, "there is nobody to ask")
        if kind == "vcf":
            content = "".join(_cards(warehouse, rows))
        else:
            content = csv_text(list(rows[0]), [flat(row) for row in rows])
    path = to or _folder(context) / f"list.{kind}"
    _replace(path, _filler(content.encode("utf-8", "replace")))
    emit([{"file": str(path), "people": len({row["person_id"] for row in rows})}], as_json)


def _cards(warehouse: Warehouse, rows: list[Row]) -> Iterator[str]:
    """A card for each first contact, with the identifiers that only they hold, the one to reach them by first."""
    seen: set[str] = set()
    for row in rows:
        if row["person_id"] in seen:
            continue
        seen.add(row["person_id"])
        person = warehouse.rows("from person where person_id = $1", [row["person_id"]])[0]
        identifiers = warehouse.rows(
            "select kind, value from identifier where person_id = $1 and (strength = 'strong' or value = $2)"
            " order by kind, value is distinct from $2, n_records desc, value",
            [row["person_id"], row["reach_via"]],
        )
        yield vcard(person, identifiers, f"{row['target']}: {row['why']}" if row["target"] else row["why"])


def _rows(warehouse: Warehouse, query: str, params: dict[str, Any]) -> Iterator[Sequence[Any]]:
    for batch in warehouse.batches(query, params=params):
        yield from batch


def _csv(columns: Sequence[str], batches: Iterator[list[tuple[Any, ...]]]) -> Callable[[BinaryIO], None]:
    def fill(stream: BinaryIO) -> None:
        stream.write(csv_rows([columns]).encode())
        for batch in batches:
            stream.write(csv_rows(batch).encode("utf-8", "replace"))

    return fill


def _filler(content: bytes) -> Callable[[BinaryIO], None]:
    def fill(stream: BinaryIO) -> None:
        stream.write(content)

    return fill


def _folder(context: Context) -> Path:
    """A folder of its own: files of targets never take these names."""
    folder = context.home.out / "export"
    durable.private_folder(folder)
    return folder


def _replace(path: Path, write: Callable[[BinaryIO], None]) -> None:
    try:
        durable.replace(path, write)
    except OSError as error:
        fail(FAILED, f"the file cannot be written: {error.strerror}")
