"""Whether a message is personal or was sent by a program or to a crowd.

A signal on the message, never a verdict on a person: transforms decide (a sender whom an owner wrote to is no
newsletter).
"""

from __future__ import annotations

import re

from connectors.mail.headers import Values

OVER = 50
"""More people than this and a message says nothing about any of them."""

_NO_REPLY = re.compile(
    r"^(?:[\w.+-]*[._+-])?(?:no-?_?\.?reply|do-?_?\.?not-?_?\.?reply|no-?responder|nao-?responda|keine-?antwort|ne-?pas-?repondre"
    r"|noreply[\w-]*|notifications?|automated|auto-?(?:reply|confirm))(?:[._+-][\w.+=-]*)?@"
)
_DAEMON = re.compile(r"^(?:mailer-?daemon|mail-?daemon|postmaster|mdaemon|bounces?)(?:[._+-][^@]*)?@")

PROGRAM = f"{_NO_REPLY.pattern}|{_DAEMON.pattern}"
"""Expression of ``is_program``, in the dialect that Python and polars share."""


def _first(values: Values, name: str) -> bytes:
    return values[name][0].strip().lower() if name in values else b""


def is_program(address: str) -> bool:
    """Whether nobody reads what is sent there (no-reply, mailer-daemon): no contact."""
    return bool(_NO_REPLY.match(address) or _DAEMON.match(address))


def signal(values: Values, sender: str | None, n_people: int, is_discussion: bool) -> str | None:
    """bulk_signal of MESSAGE.

    n_people counts recipients without lists and sender; is_discussion: people write to the list it came
    through.
    """
    if sender and _DAEMON.match(sender):
        return "bounce"
    submitted = _first(values, "auto-submitted")
    if submitted and not submitted.startswith(b"no"):
        return "auto_submitted"
    precedence = _first(values, "precedence")
    if precedence.startswith((b"auto_reply", b"auto-reply")):
        return "auto_submitted"
    if sender and _NO_REPLY.match(sender):
        return "no_reply"
    if _first(values, "return-path") == b"<>":
        # Nobody is told when it cannot be delivered (RFC 5321 4.5.5): a program wrote it, an absence note if a person.
        return "auto_submitted" if sender else "bounce"
    if (
        not is_discussion
        and n_people <= 1
        and ("list-unsubscribe" in values or precedence in (b"bulk", b"junk"))
    ):
        return "newsletter"
    return "over_50" if n_people > OVER else None
