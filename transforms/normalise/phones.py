"""Telephone numbers: E.164 where libphonenumber parses them, else their digits."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

_EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension|durchwahl|#|;ext=)\s*\d{1,6}\s*$", re.IGNORECASE)
_NOT_DIGIT = re.compile(r"\D+")


@lru_cache(maxsize=1 << 17)
def canonical(raw: str | None, region: str | None = None) -> str | None:
    """``+4930123456`` when the number says its country (or ``region``, ISO 3166, is given), else the digits alone;
    None for fewer than five digits. An extension is cut: it is not part of the line's identity."""
    if not raw:
        return None
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


def comparison_key(number: str) -> str | None:
    """The last eight digits: the same with and without country and trunk code; None for short numbers."""
    digits = number.lstrip("+")
    return digits[-8:] if len(digits) >= 7 else None
