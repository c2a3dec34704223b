"""What stands before Dagster's pages. They have no login, and Dagster takes a change from any Host, from any origin and
by GET; so a page on the web could, in the browser of whoever runs them, start runs or (by DNS rebinding) read.

Refused, before Dagster sees the request: a Host that is not this machine (421); an Origin that is not the page itself, a
request that the browser marks as made by another site (403); GraphQL in an address (405); a change that is not JSON,
which a form of another site could send (415). Websockets are refused alike. An answer to what is refused says nothing
else, and none allows another origin to read. (Host: RFC 9110 7.2; Origin: RFC 6454; Sec-Fetch: W3C Fetch Metadata.)
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http import HTTPStatus
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost"})
"""Names of this machine, with any port: a tunnel (ssh -L) changes the port, and no rebinding makes these names."""

_READS = {"GET", "HEAD", "OPTIONS"}
_OF_THE_PAGE = {"same-origin", "none"}
"""Sec-Fetch-Site of a request by the page itself, and of an address typed in."""


class Guard:
    """An ASGI application that lets through to ``app`` what comes from its own pages or from no browser.

    names: hosts under which a proxy shows the pages, besides LOOPBACK; these may be https.
    """

    def __init__(self, app: App, names: Iterable[str] = ()) -> None:
        self._app = app
        self._names = frozenset(name.lower() for name in names)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        asked = scope["type"] in ("http", "websocket")  # else it is the server's own start and stop
        refusal = self._refusal(scope) if asked else None
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})  # before it was accepted: HTTP 403
        else:
            await _answer(refusal, send)

    def _refusal(self, scope: Message) -> HTTPStatus | None:
        """Why a request may not pass; None when it may."""
        host, *more = _all(scope, b"host") or [""]
        name = _name(host)
        if more or name not in LOOPBACK | self._names:
            return HTTPStatus.MISDIRECTED_REQUEST
        schemes = ("http", "https") if name in self._names else ("http",)
        origins = _all(scope, b"origin")
        if any(origin not in {f"{scheme}://{host}" for scheme in schemes} for origin in origins):
            return HTTPStatus.FORBIDDEN
        graphql = scope["path"].rstrip("/").endswith("/graphql")
        if not set(_all(scope, b"sec-fetch-site")) <= _OF_THE_PAGE and (graphql or not _followed(scope)):
            return HTTPStatus.FORBIDDEN
        if scope["type"] == "websocket":
            return None
        if scope["method"] in _READS:
            return HTTPStatus.METHOD_NOT_ALLOWED if graphql and scope["query_string"] else None
        kinds = [kind.partition(";")[0].strip().lower() for kind in _all(scope, b"content-type")]
        return None if kinds == ["application/json"] else HTTPStatus.UNSUPPORTED_MEDIA_TYPE


def _followed(scope: Message) -> bool:
    """A link on another site that opens a page as a whole: the other site sees nothing of it."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and _all(scope, b"sec-fetch-mode") == ["navigate"]
        and _all(scope, b"sec-fetch-dest") == ["document"]
    )


def _all(scope: Message, name: bytes) -> list[str]:
    return [value.decode("latin-1").lower() for key, value in scope["headers"] if key.lower() == name]


def _name(host: str) -> str:
    """The host without its port; empty when the port is no number."""
    name, colon, port = host.partition(":")
    return name if not colon or (port.isascii() and port.isdigit()) else ""


async def _answer(status: HTTPStatus, send: Send) -> None:
    text = f"{status.phrase}\n".encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": text})
