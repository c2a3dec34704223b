"""Chats and meetings from their exports to ties, hops and affiliations, beside mail of the same people."""

from __future__ import annotations

import duckdb
import pytest
from small import message, run

from pipelines.home import Home

ANNA, BO, CLEO = (f"https://www.linkedin.com/in/{slug}" for slug in ("anna-own", "bo-ek", "cleo-dot"))
MESSAGES = f"""CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER
1,,Anna Own,{ANNA},Bo Ek,{BO},2026-02-02 10:00:00 UTC,,hello,INBOX
1,,Bo Ek,{BO},Anna Own,{ANNA},2026-02-03 10:00:00 UTC,,hello,INBOX
2,,Bo Ek,{BO},"Anna Own, Cleo Dot","{ANNA},{CLEO}",2026-02-04 10:00:00 UTC,,hello,INBOX
2,,Anna Own,{ANNA},"Bo Ek, Cleo Dot","{BO},{CLEO}",2026-02-05 10:00:00 UTC,,hello,INBOX
"""
CONNECTIONS = f"""First Name,Last Name,URL,Email Address,Company,Position,Connected On
Bo,Ek,{BO},bo@ek.example,Acme Ltd,Buyer,04 Mar 2024
"""
POSITIONS = (
    "Company Name,Title,Description,Location,Started On,Finished On\nAcme Ltd,Clerk,,,Jan 2015,Mar 2019\n"
)
MEETINGS = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
DTSTART:20260210T100000Z
ORGANIZER;CN=Bo Ek:mailto:bo@ek.example
ATTENDEE;CN=Anna Own:mailto:anna@ownhouse.example
ATTENDEE;CN=Dai Far:mailto:dai@far.example
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20260202T100000Z
RRULE:FREQ=WEEKLY
ORGANIZER;CN=Anna Own:mailto:anna@ownhouse.example
ATTENDEE;CN=Dai Far:mailto:dai@far.example
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("channels") / "home")
    home.add_owner("anna", ["anna@ownhouse.example"])
    inbox = home.inbox / "anna"
    (inbox / "messages.csv").write_text(MESSAGES, encoding="utf-8")
    (inbox / "Connections.csv").write_text(CONNECTIONS, encoding="utf-8")
    (inbox / "Positions.csv").write_text(POSITIONS, encoding="utf-8")
    (inbox / "calendar.ics").write_text(MEETINGS, encoding="utf-8")
    mails = [message("anna@ownhouse.example", "Bo Ek <bo@ek.example>", 9, 1)]
    (inbox / "mail.mbox").write_text("".join(mails), encoding="utf-8")
    run(home)
    return home


def ask(home: Home, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        return con.execute(query).fetchall()


def test_chats_meetings_and_mail_reach_one_tie(home: Home) -> None:
    found = ask(
        home,
        "select p.display_name, t.n_sent, t.n_received, t.tie >= .1 from tie t join person p using (person_id)"
        " where t.owner_id = 'anna' order by 1",
    )
    assert found == [("Bo Ek", 3, 3, True), ("Cleo Dot", 1, 0, False), ("Dai Far", 4, 0, False)]


def test_nobody_is_their_own_contact(home: Home) -> None:
    assert ask(home, "select count(distinct person_id) from person where display_name ilike '%anna%'") == [
        (1,)
    ]
    assert ask(home, "select value from identifier join owner using (person_id) where kind = 'profile'") == [
        ("linkedin.com/in/anna-own",)
    ]


def test_a_group_chat_and_a_small_meeting_show_who_knows_whom(home: Home) -> None:
    pairs = ask(
        home,
        "select least(a.display_name, b.display_name), greatest(a.display_name, b.display_name), q.n_ab + q.n_ba,"
        " q.n_together from acquaintance q join person a on a.person_id = q.person_a"
        " join person b on b.person_id = q.person_b order by 1, 2",
    )
    # Bo wrote to Cleo, and Anna to both; Bo called Dai and Anna to a meeting
    assert pairs == [("Bo Ek", "Cleo Dot", 1, 1), ("Bo Ek", "Dai Far", 1, 0)]


def test_a_former_employer_of_the_owner_is_shared_with_who_works_there(home: Home) -> None:
    rows = ask(
        home,
        "select f.shown from person_facet f join person_facet g using (facet, value) join owner o"
        " on o.person_id = f.person_id where g.person_id <> f.person_id and f.facet = 'organisation'",
    )
    assert rows == [("Acme Ltd",)]
    assert ask(
        home, "select is_current, title from affiliation join owner using (person_id) where basis = 'stated'"
    ) == [(False, "Clerk")]
