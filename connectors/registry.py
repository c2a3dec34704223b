"""The one list that a new connector is added to, and the question which of them a file belongs to."""

from __future__ import annotations

import re
from collections import deque
from typing import Any

from connectors.base import Connector, File, Tally
from connectors.calendar import Ics
from connectors.home import Companies, Knows, Targets
from connectors.ldif.connector import Ldif
from connectors.linkedin import (
    LinkedInConnections,
    LinkedInEducation,
    LinkedInImported,
    LinkedInInvitations,
    LinkedInMessages,
    LinkedInPositions,
    LinkedInProfile,
    LinkedInRecommendations,
)
from connectors.mail.eml import Eml
from connectors.mail.maildir import Maildir
from connectors.mail.mbox import Mbox
from connectors.mail.split import split
from connectors.sheets.any_csv import AnyCsv
from connectors.sheets.google import GoogleCsv
from connectors.sheets.outlook import OutlookCsv
from connectors.sheets.thunderbird import ThunderbirdCsv
from connectors.vcard.connector import VCard

ENOUGH = 0.5
"""A connector must be surer than this that a file is its own."""

CERTAIN = 0.9
"""When a connector is this sure, no other is asked: looking for a table's header in every mail costs time."""

_MESSAGE_NAME = re.compile(r"\d+(\.[0-9a-f]+)?(\.txt)?|.*\.emlx?", re.IGNORECASE)

CONNECTORS: tuple[Connector, ...] = (
    VCard(),
    Ldif(),
    Ics(),
    Mbox(),
    Maildir(),
    Eml(),
    LinkedInConnections(),
    LinkedInMessages(),
    LinkedInInvitations(),
    LinkedInImported(),
    LinkedInRecommendations(),
    LinkedInProfile(),
    LinkedInPositions(),
    LinkedInEducation(),
    GoogleCsv(),
    OutlookCsv(),
    ThunderbirdCsv(),
    Targets(),
    Knows(),
    Companies(),
    AnyCsv(),
)
"""In order: of two that are equally sure, the first one gets the file."""

BY_KIND: dict[str, Connector] = {connector.kind: connector for connector in CONNECTORS}

_LOOK = "2"
"""Raised when discovery itself tells files apart differently."""

RECOGNISER = ",".join([_LOOK, *(f"{connector.kind}{connector.version}" for connector in CONNECTORS)])
"""Changes when a connector is added or reads differently: then every file is looked at again."""


def recognise(file: File) -> Connector | None:
    """The connector that is surest of a file by its content; None when none is sure enough."""
    best, surest = None, ENOUGH
    for connector in CONNECTORS:
        confidence = _confidence(connector, file)
        if confidence > surest:
            best, surest = connector, confidence
        if surest >= CERTAIN:
            break
    return BY_KIND["eml"] if best is not None and best.kind == "mbox" and _is_one_message(file) else best


def reads_messages(connector: Any) -> bool:
    """Whether its files are single messages, so that a folder of them is one source."""
    return hasattr(connector, "read_many")


def _is_one_message(file: File) -> bool:
    """Whether it is named as a single message is (.eml, or a number as in MH folders) and holds no second one, though
    it starts as an mbox does."""
    if not _MESSAGE_NAME.fullmatch(file.name):
        return False
    tally = Tally()
    deque(split([file.head], tally), maxlen=0)
    return tally.read == 1


def _confidence(connector: Connector, file: File) -> float:
    try:
        return connector.recognise(file)
    except Exception:  # a head that a connector stumbles over is not that connector's file
        return 0.0
