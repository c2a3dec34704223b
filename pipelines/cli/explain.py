"""why: what a person's row rests on. Neither dagster nor polars is imported here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import click

from pipelines.cli.context import Context, emit, json_option, safe
from pipelines.cli.lookup import one_person, opened

Row = dict[str, Any]
_HEADS = {
    "record": "Records",
    "identifier": "Identifiers, and the records that hold them",
    "match": "What joined the records (bits; 1 bit doubles the odds)",
    "other pair": "Their other pairs",
    "may be": "May also be (`weakties review` asks)",
    "tie": "Tie (nats; the parts add up to ln tie_raw - ln q)",
    "evidence": "Places that show it",
    "history": "Earlier ids",
}
_TOP = 3
"""Factors of a pair shown without --all."""
_PLACES = 8
"""Places shown without --all."""
_BAR = 24
"""Characters of the longest bar; a person's own word (60 bits) is cut off there."""


@click.command()
@click.argument("person")
@click.option("--owner", metavar="NAME", help="Whose contacts; default: the only or first owner.")
@click.option("--all", "show_all", is_flag=True, help="Every factor of every pair, and every place.")
@json_option
@click.pass_obj
def why(context: Context, person: str, owner: str | None, show_all: bool, as_json: bool) -> None:
    """What is known about PERSON and where it comes from: files and places, what joined the records, the tie.

    Shows the pairs that hold the records together, each as a waterfall of bits, and the weakest link among them; --all
    shows every pair. --json has everything. Exit codes: 4 the person is ambiguous, 5 nobody is found.

    \b
    weakties why "Anna Example"
    weakties why anna@example.org --all
    """
    with opened(context, owner) as warehouse:
        person_id = one_person(warehouse, person, owner, as_json)
        rows = warehouse.rows(
            "from why(p_person := $person::varchar, p_owner := $owner::varchar)",
            {"person": person_id, "owner": owner},
        )
        who = warehouse.rows("select * from person where person_id = $person", {"person": person_id})[0]
    if as_json:
        emit(rows, True)
    else:
        click.echo(explain(who, rows, show_all))


def explain(who: Row, rows: list[Row], show_all: bool = False) -> str:
    """The text for a row of person and the rows of macro why."""
    return "\n".join(safe(line) for line in _lines(who, rows, show_all))


def _lines(who: Row, rows: list[Row], show_all: bool) -> Iterator[str]:
    about = ", ".join(who[name] for name in ("title", "organisation", "city") if who[name])
    yield f"{who['display_name']}  {who['person_id']}"
    if about:
        yield f"  {about}"
    parts = {name: list(part) for name, part in groupby(rows, key=lambda row: str(row["section"]))}
    labels = _labels(parts.get("record", []))
    for name, head in _HEADS.items():
        part = parts.get(name, [])
        if not part or (name == "other pair" and not show_all):
            continue
        yield ""
        yield head
        if name == "record":
            yield from _records(part, labels)
        elif name == "identifier":
            yield from _identifiers(part, labels)
        elif name == "match":
            yield from _joins(part, parts.get("weakest link", []), labels, show_all)
        elif name == "other pair":
            yield from _waterfalls(_pairs(part), labels, None)
        else:
            shown = part if show_all or name != "evidence" else part[:_PLACES]
            yield from ("  " + "  ".join(filter(None, _cells(row))) for row in shown)
            if len(shown) < len(part):
                yield f"  {len(part) - len(shown)} more places (--all)"


def _labels(records: list[Row]) -> dict[str, str]:
    """A letter for each record, in the order shown: A to Z, AA, AB and so on."""
    labels: dict[str, str] = {}
    for row in records:
        labels.setdefault(row["records"][0], _letters(len(labels)))
    return labels


def _letters(n: int) -> str:
    text = ""
    while n >= 0:
        text, n = chr(ord("A") + n % 26) + text, n // 26 - 1
    return text


def _records(part: list[Row], labels: dict[str, str]) -> Iterator[str]:
    shown: set[str] = set()
    for row in part:
        record = row["records"][0]
        place = f"{row['source']}:{row['locator']}" if row["source"] else ""
        letter = "" if record in shown else labels[record]
        named = "" if record in shown else f"{record}  {row['item']:<13}  {row['detail'] or ''}"
        shown.add(record)
        yield f"  {letter:<3}" + "  ".join(filter(None, (named, place)))


def _identifiers(part: list[Row], labels: dict[str, str]) -> Iterator[str]:
    for row in part:
        holders = " ".join(labels.get(record, record) for record in row["records"] or ())
        yield f"  {row['item']:<8}{row['detail']}  {holders}".rstrip()


def _joins(part: list[Row], weakest: list[Row], labels: dict[str, str], show_all: bool) -> Iterator[str]:
    pairs = _pairs(part)
    joining = _spanning(pairs)
    shown = pairs if show_all else {pair: pairs[pair] for pair in joining}
    yield from _waterfalls(shown, labels, None if show_all else _TOP)
    if len(shown) < len(pairs):
        yield f"  {len(pairs) - len(shown)} more pairs agree (--all)"
    for row in weakest:
        a, b = (labels.get(record, record) for record in row["records"])
        yield f"  weakest link: {a} = {b}  {row['value']:+.1f} bits"


def _pairs(part: list[Row]) -> dict[tuple[str, str], list[Row]]:
    pairs: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in part:
        a, b = row["records"]
        pairs[a, b].append(row)
    return pairs


def _weight(factors: Sequence[Row]) -> float:
    return float(sum(row["value"] for row in factors if row["value"] is not None))


def _spanning(pairs: dict[tuple[str, str], list[Row]]) -> list[tuple[str, str]]:
    """The pairs that hold the records together at their strongest: a maximum spanning tree, heaviest first."""
    group: dict[str, str] = {}

    def root(record: str) -> str:
        while group.setdefault(record, record) != record:
            record = group[record]
        return record

    joining = []
    for a, b in sorted(pairs, key=lambda pair: (-_weight(pairs[pair]), pair)):
        left, right = root(a), root(b)
        if left != right:
            group[right] = left
            joining.append((a, b))
    return joining


def _waterfalls(
    pairs: dict[tuple[str, str], list[Row]], labels: dict[str, str], top: int | None
) -> Iterator[str]:
    """Each pair with its factors as bars: full for what speaks for one person, light for what speaks against."""
    longest = max(
        (abs(row["value"] or 0) for rows in pairs.values() for row in rows if row["item"] != "decision"),
        default=1,
    )
    for (a, b), rows in pairs.items():
        vetoes = [row for row in rows if row["value"] is None]
        factors = sorted(
            (row for row in rows if row["value"] is not None), key=lambda row: -abs(row["value"])
        )
        yield (
            f"  {labels.get(a, a)} = {labels.get(b, b)}  {_weight(factors):+.1f} bits"
            + "".join(f", a rule forbids it: {row['level']}" for row in vetoes)
        )
        for row in factors[:top]:
            n = min(_BAR, max(1, round(abs(row["value"]) / max(longest, 1) * _BAR)))
            bar = ("█" if row["value"] > 0 else "░") * n
            yield f"      {_factor(row):<50} {row['value']:+6.1f}  {bar}"
        left = factors[top:] if top is not None else []
        if left:
            yield f"      {f'and {len(left)} more':<50} {_weight(left):+6.1f}"


def _factor(row: Row) -> str:
    if row["item"] == "prior":
        return "base rate of candidate pairs"
    if row["item"] == "decision":
        return f"decided: {row['level']}"
    return f"{row['item']}: {row['level']}"


def _cells(row: Row) -> Iterator[str]:
    place = f"{row['source']}:{row['locator']}" if row["source"] else ""
    if row["section"] == "tie":
        if row["value"] is None or row["item"] in ("answers", "keeps_in_touch"):
            number = ""  # a chance is printed in words, as a number only where the own past bears it out
        else:
            number = f"{row['value']:.3f}" if row["item"] == "tie" else f"{row['value']:+.3f}"
        yield f"{row['item']:<15}"
        yield f"{number:>8}"
        yield row["detail"] or ""
        return
    if row["section"] == "may be":
        yield f"{row['item']}  {row['detail']}  chance {row['value']:.3f}"
        return
    yield f"{row['item']:<13}"
    yield row["detail"] or ""
    if row["at"] is not None:
        yield row["at"].strftime("%Y-%m-%d")
    yield place
