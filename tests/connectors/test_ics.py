"""Calendars: one bad event costs one event, rules are followed as dateutil follows them, nothing said is kept."""

from __future__ import annotations

import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import HEAD_BYTES, File, Loaded, Problem, Summary, Tally
from connectors.calendar import Ics
from connectors.calendar.recurrence import occurrences, parse
from connectors.calendar.zones import Zones
from connectors.registry import recognise
from tests.connectors.reading import file, read

SAMPLES = Path(__file__).parent / "samples"
NOW = datetime(2024, 7, 1, tzinfo=UTC)


def calendar(*events: str, head: str = "") -> bytes:
    whole = "".join(f"BEGIN:VEVENT\n{one}\nEND:VEVENT\n" for one in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{whole}END:VCALENDAR\n".encode()


def meeting(start: str = "DTSTART:20240603T100000Z", *more: str, to: str = "bo@ek.example") -> str:
    people = [f"ATTENDEE:mailto:{one}" for one in to.split()]
    return "\n".join(["ORGANIZER;CN=Anna Own:mailto:anna@own.example", start, "UID:1", *more, *people])


def messages(data: bytes) -> tuple[list[dict[str, Any]], list[str]]:
    rows, problems, _ = read(Ics(NOW), data)
    return rows, [problem.code for problem in problems]


def test_names_and_dates_of_who_took_part() -> None:
    data = calendar(
        meeting("DTSTART:20240603T100000Z", 'ATTENDEE;CN="Ek, Bo":mailto:bo@ek.example', to=""),
        meeting("DTSTART:20300101T100000Z", to="cleo@dot.example"),
    )
    items = list(Ics(NOW).read(file(data), Tally()))
    (found,) = [item for item in items if isinstance(item, Summary)]
    shown = {
        row["emails"][0]: (row["kind"], row["full_name"], row["last_seen"]) for row in found.rows["contact"]
    }
    assert shown == {
        "anna@own.example": ("mail", "Anna Own", datetime(2024, 6, 3, 10, tzinfo=UTC)),
        "bo@ek.example": ("mail", "Ek, Bo", datetime(2024, 6, 3, 10, tzinfo=UTC)),
        "cleo@dot.example": ("mail", None, None),  # what is to come has not been seen
    }


def test_one_meeting_in_two_calendars_has_one_key() -> None:
    ((one,), _), ((other,), _) = (
        messages(calendar(meeting())),
        messages(calendar(meeting(), meeting("x", to=""))),
    )
    assert one["message_key"] == other["message_key"]
    moved = messages(calendar(meeting("DTSTART:20240603T110000Z")))[0][0]
    assert moved["message_key"] != one["message_key"]


def test_zones_by_name_behind_a_prefix_by_offset_and_none() -> None:
    zones = Zones()
    zones.define([b"TZID:Own", b"TZOFFSETTO:-0330", b"TZOFFSETTO:-0230"])
    zones.define([b"TZID:Placed", b"X-LIC-LOCATION:Asia/Tokyo", b"TZOFFSETTO:+0100"])
    noon = datetime(2024, 6, 3, 12)
    wanted = {
        "Europe/Berlin": 2, "/mozilla.org/20050126_1/Europe/Berlin": 2, "/x/America/Argentina/Buenos_Aires": -3,
        "Own": -3.5, "Placed": 9,
    }  # fmt: skip
    for name, hours in wanted.items():
        zone = zones.find(name)
        assert zone is not None, name
        assert noon.replace(tzinfo=zone).utcoffset() == timedelta(hours=hours), name
    for name in ("Nowhere", "../../etc/passwd", "/", "Europe", "", "x" * 9999, "\0"):
        assert zones.find(name) is None, name
    rows, codes = messages(calendar(meeting("DTSTART:20240603T100000"), head="X-WR-TIMEZONE:Asia/Tokyo\n"))
    assert (rows[0]["sent_at"], codes) == (datetime(2024, 6, 3, 1, tzinfo=UTC), [])
    assert messages(calendar(meeting("DTSTART:20240603T100000")))[1] == ["unknown_zone"]
    rows, codes = messages(calendar(meeting("DTSTART:00190603T100000Z")))
    assert (rows[0]["sent_at"], rows[0]["date_quality"], set(codes)) == (None, "missing", {"bad_date"})


def test_recurring_meetings_are_bounded_and_keep_the_latest() -> None:
    rows, codes = messages(calendar(meeting("DTSTART:19700101T100000Z", "RRULE:FREQ=DAILY")))
    assert (len(rows), codes) == (520, ["many_occurrences"])
    assert rows[259]["sent_at"] == datetime(2024, 6, 30, 10, tzinfo=UTC)
    assert rows[260]["sent_at"] == datetime(2024, 7, 1, 10, tzinfo=UTC)
    rows, _ = messages(
        calendar(meeting("DTSTART;TZID=Europe/Berlin:20240324T100000", "RRULE:FREQ=WEEKLY;COUNT=2"))
    )
    assert [row["sent_at"].hour for row in rows] == [9, 8]  # summer time began in between
    rows, _ = messages(
        calendar(
            meeting("DTSTART:20240603T100000Z", "RRULE:FREQ=DAILY;UNTIL=20240605", "RDATE:20240620T100000Z")
        )
    )
    assert [row["sent_at"].day for row in rows] == [3, 4, 5, 20]


def test_a_crowd_says_nothing_and_a_program_is_nobody() -> None:
    crowd = " ".join(f"p{n}@p.example" for n in range(51))
    assert messages(calendar(meeting(to=crowd)))[0][0]["bulk_signal"] == "over_50"
    assert messages(calendar(meeting(to=crowd.rpartition(" ")[0])))[0][0]["bulk_signal"] is None


def test_a_monstrous_attachment_and_cropped_events_cost_nothing_else() -> None:
    class Endless(io.RawIOBase):
        """A calendar whose attachment has 200 MB, half in one line and half folded."""

        def __init__(self) -> None:
            self.parts = iter(
                [b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTACH;ENCODING=BASE64:", *[b"A" * (1 << 20)] * 100, b"\n"]
                + [(b" " + b"B" * 74 + b"\n") * 13_800] * 100
                + [meeting().encode() + b"\nEND:VEVENT\nBEGIN:VEVENT\n" + meeting().encode()]
            )
            self.buffer = b""

        def readable(self) -> bool:
            return True

        def readinto(self, into: Any) -> int:
            self.buffer = self.buffer or next(self.parts, b"")
            n = min(len(into), len(self.buffer))
            into[:n], self.buffer = self.buffer[:n], self.buffer[n:]
            return n

    def opened() -> Any:
        return io.BufferedReader(Endless(), 1 << 20)

    with opened() as stream:
        endless = File("x.ics", stream.read(HEAD_BYTES), opened)
    items = list(Ics(NOW).read(endless, Tally()))
    assert [type(item).__name__ for item in items] == ["Loaded", "Loaded", "Problem", "Summary"]
    assert [item.code for item in items if isinstance(item, Problem)] == ["missing_end"]


def test_an_over_long_property_is_left_out_whole() -> None:
    long = "ATTENDEE;CN=x:mailto:" + "\n a" * 70_000 + "@evil.example"
    rows, codes = messages(calendar(meeting("DTSTART:20240603T100000Z", long)))
    assert (rows[0]["to"], codes) == (["bo@ek.example"], ["too_long"])


SIMPLE = st.one_of(
    st.builds(lambda f, i: f"FREQ={f};INTERVAL={i}", st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]), st.integers(1, 5)),
    st.builds(lambda i, d, w: f"FREQ=WEEKLY;INTERVAL={i};BYDAY={','.join(d)};WKST={w}", st.integers(1, 4),
              st.lists(st.sampled_from(["MO", "TU", "WE", "FR", "SU"]), min_size=1, max_size=4, unique=True), st.sampled_from(["MO", "SU"])),
    st.builds(lambda n, d: f"FREQ=MONTHLY;BYDAY={n}{d}", st.sampled_from([1, 2, 4, 5, -1, -2]), st.sampled_from(["MO", "TH", "SU"])),
    st.builds(lambda n: f"FREQ=MONTHLY;BYMONTHDAY={n}", st.sampled_from([1, 13, 29, 31, -1, -3])),
    st.builds(lambda p: f"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={p}", st.sampled_from([1, -1, 3])),
    st.builds(lambda m, n: f"FREQ=YEARLY;BYMONTH={m};BYMONTHDAY={n}", st.integers(1, 12), st.integers(1, 31)),
    st.builds(lambda m, n, d: f"FREQ=YEARLY;BYMONTH={m};BYDAY={n}{d}", st.integers(1, 12), st.sampled_from([1, 2, -1]), st.sampled_from(["SU", "TH"])),
    st.builds(lambda m: f"FREQ=DAILY;BYMONTH={m};BYDAY=MO,WE", st.integers(1, 12)),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(SIMPLE, st.dates(date(2015, 1, 1), date(2020, 12, 31)), st.none() | st.integers(1, 30))
def test_rules_are_followed_as_dateutil_follows_them(text: str, day: date, count: int | None) -> None:
    text += f";COUNT={count}" if count else ""
    start = datetime.combine(day, datetime.min.time()).replace(hour=9)
    last = date(2022, 6, 30)
    rule = parse(text)
    assert rule is not None
    wanted = takewhile(lambda at: at.date() <= last, rrulestr(text, dtstart=start))
    assert list(occurrences(start, rule, last)) == list(wanted)


@pytest.mark.parametrize(
    "text",
    ["FREQ=SECONDLY", "FREQ=YEARLY;BYWEEKNO=20", "W1 MO", "", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=x",
     "FREQ=WEEKLY;BYDAY=1MO", "FREQ=YEARLY;BYDAY=20MO", "FREQ=MONTHLY;BYDAY=XX", "FREQ=DAILY;BYEASTER=1"],
)  # fmt: skip
def test_other_rules_are_not_guessed(text: str) -> None:
    assert parse(text) is None


def test_a_rule_that_never_holds_ends() -> None:
    for text in (
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=" + "9" * 30,
    ):
        rule = parse(text)
        assert rule is not None
        assert len(list(occurrences(datetime(1970, 1, 1), rule, date(2200, 1, 1)))) <= 1


pieces = st.sampled_from(
    ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR", "BEGIN:VALARM", "END:VALARM", "BEGIN:VTIMEZONE",
     "END:VTIMEZONE", "TZID:X", "TZOFFSETTO:+9959", "DTSTART;TZID=X:20240101T100000", "DTSTART:99999999", "UID:1", "",
     "RRULE:FREQ=MONTHLY;BYSETPOS=0,99,-99", "RRULE:FREQ=DAILY;UNTIL=19000101", "RDATE:20240101/20240102,x", "EXDATE:20240101",
     "RECURRENCE-ID:20240101T100000Z", "ORGANIZER:mailto:a@a.example", 'ATTENDEE;CN="x:mailto:b@b.example', "STATUS:CANCELLED",
     "ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:c@c.example", " folded", "\tfolded", "BEGIN:VTODO", "METHOD:CANCEL", "METHOD:REQUEST"]
) | st.text(max_size=30)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(pieces, max_size=40),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
)
def test_any_lines_are_accounted_for(lines: list[str], end: str, encoding: str) -> None:
    text = end.join(["BEGIN:VCALENDAR", *lines])
    rows, _, tally = read(Ics(NOW), text.encode(encoding, "replace"))
    flat = [line for one in lines for line in one.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if end != "\r":
        assert tally.read == sum(
            line.strip(" \t").upper() == "BEGIN:VEVENT" and line[:1] not in " \t" for line in flat
        )
    assert all(len(row["to"]) + len(row["cc"]) for row in rows if row["sender"])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_cropped_and_damaged_files(data: st.DataObject) -> None:
    whole = (SAMPLES / data.draw(st.sampled_from(["google.ics", "outlook.ics"]))).read_bytes()
    start, length = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, 60))
    damaged = whole[:start] + data.draw(st.binary(max_size=20)) + whole[start + length :]
    read(Ics(NOW), damaged)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16"])
def test_recognised_by_its_first_line(encoding: str) -> None:
    data = calendar(meeting()).decode()
    connector = recognise(file(data.encode(encoding), "x.txt"))
    assert connector is not None
    assert connector.kind == "ics"
    crlf = data.replace("\n", "\r\n").encode(encoding)
    assert [row["to"] for row in messages(crlf)[0]] == [["bo@ek.example"]]
    mail = f"From: a@a.example\nTo: b@b.example\nDate: Mon, 1 Apr 2024 10:00:00 +0000\n\n{data}".encode()
    found = recognise(file(mail, "x.eml"))
    assert found is not None
    assert found.kind == "eml"


def test_nothing_said_is_kept() -> None:
    items = list(Ics(NOW).read(file((SAMPLES / "google.ics").read_bytes()), Tally()))
    assert Counter(type(item) for item in items)[Loaded] == 2
    text = str(items)
    assert not any(
        word in text for word in ("Secret", "description.example", "alarm.example", "Room 7", "Holiday")
    )
