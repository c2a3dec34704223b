"""Maildir and Maildir++: one file a message under ``cur`` and ``new`` (``tmp``: unfinished deliveries)."""

from __future__ import annotations

import re

from connectors.base import File
from connectors.mail.eml import Eml, confidence

_NAME = re.compile(r"^\d+\..*|.*[:;!]2,[A-Za-z]*$")
"""``time.unique.host:2,flags``; ``;`` and ``!`` where a file system forbids the colon."""


class Maildir(Eml):
    """``kind`` maildir; locator = the message file's path inside the Maildir. Folders are read together."""

    kind = "maildir"
    version = 2

    def recognise(self, file: File) -> float:
        """A single file shows its name and its head only; that it lies in ``cur`` or ``new`` the loader
        knows."""
        found = confidence(file)
        return min(found + 0.05, 1.0) if found and _NAME.match(file.name) else 0.0
