"""LDIF (RFC 2849): address books exported by Thunderbird, Evolution and directories (docs/connectors/ldif.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.base import File, Item, Loaded, Problem, Row, Tally
from connectors.byte_lines import as_ascii
from connectors.ldif.lines import Entry, entries
from connectors.sheets.cells import clean, mail_address, phone_number, unique

_HEAD = re.compile(
    rb"\A(?:(?:#[^\n]*)?\n| [^\n]*\n)*(?:version:[ \t]*\d+[ \t]*\n(?:(?:#[^\n]*)?\n)*)?dn::?[ \t]*\S",
    re.IGNORECASE,
)
_SINGLE = {
    "full_name": ("cn", "displayname", "commonname"),
    "given": ("givenname", "gn"),
    "family": ("sn", "surname"),
    "prefix": ("personaltitle",),
    "suffix": ("generationqualifier",),
    "nickname": ("mozillanickname", "xmozillanickname", "nickname"),
    "organisation": ("o", "organizationname", "company"),
    "title": ("title",),
    "city": ("l", "locality", "localityname", "mozillahomelocalityname"),
    "region": ("st", "region", "mozillahomestate"),
    "country": ("c", "countryname", "co", "friendlycountryname", "mozillahomecountryname"),
    "uid": ("entryuuid", "nsuniqueid"),
}
"""CONTACT column -> attributes (RFC 4519, Mozilla's schema), the best one first."""
_MANY = {
    "emails": ("mail", "rfc822mailbox", "mozillasecondemail", "xmozillasecondemail", "mailalternateaddress", "email"),
    "phones": ("telephonenumber", "mobile", "mobiletelephonenumber", "cellphone", "homephone", "hometelephonenumber"),
    "urls": ("labeleduri", "labeledurl", "mozillaworkurl", "mozillahomeurl", "workurl", "homeurl", "url"),
}  # fmt: skip
_GROUPS = frozenset({"groupofnames", "groupofuniquenames", "groupofurls", "posixgroup", "mailgroup"})
_PEOPLE = frozenset({
    "person", "organizationalperson", "inetorgperson", "mozillaabpersonalpha", "mozillaabpersonobsolete",
    "evolutionperson", "abperson", "residentialperson", "newpilotperson", "contact", "user",
})  # fmt: skip
_USABLE = ("full_name", "given", "family", "nickname", "organisation", "emails", "phones", "urls")


class Ldif:
    """``kind`` ldif; locator = byte:N, where the entry's dn stands."""

    kind = "ldif"
    group = "contacts"
    version = 1

    def recognise(self, file: File) -> float:
        return 0.95 if _HEAD.match(as_ascii(file.head)) else 0.0

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        for entry in entries(file, tally):
            yield from _items(entry)


def _items(entry: Entry) -> Iterator[Item]:
    """The one loaded unit or problem that an entry is, and what was mended on it."""
    locator = f"byte:{entry.offset}"
    if entry.refused:
        yield Problem(locator, entry.refused, "rejected")
        return
    classes = {text.lower() for text in entry.values.get("objectclass", ())}
    if classes & _GROUPS:
        yield Problem(locator, "group_card", "skipped")
        return
    row, mended = _contact(entry)
    is_person = not classes or bool(classes & _PEOPLE) or bool(row["emails"])
    if not is_person:
        yield Problem(locator, "not_a_person", "skipped")
        return
    if not any(row[name] for name in _USABLE):
        yield Problem(locator, "empty", "skipped")
        return
    row["locator"] = locator
    yield Loaded(locator, {"contact": [row]})
    for code, name in {**entry.mended, **mended}:
        yield Problem(locator, code, "repaired", name)


def _contact(entry: Entry) -> tuple[Row, dict[tuple[str, str | None], None]]:
    """(CONTACT columns, {(problem code, attribute): None})."""
    mended: dict[tuple[str, str | None], None] = {}
    row: Row = {"kind": "ldif", "middle": None, "names": [], "labels": [], "relations": []}
    for column, attributes in _SINGLE.items():
        values = (clean(text) for name in attributes for text in entry.values.get(name, ()))
        row[column] = next(filter(None, values), None)
    for column, attributes in _MANY.items():
        found: list[str | None] = []
        for name in attributes:
            for value in filter(None, map(clean, entry.values.get(name, ()))):
                if column == "emails":
                    found.append(mail_address(value))
                    code = "bad_address"
                elif column == "phones":
                    found.append(phone_number(value))
                    code = "bad_phone"
                else:
                    found.append(value.partition(" ")[0])  # labeledURI: address and label
                    continue
                if found[-1] is None:
                    mended[code, name] = None
        row[column] = unique(found)
    if row["full_name"] and "@" in row["full_name"] and (address := mail_address(row["full_name"])):
        row["full_name"] = None
        row["emails"] = unique([*row["emails"], address])
    return row, mended
