"""Messages as columns: what a mailbox of a million messages is kept in instead of a million dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from connectors.mail.people import SEPARATOR
from connectors.schema import MESSAGE, TEXTS
from connectors.table import UTC


class MessageRow(NamedTuple):
    """One row of MESSAGE without the columns that are the same for a whole source; sent_at in
    microseconds since 1970; lists of addresses and of hashes are joined by SEPARATOR."""

    message_key: str
    locator: str
    sent_at: int | None
    date_quality: str
    sender: str | None
    reply_to: str
    to: str
    cc: str
    bcc: str
    id_hash: str | None
    in_reply_to: str | None
    references: str
    n_recipients: int
    is_list: bool
    bulk_signal: str | None
    lists: str
    is_sent_copy: bool | None


_TYPES = {
    name: pl.String if dtype == TEXTS else pl.Int64 if dtype == UTC else dtype
    for name, dtype in MESSAGE.schema.items()
}


def frame(rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    """The rows as a frame of MESSAGE, without source_id and owner_id."""
    columns = dict(zip(MessageRow._fields, zip(*rows, strict=True), strict=True)) if rows else {}
    made: list[pl.Series] = []
    for name, dtype in MESSAGE.schema.items():
        if name == "kind":
            made.append(pl.Series(name, ["mail"], dtype=pl.String).new_from_index(0, len(rows)))
        elif name in MessageRow._fields:
            series = pl.Series(name, columns.get(name, ()), dtype=_TYPES[name], strict=True)
            made.append(_lists(series) if dtype == TEXTS else series.cast(dtype))
    return pl.DataFrame(made)


def _lists(joined: pl.Series) -> pl.Series:
    """Joined texts as lists; an empty text is an empty list."""
    lists = joined.str.split(SEPARATOR)
    is_empty = joined == ""
    if not is_empty.any():
        return lists
    return lists.zip_with(~is_empty, pl.Series(joined.name, [[]], dtype=TEXTS).new_from_index(0, len(joined)))
