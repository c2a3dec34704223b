"""What each connector makes of an invented sample, field by field, against a file that was looked at by hand.

After a wanted change: ``pytest tests/connectors --regenerate-golden``, then read the difference.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from connectors.base import HEAD_BYTES
from connectors.registry import CONNECTORS, recognise
from tests.connectors.reading import file, read

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SAMPLES = sorted((HERE / "samples").iterdir())
KINDS = {
    "phone_21.vcf": "vcard", "apple_30.vcf": "vcard", "server_40.vcf": "vcard", "linkedin_2026.csv": "linkedin_connections",
    "linkedin_2012.csv": "linkedin_connections", "google_2024.csv": "google_csv", "google_2019.csv": "google_csv",
    "outlook_en.csv": "outlook_csv", "outlook_de.csv": "outlook_csv", "outlook_pl.csv": "outlook_csv",
    "thunderbird_uk.csv": "thunderbird_csv", "crm.csv": "csv", "targets.csv": "home_targets", "knows.csv": "home_knows",
    "companies.csv": "home_companies", "thunderbird.ldif": "ldif", "linkedin_messages_9.csv": "linkedin_messages",
    "linkedin_messages_13.csv": "linkedin_messages", "linkedin_invitations_5.csv": "linkedin_invitations",
    "linkedin_invitations_7.csv": "linkedin_invitations", "linkedin_imported.csv": "linkedin_imported",
    "linkedin_recommendations.csv": "linkedin_recommendations", "linkedin_profile.csv": "linkedin_profile",
    "linkedin_positions.csv": "linkedin_positions", "linkedin_education.csv": "linkedin_education",
    "google.ics": "ics", "outlook.ics": "ics",
}  # fmt: skip


def documented() -> set[tuple[str, str]]:
    """(code, severity) of docs/problems.md."""
    text = (ROOT / "docs" / "problems.md").read_text()
    return {
        (code, severity)
        for code, severities in re.findall(r"^\| `(\w+)` \| ([a-z, ]+) \|", text, re.MULTILINE)
        for severity in severities.split(", ")
    }


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_sample(path: Path, request: pytest.FixtureRequest) -> None:
    data = path.read_bytes()
    connector = recognise(file(data, path.name))
    assert connector is not None
    rows, problems, tally = read(connector, data, path.name)
    assert {(one.code, one.severity) for one in problems} <= documented()
    found = {
        "kind": connector.kind,
        "n_read": tally.read,
        "rows": [
            {key: value for key, value in row.items() if value not in (None, []) and key != "kind"}
            for row in rows
        ],
        "problems": [" ".join(filter(None, (p.locator, p.severity, p.code, p.field))) for p in problems],
    }
    text = json.dumps(found, ensure_ascii=False, indent=1, default=str) + "\n"
    golden = HERE / "golden" / f"{path.name}.json"
    if request.config.getoption("--regenerate-golden", default=False):
        golden.write_text(text)
    assert connector.kind == KINDS[path.name]
    assert text == golden.read_text()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_only_one_connector_claims_a_sample(path: Path) -> None:
    data = path.read_bytes()
    assert len(data) < HEAD_BYTES
    surest = [connector.kind for connector in CONNECTORS if connector.recognise(file(data, path.name)) >= 0.9]
    assert surest in ([KINDS[path.name]], [])


@pytest.mark.parametrize("kind", sorted(set(KINDS.values())))
def test_every_kind_has_a_page(kind: str) -> None:
    assert (ROOT / "docs" / "connectors" / f"{kind}.md").read_text().startswith("# ")
