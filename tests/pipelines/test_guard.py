"""What the guard before Dagster's pages refuses, as a browser and as a forger send it, over real HTTP."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
import uvicorn

from pipelines.guard import App, Guard, Message, Receive, Send

OWN = "127.0.0.1:{port}"
JSON = {"Content-Type": "application/json"}
EVIL = "http://evil.example"


async def _pages(scope: Message, receive: Receive, send: Send) -> None:
    """Stands for Dagster: answers all with a secret."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1000})
    else:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"secret"})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    yield from _serve(Guard(_pages, ["Weakties.example.org"]))


def _serve(app: App) -> Iterator[int]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))  # type: ignore[arg-type]
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def _ask(port: int, method: str, path: str, headers: dict[str, str], host: str = OWN) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    for name, value in {"Host": host.format(port=port), "Content-Length": "0", **headers}.items():
        if value:
            connection.putheader(name, value.format(port=port))
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode()
    assert "access-control-allow-origin" not in {name.lower() for name, _ in answer.getheaders()}
    connection.close()
    return answer.status, body


@pytest.mark.parametrize(
    ("method", "path", "headers", "host"),
    [
        ("GET", "/", {}, OWN),
        ("GET", "/runs", {}, "localhost:8080"),  # through a tunnel
        ("GET", "/runs", {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, OWN),
        (
            "GET",
            "/runs",
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
            OWN,
        ),
        ("POST", "/graphql", {**JSON, "Origin": f"http://{OWN}", "Sec-Fetch-Site": "same-origin"}, OWN),
        ("POST", "/graphql", {"Content-Type": "Application/JSON; charset=utf-8"}, OWN),
        ("GET", "/graphql", {}, OWN),  # the editor for queries
        ("POST", "/graphql", {**JSON, "Origin": "https://weakties.example.org"}, "weakties.example.org"),
    ],
)
def test_the_pages_own_requests_pass(
    port: int, method: str, path: str, headers: dict[str, str], host: str
) -> None:
    assert _ask(port, method, path, headers, host) == (200, "secret")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1.evil.example",
        "localhost.evil.example:{port}",
        "127.0.0.1:{port}@evil.example",
        "127.0.0.1:80:80",
        "192.168.0.1:{port}",
        "0.0.0.0:{port}",
        "[::1]:{port}",
        "localhost.",
        "127.0.0.1:²",
        "",
    ],
)
def test_another_name_for_this_machine_reads_nothing(port: int, host: str) -> None:
    """A page whose name was made to point here (DNS rebinding) is of one origin with itself."""
    for method, path in (("GET", "/"), ("GET", "/graphql"), ("POST", "/graphql"), ("GET", "/server_info")):
        status, body = _ask(port, method, path, {**JSON, "Origin": f"http://{host}" if host else ""}, host)
        assert (status, "secret" in body) in ((421, False), (400, False)), path
    assert _shake_hands(port, host, f"http://{host}") in (400, 403)


@pytest.mark.parametrize(
    "origin",
    [
        EVIL,
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://localhost:{port}",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:{port}.evil.example",
        "http://evil.example:{port}",
        "file://",
    ],
)
def test_what_another_origin_sends_changes_nothing(port: int, origin: str) -> None:
    for headers in (JSON, {"Content-Type": "text/plain"}):
        status, body = _ask(port, "POST", "/graphql", {**headers, "Origin": origin})
        assert (status, "secret" in body) == (403, False)
    assert _ask(port, "GET", "/server_info", {"Origin": origin})[0] == 403
    assert _ask(port, "OPTIONS", "/graphql", {"Origin": origin})[0] == 403
    assert _shake_hands(port, OWN, origin) == 403


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/graphql?query=mutation", {}, 405),  # <img>, or a link in a mail
        ("HEAD", "/graphql/?query=mutation", {}, 405),
        ("POST", "/graphql?query=mutation", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ("POST", "/graphql", {"Content-Type": "application/graphql"}, 415),
        ("POST", "/graphql", {"Content-Type": "text/plain; application/json"}, 415),
        ("POST", "/report_asset_materialization/people", {}, 415),
        ("POST", "/graphql", {**JSON, "Sec-Fetch-Site": "cross-site"}, 403),
        ("POST", "/graphql", {**JSON, "Sec-Fetch-Site": "same-site"}, 403),  # another port of this machine
        (
            "GET",
            "/runs",
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
            403,
        ),
        ("GET", "/logs/x", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        (
            "GET",
            "/graphql",
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
            403,
        ),
    ],
)
def test_what_needs_no_origin_is_refused_by_its_shape(
    port: int, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    found, body = _ask(port, method, path, headers)
    assert (found, "secret" in body) == (status, False)


def test_the_pages_own_websocket_opens(port: int) -> None:
    assert _shake_hands(port, OWN, f"http://{OWN}") == 101
    assert _shake_hands(port, OWN, "", "Sec-Fetch-Site: cross-site") == 403


def test_two_hosts_are_none(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        assert b"secret" not in line.makefile("rb").read()


def _shake_hands(port: int, host: str, origin: str, *more: str) -> int:
    """The status with which opening a websocket is answered."""
    lines = [
        "GET /graphql HTTP/1.1",
        f"Host: {host}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        *([f"Origin: {origin}"] if origin else []),
        *more,
    ]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall("\r\n".join([*lines, "", ""]).format(port=port).encode())
        return int(line.makefile("rb").readline().split()[1])
