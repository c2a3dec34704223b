"""Names and addresses that most exports hold: so plain that their parts are seen without taking them apart.

Each function answers for what it is sure of and leaves the rest to names.parse and emails;
the tests hold that both say the same.
"""

from __future__ import annotations

import polars as pl

from transforms.normalise.name_words import CREDENTIALS, GENERATIONS, PARTICLES, PREFIXES

_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0148\u014a-\u0237"
"""Latin letters that are one character in every Unicode normal form C text."""
_WORD = f"[{_LETTER}](?:[{_LETTER}-]*[{_LETTER}])?"
_STATED = f"[{_LETTER}](?:[{_LETTER}'-]*[{_LETTER}])?"
_FULL = f"^({_WORD}) (?:({_WORD}\\.?) )?({_WORD})$"
_GIVEN = f"^({_STATED}\\.?)(?: ({_STATED}\\.?(?: {_STATED}\\.?)?))?$"
_FAMILY = f"^{_STATED}(?: {_STATED}){{0,2}}$"


def _any_of(words: frozenset[str]) -> str:
    return rf"(?i)(?:^|[ ,])(?:{'|'.join(sorted(words))})\.?(?:[ ,]|$)"


_AFFIX = _any_of(PREFIXES | CREDENTIALS | GENERATIONS.keys())
_SPECIAL = _any_of(PREFIXES | CREDENTIALS | GENERATIONS.keys() | PARTICLES)
_GENERATION = rf"(?i)\b(?:{'|'.join(sorted(GENERATIONS))})\b"
_PARTS = ("given", "middle", "family")


def names(written: pl.DataFrame) -> pl.DataFrame:
    """full_name, given, middle, family, suffix, nickname -> display_name, given, middle, family, suffix, nickname; all
    null where the name is not plain. Plain are words of letters of which none has a meaning of its own: two or three
    in the formatted name, or up to three in the columns for given and family name each."""
    free, stated = _free(), _stated()
    plain = pl.col("suffix").is_null() & (free["plain"] | stated["plain"])
    frame = written.select(
        pl.when(plain & stated["plain"]).then(stated[name]).when(plain).then(free[name]).alias(name)
        for name in ("display_name", *_PARTS)
    )
    return frame.with_columns(
        suffix=pl.lit(None, pl.String), nickname=written.select(pl.when(plain).then("nickname")).to_series()
    )


def _free() -> dict[str, pl.Expr]:
    """From a formatted name alone."""
    full = pl.col("full_name")
    cut = full.str.extract_groups(_FULL)
    found = {part: cut.struct.field(str(k)) for k, part in enumerate(_PARTS, 1)}
    alone = pl.all_horizontal(pl.col(_PARTS).is_null())
    plain = alone & found["given"].is_not_null() & ~full.str.contains(_SPECIAL)
    return found | {"display_name": full, "plain": plain.fill_null(False)}


def _stated() -> dict[str, pl.Expr]:
    """From columns. The formatted name is what is shown, and counts only for the generation that it may hold."""
    full, given, middle, family = (pl.col(name) for name in ("full_name", *_PARTS))
    cut = given.str.extract_groups(_GIVEN)
    whole = middle.is_null()
    first = pl.when(whole).then(cut.struct.field("1")).otherwise(given)
    second = pl.when(whole).then(cut.struct.field("2")).otherwise(middle)
    spelt = pl.concat_str([first, second, family], separator=" ", ignore_nulls=True)
    shown = full.str.contains("[A-Za-z]") & ~full.str.contains("[@,]")
    plain = (
        cut.struct.field("1").is_not_null()
        & family.str.contains(_FAMILY)
        & (whole | middle.str.contains(f"^{_STATED}\\.?$"))
        & ~pl.concat_str([given, family], separator=" ").str.contains(_AFFIX)
        & (full.is_null() | (shown | full.str.contains("[@,]")) & ~full.str.contains(_GENERATION))
    )
    display = pl.when(shown).then(full).otherwise(spelt)
    found = {"display_name": display, "given": first, "middle": second, "family": family}
    return found | {"plain": plain.fill_null(False)}


def is_canonical(address: pl.Series) -> pl.Series:
    """Whether emails.canonical would give each address back unchanged; of those that it would, some say no."""
    return address.str.contains(
        r"^[a-z0-9_+-](?:[a-z0-9._+-]*[a-z0-9_+-])?@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"
    )


def is_comparison_key(address: pl.Series) -> pl.Series:
    """Whether emails.comparison_key would give each canonical address back unchanged; some of those say no."""
    return ~address.str.contains(r"\+|@gmail\.com$|@googlemail\.com$|@users\.noreply\.github\.com$")
