"""Which addresses of a message are a list's, and who wrote to it: on a mailing list people must come out.

A list address is never a person. It is known from List-Post, List-Id, X-BeenThere or X-Mailing-List, or from
a host that serves nothing but lists. What one message declares is believed for that message only.
"""

from __future__ import annotations

import re
from functools import lru_cache

from connectors.mail import headers
from connectors.mail.addresses import Mailbox, address

_MAILTO = re.compile(r"mailto:([^?>\s]+)", re.IGNORECASE)
_IN_ANGLES = re.compile(r"<([^<>\s]+)>\s*$")
# A host below a domain: list.ru and the like are mailbox providers.
_LIST_HOST = re.compile(
    r"@(?:lists?\d?|listserv|mailman\d?|mail-?lists?|googlegroups|groups|freelists|vger)\.[\w-]+\."
    r"|@(?:[\w-]+\.)?(?:googlegroups\.com|groups\.io|yahoogroups\.[a-z.]+|freelists\.org|groups\.google\.com)$"
)
_ROBOT_LOCAL = re.compile(
    r"[-+](?:bounces?|request|owner|subscribe|unsubscribe)(?:[+=].*)?@|^(?:owner|bounces?)-"
)
_VIA = re.compile(r"^(.*?)\s+\(?(?:via|über|por|par|tramite|przez|через)\s+\S.*$", re.IGNORECASE)


def is_list_address(value: str) -> bool:
    """By its host or its robot suffix (``x-bounces@``, ``owner-x@``) alone."""
    return _LIST_HOST.search(value) is not None or _ROBOT_LOCAL.search(value) is not None


ROBOT = frozenset(("list-post", "x-beenthere", "x-mailing-list"))
"""Headers that only a list people can write to adds."""
NAMES = ROBOT | {"list-id", "precedence"}


@lru_cache(maxsize=4096)
def _declared(name: str, raw: bytes) -> tuple[str, ...]:
    value = headers.text(raw)
    if name == "list-post":
        candidates = _MAILTO.findall(value)
    elif name == "list-id":
        identity = _IN_ANGLES.search(value)
        candidates = ["@".join((identity[1] if identity else value).split(".", 1))]
    else:
        candidates = [value.partition(";")[0].strip(" <>")]
    return tuple(filter(None, map(address, candidates)))


def declared(values: headers.Values) -> tuple[set[str], bool]:
    """(list addresses that the headers declare, whether the message went through a list)."""
    found: set[str] = set()
    is_list = "list-id" in values
    for name in NAMES & values.keys():
        for raw in values[name]:
            if name == "precedence":
                is_list |= raw.strip().lower() == b"list"
            elif addresses := _declared(name, raw):
                found.update(addresses)
                is_list = True
    return found, is_list


def via_name(name: str | None) -> str | None:
    """X of a display name 'X via LIST', the form lists rewrite From to."""
    match = _VIA.match(name or "")
    return match[1].strip(" '\"") or None if match else None


def _words(name: str | None) -> list[str]:
    """The words of a name in alphabetical order: 'Keller, Anna' is 'Anna Keller'."""
    return sorted((name or "").casefold().replace(",", " ").replace(".", " ").split())


def author(sender: Mailbox, reply_to: list[Mailbox], copied: list[Mailbox]) -> Mailbox | None:
    """The person behind a From that a list rewrote; None when the headers do not say.

    reply_to and copied hold people only. Reply-To wins when it names one of the same name, or one address alone
    that has no name or one that shares a word with it; else a recipient of the same name.
    """
    name = via_name(sender.name)
    wanted = _words(name)
    chosen = [box for box in reply_to if wanted and _words(box.name) == wanted]
    if not chosen and len({box.address for box in reply_to}) == 1:
        chosen = [box for box in reply_to if _may_be(box.name, wanted)]
    if not chosen and wanted:
        chosen = [box for box in copied if _words(box.name) == wanted]
        if len({box.address for box in chosen}) > 1:
            return None
    return Mailbox(name or chosen[0].name, chosen[0].address) if chosen else None


def _may_be(name: str | None, wanted: list[str]) -> bool:
    return not wanted or not name or not set(wanted).isdisjoint(_words(name))
