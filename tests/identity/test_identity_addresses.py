"""Columns of addresses are read as single addresses are."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.identity import addresses
from transforms.normalise import emails

local = st.sampled_from(
    [
        "info",
        "noreply-7",
        "sales+x",
        "anna.keller",
        "anna+info",
        "no-reply",
        "information",
        "a",
        "list",
        "foo-users",
        "x_owner.y",
        "wall",
    ]
)
texts = st.lists(
    st.one_of(
        st.builds(
            "{}@{}".format,
            local,
            st.sampled_from(["x.example", "y", "lists.x.example", "list.ru", "groups.io", "vger2.x.org"]),
        ),
        st.text("ain@+.-o"),
    )
)


@settings(max_examples=100, deadline=None)
@given(texts)
def test_roles_and_local_parts_agree(found: list[str]) -> None:
    column = pl.Series(found, dtype=pl.String)
    assert addresses.is_role(column).to_list() == [emails.is_role(one) for one in found]
    assert addresses.is_list_like(column).to_list() == [emails.is_list_like(one) for one in found]
    held = [one for one in found if "@" in one]
    parts = [one.rpartition("@")[0].split("+", 1)[0] for one in held]
    assert addresses.local(pl.Series(held, dtype=pl.String)).to_list() == parts
