"""Who wrote a message whose From does not simply name one person."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.mail import headers, lists
from connectors.mail.addresses import Mailbox
from connectors.mail.people import NOBODY, People, Readers

_CACHE = 100_000


class Authors:
    """Finds authors; gives the same People for the same mailbox, so that sightings count it as one value."""

    def __init__(self, readers: Readers) -> None:
        self._people, self._read = readers.plain, readers.read
        self._single: dict[Mailbox, People] = {}

    def first(self, people: People) -> People:
        """The first mailbox only."""
        return self._alone(people.mailboxes[0]) if people.mailboxes else NOBODY

    def _alone(self, mailbox: Mailbox) -> People:
        known = self._single.get(mailbox)
        if known is None:
            if len(self._single) >= _CACHE:
                self._single.clear()
            known = self._single[mailbox] = People([mailbox], (), False)
        return known

    def behind(
        self,
        author: People,
        values: headers.Values,
        removed: Sequence[str],
        reply_to: People,
        cc: People,
        to: People,
    ) -> People:
        """Who wrote a message whose From does not simply name one person."""
        if "from" not in values:
            return self.first(self._people.of(values["sender"])) if "sender" in values else NOBODY
        if not author.mailboxes:
            return self._behind_list(values, removed, reply_to, cc, to)
        box = author.mailboxes[0]
        if len(author.addresses) > 1:
            return self._one_of(author, values)
        if lists.via_name(box.name):  # "X via Service": the address is the service's, whoever X is
            box = Mailbox(None, box.address)
        return self._alone(box)

    def _one_of(self, author: People, values: headers.Values) -> People:
        """Of several in From the one that Sender names, else the first; of two headers that differ none."""
        submitted = self._people.of(values["sender"]).addresses if "sender" in values else {}
        named = [box for box in author.mailboxes if box.address in submitted]
        if not named and len(values["from"]) > 1:
            return NOBODY
        return self._alone((named or author.mailboxes)[0])

    def _behind_list(
        self,
        values: headers.Values,
        removed: Sequence[str],
        reply_to: People,
        cc: People,
        to: People,
    ) -> People:
        """The person behind a From that holds a list's own address."""
        boxes = [box for raw in values["from"][:1] for box in self._read(raw)]
        if len(boxes) != 1 or boxes[0].address not in removed:
            return NOBODY
        original = self._people.of(values["x-original-from"]).mailboxes if "x-original-from" in values else []
        candidates = original if len(original) == 1 else reply_to.mailboxes
        found = lists.author(boxes[0], candidates, [*cc.mailboxes, *to.mailboxes])
        return self._alone(found) if found else NOBODY
