"""Telephone numbers: E.164 where libphonenumber parses them, else their digits."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

_EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension|durchwahl|#|;ext=)\s*\d{1,6}\s*$", re.IGNORECASE)
_NOT_DIGIT = re.compile(r"\D+")
_PLAIN = re.compile(r"\+[0-9](?:[ ().-]{0,2}[0-9])*")


@lru_cache(maxsize=1 << 17)
def canonical(raw: str | None, region: str | None = None) -> str | None:
    """``+4930123456`` when the number says its country (or ``region``, ISO 3166, is given), else the digits alone;
    None for fewer than five digits. An extension is cut: it is not part of the line's identity."""
    if not raw:
        return None
    if _PLAIN.fullmatch(raw) and _is_plain(digits := _NOT_DIGIT.sub("", raw)):
        return "+" + digits
    text = _EXTENSION.sub("", raw.removeprefix("tel:").strip())
    digits = _NOT_DIGIT.sub("", text)
    if len(digits) < 5:
        return None
    if digits.startswith("00") and not text.startswith("+"):
        text, digits = "+" + digits[2:], digits[2:]
    if text.startswith("+") or region:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            return digits
        if phonenumbers.is_possible_number(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return digits


def _is_plain(digits: str) -> bool:
    """Whether libphonenumber would leave an international number as it is: a country code of its tables, as many
    digits as a number there may have, and nothing in front that could be a trunk prefix. Parsing costs ten times as
    much, and most numbers of an export are of this kind."""
    for length in (1, 2, 3):
        rules = _rules(digits[:length])
        if rules is not None:
            lengths, prefix = rules
            national = digits[length:]
            return len(national) in lengths and not (prefix and prefix.match(national))
    return False


@lru_cache(maxsize=2048)
def _rules(code: str) -> tuple[frozenset[int], re.Pattern[str] | None] | None:
    """(digits that a number of this country code may have, what may stand in front of it); None for no country code,
    or one of no country."""
    region = phonenumbers.region_code_for_country_code(int(code)) if code and code[0] != "0" else "ZZ"
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    if metadata is None:
        return None
    prefix = metadata.national_prefix_for_parsing
    desc = metadata.general_desc
    return frozenset(desc.possible_length if desc else ()), re.compile(prefix) if prefix else None


def comparison_key(number: str) -> str | None:
    """The last eight digits: the same with and without country and trunk code; None for short numbers."""
    digits = number.lstrip("+")
    return digits[-8:] if len(digits) >= 7 else None
