"""Properties of a card -> one CONTACT row (RFC 6350 §6, RFC 2426, vCard 2.1, and what phones add)."""

from __future__ import annotations

import re
from collections.abc import Callable

from connectors.base import Row
from connectors.sheets.cells import clean, mail_address, phone_number, unique
from connectors.vcard.lines import Mended, Property
from connectors.vcard.naming import ByName, name_it, other_addresses, other_numbers, split, unescape

_NO_PHONE = frozenset({"fax", "pager", "telex", "tty-tdd", "modem", "bbs"})
_INLINE_NAME = re.compile(r"^FN[^:\n]*:(.+)$", re.MULTILINE | re.IGNORECASE)
_URLS = ("URL", "X-SOCIALPROFILE", "SOCIALPROFILE", "X-LINKEDIN")
_STATED_RELATIONS = {
    "X-SPOUSE": "spouse", "X-EVOLUTION-SPOUSE": "spouse", "X-KADDRESSBOOK-X-SPOUSESNAME": "spouse",
    "X-MANAGER": "manager", "X-EVOLUTION-MANAGER": "manager", "X-KADDRESSBOOK-X-MANAGERSNAME": "manager",
    "X-ASSISTANT": "assistant", "X-EVOLUTION-ASSISTANT": "assistant",
    "X-KADDRESSBOOK-X-ASSISTANTSNAME": "assistant",
}  # fmt: skip
_ANDROID = (
    "assistant", "brother", "child", "domestic partner", "father", "friend", "manager", "mother", "parent", "partner",
    "referred by", "relative", "sister", "spouse",
)  # fmt: skip
"""Relation types of Android's contact database, from 1 on."""
_ODD = frozenset({"URL", "IMPP", "X-GOOGLE-TALK", "X-JABBER", "X-GTALK"})
_RELATED = frozenset({"RELATED", "X-ABRELATEDNAMES", "AGENT", "X-ANDROID-CUSTOM", *_STATED_RELATIONS})
_NO_ANDROID: dict[str, list[tuple[str, str]]] = {"nickname": [], "relation": []}
_NOT_KINDS = frozenset({"pref", "text", "internet", "other"})


def contact(found: list[Property], mended: Mended) -> Row:
    """CONTACT columns of a card; what holds no address where one belongs is told to ``mended``."""
    by_name: dict[str, list[Property]] = {}
    for one in found:
        if one.name in by_name:
            by_name[one.name].append(one)
        else:
            by_name[one.name] = [one]
    family, given, middle, prefix, suffix = _parts(by_name, "N", 5)
    if middle and "," in middle:  # lists
        middle = clean(middle.replace(",", " "))
    if prefix and "," in prefix:
        prefix = clean(prefix.replace(",", " "))
    address = _parts(by_name, "ADR", 7)
    android = _android(by_name) if "X-ANDROID-CUSTOM" in by_name else _NO_ANDROID
    emails = _emails(by_name, mended)
    phones = [_phone(one, mended) for one in by_name.get("TEL", ())]
    if not by_name.keys().isdisjoint(_ODD):
        emails = unique([*emails, *other_addresses(by_name)])
        phones += other_numbers(by_name)
    row: Row = {
        "kind": "vcard",
        "uid": _first(by_name, "UID"),
        "full_name": _first(by_name, "FN"),
        "given": given,
        "middle": middle,
        "family": family,
        "prefix": prefix,
        "suffix": suffix,
        "nickname": _listed_first(by_name, "NICKNAME") or next(iter(android["nickname"]), (None,))[0],
        "names": [],
        "emails": emails,
        "phones": unique(phones),
        "urls": _urls(by_name),
        "organisation": _parts(by_name, "ORG", 1)[0],
        "title": _first(by_name, "TITLE", "ROLE"),
        "city": address[3],
        "region": address[4],
        "country": address[6],
        "labels": _listed(by_name, "CATEGORIES"),
        "relations": [] if by_name.keys().isdisjoint(_RELATED) else _relations(by_name, android["relation"]),
    }
    if not (row["full_name"] or given or family or middle):
        name_it(row, by_name, mended)
    return row


CONSULTED = frozenset(
    {
        "N", "FN", "NICKNAME", "UID", "EMAIL", "TEL", "ORG", "TITLE", "ROLE", "ADR", "LABEL", "CATEGORIES", "KIND",
        "X-ADDRESSBOOKSERVER-KIND", *_URLS, *_ODD, *_RELATED,
    }
)  # fmt: skip
"""Names of properties that a row or a skip depends on, those that only name a card without a name apart."""


def is_group(found: list[Property]) -> bool:
    """Whether the card is a distribution list, not a person."""
    names = ("KIND", "X-ADDRESSBOOKSERVER-KIND")
    return any(one.name in names and one.value.strip().lower() == "group" for one in found)


def _first(by_name: ByName, *names: str) -> str | None:
    for name in names:
        for one in by_name.get(name, ()):
            value = one.value
            if text := clean(unescape(value) if "\\" in value else value):
                return text
    return None


def _listed_first(by_name: ByName, name: str) -> str | None:
    if name not in by_name:
        return None
    return next(
        (text for one in by_name[name] for part in split(one.value, ",") if (text := clean(part))),
        None,
    )


def _parts(by_name: ByName, name: str, size: int) -> list[str | None]:
    """The components of the first property of this name that has any."""
    for one in by_name.get(name, ()):
        values: list[str | None] = [clean(part) if part else None for part in split(one.value, ";")]
        if any(values):
            return (values + [None] * size)[:size]
    return [None] * size


def _listed(by_name: ByName, name: str) -> list[str]:
    """The values of a comma-separated list."""
    if name not in by_name:
        return []
    return unique(clean(part) for one in by_name[name] for part in split(one.value, ","))


def _urls(by_name: ByName) -> list[str]:
    """Web and profile addresses; mailto: is one of another kind."""
    found = [
        clean(unescape(one.value))
        for name in _URLS
        if name in by_name
        for one in by_name[name]
        if one.value[:7].lower() != "mailto:"
    ]
    return unique(found) if found else []


def _emails(by_name: ByName, mended: Mended) -> list[str]:
    found = []
    for one in by_name.get("EMAIL", ()):
        text = clean(unescape(one.value))
        address = mail_address(text) if text else None
        if text and not address:
            mended.add("bad_address", "EMAIL")
        found.append(address)
    return unique(found)


def _phone(one: Property, mended: Mended) -> str | None:
    """The number; fax and pager are no phones."""
    if not is_phone(one.params):
        return None
    text = clean(unescape(one.value))
    number = phone_number(text) if text else None
    if text and not number:
        mended.add("bad_phone", "TEL")
    return number


def is_phone(params: dict[str, list[str]]) -> bool:
    """Whether TEL with these parameters is a number to speak to."""
    kinds = {kind.lower() for kind in params.get("TYPE", ())}
    return not kinds & _NO_PHONE or bool(kinds & {"voice", "cell"})


def _android(by_name: ByName) -> dict[str, list[tuple[str, str]]]:
    """X-ANDROID-CUSTOM:vnd.android.cursor.item/KIND;VALUE;TYPE;… -> KIND: [(value, type)]."""
    found: dict[str, list[tuple[str, str]]] = {"nickname": [], "relation": []}
    for one in by_name.get("X-ANDROID-CUSTOM", ()):
        parts = [clean(part) or "" for part in split(one.value, ";")]
        kind = parts[0].rpartition("/")[2]
        if kind in found and len(parts) > 1 and parts[1]:
            found[kind].append((parts[1], parts[2] if len(parts) > 2 else ""))
    return found


def _relations(by_name: ByName, android: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Relations that carry a name; references by id, web address or mail address are left out."""
    found: list[tuple[str, str]] = []

    def add(one: Property, kind: Callable[[Property], str]) -> None:
        name = clean(unescape(one.value))
        if name and ":" not in name and not mail_address(name):
            found.append((kind(one), name))

    labels = {
        one.group: one.value.strip("_$!<>").lower() for one in by_name.get("X-ABLABEL", ()) if one.group
    }
    for one in by_name.get("RELATED", ()):
        add(one, _kind)
    for one in by_name.get("X-ABRELATEDNAMES", ()):
        add(one, lambda one: labels.get(one.group) or _kind(one))
    for name, kind in _STATED_RELATIONS.items():
        for one in by_name.get(name, ()):
            add(one, lambda _, kind=kind: kind)  # type: ignore[misc]
    for one in by_name.get("AGENT", ()):  # vCard 3.0 writes the agent's card into the value
        if inline := _INLINE_NAME.search(unescape(one.value)):
            found.append(("agent", clean(unescape(inline[1])) or ""))
    for name, number in android:
        is_known = number.isdecimal() and 0 < int(number[:3]) <= len(_ANDROID)
        found.append((_ANDROID[int(number[:3]) - 1] if is_known else "related", name))
    return [{"kind": kind, "name": name} for kind, name in dict.fromkeys(found) if name]


def _kind(one: Property) -> str:
    kinds = [kind.lower() for kind in one.params.get("TYPE", ()) if kind.lower() not in _NOT_KINDS]
    return kinds[0] if kinds else "related"
