"""Time zones of mail headers: offsets, abbreviations, names of Windows, and what is none."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache

MAX_ZONE = 14 * 60
"""Minutes; no clock on earth is further from UTC."""

_ABBREVIATIONS = {
    "GMT": 0, "UT": 0, "UTC": 0, "Z": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "MET": 60,
    "MEZ": 60, "MEST": 120, "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "MSD": 240,
    "NST": -210, "NDT": -150, "AST": -240, "ADT": -180, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300,
    "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600,
    "SGT": 480, "HKT": 480, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip
"""Minutes east. Where two zones share letters, the American one (RFC 5322 4.3); IST, of three, is unknown."""
_WINDOWS = {
    "newfoundland": -210, "atlantic": -240, "eastern": -300, "us eastern": -300, "central": -360,
    "mountain": -420, "us mountain": -420, "pacific": -480, "alaskan": -540, "hawaiian": -600,
    "e. south america": -180, "sa eastern": -180, "sa pacific": -300, "argentina": -180,
    "gmt": 0, "greenwich": 0, "w. europe": 60, "central europe": 60, "central european": 60, "romance": 60,
    "e. europe": 120, "fle": 120, "gtb": 120, "south africa": 120, "israel": 120, "jerusalem": 120,
    "turkey": 180, "russian": 180, "arab": 180, "arabic": 180, "arabian": 240, "iran": 210, "west asia": 300,
    "india": 330, "se asia": 420, "china": 480, "taipei": 480, "singapore": 480, "malay peninsula": 480,
    "w. australia": 480, "tokyo": 540, "korea": 540, "cen. australia": 570, "aus eastern": 600,
    "e. australia": 600, "new zealand": 720,
}  # fmt: skip
_WINDOWS_NAME = re.compile(r"([A-Za-z][A-Za-z. ]{1,30}) (Standard|Daylight|Summer) Time\b", re.IGNORECASE)
_NUMERIC = re.compile(r"(?:GMT|UTC)?\s*([+-]{1,2})(\d{1,2}):?(\d\d)?(?!\d)|(\d\d)(\d\d)(?!\d)", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z]+")


@lru_cache(maxsize=1024)
def numeric(zone: str) -> timedelta | None:
    """What ``+hhmm``, ``-hhmm``, GMT or UTC is east of UTC; None when there is no such zone."""
    if zone[0] not in "+-":
        return timedelta(0)
    hours, minutes = int(zone[1:3]), int(zone[3:5])
    if minutes > 59 or hours * 60 + minutes > MAX_ZONE:
        return None
    east = timedelta(hours=hours, minutes=minutes)
    return -east if zone[0] == "-" else east


def offset(zone: str) -> tuple[int, bool]:
    """(minutes east, whether zone is written as it should be and known). Unknown and impossible ones count as UTC."""
    match = _NUMERIC.match(zone)
    if match:
        hours, minutes = match[2] or match[4], match[3] or match[5] or "00"
        east = int(hours) * 60 + int(minutes)
        if east > MAX_ZONE or int(minutes) > 59:
            return 0, False
        is_usual = re.fullmatch(r"[+-]\d{4}", match[0]) is not None
        return (-east if (match[1] or "").endswith("-") else east), is_usual
    name = zone.upper()
    if name in _ABBREVIATIONS:
        return _ABBREVIATIONS[name], True
    windows = _WINDOWS_NAME.match(zone)
    if windows and windows[1].lower() in _WINDOWS:
        return _WINDOWS[windows[1].lower()] + (0 if windows[2].lower() == "standard" else 60), False
    first = _LETTERS.match(zone)
    return _ABBREVIATIONS.get(first[0].upper(), 0) if first else 0, False
