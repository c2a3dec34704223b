"""messages.csv (9 to 13 columns, quoted or not) -> one chat message per row: who, to whom, when. Nothing of the text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from connectors.base import File, Item, Loaded, Problem, Row, Summary, Tally
from connectors.linkedin.member import Cells, confidence, has_column, member_rows
from connectors.linkedin.people import People, person_name, person_profile
from connectors.linkedin.recipients import Directory, by_url
from connectors.linkedin.times import moment
from connectors.participants import message_row
from connectors.sheets.columns import Layout

LAYOUT = Layout(
    kind="linkedin_messages",
    fields={
        "conversation id": "conversation", "from": "from", "sender profile url": "sender", "to": "to",
        "recipient profile urls": "recipients", "date": "date", "folder": "folder",
        "is message draft": "draft", "is conversation draft": "conversation_draft",
    },
    signature=(frozenset({"conversation id", "from", "sender profile url", "to", "date"}),),
)  # fmt: skip
_YES = frozenset({"yes", "true", "1", "y"})
_UNWANTED = frozenset({"spam", "trash", "deleted"})


class LinkedInMessages:
    """``kind`` linkedin_messages; locator = line:N. Identifiers are profiles (linkedin.com/in/slug)."""

    kind = "linkedin_messages"
    group = "mail"
    version = 1

    def recognise(self, file: File) -> float:
        return confidence(LAYOUT, file)

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        directory = None if has_column(LAYOUT, file, "recipients") else _directory(file)
        people = People()
        for row in member_rows(LAYOUT, file, tally):
            if isinstance(row, Problem):
                yield row
            elif code := _left_out(row):
                yield Problem(row.locator, code, "skipped")
            else:
                yield from _message(row, directory, people)
        yield Summary({"contact": people.contacts(), "own_profile": people.claims("message")})


def _directory(file: File) -> Directory:
    """The export names recipients only: first look who writes under which name."""
    found = Directory()
    for row in member_rows(LAYOUT, file, Tally()):
        if isinstance(row, Cells) and (sender := person_profile(row.get("sender"))):
            found.add(row.get("conversation"), row.get("from"), sender)
    return found


def _left_out(row: Cells) -> str | None:
    """Why a row is no message of a person, if it is none."""
    if any((row.get(field) or "").lower() in _YES for field in ("draft", "conversation_draft")):
        return "draft"
    if (row.get("folder") or "").lower() in _UNWANTED:
        return "spam_or_trash"
    return None if person_profile(row.get("sender")) else "sponsored"


def _message(row: Cells, directory: Directory | None, people: People) -> Iterator[Item]:
    sender = person_profile(row.get("sender"))
    assert sender is not None
    at, quality = moment(row.get("date"))
    if directory is None:
        pairs, is_short = by_url(row.get("recipients"), row.get("to"))
    else:
        found, is_short = directory.find(row.get("conversation"), row.get("to"))
        pairs = [(one, None) for one in found]
    people.add(sender, person_name(row.get("from")), at, row.locator)
    for one, name in pairs:
        people.add(one, person_name(name), at, row.locator)
    to = [one for one, _ in pairs if one != sender]
    people.may_be_owner([sender, *to])
    yield Loaded(
        row.locator,
        {"message": [chat(row.locator, sender, to, at, quality, row.get("conversation"))]},
    )
    if row.problem:
        yield Problem(row.locator, row.problem, "repaired")
    if at is None:
        yield Problem(row.locator, "bad_date", "repaired", "DATE")
    if is_short:
        yield Problem(row.locator, "unknown_recipient", "repaired", "TO")


def chat(
    locator: str, sender: str, to: list[str], at: datetime | None, quality: str, conversation: str | None
) -> Row:
    """A MESSAGE row of kind chat. Two owners' exports, or two exports of one, give a message the same key."""
    return message_row("chat", [conversation or "\x1e".join(sorted(to))], locator, at, quality, sender, to)
