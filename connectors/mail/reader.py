"""One header block -> one message row; and what its addresses are called, for the contact rows of the source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from connectors.base import Block, Item, Problem
from connectors.mail import bulk, dates, headers, labels, lists, message_rows
from connectors.mail.authors import Authors
from connectors.mail.message_ids import MessageIds
from connectors.mail.people import NOBODY, SEPARATOR, People, Readers, Values
from connectors.mail.sightings import Sightings

BATCH = 20_000
"""Messages in one block."""

_CACHE = 100_000
"""Entries a cache may hold before it starts afresh: bounds memory, keeps the hot values."""
_MAX_REFERENCES = 100
_RESENT = frozenset(("resent-from", "resent-to", "resent-cc", "resent-bcc"))
_LISTS = lists.NAMES
_LIST_HEADERS = tuple(sorted(lists.NAMES))
_BULK_HEADERS = frozenset(("auto-submitted", "list-unsubscribe", "precedence", "return-path"))
_ORDINARY = frozenset((b" bulk", b" list", b" list\r", b" bulk\r"))
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
        self._ids, self._authors = MessageIds(), Authors(self._readers)
        self._programs: dict[str | None, bool] = {None: True}

    def message(self, head: bytes, locator: str, cut: bool = False, in_sent: bool = False) -> Sequence[Item]:
        """What is to be told of one unit at once: problems, and a Block when BATCH messages are together.

        head: its header block; cut: at the cap; in_sent: it lay in a Sent folder. Never raises: what a header does
        to the reader costs that message only.
        """
        if b"\n" not in head and b"\r" in head:
            head = head.replace(b"\r", b"\n")
        values = headers.values(head)
        if not values and not headers.has_header(head):
            return (Problem(locator, "not_a_message", "rejected"),)
        return self.found(values, headers.arrival(head), locator, cut, in_sent)

    def found(
        self,
        values: headers.Values,
        arrival: str | None,
        locator: str,
        cut: bool = False,
        in_sent: bool = False,
    ) -> Sequence[Item]:
        """The same of a message whose headers were found. arrival: see headers.arrival."""
        try:
            return self._found(values, arrival, locator, cut, in_sent)
        except Exception:
            return (Problem(locator, "reader_failed", "rejected"),)

    def summary(self) -> Block:
        """The messages since the last block, with what they say about addresses."""
        rows, self._rows = self._rows, []
        frame = message_rows.frame(rows)
        for cache in (self._programs, self._declared):
            if len(cache) > _CACHE:
                cache.clear()
        return Block(
            {
                "message": frame,
                "sighting": self._sightings.frame(frame["sent_at"], frame["locator"]),
            },
            len(rows),
        )

    def _found(
        self, values: headers.Values, arrival: str | None, locator: str, cut: bool, in_sent: bool
    ) -> Sequence[Item]:
        is_sent: bool | None = True if in_sent else None
        if "x-gmail-labels" in values:
            gmail = labels.gmail(values) or set()
            if gmail & (labels.SPAM | labels.DRAFT):
                code = "spam_or_trash" if gmail & labels.SPAM else "draft"
                return (Problem(locator, code, "skipped", "X-Gmail-Labels"),)
            is_sent = in_sent or not gmail.isdisjoint(labels.SENT)
        damaged = self._row(values, arrival, locator, is_sent)
        items: list[Item] = []
        if cut:
            items.append(Problem(locator, "header_too_long", "repaired"))
        for name in damaged:
            code = "bad_date" if name == "Date" else "bad_address"
            items.append(Problem(locator, code, "repaired", name))
        if len(self._rows) >= BATCH:
            items.insert(0, self.summary())
        return items or _NOTHING

    def _row(
        self, values: headers.Values, arrival: str | None, locator: str, is_sent: bool | None
    ) -> list[str]:
        """Adds the message; returns the names of the headers that were mended."""
        people, is_list, has_robot = self._plain if _LISTS.isdisjoint(values) else self._lists_of(values)
        get = values.get
        to = NOBODY if (raw := get("to")) is None else people.of(raw)
        cc = NOBODY if (raw := get("cc")) is None else people.of(raw)
        bcc = NOBODY if (raw := get("bcc")) is None else people.of(raw)
        reply_to = NOBODY if (raw := get("reply-to")) is None else people.of(raw)
        author = NOBODY if (raw := get("from")) is None else people.of(raw)
        named = (author, to, cc, bcc, reply_to)
        removed = author.lists or to.lists or cc.lists or bcc.lists or reply_to.lists
        if removed:
            removed = _union(named)
        damaged: list[str] = []
        if author.is_damaged or to.is_damaged or cc.is_damaged or bcc.is_damaged or reply_to.is_damaged:
            damaged = [name for name, one in zip(_NAMES, named, strict=True) if one.is_damaged]

        sender = author
        if len(author.mailboxes) != 1 or b" via " in raw[0]:  # type: ignore[index]
            sender = self._authors.behind(author, values, removed, reply_to, cc, to)
        written_by = sender.mailboxes[0].address if sender.mailboxes else None
        if not (to.joined or cc.joined or bcc.joined or is_list) and "delivered-to" in values:
            bcc = self._authors.first(self._readers.plain.of(values["delivered-to"]))

        date = None if (raw := get("date")) is None else headers.text(raw[0])
        second, quality = dates.sent_second(date, arrival, self._latest)
        if quality in ("received", "missing") and date is not None:
            damaged.append("Date")

        addressed = to.addresses
        if cc.joined or bcc.joined:
            addressed = {**addressed, **cc.addresses, **bcc.addresses}
        n_recipients = len(addressed) - (written_by in addressed)
        is_discussion = is_list and (bool(removed) or has_robot or len(to.mailboxes) + len(cc.mailboxes) > 1)
        signal = self._signal(values, written_by, n_recipients, is_discussion)

        number, sightings = len(self._rows), self._sightings
        for one in (sender, to, cc, bcc):
            if one.joined:
                sightings.add(one, number)
        if signal is None and reply_to.joined:
            sightings.add(reply_to, number)
        if not _RESENT.isdisjoint(values):
            for name in sorted(_RESENT & values.keys()):
                sightings.add(self._readers.plain.of(values[name]), number)
        sightings.wrote(written_by, removed)

        ids, replied = self._ids.of(get("message-id"), True), self._ids.of(get("in-reply-to"))
        earlier = self._ids.of(get("references"))[-_MAX_REFERENCES:]
        moment = second if second is not None and (quality != "received" or not ids) else ""
        rest = ids[0] if ids else SEPARATOR.join(sorted(addressed.keys() - {written_by}))
        key = f"{written_by or ''}{SEPARATOR}{moment}{SEPARATOR}{rest}"
        self._rows.append(
            (
                blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest(),
                locator,
                None if second is None else second * 1_000_000,
                quality,
                written_by,
                reply_to.joined,
                to.joined,
                cc.joined,
                bcc.joined,
                ids[0] if ids else None,
                replied[0] if replied else None,
                SEPARATOR.join(earlier),
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
        if is_program or not (
            _BULK_HEADERS.isdisjoint(values) or (is_discussion and self._is_ordinary(values))
        ):
            return bulk.signal(values, written_by, n_people, is_discussion)
        return "over_50" if n_people > bulk.OVER else None

    def _is_ordinary(self, values: headers.Values) -> bool:
        """Whether the headers that lists and bulk mail share are those of every message of a list."""
        return (
            "auto-submitted" not in values
            and ("precedence" not in values or values["precedence"][0] in _ORDINARY)
            and ("return-path" not in values or b"<>" not in values["return-path"][0])
        )


_NAMES = ("From", "To", "Cc", "Bcc", "Reply-To")


def _union(named: Sequence[People]) -> tuple[str, ...]:
    """The lists that any of the headers holds, sorted."""
    found: tuple[str, ...] = ()
    for one in named:
        if one.lists and one.lists != found:
            found = tuple(sorted({*found, *one.lists})) if found else one.lists
    return found
