"""Models keep how often each name is borne: a name that only forgotten people bore is taken out."""

from __future__ import annotations

import polars as pl

from connectors.raw import scan
from connectors.record_id import fold
from pipelines.home import Home
from pipelines.stages.files import write_frame
from pipelines.suppression.hashes import NAME_PART, Suppressed

_WRITTEN = ("full_name", "given", "middle", "family", "nickname")


def clear(home: Home, known: Suppressed) -> None:
    """Nobody's weights change: a name that is not listed counts as borne once, as it would be anew."""
    paths = [
        path
        for path in home.models.glob("identity-*.parquet")
        if any(_is_listed(name, known) for name in pl.read_parquet(path, columns=["name"])["name"])
    ]
    if not paths:
        return
    rows = scan(home.raw, "contact").select(*_WRITTEN, "names").collect()
    texts = pl.concat(
        [*(rows[name] for name in _WRITTEN), rows["names"].explode().struct.field("name")], rechunk=False
    )
    borne = {word for text in texts.drop_nulls().unique() for word in fold(text).split()}
    for path in paths:
        names = pl.read_parquet(path)
        gone = [_is_listed(name, known) and not set(fold(name).split()) <= borne for name in names["name"]]
        write_frame(path, names.filter(~pl.Series(gone, dtype=pl.Boolean)))


def _is_listed(name: str | None, known: Suppressed) -> bool:
    return any(known.has(NAME_PART, word) for word in fold(name).split())
