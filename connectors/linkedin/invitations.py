"""Invitations.csv (5 and 7 columns) -> one contact one way per row. The note that went with it is never read."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.base import File, Item, Loaded, Problem, Summary, Tally
from connectors.linkedin.member import Cells, confidence, member_rows
from connectors.linkedin.messages import chat
from connectors.linkedin.people import People, person_name, person_profile
from connectors.linkedin.times import moment
from connectors.sheets.columns import Layout

LAYOUT = Layout(
    kind="linkedin_invitations",
    fields={
        "from": "from", "to": "to", "sent at": "at", "direction": "direction",
        "inviterprofileurl": "inviter", "inviteeprofileurl": "invitee",
    },
    signature=(frozenset({"from", "to", "sent at", "direction"}),),
)  # fmt: skip


class LinkedInInvitations:
    """``kind`` linkedin_invitations; locator = line:N. With profiles a row is a chat message from who invites to
    who is invited; without, all that is left is the other person's name."""

    kind = "linkedin_invitations"
    group = "mail"
    version = 1

    def recognise(self, file: File) -> float:
        return confidence(LAYOUT, file)

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        people = People()
        for row in member_rows(LAYOUT, file, tally):
            yield from [row] if isinstance(row, Problem) else _invitation(row, people)
        yield Summary({"contact": people.contacts(), "own_profile": people.claims("invitation")})


def _invitation(row: Cells, people: People) -> Iterator[Item]:
    inviter, invitee = person_profile(row.get("inviter")), person_profile(row.get("invitee"))
    direction = (row.get("direction") or "").upper()
    at, quality = moment(row.get("at"))
    if inviter and invitee and inviter != invitee:
        people.add(inviter, person_name(row.get("from")), at, row.locator)
        people.add(invitee, person_name(row.get("to")), at, row.locator)
        own = {"OUTGOING": [inviter], "INCOMING": [invitee]}.get(direction)
        if own:
            people.may_be_owner(own)
        # minutes only, so that two invitations of one minute must not become one
        message = chat(row.locator, inviter, [invitee], at, quality, f"invitation {invitee}")
        yield Loaded(row.locator, {"message": [message]})
    else:
        side = {"OUTGOING": "to", "INCOMING": "from"}.get(direction)
        name = person_name(row.get(side)) if side else None
        if name is None:
            yield Problem(row.locator, "empty", "skipped")
            return
        other = {"OUTGOING": invitee, "INCOMING": inviter}[direction]
        contact = {
            "kind": "linkedin_invitations",
            "locator": row.locator,
            "full_name": name,
            "urls": [f"https://www.{other}"] if other else [],
            "first_seen": at,
            "last_seen": at,
        }
        yield Loaded(row.locator, {"contact": [contact]})
    if row.problem:
        yield Problem(row.locator, row.problem, "repaired")
    if at is None:
        yield Problem(row.locator, "bad_date", "repaired", "Sent At")
