"""A set's events as the mailboxes of its people: mboxrd, with addresses and names invented from node numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import polars as pl

from benchmarks.replay.events import Events, days

_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aiou"


class Mailboxes:
    """Messages of one set, by owner. eucore, which counts from an unknown day, begins on 2000-01-01, for mail of
    1970 is mail without a date."""

    def __init__(self, events: Events) -> None:
        self.domain = f"{events.name.split('-')[0]}.example"
        self.shift = days(10957) if events.first.year == 1970 else days(0)
        parents = events.edges.select(
            "ts", parent=pl.concat_str(pl.lit("m"), "msg_id"), reply_to_sender="sender"
        ).unique(["reply_to_sender", "ts"], keep="first", maintain_order=True)
        self._messages = (
            events.edges.group_by("msg_id", maintain_order=True)
            .agg(
                pl.col("at", "sender", "reply_to_sender", "parent_ts").first(),
                to=pl.col("recipient").filter(pl.col("field") == "to"),
                cc=pl.col("recipient").filter(pl.col("field") == "cc"),
            )
            .join(
                parents,
                left_on=["reply_to_sender", "parent_ts"],
                right_on=["reply_to_sender", "ts"],
                how="left",
            )
            .sort("at", "msg_id")
        )

    def address(self, node: int) -> str:
        return f"n{node}@{self.domain}"

    def mbox(self, owner: int, start: datetime | None, end: datetime) -> bytes:
        """What the owner sent and got in [start, end) of the set's time, oldest first."""
        rows = self._messages.filter(pl.col("at") < end)
        if start is not None:
            rows = rows.filter(pl.col("at") >= start)
        mine = pl.any_horizontal(
            pl.col("sender") == owner, pl.col("to").list.contains(owner), pl.col("cc").list.contains(owner)
        )
        return "".join(map(self._message, rows.filter(mine).iter_rows(named=True))).encode()

    def _message(self, row: dict[str, object]) -> str:
        at = row["at"]
        assert isinstance(at, datetime)
        lines = [
            "From mboxrd@z Thu Jan  1 00:00:00 1970",
            f"From: {self._mailbox(row['sender'])}",
            f"Date: {format_datetime(at.astimezone(UTC) + self.shift)}",
            f"Message-ID: <m{row['msg_id']}@{self.domain}>",
        ]
        for label, field in (("To", "to"), ("Cc", "cc")):
            nodes = row[field]
            assert isinstance(nodes, list)
            if nodes:
                lines.append(f"{label}: " + ",\n ".join(map(self._mailbox, nodes)))
        if row["parent"] is not None:
            lines.append(f"In-Reply-To: <{row['parent']}@{self.domain}>")
        return "\n".join([*lines, "", "", ""])

    def _mailbox(self, node: object) -> str:
        assert isinstance(node, int)
        return f"{name(node)} <{self.address(node)}>"


def name(node: int) -> str:
    """A given and a family name; different nodes below 65,536 have different ones of both."""
    return f"{_word(node * 40503)} {_word(node * 30011 + 7)}"


def _word(number: int) -> str:
    """Five letters for 16 bits (Wilkerson 2009, proquints)."""
    bits = number & 0xFFFF
    return (
        _CONSONANTS[bits >> 12]
        + _VOWELS[bits >> 10 & 3]
        + _CONSONANTS[bits >> 6 & 15]
        + _VOWELS[bits >> 4 & 3]
        + _CONSONANTS[bits & 15]
    ).capitalize()
