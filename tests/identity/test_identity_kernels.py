"""Names, blocks, linkage and weights, each through its own entry point."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import contact, records

from transforms.identity import levels
from transforms.identity.blocking import candidates
from transforms.identity.cluster import UNSEEN, Links, cluster
from transforms.identity.compare import compare, name_level, unpack
from transforms.identity.fields import encode
from transforms.identity.model import Model, shipped
from transforms.identity.strength import measure
from transforms.identity.weights import FACTORS, factors, fit


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("Anna Keller", "anna KELLER", "full name equal"),
        ("Keller, Anna", "Anna Keller", "full name equal"),
        ("Tang Kevin", "Kevin Tang", "same words in another order"),
        ("王伟", "Wei Wang", "full name equal"),
        ("Юрий Гагарин", "Gagarin Yuriy", "same words in another order"),
        ("José García", "Jose Garcia", "full name equal"),
        ("Bob Nyström", "Robert Nystrom", "nickname or spelling of the given name, same family name"),
        ("Mohamed Haddad", "Muhammad Haddad", "nickname or spelling of the given name, same family name"),
        ("Peng Mei Guo", "Pengmei Guo", "full name equal"),
        ("Gregorio Barrera Leiva", "Gregorio Barrera", "given agrees, family names overlap"),
        ("Omar Al-Sayed", "Omar Sayed", "full name equal"),
        ("Ludwig van Beethoven", "Ludwig Beethoven", "full name equal"),
        ("A. Keller", "Anna Keller", "initial agrees, family names overlap"),
        ("Anna Keler", "Anna Keller", "both parts spelt nearly the same"),
        ("Anna", "Anna Keller", "given name equal, a family name missing"),
        ("John A. Doe", "John B. Doe", "full name equal, middle initials differ"),
        ("Alice Green", "Bob Green", "family name only"),
        ("Anna Keller", "Anna Osterloh", "given name only"),
        ("Anna Keller", "Tom Osterloh", "names disagree"),
        ("Dr. Anna Keller, PhD", "Anna Keller", "full name equal"),
        ("Chen Wei Yun", "Weiyun Chen", "same words in another order"),
        ("Xiaolan Xu", "Hsu Xiaolan", "both parts spelt nearly the same"),
        ("R. Osterlo", "Ruth Osterloh", "initial agrees, family names similar"),
        ("Kevin Wang", "Xiaoming Wang", "Chinese and adopted given name, same family name"),
        ("Wang Kevin", "Xiaoming Wang", "Chinese and adopted given name, same family name"),
        ("Kevin Wang", "Jason Wang", "family name only"),
    ],
)
def test_names_are_aligned(a: str, b: str, level: str) -> None:
    frame = records([contact("vcard", a), contact("google_csv", b)]).filter(pl.col("kind") != "owner")
    found, _ = name_level(encode(frame), np.array([0]), np.array([1]))
    assert levels.NAME[int(found[0])] == level


def test_an_address_that_spells_a_name_is_another_name() -> None:
    """A married name, whose address kept the old one; a wife's address on her husband's card is his card still."""
    rows = [
        contact("vcard", "Ruth Quuxberger", emails=["ruth.osterloh@gmail.com"]),
        contact("google_csv", "Ruth Osterloh"),
        contact("outlook_csv", "Tom Osterloh", emails=["ruth.osterloh@home.example"]),
    ]
    frame = records(rows).filter(pl.col("kind") != "owner")
    fields = encode(frame)
    at = {kind: k for k, kind in enumerate(frame.sort("record_id")["kind"].to_list())}
    pairs = [("vcard", "google_csv"), ("google_csv", "outlook_csv")]
    found, _ = name_level(fields, *(np.array([at[pair[side]] for pair in pairs]) for side in (0, 1)))
    assert [levels.NAME[k] for k in found.tolist()] == [
        "an address spells the other's full name",
        "family name only",
    ]


def test_a_full_block_is_refined_and_the_rest_is_counted() -> None:
    """70 namesakes are over the cap: pairs in one town are kept, the others are counted as left out."""
    rows = [
        contact("vcard", "Maria Schmidt", emails=[f"x{n}@gmail.com"], city="ABCDEFGHIJ"[n % 10] + "ville")
        for n in range(70)
    ]
    fields = encode(records(rows))
    measure(fields)
    found = candidates(fields, "n")
    rule = found.report.filter(pl.col("rule") == "full name").row(0, named=True)
    assert rule["n_refined"] == 1
    assert rule["n_pairs"] >= 10 * 7 * 6 // 2
    assert rule["n_pairs"] + rule["n_left_out"] == 70 * 69 // 2


def test_header_records_fill_no_block_up() -> None:
    rows = [contact("vcard", "Maria Schmidt", city="Ulm"), contact("google_csv", "Maria Schmidt")]
    flood = [
        {
            "kind": "mail",
            "owner_id": "Nora Quist",
            "emails": [f"a{n}@evil.example"],
            "names": [{"name": "Maria Schmidt", "n": 1}],
        }
        for n in range(200)
    ]
    fields = encode(records([*rows, *flood]))
    measure(fields)
    found = candidates(fields, "n")
    trusted = fields.trusted[found.i] & fields.trusted[found.j]
    assert trusted.sum() == 1


def brute_force(n: int, pairs: dict[tuple[int, int], float], cannot: set[tuple[int, int]]) -> list[int]:
    """Average linkage one merge at a time."""
    groups: dict[int, set[int]] = {k: {k} for k in range(n)}
    while True:
        best = None
        for a in groups:
            for b in groups:
                if a < b:
                    between = [(min(x, y), max(x, y)) for x in groups[a] for y in groups[b]]
                    if any(p in cannot for p in between) or not any(p in pairs for p in between):
                        continue
                    score = sum(pairs.get(p, UNSEEN) for p in between) / len(between)
                    if score >= 0 and (best is None or score > best[0] + 1e-12):
                        best = (score, a, b)
        if best is None:
            label = {x: min(g) for g in groups.values() for x in g}
            return [label[k] for k in range(n)]
        groups[best[1]] |= groups.pop(best[2])


weights_of_pairs = st.integers(2, 8).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.dictionaries(
            st.tuples(st.integers(0, n - 2), st.integers(1, n - 1)).filter(lambda p: p[0] < p[1]),
            st.floats(-8, 20, allow_nan=False).map(lambda x: round(x, 6)),
        ),
        st.sets(st.integers(0, 27)),
    )
)


@settings(max_examples=60, deadline=None)
@given(weights_of_pairs)
def test_linkage_equals_merging_one_by_one(world: tuple[int, dict[tuple[int, int], float], set[int]]) -> None:
    n, pairs, marks = world
    distinct = {p: w + 1e-4 * k for k, (p, w) in enumerate(sorted(pairs.items()))}
    ordered = sorted(distinct)
    forbidden = {ordered[k] for k in marks if k < len(ordered)}
    i, j = (np.array([p[side] for p in ordered], np.int64) for side in (0, 1))
    links = Links(
        i,
        j,
        np.array([distinct[p] for p in ordered]),
        np.array([p in forbidden for p in ordered], bool),
        np.zeros(len(i), bool),
    )
    assert cluster(n, links).tolist() == brute_force(n, distinct, forbidden)


def test_a_chain_of_good_links_does_not_pull_strangers_together() -> None:
    i = np.arange(9)
    links = Links(i, i + 1, np.full(9, 1.0), np.zeros(9, bool), np.zeros(9, bool))
    assert np.bincount(cluster(10, links)).max() <= 3


def test_weights_add_up_and_fit_is_stable() -> None:
    rows = [
        contact("vcard", f"{g} {f}", phones=[f"+49 30 {n}{k}0001"])
        for n, g in enumerate(("Anna", "Tom"))
        for k, f in enumerate(("Kellermann", "Osterloh"))
    ]
    rows += [{**row, "kind": "google_csv"} for row in rows]
    fields = encode(records(rows))
    measure(fields)
    found = candidates(fields, "n")
    compared = compare(fields, found.i, found.j)
    bits = factors(compared.pattern, shipped(), fields.n)
    assert bits.shape == (len(found.i), len(FACTORS))
    patterns, counts = np.unique(compared.pattern, return_counts=True)
    once, twice = fit(patterns, counts, 5000), fit(patterns[::-1], counts[::-1], 5000)
    assert np.allclose(once.rate, twice.rate, atol=1e-9)
    assert Model.from_json(once.to_json()).version == once.version


def test_buckets_change_nothing() -> None:
    rows = [
        contact("vcard", f"Maria Schmidt{'e' * (n % 3)}", emails=[f"m{n % 4}@x{n % 5}.example"])
        for n in range(40)
    ]
    fields = encode(records(rows))
    measure(fields)
    found = candidates(fields, "n")
    one = compare(fields, found.i, found.j, 1)
    for buckets in (3, 16):
        more = compare(fields, found.i, found.j, buckets)
        assert np.array_equal(one.pattern, more.pattern)
        assert np.array_equal(one.veto, more.veto)
        assert np.array_equal(one.safe, more.safe)
    assert all((level < size).all() for level, size in zip(unpack(one.pattern), levels.SIZES, strict=True))
