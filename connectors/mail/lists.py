"""Which addresses of a message are a list's, and who wrote to it: on a mailing list the people must come out.

A list address is never a person. It is known from List-Post, List-Id, X-BeenThere or X-Mailing-List, or from a
host that serves nothing but lists. What one message declares is believed for that message only.
"""

from __future__ import annotations

import re

from connectors.mail import headers
from connectors.mail.addresses import Mailbox, address

_MAILTO = re.compile(r"mailto:([^?>\s]+)", re.IGNORECASE)
_IN_ANGLES = re.compile(r"<([^<>\s]+)>\s*$")
_LIST_HOST = re.compile(
    r"@(?:lists?\d?|listserv|mailman\d?|mail-?lists?|googlegroups|groups|freelists|vger)\."
    r"|@(?:[\w-]+\.)?(?:googlegroups\.com|groups\.io|yahoogroups\.[a-z.]+|freelists\.org|groups\.google\.com)$"
)
_ROBOT_LOCAL = re.compile(
    r"[-+](?:bounces?|request|owner|subscribe|unsubscribe|help|admin)(?:[+=].*)?@|^(?:owner|bounces?)-"
)
_VIA = re.compile(r"^(.*?)\s+(?:via|über|por|par)\s+\S.*$", re.IGNORECASE)


def is_list_address(value: str) -> bool:
    """By its host or its robot suffix (``x-bounces@``, ``owner-x@``) alone."""
    return _LIST_HOST.search(value) is not None or _ROBOT_LOCAL.search(value) is not None


def declared(values: headers.Values) -> tuple[set[str], bool]:
    """(list addresses that the headers declare, whether the message went through a list)."""
    found: set[str] = set()
    is_list = False
    for name in ("list-post", "x-beenthere", "x-mailing-list"):
        for raw in values.get(name, ()):
            value = headers.text(raw)
            if name == "list-post":
                candidates = _MAILTO.findall(value)
            else:
                candidates = [value.partition(";")[0].strip(" <>")]
            good = {a for a in map(address, candidates) if a}
            found |= good
            is_list |= bool(good)
    for raw in values.get("list-id", ()):
        is_list = True
        identity = _IN_ANGLES.search(headers.text(raw)) or re.search(r"(\S+)$", headers.text(raw))
        local, dot, host = (identity[1].lower() if identity else "").partition(".")
        if dot and (listed := address(f"{local}@{host}")):
            found.add(listed)
    return found, is_list or any(b"list" in raw.lower() for raw in values.get("precedence", ()))


def via_name(name: str | None) -> str | None:
    """X of a display name 'X via LIST', the form lists rewrite From to."""
    match = _VIA.match(name or "")
    return match[1].strip(" '\"") or None if match else None


def _folded(name: str | None) -> str:
    return " ".join((name or "").casefold().replace(",", " ").replace(".", " ").split())


def author(sender: Mailbox, reply_to: list[Mailbox], copied: list[Mailbox]) -> Mailbox | None:
    """The person behind a From that a list rewrote; None when the headers do not say.

    reply_to and copied hold people only. Reply-To wins when it names one person or one with the same name; else a
    recipient of the same name.
    """
    name = via_name(sender.name)
    wanted = _folded(name)
    same = [box for box in reply_to if wanted and _folded(box.name) == wanted]
    chosen = same or (reply_to if len({box.address for box in reply_to}) == 1 else [])
    if not chosen and wanted:
        chosen = [box for box in copied if _folded(box.name) == wanted]
        if len({box.address for box in chosen}) > 1:
            return None
    return Mailbox(name or chosen[0].name, chosen[0].address) if chosen else None
