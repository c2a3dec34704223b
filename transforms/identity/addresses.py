"""emails.is_role and local parts for whole columns of addresses at once; a test holds that they agree."""

from __future__ import annotations

import polars as pl

from transforms.normalise import emails

_ROLES = sorted(emails.ROLES)
_PREFIXES = r"^(?:noreply|no-reply|donotreply)"


def local(addresses: pl.Series) -> pl.Series:
    """What stands before the last @, without +tag."""
    return addresses.str.replace(r"@[^@]*$", "").str.replace(r"(?s)\+.*$", "")


def is_role(addresses: pl.Series) -> pl.Series:
    """Whether each address is a mailbox of an office, as emails.is_role says."""
    part = addresses.str.replace(r"(?s)@.*$", "").str.replace(r"(?s)\+.*$", "")
    return part.is_in(_ROLES) | part.str.contains(_PREFIXES)
