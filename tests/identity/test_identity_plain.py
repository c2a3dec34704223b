"""What is seen at a glance is what taking it apart gives."""

from __future__ import annotations

import phonenumbers
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms import records
from transforms.normalise import emails, phones, plain
from transforms.normalise.name_words import CREDENTIALS, GENERATIONS, PARTICLES, PREFIXES

COLUMNS = ("full_name", "given", "middle", "family", "suffix", "nickname")
SPECIAL = sorted(PREFIXES | CREDENTIALS | GENERATIONS.keys() | PARTICLES | {"via"})
WORDS = st.one_of(
    st.sampled_from(["Ada", "Jörg", "O'Brien", "Anne-Marie", "J.", "Ng", "MA", "Ma", "'Bob'", "(Bob)", "Q"]),
    st.sampled_from(SPECIAL).map(str.title),
    st.sampled_from(SPECIAL),
    st.text(min_size=1, max_size=6),
)
TEXTS = st.one_of(st.none(), st.lists(WORDS, max_size=4).map(" ".join), st.text(max_size=12))


@st.composite
def written(draw: st.DrawFn) -> tuple[str | None, ...]:
    """A row of COLUMNS; often a formatted name that is given and family name."""
    row = [draw(TEXTS), *(draw(st.none() | WORDS | TEXTS) for _ in range(3))]
    if row[1] and row[3] and draw(st.booleans()):
        row[0] = f"{row[1]} {row[3]}"
    if draw(st.booleans()):
        row[1:] = [None, None, None]
    return *row, draw(st.sampled_from([None, None, "Jr.", "x"])), draw(st.sampled_from([None, "Bo"]))


@given(st.lists(written(), min_size=1, max_size=30))
def test_plain_names_are_what_taking_them_apart_gives(rows: list[tuple[str | None, ...]]) -> None:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    for row, seen in zip(rows, plain.names(frame).iter_rows(named=True), strict=True):
        if seen["given"] is not None:
            apart = dict.fromkeys(seen) | records._parts(*row)
            assert seen == apart


def test_most_names_are_plain() -> None:
    rows = [
        ("Ada Lovelace", None, None, None, None, None),
        ("Ada Lovelace", "Ada", None, "Lovelace", None, "Countess"),
        (None, "Jörg", None, "Müller", None, None),
        ("Grace B. Hopper", None, None, None, None, None),
        ("Hopper, Rear Admiral", "Grace B.", None, "Hopper", None, None),
        ("Conan", "Arthur", "I.", "O'Conan van Doyle", None, None),
        ("A. Doyle Jr", "Arthur", None, "Doyle", None, None),
        ("Dr Grace Hopper", None, None, None, None, None),
        ("Ludwig van Beethoven", None, None, None, None, None),
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    assert plain.names(frame)["family"].to_list() == [
        "Lovelace",
        "Lovelace",
        "Müller",
        "Hopper",
        "Hopper",
        "O'Conan van Doyle",
        None,
        None,
        None,
    ]


ADDRESSES = st.one_of(
    st.from_regex(r"[a-zA-Z0-9._+'<>-]{0,6}@[a-z0-9.:-]{0,8}", fullmatch=True),
    st.builds("{}@{}".format, st.text(max_size=5), st.text(max_size=5)),
    st.sampled_from(["ada@example.org", "mailto:ada@example.org", "Ada@Example.org", "ada@example.org."]),
)


@given(st.lists(ADDRESSES, min_size=1, max_size=30))
def test_plain_addresses_are_canonical(addresses: list[str]) -> None:
    sure = plain.is_canonical(pl.Series(addresses, dtype=pl.String))
    assert all(emails.canonical(one) == one for one, is_sure in zip(addresses, sure, strict=True) if is_sure)


CODES = st.one_of(
    st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)), st.integers(0, 1000)
).map(str)


@given(st.lists(st.builds("{}@{}".format, st.text("ab.+1", max_size=5), st.sampled_from(
    ["gmail.com", "users.noreply.github.com", "x.example", "googlemail.com"])), min_size=1))  # fmt: skip
def test_plain_comparison_keys_are_the_address(addresses: list[str]) -> None:
    sure = plain.is_comparison_key(pl.Series(addresses, dtype=pl.String))
    assert all(
        emails.comparison_key(one) == one for one, is_sure in zip(addresses, sure, strict=True) if is_sure
    )


@given(CODES, st.sampled_from(["", " ", "-", " ("]), st.from_regex(r"[0-9]{5,15}", fullmatch=True))
def test_plain_numbers_are_what_libphonenumber_says(code: str, gap: str, national: str) -> None:
    raw = f"+{code}{gap}{national}"
    try:
        number = phonenumbers.parse(raw)
    except phonenumbers.NumberParseException:
        assert phones.canonical(raw) == code + national
        return
    possible = phonenumbers.is_possible_number(number)
    form = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert phones.canonical(raw) == (form if possible else code + national)
