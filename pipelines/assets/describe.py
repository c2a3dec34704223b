"""What the pages of an asset say before anything ran: columns with their meaning, where they come from, where the code
is and which document explains it. All of it is the product's own text."""

import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import dagster as dg

from connectors import schema as raw
from connectors.table import Table
from pipelines.stages.chain import STAGES
from transforms import schema as built

_SQL_COLUMN = re.compile(r"^ {4}(\w+)\s+(.+?)(?: NOT NULL.*| CHECK .*)?,?$", re.MULTILINE)
_SQL_COMMENT = re.compile(r"^comment on column \w+\.(\w+) is '((?:[^']|'')*)';$", re.MULTILINE)

Columns = tuple[tuple[str, str, str], ...]
"""Name, type, meaning."""


@dataclass(frozen=True)
class Shown:
    """The main table of an asset, the count that is its number of rows, and the document about it."""

    columns: Columns
    docs: str
    rows: str = ""


def _table(table: Table) -> Columns:
    return tuple((name, str(dtype), meaning) for name, (dtype, meaning) in table.columns.items())


def _sql(name: str) -> Columns:
    """Columns of a table of the warehouse, from its DDL and comments."""
    text = files("warehouse").joinpath(f"schema/{name}.sql").read_text(encoding="utf-8")
    ddl = text[: text.index(");")]
    meaning = dict(_SQL_COMMENT.findall(text))
    return tuple(
        (column, dtype, meaning[column].replace("''", "'"))
        for column, dtype in _SQL_COLUMN.findall(ddl)
        if column in meaning
    )


_DESIGN = "docs/architecture.md"
SHOWN: dict[str, Shown] = {
    "sources": Shown(_sql("source"), f"{_DESIGN}, Rows and accounting", "sources"),
    "contacts": Shown(_table(raw.CONTACT), "docs/connectors/", "n_loaded"),
    "mail_headers": Shown(_table(raw.MESSAGE), "docs/connectors/mbox.md", "n_loaded"),
    "home_tables": Shown(_table(raw.TARGET), "docs/connectors/home_targets.md", "rows_target"),
    "messages": Shown(_table(built.MAIL), f"{_DESIGN}, Rows and accounting", "messages"),
    "records": Shown(_table(built.RECORD), f"{_DESIGN}, Identity", "records"),
    "matches": Shown(_table(built.MATCH), f"{_DESIGN}, Identity", "pairs"),
    "people": Shown(_table(built.PERSON_RECORD), f"{_DESIGN}, Identity", "records"),
    "interactions": Shown(_table(built.INTERACTION), f"{_DESIGN}, Rows and accounting", "weeks"),
    "acquaintance": Shown(_table(built.ACQUAINTANCE), f"{_DESIGN}, Networks", "pairs"),
    "affiliation": Shown(_table(built.AFFILIATION), f"{_DESIGN}, Networks", "affiliations"),
    "warehouse": Shown(_sql("tie"), f"{_DESIGN}, Ties", "ties"),
    "published_warehouse": Shown(_sql("ask_list"), "docs/tables.md"),
    "ask_lists": Shown(_sql("ask_list"), f"{_DESIGN}, Introductions", "rows"),
}

RENAMED: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("records", "profiles"): (("contacts", "urls"),),
    ("records", "company_key"): (("contacts", "organisation"),),
    ("records", "is_two_way"): (("messages", "sender"), ("messages", "recipients")),
    ("matches", "record_a"): (("records", "record_id"),),
    ("matches", "record_b"): (("records", "record_id"),),
    ("people", "person_id"): (("matches", "record_a"), ("matches", "record_b"), ("matches", "lane")),
    ("interactions", "n"): (("messages", "sender"), ("messages", "recipients")),
    ("acquaintance", "record_a"): (("records", "record_id"), ("messages", "sender")),
    ("acquaintance", "record_b"): (("records", "record_id"), ("messages", "recipients")),
    ("affiliation", "organisation"): (("records", "organisation"), ("home_tables", "company")),
    ("warehouse", "tie"): (("interactions", "weight"), ("interactions", "direction")),
    ("warehouse", "n_sent"): (("interactions", "n"), ("interactions", "direction")),
    ("warehouse", "n_received"): (("interactions", "n"), ("interactions", "direction")),
}
"""(Asset, column): what it is made of where that goes by another name. Columns of one name follow each other."""


def lineage(asset: str, above: Sequence[str]) -> dg.TableColumnLineage:
    """For each column of an asset the columns of the assets ``above`` that it is made of."""
    names = {one: {name for name, _, _ in SHOWN[one].columns} for one in above}
    found = {}
    for column, _, _ in SHOWN[asset].columns:
        origins = RENAMED.get((asset, column)) or [(one, column) for one in above if column in names[one]]
        if origins:
            found[column] = [dg.TableColumnDep(dg.AssetKey(one), name) for one, name in origins]
    return dg.TableColumnLineage(found)


def described(assets: Iterable[object]) -> list[dg.AssetsDefinition]:
    """The assets with their columns, code and document attached."""
    return [
        one.map_asset_specs(lambda spec: spec.merge_attributes(metadata=_metadata(spec.key.path[-1])))
        for one in assets
        if isinstance(one, dg.AssetsDefinition)
    ]


def schema(asset: str) -> dg.TableSchema:
    """The columns of an asset's main table."""
    return dg.TableSchema(
        [dg.TableColumn(name, dtype, description=meaning) for name, dtype, meaning in SHOWN[asset].columns]
    )


def rows(asset: str, numbers: Mapping[str, int | float]) -> int | None:
    """How many rows the main table has, if the stage counted them."""
    n = numbers.get(SHOWN[asset].rows)
    return None if n is None else int(n)


def _metadata(asset: str) -> dict[str, Any]:
    return {
        "dagster/column_schema": schema(asset),
        "dagster/code_references": _reference(STAGES[asset]),
        "docs": SHOWN[asset].docs,
    }


def _reference(stage: Callable[..., Any]) -> dg.CodeReferencesMetadataValue:
    """The stage itself: the asset around it says nothing more."""
    code = stage.__code__
    with warnings.catch_warnings():
        # Dagster warns that this interface may change; the pin on its minor version holds it.
        warnings.simplefilter("ignore", dg.BetaWarning)
        place = dg.LocalFileCodeReference(
            file_path=code.co_filename, line_number=code.co_firstlineno, label="what it does"
        )
        return dg.CodeReferencesMetadataValue(code_references=[place])
