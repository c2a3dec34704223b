"""One header block -> one message row; and what its addresses are called, for the contact rows of the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from connectors.base import Block, Item, Problem
from connectors.mail import bulk, dates, headers, labels, lists, message_rows
from connectors.mail.addresses import Mailbox
from connectors.mail.people import NOBODY, SEPARATOR, People, Readers, Values
from connectors.mail.sightings import Sightings

BATCH = 20_000
"""Messages in one block."""

_MESSAGE_ID = re.compile(rb"<[^<>\s]+>")
_CACHE = 100_000
"""Entries a cache may hold before it starts afresh: bounds memory, keeps the hot values."""
_MAX_REFERENCES = 100
_RESENT = ("resent-from", "resent-to", "resent-cc", "resent-bcc")
_LIST_HEADERS = tuple(sorted(lists.NAMES))
_BULK_HEADERS = frozenset(("auto-submitted", "list-unsubscribe", "precedence", "return-path"))
_NOTHING: tuple[Item, ...] = ()

_Declared = tuple[Values, bool, bool]
"""(reader of header values without the declared lists, went through a list, through one that robots run)."""


class MailReader:
    """Reads the messages of one source in order; gives them in blocks of BATCH."""

    def __init__(self, now: datetime | None = None) -> None:
        """now: the newest believable date is one year later; default the clock's."""
        self._latest = (now or datetime.now(UTC)) + timedelta(days=366)
        self._sightings = Sightings()
        self._rows: list[tuple[object, ...]] = []
        self._readers = Readers()
        self._plain: _Declared = (self._readers.plain, False, False)
        self._declared: dict[bytes, _Declared] = {}
        self._hashes: dict[bytes, str] = {}
        self._programs: dict[str | None, bool] = {None: True}
        self._single: dict[Mailbox, People] = {}

    def message(self, head: bytes, locator: str, cut: bool = False, in_sent: bool = False) -> Sequence[Item]:
        """What is to be told of one unit at once: problems, and a Block when BATCH messages are together.

        head: its header block; cut: at the cap; in_sent: it lay in a Sent folder. Never raises: what a header does
        to the reader costs that message only.
        """
        try:
            return self._message(head, locator, cut, in_sent)
        except Exception:
            return (Problem(locator, "reader_failed", "rejected"),)

    def summary(self) -> Block:
        """The messages since the last block, with what they say about addresses."""
        rows, self._rows = self._rows, []
        frame = message_rows.frame(rows)
        for cache in (self._single, self._programs, self._declared):
            if len(cache) > _CACHE:
                cache.clear()
        return Block(
            {
                "message": frame,
                "sighting": self._sightings.frame(frame["sent_at"], frame["locator"]),
            },
            len(rows),
        )

    def _message(self, head: bytes, locator: str, cut: bool, in_sent: bool) -> Sequence[Item]:
        if b"\n" not in head and b"\r" in head:
            head = head.replace(b"\r", b"\n")
        values = headers.values(head)
        if not values and not headers.has_header(head):
            return (Problem(locator, "not_a_message", "rejected"),)
        is_sent: bool | None = True if in_sent else None
        if "x-gmail-labels" in values:
            gmail = labels.gmail(values) or set()
            if gmail & (labels.SPAM | labels.DRAFT):
                code = "spam_or_trash" if gmail & labels.SPAM else "draft"
                return (Problem(locator, code, "skipped", "X-Gmail-Labels"),)
            is_sent = in_sent or not gmail.isdisjoint(labels.SENT)
        damaged = self._row(values, head, locator, is_sent)
        items: list[Item] = []
        if cut:
            items.append(Problem(locator, "header_too_long", "repaired"))
        for name in damaged:
            code = "bad_date" if name == "Date" else "bad_address"
            items.append(Problem(locator, code, "repaired", name))
        if len(self._rows) >= BATCH:
            items.insert(0, self.summary())
        return items or _NOTHING

    def _row(self, values: headers.Values, head: bytes, locator: str, is_sent: bool | None) -> list[str]:
        """Adds the message; returns the names of the headers that were mended."""
        people, is_list, has_robot = self._plain if lists.NAMES.isdisjoint(values) else self._lists_of(values)
        to, cc = _of(people, values.get("to")), _of(people, values.get("cc"))
        bcc, reply_to = _of(people, values.get("bcc")), _of(people, values.get("reply-to"))
        author = _of(people, values.get("from"))
        named = (author, to, cc, bcc, reply_to)
        removed = _union(named)
        damaged = [name for name, one in zip(_NAMES, named, strict=True) if one.is_damaged]

        if "from" not in values:
            sender = self._first(_of(people, values.get("sender")))
        elif len(author.mailboxes) == 1:
            sender = author
        elif author.mailboxes:
            sender = self._one_of(author, values)
        else:
            sender = self._behind_list(author, values, removed, reply_to, cc, to)
        written_by = sender.mailboxes[0].address if sender.mailboxes else None
        if not (to.joined or cc.joined or bcc.joined or is_list):
            bcc = self._first(_of(self._readers.plain, values.get("delivered-to")))

        raw_date = values.get("date")
        date = headers.text(raw_date[0]) if raw_date is not None else None
        at, quality = dates.sent_at(date, headers.arrival(head), self._latest)
        if date is not None and quality in ("received", "missing"):
            damaged.append("Date")

        addressed = to.addresses
        if cc.joined or bcc.joined:
            addressed = {**to.addresses, **cc.addresses, **bcc.addresses}
        n_recipients = len(addressed) - (written_by in addressed)
        is_discussion = is_list and (bool(removed) or has_robot or len(to.mailboxes) + len(cc.mailboxes) > 1)
        signal = self._signal(values, written_by, n_recipients, is_discussion)

        number = len(self._rows)
        add = self._sightings.add
        for one in (sender, to, cc, bcc) if signal is not None else (sender, to, cc, bcc, reply_to):
            if one.joined:
                add(one, number)
        if not values.keys().isdisjoint(_RESENT):
            for name in _RESENT:
                if name in values:
                    add(_of(self._readers.plain, values[name]), number)
        self._sightings.wrote(written_by, removed)

        ids = self._ids(values.get("message-id"), True)
        second = int(at.timestamp()) if at else None
        moment = str(second) if at and (quality != "received" or not ids) else ""
        key = SEPARATOR.join(
            [written_by or "", moment, *(ids[:1] or sorted(addressed.keys() - {written_by}))]
        )
        replied = self._ids(values.get("in-reply-to"))
        self._rows.append(
            (
                blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest(),
                locator,
                second and second * 1_000_000,
                quality,
                written_by,
                reply_to.joined,
                to.joined,
                cc.joined,
                bcc.joined,
                ids[0] if ids else None,
                replied[0] if replied else None,
                SEPARATOR.join(self._ids(values.get("references"))[-_MAX_REFERENCES:]),
                n_recipients,
                is_list,
                signal,
                SEPARATOR.join(removed),
                is_sent,
            )
        )
        return damaged

    def _lists_of(self, values: headers.Values) -> _Declared:
        """What a message's list headers say. Messages of one list say the same, so it is found once."""
        key = b"\0".join([b"\1".join(values[name]) if name in values else b"" for name in _LIST_HEADERS])
        known = self._declared.get(key)
        if known is None:
            declared, is_list = lists.declared(values)
            reader = self._readers.under(frozenset(declared))
            known = self._declared[key] = (reader, is_list, not lists.ROBOT.isdisjoint(values))
        return known

    def _signal(
        self, values: headers.Values, written_by: str | None, n_people: int, is_discussion: bool
    ) -> str | None:
        is_program = self._programs.get(written_by)
        if is_program is None:
            is_program = bulk.is_program(written_by or "")
            self._programs[written_by] = is_program
        if is_program or not _BULK_HEADERS.isdisjoint(values):
            return bulk.signal(values, written_by, n_people, is_discussion)
        return "over_50" if n_people > bulk.OVER else None

    def _first(self, people: People) -> People:
        """The first mailbox only."""
        return self._alone(people.mailboxes[0]) if people.mailboxes else NOBODY

    def _alone(self, mailbox: Mailbox) -> People:
        known = self._single.get(mailbox)
        if known is None:
            known = self._single[mailbox] = People([mailbox], set(), False)
        return known

    def _one_of(self, author: People, values: headers.Values) -> People:
        """Of several in From the one that Sender names, else the first; of two headers that differ none."""
        boxes = author.mailboxes
        if len(author.addresses) > 1:
            submitted = _of(self._readers.plain, values.get("sender")).addresses
            named = [box for box in boxes if box.address in submitted]
            if named:
                return self._alone(named[0])
            if len(values["from"]) > 1:
                return NOBODY
        return self._alone(boxes[0])

    def _behind_list(
        self,
        author: People,
        values: headers.Values,
        removed: Sequence[str],
        reply_to: People,
        cc: People,
        to: People,
    ) -> People:
        """The person behind a From that holds a list's own address."""
        boxes = [box for raw in values["from"][:1] for box in self._readers.read(raw)]
        if len(boxes) != 1 or boxes[0].address not in removed:
            return NOBODY
        found = lists.author(boxes[0], reply_to.mailboxes, [*cc.mailboxes, *to.mailboxes])
        return self._alone(found) if found else NOBODY

    def _ids(self, raw_values: list[bytes] | None, may_be_bare: bool = False) -> list[str]:
        """Hashes of a header's Message-IDs in order, each once; a Message-ID may lack its brackets."""
        if raw_values is None:
            return []
        found: dict[str, None] = {}
        for raw in raw_values:
            known = list(map(self._hashes.get, raw.split()))
            if None in known:
                known = self._new_ids(raw, may_be_bare)  # type: ignore[assignment]
            found |= dict.fromkeys(known)  # type: ignore[arg-type]
        return list(found)

    def _new_ids(self, raw: bytes, may_be_bare: bool) -> list[str]:
        if len(self._hashes) >= _CACHE:
            self._hashes.clear()
        ids = _MESSAGE_ID.findall(raw)
        if not ids and may_be_bare and (bare := raw.strip()):
            return [blake2b(bare, digest_size=8).hexdigest()]
        hashes = []
        for one in ids:
            known = self._hashes.get(one)
            if known is None:
                known = self._hashes[one] = blake2b(one[1:-1], digest_size=8).hexdigest()
            hashes.append(known)
        return hashes


_NAMES = ("From", "To", "Cc", "Bcc", "Reply-To")


def _of(people: Values, raw_values: list[bytes] | None) -> People:
    if raw_values is None:
        return NOBODY
    return people[raw_values[0] if len(raw_values) == 1 else tuple(raw_values)]


def _union(named: Sequence[People]) -> tuple[str, ...]:
    """The lists that any of the headers holds, sorted."""
    found: tuple[str, ...] = ()
    for one in named:
        if one.lists and one.lists != found:
            found = tuple(sorted({*found, *one.lists})) if found else one.lists
    return found
