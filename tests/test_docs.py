"""The documents say what there is: a page per connector, every command, every problem code."""

from __future__ import annotations

import re
from pathlib import Path

from connectors.registry import CONNECTORS
from pipelines.cli.main import COMMANDS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def test_every_connector_has_a_page() -> None:
    pages = {path.stem for path in (DOCS / "connectors").glob("*.md")}
    kinds = {connector.kind for connector in CONNECTORS}
    assert {
        kind for kind in kinds if kind not in pages and not (kind.startswith("home_") and "home" in pages)
    } == set()


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name for name in COMMANDS if not re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", readme)} == set()


def test_every_problem_code_is_documented() -> None:
    documented = set(
        re.findall(r"^\| `([a-z_]+)` \|", (DOCS / "problems.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "connectors").rglob("*.py"))
    used = set(re.findall(r'Problem\([^"()]*"([a-z_]+)"', source)) | set(
        re.findall(r'Refused\("([a-z_]+)"\)', source)
    )
    assert used - documented - {"skipped", "rejected", "repaired"} == set()


def test_relative_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
