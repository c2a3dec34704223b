"""When was it sent: what is believed, what is mended, what is no date."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mail.dates import sent_at, sent_second

LATEST = datetime(2027, 1, 1, tzinfo=UTC)
RECEIVED = "from a by b with SMTP; Mon, 3 Jun 2019 12:00:00 +0000"


@pytest.mark.parametrize(
    ("date", "expected", "quality"),
    [
        ("Mon, 3 Jun 2019 10:00:00 +0200", "2019-06-03T08:00:00", "ok"),
        ("3 Jun 2019 10:00 -0700 (PDT)", "2019-06-03T17:00:00", "ok"),
        ("Mon, 03 Jun 2019 10:00:60 GMT", "2019-06-03T10:00:59", "ok"),
        ("Mon, 3 Jun 2019 10:00:00 EDT", "2019-06-03T14:00:00", "ok"),
        ("Mon, 3 Jun 19 10:00:00 +0000", "2019-06-03T10:00:00", "repaired"),
        ("Mon, 3 Jun 119 10:00:00 +0000", "2019-06-03T10:00:00", "repaired"),
        ("Mon, 3 Jun 0119 10:00:00 +0000", "2019-06-03T10:00:00", "repaired"),
        ("Mon, 3 Jun 2019 10:00:00 -1900", "2019-06-03T10:00:00", "repaired"),
        ("Mon, 3 Jun 2019 10:00:00 01800", "2019-06-03T10:00:00", "repaired"),
        ("Mon, 3 Jun 2019 10:00:00 Eastern Daylight Time", "2019-06-03T14:00:00", "repaired"),
        ("Mon, 3 Jun 2019 10:00:00 GMT+1", "2019-06-03T09:00:00", "repaired"),
        ("Mon, 3 Jun 2019 10:00:00 +-0500", "2019-06-03T15:00:00", "repaired"),
        ("Mon, 3 Jun 2019 10:00:00 -600", "2019-06-03T16:00:00", "repaired"),
        ("Mon, 3 Jun 2019 10:00:00 0530", "2019-06-03T04:30:00", "repaired"),
        ("Mon, 3 Jun 2019 10:00:00 -1600", "2019-06-03T10:00:00", "repaired"),
        ("Mon, 3 Jun 2019 10:00:00 W. Europe Daylight Time", "2019-06-03T08:00:00", "repaired"),
        ("Mon, 3 Jun 2019 10:00:00 Central Europe Standard Time", "2019-06-03T09:00:00", "repaired"),
        ("Mon, 3 Jun 2019 10:00:00 XYZ", "2019-06-03T10:00:00", "repaired"),
        ("Mon, 3 Jun 2019 10:00:00", "2019-06-03T10:00:00", "repaired"),
        ("03 Jun 19 12:30:00 AM", "2019-06-03T00:30:00", "repaired"),
        ("Mon, 3 Jun 2019 01:30:00 PM -0400", "2019-06-03T17:30:00", "repaired"),
        ("Monday, June 03, 2019 9:00 PM", "2019-06-03T21:00:00", "repaired"),
        ("2019/06/03 Mon 10:00:00 CDT", "2019-06-03T15:00:00", "repaired"),
        ("Thu, 3 Jun 1948 10:00:00 +0000", None, "missing"),
        ("Mon Jun  3 10:00:00 2019", "2019-06-03T10:00:00", "repaired"),
        ("2019-06-03T10:00:00+02:00", "2019-06-03T08:00:00", "repaired"),
        ("Thu, 1 Jan 1970 00:00:00 +0000", None, "missing"),
        ("Mon, 31 Dec 1979 10:00:00 +0000", None, "missing"),
        ("Mon, 3 Jun 2119 10:00:00 +0000", None, "missing"),
        ("Mon, 31 Feb 2019 10:00:00 +0000", None, "missing"),
        ("yesterday", None, "missing"),
        ("", None, "missing"),
    ],
)
def test_dates(date: str, expected: str | None, quality: str) -> None:
    at, found = sent_at(date, None, LATEST)
    assert (at and at.isoformat(), found) == (expected and f"{expected}+00:00", quality)


def test_received_stands_in_for_a_date_that_is_missing_or_later_than_the_receipt() -> None:
    received = datetime(2019, 6, 3, 12, tzinfo=UTC)
    for date in (None, "rubbish", "Thu, 1 Jan 1970 00:00:00 +0000", "Mon, 10 Jun 2019 10:00:00 +0000"):
        assert sent_at(date, RECEIVED, LATEST) == (received, "received")
    assert sent_at("Mon, 3 Jun 2019 20:00:00 +0000", RECEIVED, LATEST)[1] == "ok"  # a clock a little fast
    far = "Mon, 3 Jun 2019 23:00:00 -1100"  # 22 hours later, but the day as written is that of the receipt
    assert sent_at(far, RECEIVED, LATEST)[1] == "ok"
    assert sent_at("Wed, 3 Jun 2015 20:00:00 +0000", RECEIVED, LATEST)[1] == "ok"  # fetched years later


@given(st.one_of(st.text(max_size=80), st.text("0123456789:+- JanMon,GMT", max_size=60)))
def test_any_text_gives_a_believable_instant_or_none(text: str) -> None:
    at, quality = sent_at(text, text, LATEST)
    assert (at is None) == (quality == "missing")
    assert at is None or (at.year >= 1970 and at <= LATEST)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["Mon, 3 Jun 2019", "Mon, 03 Jun 2019", "3 Jun 2019", "Tue, 31 Feb 2020", "Mon, 1 Jan 1979"]
            ),
            st.sampled_from(["10:00:00", "23:59:60", "24:00:00", "1:00:00", "10:00", "00:00:59", "10:61:00"]),
            st.sampled_from(
                [" +0000", " -0730", " +0200 (CEST)", " GMT", "", " EST", " +9900", "+0100", " -0000x"]
            ),
            st.sampled_from([None, "Mon, 3 Jun 2019 10:00:02 +0000", " Sun, 2 Jun 2019 00:00:00 +0000", "x"]),
        )
    )
)
def test_dates_put_together_from_parts_are_those_read_whole(
    dates: list[tuple[str, str, str, str | None]],
) -> None:
    for day, time, zone, received in dates:
        text = f"{day} {time}{zone}"
        moment, quality = sent_at(text, received, LATEST)
        expected = int(moment.timestamp()) if moment else None
        for _ in range(2):
            assert sent_second(text, received, LATEST) == (expected, quality)
