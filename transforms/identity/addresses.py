"""emails.is_role, is_list_like and local parts for whole columns of addresses at once; a test holds that they agree."""

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


def is_list_like(addresses: pl.Series) -> pl.Series:
    """Whether each address looks like a discussion list's own, as emails.is_list_like says."""
    domain = addresses.str.extract(r"(?s)@([^@]*)$").fill_null(addresses)
    local_part = addresses.str.extract(r"(?s)^(.*)@").fill_null("")
    return domain.str.contains(f"^(?:{emails.LIST_HOST.pattern})") | local_part.str.contains(
        emails.LIST.pattern
    )
