"""Written names in folded words: each distinct name once, each distinct text of a column folded and cut once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.identity.coding import Ints, codes
from transforms.normalise import names
from transforms.normalise.columns import distinct_texts

NAME = ("given", "middle", "family")
_Cut = Callable[[str], tuple[str | int | None, ...]]


@dataclass(frozen=True)
class Written:
    """``parts``: one row per distinct name; ``at``: the row of each record. Columns, null where absent:

    given, given_all, family, family_last, family_all, middle: what comparison uses (see Fields); initial: letter of the
    first middle name, as a number; key: words of two letters or more of given, middle and family name, order-free;
    letters, first, last: all words of two letters or more, joined as written, and the outer two of them;
    spelt_given, spelt_family: what a user name in full is made of; romanised: the whole folded family name."""

    parts: pl.DataFrame
    at: Ints


def written(records: pl.DataFrame) -> Written:
    """RECORD rows, in order -> Written."""
    rows = records.select(NAME)
    distinct = rows.unique(maintain_order=True).with_row_index("_row")
    at = rows.join(distinct, on=NAME, how="left", nulls_equal=True, maintain_order="left")["_row"]
    return Written(fold(distinct.drop("_row")), at.cast(pl.Int64).to_numpy().copy())


def fold(rows: pl.DataFrame) -> pl.DataFrame:
    """Written names (given, middle, family) -> ``parts`` of Written."""
    given = _words(rows["given"], ("g_word", "g_first", "g_last", "g_all"), _cut_given)
    middle = _words(rows["middle"], ("m_first", "m_last", "m_all", "m_inner", "m_initial"), _cut_middle)
    family = _words(
        rows["family"], ("f_first", "f_end", "f_joined", "f_long", "f_last", "f_all", "f_spelt", "f_text"), _cut_family
    )  # fmt: skip
    frame = pl.concat([given, middle, family], how="horizontal").select(
        given=pl.coalesce("g_word", "m_first"),
        given_all=pl.coalesce(_joined("g_all", "m_all"), "g_word", "m_first"),
        family="f_first",
        family_last="f_end",
        family_all="f_joined",
        middle="m_inner",
        initial="m_initial",
        letters=_joined("g_all", "m_all", "f_all"),
        first=pl.coalesce("g_first", "m_first", "f_long"),
        last=pl.coalesce("f_last", "m_last", "g_last"),
        spelt_given="g_first",
        spelt_family="f_spelt",
        romanised="f_text",
    )
    return frame.with_columns(_keys(frame).alias("key"))


def _joined(*columns: str) -> pl.Expr:
    return pl.concat_str(columns, ignore_nulls=True).replace("", None)


def _words(column: pl.Series, parts: tuple[str, ...], cut: _Cut) -> pl.DataFrame:
    """A column of written names in parts."""
    schema = {part: pl.Int64() if part == "m_initial" else pl.String() for part in parts}
    at, texts = distinct_texts(column)
    table = [cut(names.fold(text)) for text in texts.to_list()]
    return pl.DataFrame(table, schema=schema, orient="row").select(pl.all().gather(at))


def _cut_given(folded: str) -> tuple[str | None, ...]:
    """(first word, of two letters or more if there is one; first, last and all of those)."""
    words = folded.split()
    if not words:
        return None, None, None, None
    long = [word for word in words if len(word) > 1]
    return ((long or words)[0], long[0], long[-1], "".join(long)) if long else (words[0], None, None, None)


def _cut_middle(folded: str) -> tuple[str | int | None, ...]:
    """(first, last, all joined, last that is no particle) of the words of two letters or more, and the initial."""
    initial = ord(folded[0]) if folded else None
    long = [word for word in folded.split() if len(word) > 1]
    if not long:
        return None, None, None, None, initial
    inner = [word for word in long if word not in names.PARTICLES]
    return long[0], long[-1], "".join(long), inner[-1] if inner else None, initial


def _cut_family(folded: str) -> tuple[str | None, ...]:
    """(first, last, all joined) of the words that are no particles; (first, last, all joined) of those of two letters
    or more; those that are both, joined; and the text."""
    words = folded.split()
    if not words:
        return (None,) * 8
    kept = [word for word in words if word not in names.PARTICLES] or words
    long = [word for word in words if len(word) > 1]
    spelt = "".join(word for word in long if word not in names.PARTICLES)
    outer = (long[0], long[-1]) if long else (None, None)
    return kept[0], kept[-1], "".join(kept), *outer, "".join(long) or None, spelt or None, folded


def _keys(parts: pl.DataFrame) -> pl.Series:
    """Distinct words of two letters or more in alphabetical order; null for fewer than two."""
    coded, words = codes(*parts.select("given", "middle", "family", "family_last"))
    rank = np.append(words.rank("ordinal").cast(pl.Int64).to_numpy(), 0)
    rank[:-1][(words.str.len_bytes() < 2).to_numpy()] = 0
    row = np.sort(rank[np.stack(coded, axis=1)], axis=1)
    row[:, 1:][row[:, 1:] == row[:, :-1]] = 0
    ordered = pl.concat([pl.Series([None], dtype=pl.String), words.sort()])
    columns = [ordered.gather(row[:, k]).alias(str(k)) for k in range(row.shape[1])]
    text = pl.DataFrame(columns).select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)).to_series()
    return text.set(pl.Series((row > 0).sum(axis=1) < 2), None)
