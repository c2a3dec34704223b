"""``weakties ui`` as somebody sees it: in a real browser, read-only, and gone when it is told to stop."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import polars as pl
import pytest

from pipelines.stages import pictures
from tests.pipelines import small
from tests.pipelines.test_definitions import GRAPH

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.dagster,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium here"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the UI of a home answers that was run once from the command line."""
    folder = tmp_path_factory.mktemp("ui")
    home = small.make(folder / "home")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    weakties = [sys.executable, "-m", "pipelines.cli.main", "--home", str(home.path)]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    subprocess.run(
        [*weakties, "run", "--as-of", str(small.AS_OF)], cwd=folder, env=env, check=True, capture_output=True
    )
    # A table that should not be there: a run that a check stops.
    small.add_person(home)
    pl.DataFrame({"subject": ["x"]}).write_parquet(home.built / "stray.parquet")
    stopped = subprocess.run([*weakties, "run"], cwd=folder, env=env, check=False, capture_output=True)
    assert stopped.returncode == 1
    (home.built / "stray.parquet").unlink()
    server = subprocess.Popen(
        [*weakties, "ui", "--port", str(port)], cwd=folder, env=env, stderr=subprocess.DEVNULL
    )
    try:
        yield _answering(f"http://127.0.0.1:{port}", server)
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0, "a server outlived the command"


def test_the_assets_and_their_graph_are_on_the_pages(address: str, tmp_path: Path) -> None:
    catalog = _page(f"{address}/assets", tmp_path)
    assert [name for name in GRAPH if f">{name}<" not in catalog] == []
    graph = _page(f"{address}/locations/weakties/asset-groups/identity/lineage", tmp_path)
    around = {name for name, (group, above) in GRAPH.items() if group == "identity" or "records" in above}
    assert [name for name in around if f">{name}<" not in graph] == []


def test_a_run_of_the_command_line_and_its_checks_are_on_the_pages(address: str, tmp_path: Path) -> None:
    runs = _page(f"{address}/runs", tmp_path)
    assert "weakties" in runs
    assert "Success" in runs
    checks = _page(f"{address}/assets/warehouse?view=checks", tmp_path)
    assert "accounting" in checks
    assert "no_sudden_drop" in checks
    assert "Succeeded" in checks
    assert not any(canary in runs + checks for canary in small.CANARIES)


def test_a_check_that_failed_and_what_it_stopped_are_on_the_pages(address: str, tmp_path: Path) -> None:
    query = "{runsOrError(limit:1){... on Runs{results{runId status}}}}"
    request = urllib.request.Request(
        f"{address}/graphql", json.dumps({"query": query}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        (run,) = json.load(answer)["data"]["runsOrError"]["results"]
    assert run["status"] == "FAILURE"
    page = _page(f"{address}/runs/{run['runId']}", tmp_path)
    assert "Failure" in page
    assert "1 blocking asset check failed" in page
    assert "no_text_of_mail" in page
    assert "Dependencies for step published_warehouse failed: ['before_publishing']. Not executing." in page
    assert "Failed" in _page(f"{address}/assets/warehouse?view=checks", tmp_path)


def test_an_asset_says_its_columns_and_what_they_come_from(address: str, tmp_path: Path) -> None:
    page = _page(f"{address}/assets/people", tmp_path)
    for said in ("person_id", "likely_id", "docs/architecture.md", "peak_memory_mb"):
        assert said in page, said


def test_pictures_of_counts_are_on_the_page(address: str, tmp_path: Path) -> None:
    page = _page(f"{address}/assets/published_warehouse", tmp_path)
    assert page.count("data:image/svg+xml;base64,") >= len(pictures.DRAWN["published_warehouse"])
    for picture in pictures.DRAWN["published_warehouse"]:
        assert picture.title in page
    assert "2026: <5" in page, "small groups are not told"


def test_the_schedule_and_the_sensor_are_on_the_page(address: str, tmp_path: Path) -> None:
    page = _page(f"{address}/automation", tmp_path)
    assert "daily" in page
    assert "weekly_refit" in page
    assert "inbox" in page


def test_the_page_cannot_start_a_run(address: str) -> None:
    query = 'mutation{setSensorCursor(sensorSelector:{repositoryName:"__repository__",repositoryLocationName:"weakties",sensorName:"inbox"},cursor:"x"){__typename}}'
    request = urllib.request.Request(
        f"{address}/graphql", json.dumps({"query": query}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert json.load(answer)["data"]["setSensorCursor"]["__typename"] == "UnauthorizedError"


def _page(url: str, folder: Path) -> str:
    """The page's text once its scripts have run."""
    command = [
        str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={folder / 'profile'}", "--window-size=2400,1400", "--virtual-time-budget=40000",
        "--dump-dom", url,
    ]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, timeout=180, text=True)
    return unescape(done.stdout)


def _answering(address: str, server: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        assert server.poll() is None, "the server ended by itself"
        try:
            with urllib.request.urlopen(f"{address}/server_info", timeout=5):
                return address
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server does not answer")
