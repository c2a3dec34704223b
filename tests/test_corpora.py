"""A whole run over real public archives: a kernel list's mbox, vCards of many programs, CSV exports. Counts only."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.home import Home
from tests.conftest import run
from warehouse.read import Warehouse

pytestmark = pytest.mark.corpora
AS_OF = date(2023, 2, 1)
ADDRESS = re.compile(rb"(?mi)^From:[^\n]*?<([\w.+-]+@[\w.-]+\.\w+)>")


@dataclass(frozen=True)
class Archive:
    """A home whose owner is one of the most frequent senders of the archive, after one run."""

    home: Home
    corpora: Path
    n_from_lines: int


@pytest.fixture(scope="module")
def archive(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    mbox = corpora / "mail" / "linux-s390.mbox.gz"
    with gzip.open(mbox) as stream:
        content = stream.read()
    senders = Counter(address.lower().decode() for address in ADDRESS.findall(content))
    owner = senders.most_common(3)[-1][0]
    home = Home(tmp_path_factory.mktemp("archive") / "home")
    home.create()
    home.add_owner("owner", [owner])
    for path in (mbox, corpora / "vcards", corpora / "csv"):
        home.register(path.absolute(), "owner")
    run(home, as_of=AS_OF)
    return Archive(home, corpora, len(re.findall(rb"(?m)^From ", content)))


@pytest.fixture
def published(archive: Archive) -> Iterator[Warehouse]:
    with Warehouse(archive.home.warehouse) as warehouse:
        yield warehouse


def test_every_file_adds_up_against_an_independent_count(archive: Archive, published: Warehouse) -> None:
    sources = [
        tuple(row.values())
        for row in published.rows(
            "select path, kind, n_read, n_loaded + n_skipped + n_rejected as n from source"
        )
    ]
    kinds = Counter(kind for _, kind, _, _ in sources)
    assert kinds["vcard"] > 150
    assert kinds["mbox"] == 1
    for name, kind, n_read, n_told in sources:
        place = name.rpartition("/")[2]
        assert n_read == n_told, place
        if kind == "mbox":
            assert n_read == archive.n_from_lines
        elif kind == "vcard":
            assert n_read == _cards(Path(name)), place
        elif kind == "linkedin_connections" or kind.endswith("csv"):
            assert n_read == _rows(Path(name)), place


def _text(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _cards(path: Path) -> int:
    return len(
        re.findall(r"(?im)^[ \t]*BEGIN[ \t]*:[ \t]*VCARD[ \t]*\r?$", _text(path).replace("\r\n", "\n"))
    )


def _rows(path: Path) -> int:
    """Rows after the header, which is the first row of three cells or more, or else the first; empty lines are none."""
    rows = [row for row in csv.reader(io.StringIO(_text(path), newline="")) if row]
    header = next((n for n, row in enumerate(rows) if len(row) >= 3), 0)
    return len(rows) - header - 1


def test_brokers_to_a_stranger_are_counted_as_the_mail_says(archive: Archive, published: Warehouse) -> None:
    """Somebody the owner never wrote to: what a reason quotes is what a query on the Parquet gives."""
    target = published.rows(
        "select a.person from (select person_a as person, strength_ab + strength_ba as s from acquaintance"
        " union all select person_b, strength_ab + strength_ba from acquaintance) a"
        " left join tie on tie.person_id = a.person where coalesce(tie.n_sent, 0) = 0"
        " and a.person not in (select person_id from owner where person_id is not null)"
        " group by 1 order by sum(a.s) desc, 1 limit 1"
    )[0]["person"]
    rows = [row for row in published.who_to_ask(person=target, limit=20) if len(row["route"]) == 2]
    owner = published.rows("select person_id from owner")[0]["person_id"]
    assert len(rows) >= 3
    checked = 0
    for row in rows[:5]:
        broker, name, target_name = row["person_id"], row["name"], row["route"][-1]["name"]
        sent, received = map(
            int, re.findall(r"(\d[\d,]*) (?:sent|received)", row["why"].replace(",", ""))[:2]
        )
        assert (sent, received) == (_mails(archive, owner, broker), _mails(archive, broker, owner))
        for a, b, first, second in ((name, target_name, broker, target), (target_name, name, target, broker)):
            if found := re.search(re.escape(f"{a} wrote to {b} ") + r"(once|twice|\d+ times)", row["why"]):
                quoted = {"once": 1, "twice": 2}.get(found[1]) or int(found[1].split()[0])
                assert quoted == _mails(archive, first, second)
                checked += 1
    assert checked >= 3


def _mails(archive: Archive, writer: str, reader: str) -> int:
    """Personal messages from one person to another, straight from the Parquet."""
    built = archive.home.built
    with duckdb.connect() as con:
        return int(
            con.execute(
                f"""
                with address as (
                    select p.person_id, unnest(r.emails) as address
                    from read_parquet('{built}/record.parquet') r
                    join read_parquet('{built}/person_record.parquet') p using (record_id)
                )
                select count(distinct message_key) from read_parquet('{built}/mail.parquet') m
                where bulk_reason is null and sent_at < ? and n_recipients <= 50
                  and sender in (select address from address where person_id = ?)
                  and exists (select 1 from (select unnest(m.recipients) as r)
                              where r.address in (select address from address where person_id = ?))
                """,
                [AS_OF, writer, reader],
            ).fetchall()[0][0]
        )


def test_a_company_is_asked_about_by_its_mail_domain(archive: Archive, published: Warehouse) -> None:
    company = published.rows(
        "select organisation from affiliation join tie using (person_id) where basis = 'domain'"
        " group by all order by sum(n_sent + n_received) desc, 1 limit 1"
    )[0]["organisation"]
    rows = published.who_to_ask(company=published.company(company), limit=10)
    assert len(rows) == 10
    for row in rows:
        assert 0 <= row["tie"] <= 1
        assert row["evidence"], "every row shows a file and a place"
    why = published.rows("from why(p_person := $person::varchar)", {"person": rows[0]["person_id"]})
    places = [line for line in why if line["section"] == "evidence"]
    assert places
    assert all("linux-s390.mbox" in line["source"] and line["locator"].startswith("byte:") for line in places)
