"""Splink's configuration for contacts: the best of several that were tried, and the same without what a set lacks.

Names are compared at twelve levels with nicknames, initials, double surnames and term frequencies; organisation and
mail domain are one field; telephones of four surnames or more are masked. Runs in Splink's own environment.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from splink import block_on

NULL = {"label_for_charts": "null", "is_null_level": True}
ELSE = {"sql_condition": "ELSE", "label_for_charts": "else"}
ARRAYS = ("emails_n", "phones_n", "users")


def derive(rows: pl.DataFrame) -> pl.DataFrame:
    """Columns that the rules and comparisons below name."""
    given, family = pl.col("given_n"), pl.col("family_n")
    tokens = family.str.split(" ").list.eval(pl.element().filter(pl.element().str.len_chars() > 1))
    whole = pl.concat_str(["given_n", "middle_n", "family_n"], separator=" ", ignore_nulls=True).str.split(
        " "
    )
    words = whole.list.eval(pl.element().filter(pl.element().str.len_chars() > 1).unique().sort())
    rows = rows.with_columns(
        name_key=given + " " + family,
        sorted_key=pl.when(words.list.len() >= 2).then(words.list.join(" ")),
        alts=pl.when(given.is_not_null()).then(pl.concat_list("given_n", "roots").list.unique()),
        given_root=pl.coalesce(pl.col("roots").list.first(), "given_n"),
        fam_toks=pl.when(tokens.list.len() > 0).then(tokens),
        gi=given.str.slice(0, 1),
        g3=given.str.slice(0, 3),
        f4=family.str.slice(0, 4),
        fam3=family.str.slice(0, 3),
    ).with_columns(fam1=pl.col("fam_toks").list.first())
    held = rows.select("fam1", "phones_n").explode("phones_n").drop_nulls().group_by("phones_n")
    crowded = held.agg(pl.col("fam1").n_unique()).filter(pl.col("fam1") >= 4)["phones_n"].to_list()
    kept = pl.col("phones_n").list.eval(pl.element().filter(~pl.element().is_in(crowded)))
    long = pl.col("users").list.eval(pl.element().filter(pl.element().str.len_chars() >= 6))
    rows = rows.with_columns(
        user1=pl.col("users").list.first(),
        email1=pl.col("emails_n").list.first(),
        phones_n=pl.when(kept.list.len() > 0).then(kept),
        users=pl.when(long.list.len() > 0).then(long),
    )
    return rows.with_columns(phone1=pl.col("phones_n").list.first())


def blocking(contacts: bool) -> list[Any]:
    """Ten rules; seven where a set holds names and addresses only. There looser rules (family, given or user name alone)
    were tried: they find more pairs and cost more clusters than they mend."""
    lists = ARRAYS if contacts else ("emails_n", "users")
    rules = [block_on(c, arrays_to_explode=[c]) for c in lists]
    rules += [block_on("sorted_key"), block_on("fam1", "given_root"), block_on("f4", "g3")]
    rules += [block_on("given_n", "fam3")]
    if contacts:
        rules += [block_on("family_n", "org_n"), block_on("given_n", "org_n")]
    one_letter = "(length(l.given_n) = 1 or length(r.given_n) = 1)"
    return [*rules, f"l.family_n = r.family_n and l.gi = r.gi and {one_letter}"]


def _levels(column: str, null: str, *levels: tuple[str, str, str | None]) -> dict[str, Any]:
    listed: list[dict[str, Any]] = [{**NULL, "sql_condition": null}]
    for label, condition, frequency in levels:
        level: dict[str, Any] = {"sql_condition": condition, "label_for_charts": label}
        listed.append(level | ({"tf_adjustment_column": frequency} if frequency else {}))
    return {"output_column_name": column, "comparison_levels": [*listed, ELSE]}


def _near(column: str, at: float) -> str:
    return f"jaro_winkler_similarity({column}_l, {column}_r) >= {at}"


def comparisons(contacts: bool) -> list[dict[str, Any]]:
    """Name and mail; with ``contacts`` also telephone, organisation, city and title."""
    same, shared = "{0}_l = {0}_r".format, "list_has_any({0}_l, {0}_r)".format
    either = "{0}_l is null or {0}_r is null".format
    letter = "(length(given_n_l) = 1 or length(given_n_r) = 1)"
    lacking = "(family_n_l is null or family_n_r is null)"
    one_part = f"({same('family_n')} and {_near('given_n', 0.8)}) or ({same('given_n')} and {_near('family_n', 0.8)})"
    nameless = "coalesce(given_n_l, family_n_l) is null or coalesce(given_n_r, family_n_r) is null"
    name = _levels(
        "name",
        nameless,
        ("equal", same("name_key"), "name_key"),
        ("other order", same("sorted_key"), "sorted_key"),
        ("nickname", f"{same('family_n')} and {shared('alts')}", None),
        ("surnames overlap", f"{shared('fam_toks')} and {shared('alts')}", None),
        ("both near", f"{_near('given_n', 0.92)} and {_near('family_n', 0.92)}", None),
        ("initial", f"{shared('fam_toks')} and {same('gi')} and {letter}", None),
        ("given alone", f"{lacking} and {same('given_n')}", None),
        ("both similar", f"{_near('given_n', 0.85)} and {_near('family_n', 0.85)}", None),
        ("one part", one_part, None),
        ("family", same("family_n"), "family_n"),
        ("given", same("given_n"), "given_n"),
    )
    colleague = f"{shared('domains')} and jaro_winkler_similarity(user1_l, user1_r) < 0.85"
    mail = _levels(
        "email",
        either("emails_n"),
        ("address", shared("emails_n"), None),
        ("user name", shared("users"), None),
        ("colleague", colleague, None),
        ("user near", _near("user1", 0.92), None),
        ("user similar", _near("user1", 0.85), None),
    )
    if not contacts:
        return [name, mail]
    phone = _levels(
        "phone",
        either("phones_n"),
        ("first", same("phone1"), "phone1"),
        ("shared", shared("phones_n"), None),
        ("one digit", "levenshtein(phone1_l, phone1_r) <= 1", None),
    )
    org = _levels(
        "org",
        either("aff"),
        ("equal", same("org_n"), "org_n"),
        ("shared", shared("aff"), None),
        ("near", _near("org_n", 0.92), None),
    )
    city = _levels("city", either("city_n"), ("equal", same("city_n"), "city_n"))
    return [name, mail, phone, org, city, _levels("title", either("title"), ("equal", same("title"), None))]
