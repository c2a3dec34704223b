"""The ranked lists as files: out/ask_list.csv and .json with everything, and a pair for each target."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from connectors import durable
from pipelines.outputs.cells import csv_text, json_text
from warehouse.read import Row, Warehouse

ALL = "ask_list"
"""Name of the files that hold every list."""
_WRITTEN = ".ask_lists.json"
"""Names written last time, so that the list of a target that was taken off targets.csv goes too."""


def write(warehouse: Path, out: Path) -> int:
    """Write all lists of a published warehouse into ``out`` (made 0700; files 0600, each put in place whole) and
    return the number of rows. A target without any row gets empty lists. Raises duckdb.Error or OSError."""
    durable.private_folder(out)
    with Warehouse(warehouse) as data:
        columns, found = data.table("from ask_list order by owner_id, target_id, rank")
        targets = [
            row["target_id"] for row in data.rows("select distinct target_id from target order by all")
        ]
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    lists = {ALL: rows} | {file_stem(target): _of(rows, target) for target in targets}
    for stem, listed in lists.items():
        durable.replace_text(out / f"{stem}.csv", csv_text(columns, [flat(row) for row in listed]))
        durable.replace_text(out / f"{stem}.json", json_text(listed))
    for stem in _written(out) - lists.keys():
        for suffix in ("csv", "json"):
            (out / f"{stem}.{suffix}").unlink(missing_ok=True)
    durable.replace_text(out / _WRITTEN, json.dumps(sorted(lists)) + "\n")
    return len(rows)


def file_stem(target_id: str) -> str:
    """A file name for a target: itself when it is a slug, else a slug and a short hash. Never a path, never
    hidden, never the name of the whole list."""
    slug = re.sub(r"[^a-z0-9_-]+", "-", target_id.lower()).strip("-_")[:80]
    if slug and slug == target_id and slug != ALL:
        return slug
    digest = hashlib.blake2b(target_id.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{slug or 'target'}-{digest}"


def _of(rows: list[Row], target_id: str) -> list[Row]:
    return [row for row in rows if row["target_id"] == target_id]


def flat(row: Row) -> list[Any]:
    """A row for CSV: the route as names, the evidence as places."""
    flat = row | {
        "route": " > ".join(step["name"] for step in row["route"]),
        "evidence": "; ".join(f"{place['source']} {place['locator']}" for place in row["evidence"]),
    }
    return list(flat.values())


def _written(out: Path) -> set[str]:
    try:
        names = json.loads((out / _WRITTEN).read_text(encoding="utf-8"))
        return {name for name in names if name == file_stem(name) or re.fullmatch(r"[a-z0-9_-]+", name)}
    except (OSError, ValueError, TypeError):
        return set()
