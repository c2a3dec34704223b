"""`why` as text: what a person's row rests on, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from pipelines.cli.context import safe

Row = dict[str, Any]
_HEADS = {
    "record": "Records",
    "identifier": "Identifiers",
    "match": "What joined the records (bits; 1 bit doubles the odds)",
    "weakest link": "Weakest link",
    "tie": "Tie (nats; the parts add up to ln tie_raw - ln q)",
    "evidence": "Places that show it",
    "history": "Earlier ids",
}


def explain(who: Row, rows: list[Row]) -> str:
    """The text for a row of person and the rows of macro why."""
    return "\n".join(safe(line) for line in _lines(who, rows))


def _lines(who: Row, rows: list[Row]) -> Iterator[str]:
    about = ", ".join(who[name] for name in ("title", "organisation", "city") if who[name])
    yield f"{who['display_name']}  {who['person_id']}"
    if about:
        yield f"  {about}"
    for section, part in groupby(rows, key=lambda row: str(row["section"])):
        yield ""
        yield _HEADS[section]
        for row in part:
            yield "  " + "  ".join(filter(None, _cells(row)))


def _cells(row: Row) -> Iterator[str]:
    place = f"{row['source']}:{row['locator']}" if row["source"] else ""
    if row["section"] == "tie":
        number = (
            ""
            if row["value"] is None
            else f"{row['value']:+.3f}"
            if row["item"] != "tie"
            else f"{row['value']:.3f}"
        )
        yield f"{row['item']:<13}"
        yield f"{number:>8}"
        yield row["detail"] or ""
        return
    yield f"{row['item']:<13}"
    if row["section"] in ("match", "weakest link") and row["value"] is not None:
        yield f"{row['value']:+7.2f}"
    yield row["detail"] or ""
    if row["at"] is not None:
        yield row["at"].strftime("%Y-%m-%d")
    yield place
