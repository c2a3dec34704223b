"""The one list that a new connector is added to, and the question which of them a file belongs to."""

from __future__ import annotations

from importlib import import_module, util
from typing import Any

from connectors.base import Connector, File

ENOUGH = 0.5
"""A connector must be surer than this that a file is its own."""

_ORDER = (
    "vcard.VCard", "linkedin.LinkedInConnections", "google.GoogleCsv", "outlook.OutlookCsv",
    "thunderbird.ThunderbirdCsv", "home.Targets", "home.Knows", "home.Companies", "mail.mbox.Mbox",
    "mail.maildir.Maildir", "mail.eml.Eml", "csv_any.AnyCsv",
)


def _all() -> tuple[Connector, ...]:
    found = []
    for name in _ORDER:
        module, _, cls = f"connectors.{name}".rpartition(".")
        if util.find_spec(module):
            found.append(getattr(import_module(module), cls)())
    return tuple(found)


CONNECTORS: tuple[Connector, ...] = _all()
"""In order: of two that are equally sure, the first one gets the file."""
BY_KIND: dict[str, Connector] = {connector.kind: connector for connector in CONNECTORS}

RECOGNISER = ",".join(f"{connector.kind}{connector.version}" for connector in CONNECTORS)
"""Changes when a connector is added or reads differently: then every file is looked at again."""


def recognise(file: File) -> Connector | None:
    """The connector that is surest of a file by its content; None when none is sure enough."""
    best, surest = None, ENOUGH
    for connector in CONNECTORS:
        confidence = _confidence(connector, file)
        if confidence > surest:
            best, surest = connector, confidence
    return best


def reads_messages(connector: Any) -> bool:
    """Whether its files are single messages, so that a folder of them is one source."""
    return hasattr(connector, "read_many")


def _confidence(connector: Connector, file: File) -> float:
    try:
        return connector.recognise(file)
    except Exception:  # a head that a connector stumbles over is not that connector's file
        return 0.0
