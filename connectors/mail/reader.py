"""One header block -> one message row; and, over a whole source, one contact row for every address seen."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain

from connectors.base import Item, Loaded, Problem, Row, Summary
from connectors.mail import addresses, bulk, dates, headers, labels, lists
from connectors.mail.addresses import Mailbox
from connectors.mail.sightings import Sightings

_MESSAGE_ID = re.compile(r"<([^<>\s]+)>")
_CACHE = 100_000
"""Entries a cache may hold before it starts afresh: bounds memory, keeps the hot values."""
_MAX_REFERENCES = 100
_RESENT = ("resent-from", "resent-to", "resent-cc", "resent-bcc")


def _hash(text: str, size: int) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()


class MailReader:
    """Reads the messages of one source in order."""

    def __init__(self, now: datetime | None = None) -> None:
        """now: the newest believable date is one year later; default the clock's."""
        self._latest = (now or datetime.now(UTC)) + timedelta(days=366)
        self._sightings = Sightings()
        self._values: dict[bytes, tuple[list[Mailbox], list[str], bool]] = {}
        self._boxes: dict[Mailbox, Mailbox] = {}
        self._hashes: dict[str, str] = {}

    def message(self, head: bytes, locator: str, cut: bool = False, in_sent: bool = False) -> Iterator[Item]:
        """The items of one unit. head: its header block; cut: at the cap; in_sent: lay in a Sent folder."""
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
        row, damaged = self._row(values, head, locator)
        row["is_sent_copy"] = True if in_sent else None if gmail is None else bool(gmail & labels.SENT)
        yield Loaded(locator, {"message": [row]})
        for name in damaged:
            yield Problem(locator, "bad_date" if name == "Date" else "bad_address", "repaired", name)

    def summary(self) -> Summary:
        """The contact rows: one for each address, in order of first sighting."""
        return Summary({"contact": self._sightings.contacts()})

    def _row(self, values: headers.Values, head: bytes, locator: str) -> tuple[Row, list[str]]:
        """(message row, names of the headers that were mended)."""
        declared, is_list = lists.declared(values) if lists.NAMES & values.keys() else (frozenset(), False)
        damaged: list[str] = []
        removed: set[str] = set()

        def people(name: str) -> list[Mailbox]:
            raw_values = values.get(name.lower())
            if raw_values is None:
                return []
            boxes, list_like, is_bad = self._mailboxes(raw_values)
            removed.update(list_like)
            if is_bad:
                damaged.append(name)
            if declared and any(box.address in declared for box in boxes):
                removed.update(box.address for box in boxes if box.address in declared)
                return [box for box in boxes if box.address not in declared]
            return boxes

        reply_to, to, cc, bcc = people("Reply-To"), people("To"), people("Cc"), people("Bcc")
        senders = people("From")
        if senders or "from" in values:
            sender = self._author(senders, values) or self._behind_list(values, removed, reply_to, [*cc, *to])
        else:
            sender = next(iter(people("Sender")), None)
        written_by = sender.address if sender else None
        if not (to or cc or bcc or is_list):
            bcc = self._mailboxes(values.get("delivered-to", []))[0][:1]

        date = headers.text(values["date"][0]) if "date" in values else None
        at, quality = dates.sent_at(date, headers.received(head), self._latest)
        if date is not None and quality in ("received", "missing"):
            damaged.append("Date")

        columns = {"to": _unique(to), "cc": _unique(cc), "bcc": _unique(bcc)}
        recipients = set().union(*columns.values()) - {written_by}
        is_discussion = is_list and (
            bool(removed) or len(to) + len(cc) > 1 or not lists.ROBOT.isdisjoint(values)
        )
        signal = bulk.signal(values, written_by, len(recipients), is_discussion)

        seen = [[sender] if sender else [], to, cc, bcc]
        if signal is None:
            seen.append(reply_to)
        seen += [self._mailboxes(values[name])[0] for name in _RESENT if name in values]
        self._sightings.add(chain.from_iterable(seen), at, locator)
        self._sightings.wrote(written_by, removed)

        ids = self._ids(values, "message-id")
        second = at.isoformat() if at and (quality != "received" or not ids) else ""
        return {
            "message_key": _hash(
                "\x1f".join([written_by or "", second, *(ids[:1] or sorted(recipients))]), 12
            ),
            "kind": "mail",
            "locator": locator,
            "sent_at": at,
            "date_quality": quality,
            "sender": written_by,
            "reply_to": _unique(reply_to),
            **columns,
            "id_hash": ids[0] if ids else None,
            "in_reply_to": next(iter(self._ids(values, "in-reply-to")), None),
            "references": self._ids(values, "references")[-_MAX_REFERENCES:],
            "n_recipients": len(recipients),
            "is_list": is_list,
            "bulk_signal": signal,
            "lists": sorted(removed),
        }, damaged

    def _mailboxes(self, raw_values: list[bytes]) -> tuple[list[Mailbox], list[str], bool]:
        """(people, addresses known as lists by themselves, whether something was dropped) of one header's
        values.

        Whole values are cached, because threads repeat them.
        """
        if len(raw_values) == 1 and (known := self._values.get(raw_values[0])):
            return known
        people: list[Mailbox] = []
        list_like: list[str] = []
        dropped = False
        for raw in raw_values:
            boxes, is_bad = addresses.parse(headers.folded_text(raw))
            dropped |= is_bad
            for box in boxes:
                if lists.is_list_address(box.address):
                    list_like.append(box.address)
                else:
                    people.append(self._boxes.setdefault(box, box))
        if len(raw_values) == 1:
            if len(self._values) >= _CACHE:
                self._values.clear()
                self._boxes.clear()
            self._values[raw_values[0]] = people, list_like, dropped
        return people, list_like, dropped

    def _author(self, senders: list[Mailbox], values: headers.Values) -> Mailbox | None:
        """From; of several the one that Sender names, else the first; of two headers that differ none."""
        if len(senders) > 1 and len({box.address for box in senders}) > 1:
            submitted = {box.address for box in self._mailboxes(values.get("sender", []))[0]}
            named = [box for box in senders if box.address in submitted]
            return named[0] if named else senders[0] if len(values["from"]) == 1 else None
        return senders[0] if senders else None

    def _behind_list(
        self, values: headers.Values, removed: set[str], reply_to: list[Mailbox], copied: list[Mailbox]
    ) -> Mailbox | None:
        """The person behind a From that holds a list's own address."""
        boxes = addresses.parse(headers.text(values["from"][0]))[0]
        if len(boxes) != 1 or boxes[0].address not in removed:
            return None
        return lists.author(boxes[0], reply_to, copied)

    def _ids(self, values: headers.Values, name: str) -> list[str]:
        """Hashes of a header's Message-IDs in order, each once; a Message-ID may lack its brackets."""
        hashes: dict[str, None] = {}
        for raw in values.get(name, ()):
            text = headers.text(raw)
            for one in _MESSAGE_ID.findall(text) or ([text] if text and name == "message-id" else []):
                known = self._hashes.get(one)
                if known is None:
                    if len(self._hashes) >= _CACHE:
                        self._hashes.clear()
                    known = self._hashes[one] = _hash(one, 8)
                hashes[known] = None
        return list(hashes)


def _unique(boxes: list[Mailbox]) -> list[str]:
    return list(dict.fromkeys([box.address for box in boxes]))
