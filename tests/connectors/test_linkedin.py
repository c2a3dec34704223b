"""LinkedIn's archive beyond connections: who took part and when, whatever the era, and never a word that was written."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Summary, Tally
from connectors.linkedin import LinkedInInvitations, LinkedInMessages
from connectors.linkedin.recipients import Directory, by_url
from connectors.linkedin.times import moment, month
from connectors.registry import BY_KIND, recognise
from tests.connectors.loading import load, new_home, problems, rows, sources
from tests.connectors.reading import file, read

SAMPLES = Path(__file__).parent / "samples"
ME, BO, CLEO = (f"linkedin.com/in/{slug}" for slug in ("anna-ownhouse", "bo-ekman-example", "cleo-never"))


def summary(kind: str, data: bytes) -> dict[str, list[dict[str, Any]]]:
    items = list(BY_KIND[kind].read(file(data), Tally()))
    (found,) = [item for item in items if isinstance(item, Summary)]
    return found.rows


def test_who_took_part_under_which_name_and_who_may_be_the_owner() -> None:
    found = summary("linkedin_messages", (SAMPLES / "linkedin_messages_13.csv").read_bytes())
    people = {row["urls"][0].removeprefix("https://www."): row for row in found["contact"]}
    assert people.keys() == {ME, BO, CLEO}
    assert {row["kind"] for row in people.values()} == {"chat"}
    assert (people[BO]["full_name"], people[CLEO]["full_name"]) == ("Bo Ekman", "Cleo Never")
    assert people[CLEO]["first_seen"] == datetime(2025, 6, 1, 14, 3, 22, tzinfo=UTC)
    claims = [(row["profile"], row["n"], row["n_all"]) for row in found["own_profile"]]
    assert claims == [(BO, 3, 3), (ME, 2, 3), (CLEO, 2, 3)]
    invited = summary("linkedin_invitations", (SAMPLES / "linkedin_invitations_7.csv").read_bytes())
    assert [(row["profile"], row["n"], row["n_all"]) for row in invited["own_profile"]] == [(ME, 2, 2)]
    assert [row["full_name"] for row in invited["contact"]] == ["Anna Ownhouse", "Bo Ekman", "Fay Asking"]


def test_names_with_commas_are_never_split_by_guess() -> None:
    two = f"https://www.{BO},https://www.{CLEO}"
    assert by_url(two, "Ekman, MBA, Cleo, PhD") == ([(BO, None), (CLEO, None)], False)
    assert by_url(f"https://www.{BO}", "Ekman, MBA, PhD") == ([(BO, "Ekman, MBA, PhD")], False)
    assert by_url(f"https://www.{BO},", "Bo Ekman, Somebody") == ([(BO, None)], True)
    assert by_url(None, "Bo Ekman") == ([], True)
    assert by_url(None, None) == ([], False)
    directory = Directory()
    directory.add("1", "Bo Ekman, MBA", BO)
    directory.add("1", "Kim Lee", "linkedin.com/in/kim-1")
    directory.add("2", "Kim Lee", "linkedin.com/in/kim-2")
    assert directory.find("9", "Bo Ekman, MBA, Nobody Known") == ([BO], True)
    assert directory.find("2", "kim  lee, Bo Ekman, MBA") == (["linkedin.com/in/kim-2", BO], False)
    assert directory.find("9", "Kim Lee") == ([], True)


def test_instants_and_months() -> None:
    assert moment("2025-06-01 14:03:22 UTC") == (datetime(2025, 6, 1, 14, 3, 22, tzinfo=UTC), "ok")
    assert moment("1/29/26, 2:37 PM") == (datetime(2026, 1, 29, 14, 37, tzinfo=UTC), "repaired")
    for text in ("", None, "gestern", "0019-01-01 00:00:00 UTC", "9999-12-31 00:00:00 UTC"):
        assert moment(text) == (None, "missing")
    assert [str(month(text)) for text in ("Jan 2020", "2019", "12 Mar 2018", "x")] == [
        "2020-01-01",
        "2019-01-01",
        "2018-03-12",
        "None",
    ]


ARCHIVE = {
    "Connections.csv": (SAMPLES / "linkedin_2026.csv").read_bytes(),
    "messages.csv": (SAMPLES / "linkedin_messages_13.csv").read_bytes(),
    "Invitations.csv": (SAMPLES / "linkedin_invitations_7.csv").read_bytes(),
    "ImportedContacts.csv": (SAMPLES / "linkedin_imported.csv").read_bytes(),
    "Profile.csv": (SAMPLES / "linkedin_profile.csv").read_bytes(),
    "Positions.csv": (SAMPLES / "linkedin_positions.csv").read_bytes(),
    "Education.csv": (SAMPLES / "linkedin_education.csv").read_bytes(),
    "Recommendations_Received.csv": (SAMPLES / "linkedin_recommendations.csv").read_bytes(),
    "Skills.csv": b"Name\nToys\nWood\n",
    "Email Addresses.csv": b"Email Address,Confirmed,Primary,Updated On\nanna@own.example,Yes,Yes,Not Available\n",
    "Company Follows.csv": b"Organization,Followed On\nAcme,Mon Jan 01 10:00:00 UTC 2024\n",
    "Job Applications.csv": b"Application Date,Contact Email,Contact Phone Number,Company Name,Job Title,Job Url\n"
    b"1/1/24,anna@own.example,1,Acme,Maker,https://www.linkedin.com/jobs/view/1\n",
    "Endorsement_Received_Info.csv": b"Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,"
    b"Endorser Public Url,Endorsement Status\n2024/01/01 10:00:00 UTC,Toys,Bo,Ekman,www.linkedin.com/in/x,ACCEPTED\n",
}


def test_a_whole_archive_is_read_as_it_is_and_the_rest_of_it_said_to_be_no_export(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    with zipfile.ZipFile(home.inbox / "anna" / "Complete_LinkedInDataExport.zip", "w") as archive:
        for name, data in ARCHIVE.items():
            archive.writestr(name, data)
    load(home)
    found = sources(home)
    assert {name: row["kind"] for name, row in found.items()} == {
        "Connections.csv": "linkedin_connections",
        "messages.csv": "linkedin_messages",
        "Invitations.csv": "linkedin_invitations",
        "ImportedContacts.csv": "linkedin_imported",
        "Profile.csv": "linkedin_profile",
        "Positions.csv": "linkedin_positions",
        "Education.csv": "linkedin_education",
        "Recommendations_Received.csv": "linkedin_recommendations",
    } | dict.fromkeys(list(ARCHIVE)[8:], "unknown")
    assert found["messages.csv"]["n_read"] == 7
    assert rows(home, "message").height == 5
    assert rows(home, "career").height == 4
    assert {row["basis"] for row in rows(home, "own_profile").to_dicts()} == {
        "message",
        "invitation",
        "profile",
    }
    assert {code for name, code in problems(home) if found[name]["kind"] == "unknown"} == {"not_an_export"}
    assert {code for name, code in problems(home) if name == "messages.csv"} == {
        "draft",
        "sponsored",
        "spam_or_trash",
        "bad_date",
        "unknown_recipient",
    }


def test_nothing_that_was_written_is_kept(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    words = {"messages.csv": b"see you", "Invitations.csv": b"let us connect"}
    (home.inbox / "anna" / "messages.csv").write_bytes((SAMPLES / "linkedin_messages_9.csv").read_bytes())
    (home.inbox / "anna" / "Invitations.csv").write_bytes(ARCHIVE["Invitations.csv"])
    (home.inbox / "anna" / "Recommendations_Given.csv").write_bytes(ARCHIVE["Recommendations_Received.csv"])
    load(home)
    for table in ("contact", "message", "own_profile", "problem"):
        text = str(rows(home, table).to_dicts()).encode()
        assert not any(word in text for word in (*words.values(), b"wonderful", b"Lunch"))


COLUMNS = {
    "CONVERSATION ID": st.sampled_from(["1", "2", ""]),
    "CONVERSATION TITLE": st.text(max_size=5),
    "FROM": st.sampled_from(["Ann Other", "Bo Ek, MBA", "LinkedIn Member", ""]),
    "SENDER PROFILE URL": st.sampled_from(["https://www.linkedin.com/in/ann", "www.linkedin.com/in/bo/", "", "x"]),
    "TO": st.sampled_from(["Ann Other", "Bo Ek, MBA, Ann Other", ""]),
    "RECIPIENT PROFILE URLS": st.sampled_from(["https://www.linkedin.com/in/bo,https://www.linkedin.com/in/cy", "", ","]),
    "DATE": st.sampled_from(["2025-06-01 14:03:22 UTC", "", "x"]),
    "CONTENT": st.text(max_size=30),
    "FOLDER": st.sampled_from(["INBOX", "SPAM"]),
    "IS MESSAGE DRAFT": st.sampled_from(["No", "Yes", ""]),
}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_order_of_columns_and_any_dress_gives_the_same_messages(data: st.DataObject) -> None:
    names = data.draw(st.permutations(list(COLUMNS)))
    shapes = st.fixed_dictionaries({name: COLUMNS[name] for name in names})
    cells = data.draw(st.lists(shapes, min_size=1, max_size=6))
    quoting = data.draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))

    def export(order: list[str], quoting: Any, encoding: str) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, quoting=quoting)
        writer.writerow(order)
        writer.writerows([[row[name].replace("\0", "") for name in order] for row in cells])
        return out.getvalue().encode(encoding, "replace")

    dressed = export(names, quoting, encoding)
    connector = recognise(file(dressed))
    assert connector is not None
    assert connector.kind == "linkedin_messages"
    plain = read(LinkedInMessages(), export(list(COLUMNS), csv.QUOTE_ALL, "utf-8"))
    found = read(LinkedInMessages(), dressed)
    assert found[2].read == plain[2].read == len(cells)
    drop = ("locator",) if any("\r" in row["CONTENT"] or "\n" in row["CONTENT"] for row in cells) else ()
    assert [{k: v for k, v in row.items() if k not in drop} for row in found[0]] == [
        {k: v for k, v in row.items() if k not in drop} for row in plain[0]
    ]


@pytest.mark.parametrize("connector", [LinkedInMessages(), LinkedInInvitations()], ids=lambda one: one.kind)
@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), max_size=14), max_size=8))
def test_any_rows_are_accounted_for(connector: Any, cells: list[list[str]]) -> None:
    header = {
        "linkedin_messages": ["CONVERSATION ID", "FROM", "SENDER PROFILE URL", "TO", "DATE", "CONTENT"],
        "linkedin_invitations": ["From", "To", "Sent At", "Message", "Direction"],
    }[connector.kind]
    text = "\n".join(",".join(row).replace("\0", "") for row in [header, *cells])
    read(connector, text.encode("utf-8", "replace"))
