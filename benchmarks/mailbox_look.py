"""A list archive as the mailbox of its frequent senders: what weakties says of them beside a plain reading.

    python benchmarks/mailbox_look.py [--mbox FILE.mbox.gz] [--owners 10] [--headers]

Each of the most frequent From addresses becomes the owner of a home in which the archive is registered; `weakties
run` as of the day after its last message. The same file is read with the standard library (mailbox, email), each
Message-ID once, and messages between the owner and each person are counted both ways, by all addresses that the
product gives the person. Printed: for each owner the ten strongest ties with their counts in both readings, the
rank correlation (Spearman) of tie and the smaller count over two-way ties, and the introductions found with the
places of the messages (FILE:BYTE, unpacked). People are shown by initials and the first letters of a hash; --headers prints the address headers of the introducing
messages as well, for the eyes of whoever judges them.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import mailbox
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.replay import metrics
from benchmarks.replay.command import Home, bar
from benchmarks.replay.events import CORPORA
from warehouse.read import Warehouse

SHOWN = ("From", "Date", "To", "Cc", "In-Reply-To")
TIES = """
select t.person_id, t.tie, t.n_sent, t.n_received, t.last_at, p.display_name,
    (select list(i.value) from identifier i where i.person_id = t.person_id and i.kind = 'mail') as addresses
from tie t join person p using (person_id) order by t.tie desc, t.person_id
"""


class Reading:
    """The archive as the standard library reads it: (sender, everybody addressed) of each Message-ID."""

    def __init__(self, path: Path) -> None:
        self.rows: list[tuple[str, frozenset[str]]] = []
        self.last = datetime(1970, 1, 1, tzinfo=UTC)
        seen = set()
        for message in mailbox.mbox(path, create=False):
            key = str(message["Message-ID"])
            if key in seen:
                continue
            seen.add(key)
            sender = _addresses([str(message["From"])])
            to = _addresses([str(one) for name in ("To", "Cc") for one in message.get_all(name, [])])
            if sender:
                self.rows.append((sender[0], frozenset(to)))
            self._date(message["Date"])
        self.senders = Counter(sender for sender, _ in self.rows)

    def _date(self, text: object) -> None:
        try:
            at = parsedate_to_datetime(str(text))
        except ValueError:
            return
        if at.tzinfo and at < datetime.now(UTC):
            self.last = max(self.last, at)

    def with_owner(self, owner: str) -> list[tuple[str, frozenset[str]]]:
        return [(sender, to) for sender, to in self.rows if sender == owner or owner in to]


def _addresses(texts: list[str]) -> list[str]:
    return [address.lower() for _, address in getaddresses(texts) if "@" in address]


def between(rows: list[tuple[str, frozenset[str]]], owner: str, addresses: set[str]) -> tuple[int, int]:
    """(sent, received) messages."""
    sent = sum(1 for sender, to in rows if sender == owner and to & addresses)
    return sent, sum(1 for sender, to in rows if sender in addresses and owner in to)


def shown(name: str | None, person: str) -> str:
    initials = "".join(word[0] for word in (name or "?").split()[:3])
    return f"{initials}.{hashlib.sha256(person.encode()).hexdigest()[:4]}"


def spearman(a: list[float], b: list[float]) -> float:
    return float(np.corrcoef(metrics.ranks(np.array(a)), metrics.ranks(np.array(b)))[0, 1])


def look(home: Home, owner: str, reading: Reading, source: Path) -> list[dict[str, Any]]:
    """Print one owner's lines; returns the introductions."""
    rows = reading.with_owner(owner)
    with Warehouse(home.warehouse) as warehouse:
        ties = warehouse.rows(TIES)
        names = {row["person_id"]: row["display_name"] for row in warehouse.rows("from person")}
        found = warehouse.rows('select * from introduction order by "at"')
    counts = {tie["person_id"]: between(rows, owner, set(tie["addresses"] or [])) for tie in ties}
    two_way = [tie for tie in ties if min(counts[tie["person_id"]])]
    equal = sum((tie["n_sent"], tie["n_received"]) == counts[tie["person_id"]] for tie in ties)
    smaller = [float(min(counts[tie["person_id"]])) for tie in two_way]
    best = sorted(two_way, key=lambda tie: -min(counts[tie["person_id"]]))[:10]
    top = ties[:10]
    print(f"owner {hashlib.sha256(owner.encode()).hexdigest()[:4]}: {len(rows)} messages, {len(ties)} ties,"
          f" {len(two_way)} two-way; counts equal for {equal};"
          f" Spearman {spearman([tie['tie'] for tie in two_way], smaller):.3f}; among the ten strongest"
          f" {len({tie['person_id'] for tie in top} & {tie['person_id'] for tie in best})} of the ten with most two-way mail;"
          f" {len(found)} introductions")  # fmt: skip
    for tie in top:
        sent, received = counts[tie["person_id"]]
        print(f"  {shown(tie['display_name'], tie['person_id']):12} tie {tie['tie']:.3f}  sent {tie['n_sent']:5} / {sent:5}"
              f"  received {tie['n_received']:5} / {received:5}  last {tie['last_at']:%Y-%m-%d}")  # fmt: skip
    for one in found:
        who = (shown(names.get(one[key]), one[key]) for key in ("broker_id", "introduced_id"))
        print(f"  {one['kind']:12} {one['at']:%Y-%m-%d} by {' to '.join(who)}, {one['n_recipients']} people:"
              f" {source.name}:{one['locator']}, first mail {one['first_at']:%Y-%m-%d} {source.name}:{one['answer_locator']}")  # fmt: skip
    return found


def headers(path: Path, locator: str) -> str:
    """The address headers of the message at a place."""
    with path.open("rb") as file:
        file.seek(int(locator.partition(":")[2]))
        file.readline()
        head = []
        for line in file:
            if not line.strip():
                break
            head.append(line.decode("utf-8", "replace").rstrip())
    wanted, keep = [], False
    for text in head:
        keep = keep if text[:1].isspace() else text.partition(":")[0] in SHOWN
        if keep:
            wanted.append(f"      {text}")
    return "\n".join(wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--mbox", type=Path, default=CORPORA / "mail" / "linux-s390.mbox.gz")
    parser.add_argument("--owners", type=int, default=10, metavar="N")
    parser.add_argument("--headers", action="store_true", help="print who wrote to whom in what was found")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="look-") as scratch:
        plain = Path(scratch) / options.mbox.name.removesuffix(".gz")
        with gzip.open(options.mbox) as packed, plain.open("wb") as file:
            shutil.copyfileobj(packed, file)
        reading = Reading(plain)
        as_of = str(reading.last.date() + timedelta(days=1))
        kinds: dict[str, int] = defaultdict(int)
        chosen = [owner for owner, _ in reading.senders.most_common(options.owners)]
        for nth, owner in enumerate(chosen):
            home = Home(Path(scratch) / str(nth))
            home("init", "--owner", "me", "--email", owner)
            home("add", str(plain))
            home("run", "--as-of", as_of)
            for one in look(home, owner, reading, plain):
                kinds[one["kind"]] += 1
                if options.headers:
                    for locator in (one["locator"], one["answer_locator"]):
                        print(f"    {locator}\n{headers(plain, locator)}")
            shutil.rmtree(home.path)
            bar(nth + 1, len(chosen), "owners")
    print("introductions: " + ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items())))


if __name__ == "__main__":
    main()
