"""``weakties ui --write`` as it runs for good: behind the guard, with a daemon that sees what is dropped, gone when told."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.home import Home
from pipelines.stages.context import today
from tests.pipelines import small

pytestmark = [
    pytest.mark.dagster,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc to look for processes"),
]

_RUNS = "{runsOrError{... on Runs{results{status tags{key value}}}}}"
_STARTS = 'mutation{startSensor(sensorSelector:{repositoryName:"__repository__",repositoryLocationName:"weakties",sensorName:"inbox"}){__typename}}'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that was run once, with an empty inbox: its exports lie elsewhere."""
    folder = tmp_path_factory.mktemp("served")
    home = small.make(folder / "home")
    (home.inbox / "anna").rename(folder / "exports")
    (home.inbox / "anna").mkdir(mode=0o700)
    (home.path / "targets.csv").unlink()
    home.register(folder / "exports", "anna")
    small.run(home, as_of=today())
    return home


@pytest.fixture(scope="module")
def address(home: Home) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "pipelines.cli.main", "--home", str(home.path), "ui", "--write"]
    env = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "WEAKTIES_SETTLE_SECONDS": "2",
    }
    server = subprocess.Popen(
        [*command, "--port", str(port)], cwd=home.path.parent, env=env, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _until(lambda: _answers(address, server), "the pages answer")
        assert len(_processes(home)) > 2
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
        assert _processes(home) == []


def test_only_its_own_pages_may_change_anything(address: str) -> None:
    own = {"Content-Type": "application/json", "Origin": address}
    assert _graphql(address, _STARTS, own)["startSensor"]["__typename"] == "Sensor"
    for headers, status in (
        ({**own, "Origin": "http://evil.example"}, 403),
        ({**own, "Host": "evil.example", "Origin": "http://evil.example"}, 421),
        ({**own, "Content-Type": "text/plain"}, 415),
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            _graphql(address, _STARTS, headers)
        assert refused.value.code == status


def test_a_file_that_is_dropped_is_read_once_and_readers_keep_theirs(home: Home, address: str) -> None:
    before = home.warehouse.stat()
    with duckdb.connect(str(home.warehouse), read_only=True) as analyst:
        known = analyst.execute("select count(*) from person").fetchall()
        card = small.CARD.format(name="Cyril Ombersley", address="cyril@ombersley.example")
        with (home.inbox / "anna" / "more.vcf").open("w", encoding="utf-8") as file:
            file.write(card[:30])  # as while it is copied
            file.flush()
            time.sleep(1)
            file.write(card[30:])
        _until(lambda: _asked(address) == ["SUCCESS"], "the sensor's run ended", 180)
        published = home.warehouse.stat()
        assert published.st_ino != before.st_ino
        time.sleep(7)  # three more looks of the sensor
        assert analyst.execute("select count(*) from person").fetchall() == known
    assert _asked(address) == ["SUCCESS"]
    assert home.warehouse.stat().st_mtime_ns == published.st_mtime_ns
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        named = con.execute("select count(*) from person where display_name = 'Cyril Ombersley'").fetchall()
    assert named == [(1,)]


def _asked(address: str) -> list[str]:
    """How the runs ended that the sensor asked for."""
    runs = _graphql(address, _RUNS, {"Content-Type": "application/json"})["runsOrError"]["results"]
    wanted = {"key": "dagster/sensor_name", "value": "inbox"}
    states = [run["status"] for run in runs if wanted in run["tags"]]
    assert "FAILURE" not in states
    return states


def _graphql(address: str, query: str, headers: dict[str, str]) -> dict[str, Any]:
    request = urllib.request.Request(f"{address}/graphql", json.dumps({"query": query}).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return dict(json.load(answer)["data"])


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    assert server.poll() is None, "the server ended by itself"
    try:
        with urllib.request.urlopen(f"{address}/server_info", timeout=5):
            return True
    except OSError:
        return False


def _until(holds: Callable[[], bool], what: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"in vain: {what}"
        time.sleep(0.3)


def _processes(home: Home) -> list[str]:
    """Processes that work on this home, however they were started."""
    mark = f"DAGSTER_HOME={home.dagster}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(folder.name)
        except OSError:  # another user's, or gone
            continue
    return [pid for pid in found if pid != str(os.getpid())]
