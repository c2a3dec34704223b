"""Names, numbers and addresses that most exports hold: so plain that their parts are seen without taking them apart.

Each function answers for what it is sure of and leaves the rest to names.parse, phones.canonical and emails.canonical;
the tests hold that both say the same.
"""

from __future__ import annotations

import polars as pl

from transforms.normalise.name_words import CREDENTIALS, GENERATIONS, PARTICLES, PREFIXES

_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0148\u014a-\u0237"
"""Latin letters that are one character in every Unicode normal form C text."""
_WORD = f"[{_LETTER}](?:[{_LETTER}-]*[{_LETTER}])?"
_FULL = f"^({_WORD}) (?:({_WORD}\\.?) )?({_WORD})$"
_SPECIAL = sorted(PREFIXES | CREDENTIALS | GENERATIONS.keys() | PARTICLES | {"via"})
_PARTS = ("given", "middle", "family")


def names(written: pl.DataFrame) -> pl.DataFrame:
    """full_name, given, middle, family, suffix, nickname -> display_name, given, middle, family, suffix, nickname; all
    null where the name is not plain: two or three words of letters in the formatted name (or one in each column, and
    the formatted name absent or the two of them), none of which has a meaning of its own."""
    cut = pl.col("full_name").str.extract_groups(_FULL)
    full = written.select(
        given=cut.struct.field("1"), middle=cut.struct.field("2"), family=cut.struct.field("3")
    )
    bare = pl.all_horizontal(pl.col("given", "family").str.contains(f"^{_WORD}$"), pl.col("middle").is_null())
    spelt = pl.col("given") + " " + pl.col("family")
    agrees = pl.col("full_name").is_null() | (pl.col("full_name") == spelt)
    frame = written.with_columns(
        stated=(bare & agrees).fill_null(False),
        free=pl.all_horizontal(pl.col(_PARTS).is_null()),
        **{f"f_{part}": full[part] for part in _PARTS},
    )
    parts = [pl.when("stated").then(part).when("free").then(f"f_{part}").alias(part) for part in _PARTS]
    frame = frame.select("suffix", "nickname", *parts)
    special = pl.any_horizontal(
        pl.col(_PARTS)
        .str.to_lowercase()
        .str.replace_all(".", "", literal=True)
        .is_in(_SPECIAL)
        .fill_null(False)
    )
    plain = pl.col("given").is_not_null() & pl.col("suffix").is_null() & ~special
    display = pl.concat_str(_PARTS, separator=" ", ignore_nulls=True)
    shown = {"display_name": display, **{part: pl.col(part) for part in _PARTS}}
    kept = [pl.when(plain).then(column).alias(name) for name, column in shown.items()]
    return frame.select(
        *kept, pl.lit(None, pl.String).alias("suffix"), pl.when(plain).then("nickname").alias("nickname")
    )


def is_canonical(address: pl.Series) -> pl.Series:
    """Whether emails.canonical would give each address back unchanged; of those that it would, some say no."""
    return address.str.contains(
        r"^[a-z0-9_+-](?:[a-z0-9._+-]*[a-z0-9_+-])?@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"
    )
