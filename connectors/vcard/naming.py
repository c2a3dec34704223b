"""What a card without a name is called, and the addresses and numbers that programs put into odd properties.

A phone or a mail program shows such a card by its nickname, its organisation or its postal address (the order of
Android's contacts); a card that nobody could name is worth no row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from connectors.base import Row
from connectors.sheets.cells import clean, mail_address
from connectors.vcard.lines import Mended, Property

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_FORMATTED = ("X-KADDRESSBOOK-FORMATTEDNAME", "X-EVOLUTION-FILE-AS", "NAME", "SORT-STRING", "X-FILE-AS")
"""Properties that hold a formatted name beside FN."""
_CHAT = frozenset({"IMPP", "X-GOOGLE-TALK", "X-JABBER", "X-GTALK"})
_GOOGLE = ("@gmail.com", "@googlemail.com")
_NUMBER_SCHEMES = ("tel:", "sms:", "whatsapp:", "callto:")

ByName = Mapping[str, Sequence[Property]]


def unescape(text: str) -> str:
    """RFC 6350 §3.4: ``\\n`` is a line break, any other escaped character itself."""
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], text) if "\\" in text else text


def split(text: str, separator: str) -> list[str]:
    """A value cut at separators that are not escaped, its parts unescaped."""
    if "\\" not in text:
        return text.split(separator)
    parts, start = [], 0
    for match in re.finditer(rf"\\.|{separator}", text, re.DOTALL):
        if match[0] == separator:
            parts.append(text[start : match.start()])
            start = match.end()
    return [unescape(part) for part in (*parts, text[start:])]


def name_it(row: Row, by_name: ByName, mended: Mended) -> None:
    """Fill ``full_name`` of a row that has no name, and say from what. A person who is known by an address is not
    called like the employer: two colleagues would become one."""
    for name in _FORMATTED:
        if text := _first(by_name, name):
            row["full_name"] = text
            return
    is_reached = bool(row["emails"] or row["urls"])
    for name, text in (
        ("NICKNAME", row["nickname"]),
        ("ORG", None if is_reached else row["organisation"]),
        ("ADR", None if is_reached or row["phones"] else _postal(by_name)),
    ):
        if text:
            row["full_name"] = text
            mended.add("no_name", name)
            return


def other_addresses(by_name: ByName) -> list[str]:
    """Mail addresses in URL:mailto:, IMPP:mailto: and Google Talk, whose account is an address of Google's."""
    found = []
    for one in by_name.get("URL", ()):
        if one.value[:7].lower() == "mailto:":
            found.append(mail_address(unescape(one.value)))
    for name in sorted(by_name.keys() & _CHAT):
        for one in by_name[name]:
            scheme, colon, rest = unescape(one.value).partition(":")
            address = mail_address(rest if colon else scheme)
            if address and (scheme.lower() == "mailto" or address.endswith(_GOOGLE)):
                found.append(address)
    return [address for address in found if address]


def other_numbers(by_name: ByName) -> list[str]:
    """Phone numbers of IMPP:tel:, sms: and whatsapp:."""
    found = []
    for one in by_name.get("IMPP", ()):
        value = unescape(one.value).strip()
        for scheme in _NUMBER_SCHEMES:
            if value.lower().startswith(scheme):
                number = clean(value[len(scheme) :].lstrip("/").partition("?")[0])
                if number and sum(map(str.isdigit, number)) >= 5:
                    found.append(number)
    return found


def _postal(by_name: ByName) -> str | None:
    """The first postal address on one line."""
    for one in by_name.get("ADR", ()):
        if text := clean(", ".join(part for part in map(clean, split(one.value, ";")) if part)):
            return text
    for one in by_name.get("LABEL", ()):
        lines = filter(None, map(clean, unescape(one.value).split("\n")))
        if text := clean(", ".join(lines)):
            return text
    return None


def _first(by_name: ByName, name: str) -> str | None:
    return next((text for one in by_name.get(name, ()) if (text := clean(unescape(one.value)))), None)
