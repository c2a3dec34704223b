"""Splink's configurations for the sets of its own demonstrations, as published there (loose blocking for fake_1000,
ten rules for the historical people, the detailed model for febrl 4), and for a file of sites. Runs in Splink's own
environment; every function returns a Plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import splink.comparison_library as cl
from splink import block_on


@dataclass(frozen=True)
class Plan:
    """What a run of Splink needs: ``prior``: rules that hold for matches nearly always, with the share of all matches
    they find (``recall``); ``em``: columns that each round of EM is blocked on; ``floor``: bits below which pairs are not
    kept."""

    comparisons: list[Any]
    blocking: list[Any]
    prior: list[Any]
    recall: float
    em: list[Any]
    max_pairs: float = 1e6
    floor: float | None = None
    link_only: bool = False
    more: dict[str, Any] = field(default_factory=dict)


def fake_1000() -> Plan:
    names = [cl.NameComparison("given"), cl.NameComparison("family")]
    birth = cl.LevenshteinAtThresholds("birth_date", 1)
    city = cl.ExactMatch("city").configure(term_frequency_adjustments=True)
    near = "l.given = r.given and levenshtein(l.family, r.family) <= 2"
    return Plan(
        comparisons=[*names, birth, city, cl.EmailComparison("email")],
        blocking=[block_on(c) for c in ("given", "family", "city", "email", "birth_date")],
        prior=[block_on("given", "birth_date"), near, block_on("email")],
        recall=0.7,
        em=[block_on("given", "family"), block_on("birth_date")],
        max_pairs=2e6,
    )


def febrl3() -> Plan:
    rules = ["national_id", "given", "family", "birth_date", "postcode"]
    return Plan(
        comparisons=[
            cl.NameComparison("given"),
            cl.NameComparison("family"),
            cl.DateOfBirthComparison(
                "birth_date", input_is_string=True, datetime_format="%Y-%m-%d", invalid_dates_as_null=True
            ),
            cl.DamerauLevenshteinAtThresholds("national_id", [2]),
            cl.ExactMatch("address_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
        blocking=[block_on(c) for c in rules],
        prior=[
            block_on("national_id"),
            block_on("given", "family", "birth_date"),
            "l.given = r.family and l.family = r.given and l.birth_date = r.birth_date",
        ],
        recall=0.9,
        em=[block_on("birth_date"), block_on("postcode")],
    )


def febrl4() -> Plan:
    names = [cl.NameComparison(c).configure(term_frequency_adjustments=True) for c in ("given", "family")]
    return Plan(
        comparisons=[
            *names,
            cl.DateOfBirthComparison(
                "birth_date", input_is_string=True, datetime_format="%Y-%m-%d", invalid_dates_as_null=True
            ),
            cl.DamerauLevenshteinAtThresholds("national_id", [1, 2]),
            cl.ExactMatch("address_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        ],
        blocking=[
            block_on("given", "family"),
            block_on("birth_date"),
            block_on("national_id"),
            block_on("region", "address"),
            block_on("address_number", "address"),
            block_on("postcode"),
        ],
        prior=[block_on("national_id"), block_on("given", "family", "birth_date")],
        recall=0.9,
        em=[block_on("birth_date"), block_on("postcode")],
        link_only=True,
    )


def historical() -> Plan:
    def start(column: str, letters: int) -> str:
        return f"substr({column}, 1, {letters})"

    rules: list[Any] = [
        (start("given", 3), start("family", 4)),
        ("family", "birth_date"),
        ("given", "birth_date"),
        ("postcode", "given"),
        ("postcode", "family"),
        ("birth_date", "city"),
        (start("postcode", 3), "birth_date"),
        (start("postcode", 3), "given"),
        (start("postcode", 3), "family"),
        (start("given", 2), start("family", 2), start("birth_date", 4)),
    ]
    exact = [cl.ExactMatch(c).configure(term_frequency_adjustments=True) for c in ("city", "title")]
    return Plan(
        comparisons=[
            cl.ForenameSurnameComparison("given", "family", forename_surname_concat_col_name="both_names"),
            cl.DateOfBirthComparison("birth_date", input_is_string=True, invalid_dates_as_null=True),
            cl.PostcodeComparison("postcode"),
            *exact,
        ],
        blocking=[block_on(*r) for r in rules],
        prior=[
            "l.given = r.given and l.family = r.family and l.birth_date = r.birth_date",
            "substr(l.given,1,2) = substr(r.given,1,2) and l.family = r.family"
            " and substr(l.postcode,1,2) = substr(r.postcode,1,2)",
            "l.birth_date = r.birth_date and l.postcode = r.postcode",
        ],
        recall=0.6,
        em=[block_on("given", "family"), block_on("birth_date")],
        max_pairs=1e7,
    )


def sites() -> Plan:
    """No published configuration exists: names and streets by similarity, postcode and telephone."""
    return Plan(
        comparisons=[
            cl.JaroWinklerAtThresholds("full_name", [0.95, 0.88, 0.75]),
            cl.JaroWinklerAtThresholds("address", [0.97, 0.9]),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
        ],
        blocking=[
            block_on("phone"),
            block_on("address"),
            block_on("full_name"),
            block_on("postcode", "substr(full_name, 1, 4)"),
            block_on("substr(address, 1, 8)"),
        ],
        prior=[block_on("full_name", "address"), block_on("phone", "full_name")],
        recall=0.6,
        em=[block_on("phone"), block_on("full_name")],
    )
