"""What one source says about each address: spellings, first and last sighting. Becomes the contact rows.

While messages are read only numbers are noted: which header value stood in which message. Values repeat along
threads, so that is a small part of the work of counting every address of every message; the counting itself is done
on columns, once for each batch.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import polars as pl

from connectors.mail import bulk
from connectors.mail.people import People
from connectors.schema import NAMES, SIGHTING

LIST_VOTES = 3
"""Authors whose mail must declare an address a list before it is one in other messages too: a forged header
or two must not make a person vanish. An address that wrote anything itself is never a list."""

_MAX_SPELLINGS = 200
"""Spellings kept of one address: a bound on what a flood of names can cost."""


class Sightings:
    """Collects over one stretch of a source."""

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self._values: list[People] = []
        self._numbers, self._messages = array("I"), array("I")
        self._authors: set[str] = set()
        self._votes: dict[str, set[str]] = {}

    def wrote(self, author: str | None, lists: Sequence[str]) -> None:
        """author sent a message that says lists are lists. Of each list the first few authors are enough."""
        if author:
            self._authors.add(author)
        for address in lists:
            known = self._votes.get(address)
            if known is None:
                known = self._votes[address] = set()
            if len(known) < LIST_VOTES:
                known.add(author or "")

    def add(self, people: People, message: int) -> None:
        """people were named in message number ``message`` of the batch."""
        number = people.number
        if number < 0:
            number = people.number = len(self._values)
            self._values.append(people)
        self._numbers.append(number)
        self._messages.append(message)

    def frame(self, at: pl.Series, locators: pl.Series) -> pl.DataFrame:
        """SIGHTING without source_id of the batch whose messages were sent ``at`` and lie at ``locators``; the next
        batch starts."""
        for people in self._values:
            people.number = -1
        noted = pl.DataFrame({"number": _column(self._numbers), "message": _column(self._messages)})
        span = {
            "first_seen": pl.col("first_seen").min(),
            "last_seen": pl.col("last_seen").max(),
            "message": pl.col("message").min(),
        }
        numbers, boxes = self._boxes()
        # Numbers first, texts last: of many values of many mailboxes a few thousand spellings are left.
        counted = (
            noted.lazy()
            .with_columns(first_seen=at.gather(noted["message"]), last_seen=at.gather(noted["message"]))
            .group_by("number")
            .agg(n=pl.len().cast(pl.Int64), **span)
            .join(numbers.lazy(), on="number")
            .group_by("box")
            .agg(n=pl.col("n").sum(), **span)
        )
        seen = (
            counted.join(boxes.lazy(), on="box")
            .group_by("address", "name")
            .agg(n=pl.col("n").sum(), **span)
            .sort("message", "address", "name")
            .collect()
        )
        seen = seen.with_columns(locator=locators.gather(seen["message"]), what=pl.lit("seen"))
        claims: list[tuple[str, str | None, str]] = [(one, None, "author") for one in sorted(self._authors)]
        for address, authors in sorted(self._votes.items()):
            claims += [(address, one, "list") for one in sorted(authors)]
        said = pl.DataFrame(
            claims, schema={"address": pl.String, "name": pl.String, "what": pl.String}, orient="row"
        )
        self._reset()
        return pl.concat([seen, said], how="diagonal").select(
            name for name in SIGHTING.columns if name != "source_id"
        )

    def _boxes(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """((number, box) of each mailbox of each value, once; (box, name, address)). Mailboxes are mostly the same few
        objects, so they are told apart by identity first."""
        listed = [
            people.mailboxes
            if len(people.mailboxes) == len(people.addresses)
            else list(dict.fromkeys(people.mailboxes))
            for people in self._values
        ]
        boxes = [box for mailboxes in listed for box in mailboxes]
        sizes = pl.DataFrame({"n": pl.Series([len(one) for one in listed], dtype=pl.UInt32)})
        numbers = (
            sizes.with_row_index("number")
            .select(pl.col("number").cast(pl.UInt32).repeat_by("n").explode())
            .drop_nulls()
            .with_columns(box=pl.Series([id(box) for box in boxes], dtype=pl.UInt64))
        )
        distinct = list({id(box): box for box in boxes}.items())
        names = {
            "box": pl.Series([key for key, _ in distinct], dtype=pl.UInt64),
            "name": pl.Series([box.name for _, box in distinct], dtype=pl.String),
            "address": pl.Series([box.address for _, box in distinct], dtype=pl.String),
        }
        return numbers, pl.DataFrame(names)


def contacts(sightings: pl.LazyFrame) -> pl.DataFrame:
    """CONTACT rows (kind, locator, full_name, names, emails, first_seen, last_seen), one for each address in order of
    first sighting, without lists and programs; names most frequent first.

    sightings: all SIGHTING rows of a source, in order.
    """
    what, address = pl.col("what"), pl.col("address")
    authors = sightings.filter(what == "author").select("address").unique()
    votes = sightings.filter(what == "list").select("address", "name").unique().group_by("address").len()
    lists = votes.filter(pl.col("len") >= LIST_VOTES).join(authors, on="address", how="anti")
    is_person = ~address.str.contains(bulk.PROGRAM)
    seen = sightings.filter((what == "seen") & is_person).join(
        lists, on="address", how="anti", maintain_order="left"
    )
    people = seen.group_by("address", maintain_order=True).agg(
        pl.col("locator").first(), pl.col("first_seen").min(), pl.col("last_seen").max()
    )
    spellings = (
        seen.filter(pl.col("name").is_not_null())
        .group_by("address", "name")
        .agg(pl.col("n").sum())
        .sort(["address", "n", "name"], descending=[False, True, False])
        .group_by("address", maintain_order=True)
        .agg(names=pl.struct("name", "n").head(_MAX_SPELLINGS))
    )
    rows = people.join(spellings, on="address", how="left", maintain_order="left").select(
        kind=pl.lit("mail"),
        locator="locator",
        full_name=pl.col("names").list.first().struct.field("name"),
        names=pl.col("names").fill_null(pl.lit([], dtype=NAMES)),
        emails=pl.concat_list(address),
        first_seen="first_seen",
        last_seen="last_seen",
    )
    return rows.collect()


def _column(numbers: array[int]) -> pl.Series:
    return pl.Series(numbers, dtype=pl.UInt32) if numbers else pl.Series([], dtype=pl.UInt32)
