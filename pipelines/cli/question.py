"""A question as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.cli.context import safe

_PLACES = 3
"""Records, addresses or lists shown of each person; the rest is counted."""


def text(question: dict[str, Any]) -> str:
    """The question, every line free of control characters."""
    return "\n".join(safe(line) for line in _lines(question))


def _lines(q: dict[str, Any]) -> Iterator[str]:
    yield (
        f"#{q['rank']}  {q['name_a']}  =  {q['name_b']} ?   "
        f"chance {q['probability']:.3f} ({q['weight']:+.1f} bits), at stake {q['stake']:.2f}"
    )
    for side in ("a", "b"):
        yield from _who(side.upper(), q[side])
    yield from _list("for", q["reasons_for"], "+")
    yield from _list("against", q["reasons_against"], "-")
    yield "  if they are one"
    yield from (f"    {line}" for line in _effect(q))


def _who(side: str, who: dict[str, Any]) -> Iterator[str]:
    where = ", ".join(who[name] for name in ("title", "organisation", "city") if who[name])
    yield f"  {side}  {who['name']}  {who['person_id']}" + (f"  {where}" if where else "")
    shown = [one["value"] + (" (shared)" if one["strength"] == "weak" else "") for one in who["identifiers"]]
    if shown:
        yield "       " + _some(shown)
    for record in who["records"][:_PLACES]:
        place = record["places"][0] if record["places"] else "declared"
        more = f" and {len(record['places']) - 1} more" if len(record["places"]) > 1 else ""
        yield f"       {record['kind']}: {record['name'] or '(no name)'}  {place}{more}"
    if len(who["records"]) > _PLACES:
        yield f"       and {len(who['records']) - _PLACES} more records"


def _list(head: str, lines: list[str], sign: str) -> Iterator[str]:
    yield f"  {head}" + ("" if lines else ": nothing")
    yield from (f"    {sign} {line}" for line in lines)


def _effect(q: dict[str, Any]) -> Iterator[str]:
    change = q["would_change"]
    for tie in change["ties"]:
        one, other = (f"{tie[k]:.3f}" if tie[k] is not None else "no tie" for k in ("tie_a", "tie_b"))
        yield f"tie of {tie['owner_id']}: A {one}, B {other} -> about {tie['tie_same']:.3f}"
    if not change["ties"]:
        yield "no tie changes"
    for side in ("a", "b"):
        places = [_place(row) for row in change["ask_lists"] if row["side"] == side]
        yield f"{side.upper()} is in " + (_some(places) if places else "no ask list")


def _place(row: dict[str, Any]) -> str:
    name = f"{row['owner_id']}/{row['target_id'] or '(no target)'}"
    asked, way = row["asked_rank"], row["route_rank"]
    return f"{name} at {asked}" if asked is not None else f"{name} at the end of {way}"


def _some(items: list[str]) -> str:
    more = f", and {len(items) - _PLACES} more" if len(items) > _PLACES else ""
    return ", ".join(items[:_PLACES]) + more
