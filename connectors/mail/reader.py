"""One header block -> one message row; and, over a whole source, one contact row for every address seen."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from connectors.base import Item, Loaded, Problem, Row, Summary
from connectors.mail import addresses, bulk, dates, headers, labels, lists
from connectors.mail.addresses import Mailbox

_MESSAGE_ID = re.compile(r"<([^<>\s]+)>")
_CACHE = 100_000
"""Entries a cache may hold before it starts afresh: bounds memory, keeps the hot values."""
_MAX_SPELLINGS = 200
_MAX_REFERENCES = 100
_CLAIMS_NOTHING = ("no_reply", "bounce")
"""Programs: their senders are no contacts."""


def _hash(text: str, size: int) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()


class _Sightings:
    """What is known of one address so far."""

    __slots__ = ("first", "last", "locator", "names")

    def __init__(self, locator: str) -> None:
        self.names: dict[str, int] = {}
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.locator = locator


class MailReader:
    """Reads the messages of one source in order. Memory grows with the addresses, not with the messages."""

    def __init__(self, now: datetime | None = None) -> None:
        """now: the newest believable date is one year later; default the clock's."""
        self._latest = (now or datetime.now(UTC)) + timedelta(days=366)
        self._lists_by_value: dict[bytes, tuple[list[Mailbox], bool]] = {}
        self._boxes: dict[Mailbox, Mailbox] = {}
        self._hashes: dict[str, str] = {}
        self._seen: dict[str, _Sightings] = {}
        self._declared: dict[str, set[str | None]] = {}
        self._authors: set[str] = set()

    def message(self, head: bytes, locator: str, cut: bool = False, in_sent: bool = False) -> Iterator[Item]:
        """The items of one unit. head: its header block; cut: at the cap; in_sent: it lay in a Sent folder."""
        if b"\n" not in head and b"\r" in head:
            head = head.replace(b"\r", b"\n")
        values = headers.values(head)
        if not values and not headers.has_header(head):
            yield Problem(locator, "not_a_message", "rejected")
            return
        gmail = labels.gmail(values)
        if gmail is not None and gmail & (labels.SPAM | labels.DRAFT):
            yield Problem(
                locator, "spam_or_trash" if gmail & labels.SPAM else "draft", "skipped", "X-Gmail-Labels"
            )
            return
        if cut:
            yield Problem(locator, "header_too_long", "repaired")
        problems: list[Problem] = []
        row = self._row(values, head, locator, problems)
        row["is_sent_copy"] = True if in_sent else None if gmail is None else bool(gmail & labels.SENT)
        yield Loaded(locator, {"message": [row]})
        yield from problems

    def _row(self, values: headers.Values, head: bytes, locator: str, problems: list[Problem]) -> Row:
        def boxes(name: str, title: str) -> list[Mailbox]:
            found, dropped = self._mailboxes(values.get(name, ()))
            if dropped:
                problems.append(Problem(locator, "bad_address", "repaired", title))
            return found

        list_addresses, is_list = lists.declared(values)
        senders = boxes("from", "From") or boxes("sender", "Sender")
        reply_to, to, cc, bcc = (boxes(n.lower(), n) for n in ("Reply-To", "To", "Cc", "Bcc"))

        def people(found: list[Mailbox]) -> list[Mailbox]:
            return [
                b for b in found if b.address not in list_addresses and not lists.is_list_address(b.address)
            ]

        named = (*senders, *reply_to, *to, *cc, *bcc)
        removed = {
            b.address for b in named if b.address in list_addresses or lists.is_list_address(b.address)
        }
        reply_to, to, cc, bcc = people(reply_to), people(to), people(cc), people(bcc)
        sender = self._author(senders, values, removed, reply_to, [*cc, *to])
        is_discussion = is_list and bool(
            removed or list_addresses & self._posts(values) or len(to) + len(cc) > 1
        )
        if not (to or cc or bcc or is_list):
            bcc = people(self._mailboxes(values.get("delivered-to", ()))[0])[:1]

        at, quality = dates.sent_at(
            headers.text(values["date"][0]) if "date" in values else None,
            headers.received(head),
            self._latest,
        )
        if "date" in values and quality in ("received", "missing"):
            problems.append(Problem(locator, "bad_date", "repaired", "Date"))

        columns = {"to": _unique(to), "cc": _unique(cc), "bcc": _unique(bcc)}
        written_by = sender.address if sender else None
        recipients = {a for column in columns.values() for a in column} - {written_by}
        reason = bulk.signal(values, written_by, len(recipients), is_discussion)
        self._sight(sender, reply_to, (to, cc, bcc), values, at, locator, reason)
        for address in removed:
            self._declared.setdefault(address, set()).add(written_by)
        if written_by:
            self._authors.add(written_by)

        message_id = self._ids(values.get("message-id", ()), loose=True)
        second = at.isoformat() if at and (quality != "received" or not message_id) else ""
        identity = message_id[:1] or sorted(recipients)
        return {
            "message_key": _hash("\x1f".join(["m", written_by or "", second, *identity]), 12),
            "kind": "mail",
            "locator": locator,
            "sent_at": at,
            "date_quality": quality,
            "sender": written_by,
            "reply_to": _unique(reply_to),
            **columns,
            "id_hash": message_id[0] if message_id else None,
            "in_reply_to": next(iter(self._ids(values.get("in-reply-to", ()))), None),
            "references": self._ids(values.get("references", ()))[-_MAX_REFERENCES:],
            "n_recipients": len(recipients),
            "is_list": is_list,
            "bulk_signal": reason,
            "lists": sorted(removed),
        }

    def _mailboxes(self, raw_values: Iterable[bytes]) -> tuple[list[Mailbox], bool]:
        """Mailboxes of all headers of one name. Whole values are cached: threads repeat them."""
        found: list[Mailbox] = []
        dropped = False
        for raw in raw_values:
            known = self._lists_by_value.get(raw)
            if known is None:
                boxes, bad = addresses.parse(headers.text(raw))
                known = [self._boxes.setdefault(box, box) for box in boxes], bad
                if len(self._lists_by_value) >= _CACHE:
                    self._lists_by_value.clear()
                    self._boxes.clear()
                self._lists_by_value[raw] = known
            found = [*found, *known[0]] if found else known[0]
            dropped |= known[1]
        return found, dropped

    def _author(
        self, senders: list[Mailbox], values: headers.Values, removed: set[str], reply_to: list[Mailbox],
        copied: list[Mailbox],
    ) -> Mailbox | None:  # fmt: skip
        """Who wrote it: From; of several the one that Sender names; behind a list's own address the person."""
        if len({box.address for box in senders}) > 1:
            submitted = {box.address for box in self._mailboxes(values.get("sender", ()))[0]}
            of_sender = [box for box in senders if box.address in submitted]
            if not of_sender and len(values.get("from", ())) > 1:
                return None  # two From headers that differ: one of them lies
            senders = of_sender or senders
        if not senders:
            return None
        if senders[0].address in removed:
            return lists.author(senders[0], reply_to, copied)
        return senders[0]

    @staticmethod
    def _posts(values: headers.Values) -> set[str]:
        return lists.declared(
            {k: v for k, v in values.items() if k in ("list-post", "x-beenthere", "x-mailing-list")}
        )[0]

    def _ids(self, raw_values: Iterable[bytes], loose: bool = False) -> list[str]:
        """Hashes of the Message-IDs in order, each once; loose: one without brackets counts too."""
        hashes: dict[str, None] = {}
        for raw in raw_values:
            text = headers.text(raw)
            ids = _MESSAGE_ID.findall(text) or ([text] if loose and text else [])
            for one in ids:
                known = self._hashes.get(one)
                if known is None:
                    if len(self._hashes) >= _CACHE:
                        self._hashes.clear()
                    known = self._hashes[one] = _hash(one, 8)
                hashes[known] = None
        return list(hashes)

    def _sight(
        self, sender: Mailbox | None, reply_to: list[Mailbox], recipients: tuple[list[Mailbox], ...],
        values: headers.Values, at: datetime | None, locator: str, reason: str | None,
    ) -> None:  # fmt: skip
        seen: list[Mailbox] = []
        if sender and reason not in _CLAIMS_NOTHING:
            seen.append(sender)
        for column in recipients:
            seen += column
        if reason is None:
            seen += reply_to
        for name in ("resent-from", "resent-to", "resent-cc", "resent-bcc"):
            if name in values:
                seen += [b for b in self._mailboxes(values[name])[0] if not lists.is_list_address(b.address)]
        for box in dict.fromkeys(seen):
            known = self._seen.get(box.address)
            if known is None:
                known = self._seen[box.address] = _Sightings(locator)
            if box.name and box.name.lower() != box.address:
                if box.name in known.names or len(known.names) < _MAX_SPELLINGS:
                    known.names[box.name] = known.names.get(box.name, 0) + 1
            if at is not None:
                if known.first is None or at < known.first:
                    known.first = at
                if known.last is None or at > known.last:
                    known.last = at

    def summary(self) -> Summary:
        """The contact rows, in order of first sighting; lists that several authors' mail declared are left out."""
        rows: list[Row] = []
        for address, known in self._seen.items():
            if address not in self._authors and len(self._declared.get(address, ())) >= LIST_VOTES:
                continue
            names = sorted(known.names.items(), key=lambda item: (-item[1], item[0]))
            rows.append(
                {
                    "kind": "mail",
                    "locator": known.locator,
                    "full_name": names[0][0] if names else None,
                    "names": [{"name": name, "n": n} for name, n in names],
                    "emails": [address],
                    "first_seen": known.first,
                    "last_seen": known.last,
                }
            )
        return Summary({"contact": rows})


LIST_VOTES = 3
"""Authors whose mail must declare an address a list before it is one elsewhere; a single forged header is not enough."""


def _unique(boxes: list[Mailbox]) -> list[str]:
    return list(dict.fromkeys([box.address for box in boxes]))
