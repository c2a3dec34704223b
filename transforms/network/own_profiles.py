"""Which profile is the owner's own. No export states it, so it is found among those that take part (OWN_PROFILE).

1. An invitation has the owner on the side that its Direction names: the profile that most invitations of a file
   have there.
2. In a file of messages the owner takes part in every one, as far as the export names the participants: of the
   profiles that are in more than half of them, those known from invitations; else the one that bears the owner's
   name; else the one that is in more messages than anybody else. Where that leaves several (a single
   conversation), nobody.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import polars as pl

from transforms.normalise import names

Claims = list[dict[str, Any]]


def with_profiles(owners: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """owners (owner_id, network_id, addresses) with each owner's profiles behind their addresses.

    ``claims``: OWN_PROFILE with owner_id. A profile that two owners' exports point at goes to the owner in whose
    exports it is in more units, so that no profile is two owners.
    """
    found = _found(owners, claims.to_dicts())
    holder: dict[str, tuple[int, str]] = {}
    for owner_id, profiles in sorted(found.items()):
        for profile, n in profiles.items():
            if profile not in holder or n > holder[profile][0]:
                holder[profile] = (n, owner_id)
    extra = [
        sorted(one for one, (_, holds) in holder.items() if holds == owner_id)
        for owner_id in owners["owner_id"].to_list()
    ]
    return owners.with_columns(extra=pl.Series(extra, dtype=pl.List(pl.String))).select(
        pl.all().exclude("addresses", "extra"),
        pl.concat_list(pl.col("addresses").fill_null([]), "extra").alias("addresses"),
    )


def _found(owners: pl.DataFrame, claims: Claims) -> dict[str, dict[str, int]]:
    """{owner: {profile: units that it is in}}."""
    found: dict[str, dict[str, int]] = {}
    for owner_id in owners["owner_id"].to_list():
        mine = [one for one in claims if one["owner_id"] == owner_id]
        called = [
            _words(name) for name in (owner_id, *(one["name"] for one in mine if one["basis"] == "profile"))
        ]
        called = [words for words in called if words]
        chosen: dict[str, int] = defaultdict(int)
        for basis in ("invitation", "message"):
            by_source = defaultdict(list)
            for one in mine:
                if one["basis"] == basis and one["profile"] and 2 * one["n"] > one["n_all"]:
                    by_source[one["source_id"]].append(one)
            known = set(chosen)
            for _, candidates in sorted(by_source.items()):
                for one in _chosen(candidates, known, called):
                    chosen[one["profile"]] += one["n"]
        found[owner_id] = dict(chosen)
    return found


def _chosen(candidates: Claims, known: set[str], called: list[frozenset[str]]) -> Claims:
    """Which of one file's candidates are the owner."""
    if among := [one for one in candidates if one["profile"] in known]:
        return among
    namesakes = [one for one in candidates if any(words <= _words(one["name"]) for words in called)]
    most = max(one["n"] for one in candidates)
    leading = [one for one in candidates if one["n"] == most]
    for some in (namesakes, [one for one in namesakes if one["n"] == most], leading):
        if len(some) == 1:
            return some
    return []


def _words(name: str | None) -> frozenset[str]:
    return frozenset(names.fold(name).split())
