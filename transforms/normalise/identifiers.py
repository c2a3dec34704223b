"""Whom a message names: a mail address, or a profile where the message is a chat."""

from __future__ import annotations

from connectors.record_id import profile
from transforms.normalise import emails


def canonical(identifier: str | None) -> str | None:
    """The canonical mail address (see emails.canonical) or profile (linkedin.com/in/slug); None when it is neither."""
    return emails.canonical(identifier) or profile(identifier)
