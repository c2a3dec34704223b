"""Address headers as the standard library reads them, and why we read some otherwise.

The reference is the parser that every CPython has had for decades: ``getaddresses`` as it is before, and with
``strict=False`` after, the fix of CVE-2023-27043; names through ``email.header``.
"""

from __future__ import annotations

import re
from collections import Counter
from email.header import decode_header, make_header
from email.utils import getaddresses

REASONS = {
    "reference_raises": "the standard library raises on this value; we read what can be read",
    "no_domain": "a name of a local account or a word (root, Recipient-List): nobody outside can be known by it",
    "no_local_part": "nothing before the @",
    "trailing_dot": "the same domain, written with its root dot, which we drop",
    "space_in_address": "words before an address without brackets: several readings, dropped",
    "encoded_word_in_address": "RFC 2047 allows none in an address; decoded, it could become any address",
    "raw_8bit_in_address": "bytes that are not UTF-8 in an address",
    "literal": "a domain or local part in square brackets that is no IP address",
    "before_brackets": "an address before another one in angle brackets is a display name (CVE-2023-27043)",
    "after_quotes": "text glued to a quoted string, or an @ inside one: several readings, dropped",
    "stray_colon": "a drive letter or group inside angle brackets, an address before a colon: no address",
    "no_comma": "two addresses without a comma between them: dropped",
    "name_raw_8bit": "bytes that are not UTF-8 in a name: cp1252, where the standard library keeps surrogates",
    "name_is_address": "a name with an @ is a claim to be somebody's address; we keep no such name",
    "name_spaces": "runs of spaces and fold marks become one space, controls go",
    "name_quotes": "quotes, commas and semicolons around a name go",
    "name_nested_comment": "brackets inside a comment stay",
    "name_comment_in_address": "a comment inside the angle brackets is no part of the name",
    "name_after_brackets": "a comment after the angle brackets is the name when nothing stands before them",
}
"""The classes of differences; the golden file names one or several of them for each."""

_EDGES = " \t'\"`,;"


def addresses(text: str) -> list[tuple[str, str]] | None:
    """(raw name, lower-cased address) of each mailbox of an unfolded value; None where the parser raises."""
    try:
        try:
            found = getaddresses([text], strict=False)  # type: ignore[call-arg, unused-ignore]
        except TypeError:  # before the fix there was no such parameter
            found = getaddresses([text])
    except RecursionError:
        return None
    return [(name, address.lower()) for name, address in found if address]


def name(raw: str) -> str | None:
    """A name decoded, None where that raises."""
    try:
        return str(make_header(decode_header(raw)))
    except (LookupError, ValueError):  # binascii.Error, HeaderParseError and UnicodeError are ValueErrors
        return None


def address_reasons(text: str, theirs: list[str], ours: list[str]) -> str:
    """Why two lists of addresses differ; empty when no reason applies."""
    left = [*(Counter(theirs) - Counter(ours))]
    added = [*(Counter(ours) - Counter(theirs))]
    reasons = {_address_reason(text, one, added) for one in left}
    explained = {one for one in added if one + "." in left or _spaced(one, text)}
    return "+".join(sorted(reasons)) if "" not in reasons and explained == set(added) else ""


def _spaced(one: str, text: str) -> bool:
    return one in re.sub(r"\s*\.\s*", ".", text.lower())


def _address_reason(text: str, one: str, added: list[str]) -> str:
    place = text.lower().find(one)
    if re.search(re.escape(one) + r"\s*<", text.lower()):
        return "before_brackets"
    if "=?" in one:
        return "encoded_word_in_address"
    if re.search("[\udc80-\udcff]", one):
        return "raw_8bit_in_address"
    if "[" in one or f"[{one}]" in text or (one.startswith("@") and f"]{one}" in text):
        return "literal"
    if re.search(r"<[^<>@]*:|@[^,;]*:\s*<", text):
        return "stray_colon"
    if '"' in one or (place > 0 and '"' in text[:place] and f'"{one}' in text.lower()):
        return "after_quotes"
    if " " in one:
        return "space_in_address"
    if "@" not in one:
        return "no_domain"
    if one.startswith("@"):
        return "no_comma" if text.count("@") > 1 else "no_local_part"
    if one.endswith(".") and (one[:-1] in added or '"' in text):
        return "trailing_dot" if one[:-1] in added else "after_quotes"
    return "no_comma" if re.search(re.escape(one) + r"\s+[^\s,;<(]", text.lower()) else ""


def name_reason(raw: str, decoded: str | None, ours: str | None, text: str) -> str:
    """Why two names differ; empty when no reason applies."""
    if decoded is None:
        return "reference_raises"
    if re.search("[\udc80-\udcff]", raw):
        return "name_raw_8bit"
    if "@" in decoded and "@" not in (ours or ""):
        return "name_is_address"
    plain = " ".join("".join(c if c.isprintable() or c.isspace() else "" for c in decoded).split())
    if plain == (ours or ""):
        return "name_spaces"
    if plain.strip(_EDGES) == (ours or ""):
        return "name_quotes"
    if not decoded and re.search(r">\s*\(" + re.escape(ours or ""), text):
        return "name_after_brackets"
    without = re.sub(r"[()]", "", ours or "")
    if without == re.sub(r"[()]", "", plain):
        return "name_nested_comment"
    if ours and re.search(r"<[^>]*\(", text) and plain.startswith(ours.rstrip(")")):
        return "name_comment_in_address"
    return ""
