"""Where to part a person: at the weakest cut, or around records that somebody names."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipelines.review.entry import Answer
from pipelines.review.log import DIFFERENT, Pair, pair

Link = tuple[str, str, float]
"""Two records of one person in lane same, and the bits that join them."""


def weakest(records: Sequence[str], links: Sequence[Link]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The two sides of the weakest cut of a person: what is left of the maximum spanning tree over its links without
    its lightest edge. A person that its links do not connect is parted where they leave it open. At least two records.
    """
    group = {record: [record] for record in records}
    sides = (group[records[0]], group[records[1]])
    joined = 1
    for a, b, _ in sorted(links, key=lambda link: (-link[2], link[0], link[1])):
        left, right = group[a], group[b]
        if left is not right:
            sides = (left[:], right[:])
            left.extend(right)
            group.update(dict.fromkeys(right, left))
            joined += 1
    if joined < len(records):
        first = group[records[0]]
        sides = (first, [record for record in records if record not in first])
    return tuple(sorted(sides[0])), tuple(sorted(sides[1]))


def part(one: Collection[str], other: Collection[str], links: Sequence[Link]) -> Answer:
    """The answer that two groups of records are two people: said of every link between them, so that it holds when
    one of the records goes."""
    crossing: list[Pair] = [
        pair(a, b) for a, b, _ in links if (a in one and b in other) or (a in other and b in one)
    ]
    pairs = crossing or [pair(min(one), min(other))]
    return Answer(DIFFERENT, tuple(sorted(pairs)), (tuple(sorted(one)), tuple(sorted(other))))
