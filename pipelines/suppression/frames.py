"""Rows of those who are forgotten, taken out of frames of raw rows. Each function gives what stays, and the places of
the units (cards, rows, messages) that went."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from connectors.schema import HEADER_KINDS
from pipelines.suppression.hashes import RECORD, Suppressed

Kept = tuple[pl.DataFrame, list[str | None]]
_RECIPIENTS = ("to", "cc", "bcc")


def contacts(rows: pl.DataFrame, known: Suppressed) -> Kept:
    """A card goes with one of its addresses or profiles, or with its number or record id if it has the name too.
    Participants of messages are no units. Others' cards lose the relation they name."""
    gone, places = [], []
    names = ["record_id", "kind", "locator", "full_name", "given", "family", "emails", "phones", "urls",
             "country"]  # fmt: skip
    for record, kind, place, full, given, family, mails, numbers, urls, country in rows.select(
        names
    ).iter_rows():
        is_gone = any(known.has_identifier(one) for one in (*(mails or ()), *(urls or ())))
        if not is_gone and known.has_name(full or " ".join(filter(None, (given, family)))):
            is_gone = known.has(RECORD, record) or any(known.has_phone(one, country) for one in numbers or ())
        gone.append(is_gone)
        if is_gone and kind not in HEADER_KINDS:
            places.append(place)
    kept = rows.filter(~pl.Series(gone, dtype=pl.Boolean))
    named = _of(kept["relations"].explode().drop_nulls().struct.field("name"), known.has_name)
    if named:
        is_other = ~pl.element().struct.field("name").is_in(named)
        kept = kept.with_columns(pl.col("relations").list.eval(pl.element().filter(is_other)))
    return kept, places


def messages(rows: pl.DataFrame, known: Suppressed) -> Kept:
    """A message goes with its sender, or when nobody else got it; others lose the person among those they went to."""
    lists = [*_RECIPIENTS, "reply_to"]
    everybody = pl.concat([rows["sender"], *(rows[name].explode() for name in lists)])
    gone = _of(everybody.drop_nulls().unique(), known.has_identifier)
    if not gone:
        return rows, []
    got = pl.concat_list([pl.col(name).fill_null([]) for name in _RECIPIENTS]).list.unique()
    left = got.list.eval(pl.element().filter(~pl.element().is_in(gone)))
    n_lost = got.list.len().cast(pl.Int32) - left.list.len().cast(pl.Int32)
    marked = rows.with_columns(_lost=n_lost, _left=left.list.len())
    is_gone = pl.col("sender").is_in(gone).fill_null(False) | ((pl.col("_lost") > 0) & (pl.col("_left") == 0))
    kept = marked.filter(~is_gone).with_columns(
        *(pl.col(name).list.eval(pl.element().filter(~pl.element().is_in(gone))) for name in lists),
        n_recipients=pl.col("n_recipients") - pl.col("_lost"),
    )
    return kept.select(rows.columns), marked.filter(is_gone)["locator"].to_list()


def sightings(rows: pl.DataFrame, known: Suppressed) -> Kept:
    """What mail says of an address; no units."""
    gone = _of(pl.concat([rows["address"], rows["name"]]).drop_nulls().unique(), known.has_identifier)
    is_gone = pl.col("address").is_in(gone) | ((pl.col("what") == "list") & pl.col("name").is_in(gone))
    return rows.filter(~is_gone.fill_null(False)), []


def own_profiles(rows: pl.DataFrame, known: Suppressed) -> Kept:
    """Candidates for the owner's own profile; no units."""
    return rows.filter(
        ~pl.col("profile").is_in(_of(rows["profile"], known.has_identifier)).fill_null(False)
    ), []


def targets(rows: pl.DataFrame, known: Suppressed) -> Kept:
    return _written(rows, ["person"], known)


def knows(rows: pl.DataFrame, known: Suppressed) -> Kept:
    return _written(rows, ["person_a", "person_b"], known)


FILTERS: dict[str, Callable[[pl.DataFrame, Suppressed], Kept]] = {
    "contact": contacts,
    "message": messages,
    "sighting": sightings,
    "own_profile": own_profiles,
    "target": targets,
    "knows": knows,
}
"""By raw table. The others name no person: problems, companies, the owner's own career."""


def _written(rows: pl.DataFrame, columns: list[str], known: Suppressed) -> Kept:
    """Rows of a table of the home, each a unit whose place is not kept."""
    gone = [any(known.means(text) for text in row) for row in rows.select(columns).iter_rows()]
    return rows.filter(~pl.Series(gone, dtype=pl.Boolean)), [None] * sum(gone)


def _of(values: pl.Series, test: Callable[[str | None], bool]) -> list[str]:
    return [value for value in values.to_list() if test(value)]
