"""The review queue as a CSV file for a spreadsheet, and back: a person fills the column `answer`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from connectors import durable, files
from connectors.base import Tally
from connectors.sheets import sheet
from pipelines.outputs.cells import csv_text
from pipelines.review import apply, log, questions
from pipelines.review.entry import Answer, Contradiction, Words
from warehouse.read import Warehouse

COLUMNS = (
    "answer", "rank", "name_a", "name_b", "chance", "reasons_for", "reasons_against", "organisation_a", "organisation_b",
    "identifiers_a", "identifiers_b", "places_a", "places_b", "record_a", "record_b",
)  # fmt: skip
_NEEDED = {"answer", "record_a", "record_b"}
_WORDS = {"same": log.SAME, "s": log.SAME, "different": log.DIFFERENT, "d": log.DIFFERENT}


@dataclass
class Import:
    """What a filled sheet came to. ``rejected``: (line, why) for every row that cannot be taken."""

    answers: list[Answer] = field(default_factory=list)
    n_read: int = 0
    n_empty: int = 0
    n_known: int = 0
    """Answers that were given before: nothing to do."""
    rejected: list[tuple[int, str]] = field(default_factory=list)


def write(warehouse: Warehouse, path: Path, limit: int | None) -> int:
    """Write the queue with an empty column `answer`; cells that a spreadsheet would run are made text. Returns the
    number of questions."""
    rows = []
    for row in questions.queue(warehouse, limit):
        found = questions.question(warehouse, row)
        sides = {side: found[side] for side in ("a", "b")}
        cells: dict[str, Any] = {
            "answer": "",
            "chance": round(row["probability"], 4),
            "reasons_for": "; ".join(row["reasons_for"]),
            "reasons_against": "; ".join(row["reasons_against"]),
        }
        for side, who in sides.items():
            cells[f"organisation_{side}"] = who["organisation"]
            cells[f"identifiers_{side}"] = "; ".join(one["value"] for one in who["identifiers"])
            places = sorted({place for record in who["records"] for place in record["places"]})
            cells[f"places_{side}"] = "; ".join(places[:5])
        rows.append([{**row, **cells}[name] for name in COLUMNS])
    durable.replace_text(path, "\ufeff" + csv_text(COLUMNS, rows))
    return len(rows)


def read(warehouse: Warehouse, path: Path, decisions: list[log.Decision]) -> Import:
    """What a sheet says beyond what is decided already. Commas, semicolons or tabs, UTF-8 or a code page; columns in
    any order. Raises OSError, and ValueError when the columns are not there."""
    how, head = files.head_of(path)
    file = files.disk_file(path, how, head)
    found = sheet.sniff(file, lambda header: float(len(_NEEDED & _labels(header)) == len(_NEEDED)))
    if found is None:
        raise ValueError("no columns answer, record_a and record_b")
    at = {name: n for n, name in reversed(list(enumerate(map(_label, found.header))))}
    person = dict(warehouse.table("select record_id, person_id from person_record")[1])
    words, out = Words(decisions), Import()
    for row in sheet.records(file, found, Tally()):
        out.n_read += 1
        if row.cells is None:
            out.rejected.append((row.line, "the row cannot be read"))
            continue
        cells = {name: row.cells[n].strip() if n < len(row.cells) else "" for name, n in at.items()}
        why = _take(cells, person, words, out, warehouse)
        if why:
            out.rejected.append((row.line, why))
    return out


def _take(
    cells: dict[str, str], person: dict[str, str], words: Words, out: Import, warehouse: Warehouse
) -> str | None:
    """Take one row in; why not, if it cannot be."""
    if not cells["answer"]:
        out.n_empty += 1
        return None
    action = _WORDS.get(cells["answer"].lower())
    if action is None:
        return "the answer is neither same nor different"
    a, b = cells["record_a"], cells["record_b"]
    if a not in person or b not in person:
        return "there is no such record"
    if a == b:
        return "both records are the same one"
    said = words.said(a, b)
    if said == action:
        out.n_known += 1
        return None
    groups: tuple[tuple[str, ...], ...] = ()
    if action == log.SAME:
        groups = (questions.members(warehouse, *{person[a], person[b]}),)
    answer = Answer(action, (log.pair(a, b),), groups)
    try:
        words.add(apply.pending(answer), answer)
    except Contradiction as error:
        other = error.against.decision_id
        return f"it contradicts {'an earlier row' if other == apply.JUST_NOW else f'decision {other}'}"
    out.answers.append(answer)
    return None


def _label(cell: str) -> str:
    return cell.strip().lower().replace(" ", "_")


def _labels(header: list[str]) -> set[str]:
    return {_label(cell) for cell in header}
