"""vCard 2.1, 3.0 and 4.0 (.vcf): address books of phones, Apple Contacts, Google, Thunderbird, Nextcloud.

How to get the export: docs/connectors/vcard.md. Plain cards go through our own line reader; cards with encodings
or character sets go through vobject, and when vobject refuses one, through the line reader again.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import vobject
from vobject.base import ContentLine
from vobject.vcard import VCardTextBehavior

from connectors.base import File, Item, Loaded, Problem, Row, Tally
from connectors.cells import clean, is_address, unique
from connectors.vcard_lines import Property, components, decode, is_plain, properties, unescape, unfold
from connectors.vcard_split import Card, cards

_HEAD = re.compile(rb"^\s*(?:[\w-]+\.)?BEGIN[ \t]*:[ \t]*VCARD", re.IGNORECASE | re.MULTILINE)
_RELATIONS = {
    "RELATED": None, "AGENT": "agent", "X-SPOUSE": "spouse", "X-EVOLUTION-SPOUSE": "spouse",
    "X-KADDRESSBOOK-X-SPOUSESNAME": "spouse", "X-MANAGER": "manager", "X-EVOLUTION-MANAGER": "manager",
    "X-ASSISTANT": "assistant", "X-ABRELATEDNAMES": None,
}  # fmt: skip

logging.getLogger("vobject").setLevel(logging.CRITICAL)  # it logs the lines that it cannot read


class VCard:
    kind = "vcard"
    group = "contacts"
    version = 1

    def recognise(self, file: File) -> float:
        head = file.head
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            head = head.decode("utf-16", "replace").encode("utf-8", "replace")
        match = _HEAD.search(head.replace(b"\r", b"\n").removeprefix(b"\xef\xbb\xbf"))
        if match is None:
            return 0.0
        return 1.0 if not head[: match.start()].strip(b"\xef\xbb\xbf \r\n\t") else 0.6

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        for card in cards(file, tally):
            yield from _items(card)


def _items(card: Card) -> Iterator[Item]:
    """The one loaded unit or problem that a card is, and what was mended on it."""
    locator = f"byte:{card.offset}"
    found, was_refused = _properties(card.lines)
    row, bad_fields = contact(found)
    row["locator"] = locator
    has_name = row["full_name"] or row["given"] or row["family"]
    if not (has_name or row["emails"] or row["phones"] or row["organisation"] or row["urls"]):
        severity = "rejected" if card.lines and not found else "skipped"
        yield Problem(locator, "unreadable_card" if severity == "rejected" else "empty", severity)
        return
    yield Loaded(locator, {"contact": [row]})
    if not card.has_end:
        yield Problem(locator, "missing_end", "repaired")
    if card.was_cut:
        yield Problem(locator, "too_long", "repaired")
    if was_refused:
        yield Problem(locator, "repaired_card", "repaired")
    for name in bad_fields:
        yield Problem(locator, "bad_address", "repaired", name)


def _properties(lines: list[bytes]) -> tuple[list[Property], bool]:
    """(properties, whether vobject refused the card)."""
    if is_plain(lines):
        return properties(lines), False
    try:
        return by_vobject(lines), False
    except Exception:  # vobject raises whatever its parts raise: ValueError, LookupError, binascii.Error, …
        return properties(lines), True


def by_vobject(lines: list[bytes]) -> list[Property]:
    """The same properties by vobject. Raises what vobject raises."""
    text = (
        "BEGIN:VCARD\r\n" + "".join(f"{decode(line)}\r\n" for line in _for_vobject(lines)) + "END:VCARD\r\n"
    )
    card = next(vobject.readComponents(text, allowQP=True, ignoreUnreadable=False, transform=False))
    found = []
    for child in card.getChildren():
        if not isinstance(child, ContentLine):
            continue
        params = {str(key).upper(): [str(value) for value in values] for key, values in child.params.items()}
        for bare in child.singletonparams:
            params.setdefault("TYPE", []).append(str(bare))
        value = child.value if isinstance(child.value, str) else str(child.value)
        if child.behavior is not None and issubclass(child.behavior, VCardTextBehavior):
            value = value.replace("\\", "\\\\")  # vobject unescapes text itself, structured values not
        found.append(Property(child.name.upper(), child.group or "", params, value))
    return found


def _for_vobject(lines: list[bytes]) -> list[bytes]:
    """Logical lines, with stray line breaks escaped as vobject wants them and no VERSION to argue about."""
    return [line.replace(b"\n", b"\\n") for line in unfold(lines)]


def contact(found: list[Property]) -> tuple[Row, list[str]]:
    """(CONTACT columns, names of properties whose value was no address)."""
    by_name: dict[str, list[Property]] = {}
    for one in found:
        by_name.setdefault(one.name, []).append(one)

    def first(*names: str) -> str | None:
        for name in names:
            for one in by_name.get(name, ()):
                if text := clean(unescape(one.value)):
                    return text
        return None

    def parts(name: str, size: int) -> list[str | None]:
        for one in by_name.get(name, ()):
            values = [clean(part) for part in components(one.value)]
            if any(values):
                return (values + [None] * size)[:size]
        return [None] * size

    family, given, middle, prefix, suffix = parts("N", 5)
    address = parts("ADR", 7)
    emails, bad = [], []
    for one in by_name.get("EMAIL", ()):
        value = (clean(unescape(one.value)) or "").removeprefix("mailto:").lower()
        if is_address(value):
            emails.append(value)
        elif value:
            bad.append("EMAIL")
    phones = [(clean(unescape(one.value)) or "").removeprefix("tel:") for one in by_name.get("TEL", ())]
    urls = [
        clean(unescape(one.value)) or ""
        for name in ("URL", "X-SOCIALPROFILE")
        for one in by_name.get(name, ())
    ]
    labels = [label for one in by_name.get("CATEGORIES", ()) for label in components(one.value, ",")]
    return {
        "kind": VCard.kind,
        "uid": first("UID"),
        "full_name": first("FN"),
        "given": given,
        "middle": middle,
        "family": family,
        "prefix": prefix,
        "suffix": suffix,
        "nickname": first("NICKNAME"),
        "names": [],
        "emails": unique(emails),
        "phones": unique(phones),
        "urls": unique(urls),
        "organisation": parts("ORG", 1)[0],
        "title": first("TITLE", "ROLE"),
        "city": address[3],
        "region": address[4],
        "country": address[6],
        "labels": unique([clean(label) or "" for label in labels]),
        "relations": _relations(found),
    }, bad


def _relations(found: list[Property]) -> list[dict[str, str]]:
    """RELATED and its cousins that carry a name; references by id are left out."""
    labels = {one.group: one.value.strip("_$!<>") for one in found if one.name == "X-ABLABEL" and one.group}
    relations = []
    for one in found:
        if one.name not in _RELATIONS:
            continue
        name = clean(unescape(one.value))
        if not name or name.lower().startswith(("urn:", "http", "mailto:", "begin:")):
            continue
        kinds = [kind.lower() for kind in one.params.get("TYPE", []) if kind.lower() not in ("pref", "text")]
        kind = _RELATIONS[one.name] or (kinds[0] if kinds else labels.get(one.group, "related").lower())
        relations.append({"kind": kind, "name": name})
    return relations
