"""Mail addresses: the address itself, the key that comparisons use, and what kind of mailbox it is."""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.normalise.names import TABLES

_ADDRESS = re.compile(r"[^\s@<>\"(),;:\\\[\]\x00-\x1f\x7f]+@[^\s@<>\"(),;:\\\[\]\x00-\x1f\x7f]+")
_GITHUB = re.compile(r"^(?:\d+\+)?(.+)$")
ROLES = frozenset(
    [
        "info",
        "sales",
        "support",
        "office",
        "contact",
        "hr",
        "admin",
        "hello",
        "help",
        "team",
        "mail",
        "email",
        "post",
        "billing",
        "accounts",
        "accounting",
        "invoices",
        "jobs",
        "careers",
        "press",
        "media",
        "marketing",
        "service",
        "services",
        "enquiries",
        "inquiries",
        "reception",
        "webmaster",
        "postmaster",
        "hostmaster",
        "root",
        "abuse",
        "security",
        "privacy",
        "legal",
        "orders",
        "order",
        "shop",
        "booking",
        "bookings",
        "reservations",
        "newsletter",
        "news",
        "noreply",
        "no-reply",
        "donotreply",
        "do-not-reply",
        "notifications",
        "notification",
        "bounce",
        "bounces",
        "mailer-daemon",
        "daemon",
        "kontakt",
        "buero",
        "verwaltung",
        "rechnung",
        "bewerbung",
        "vertrieb",
        "secretary",
        "secretariat",
        "recruiting",
        "recruitment",
        "talent",
        "events",
        "feedback",
        "hola",
        "ventas",
        "contacto",
        "accueil",
        "direction",
        "commercial",
    ]
)
LIST = re.compile(
    r"(^|[-_.+])(list|lists|announce|bounces|owner|request|devel|discuss|users|members|all)([-_.+]|$)"
)

LIST_HOST = re.compile(
    r"(?:lists?|groups|mailman|listserv|vger)\d?\.[^.]+\.|(?:googlegroups\.com|groups\.io|freelists\.org)$"
)


def canonical(address: str | None) -> str | None:
    """Lower case, trimmed, domain in IDNA (A-labels); None when it is no address. Tags and dots stay: the
    address is what mail is sent to."""
    if not address:
        return None
    text = address.strip().strip("<>").lower().removeprefix("mailto:")
    if not _ADDRESS.fullmatch(text) or any(ord(c) in _BIDI for c in text):
        return None
    local, _, domain = text.rpartition("@")
    domain = domain.rstrip(".")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return f"{local}@{domain}" if domain and not domain.startswith(".") else None


def comparison_key(address: str) -> str:
    """What two addresses of one mailbox share: without +tag, without dots at Gmail, one name for Gmail's domains,
    the account behind a GitHub no-reply address. ``address`` is canonical."""
    local, _, domain = address.rpartition("@")
    if domain == "users.noreply.github.com":
        found = _GITHUB.match(local)
        return f"{found.group(1) if found else local}@{domain}"
    local = local.split("+", 1)[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def is_role(address: str) -> bool:
    """A mailbox of an office, not of a person (info@, sales@, noreply@)."""
    local = address.partition("@")[0].split("+", 1)[0]
    return local in ROLES or local.startswith(("noreply", "no-reply", "donotreply"))


def is_list_like(address: str) -> bool:
    """Looks like a discussion list's own address: by a host below a domain (list.ru is a provider of mailboxes), or
    by its local part."""
    local, _, domain = address.rpartition("@")
    return bool(LIST_HOST.match(domain)) or bool(LIST.search(local))


def is_free(domain: str) -> bool:
    """A provider where anybody may have a mailbox, so that the domain says nothing about an employer."""
    return domain in _free_domains() or domain == "users.noreply.github.com"


@lru_cache(maxsize=1)
def _free_domains() -> frozenset[str]:
    lines = (TABLES / "freemail.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


_BIDI = frozenset([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0x200B])
