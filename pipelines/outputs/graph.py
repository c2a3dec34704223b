"""A network as GraphML or GEXF, the files that Gephi, networkx, igraph, Cytoscape and yEd read.

GraphML: http://graphml.graphdrawing.org/specification.html. GEXF 1.3: https://gexf.net/schema.html. Written row by
row, so that a large network needs no more memory than a small one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

Column = tuple[str, str]
"""Name and type (string, double, long) of an attribute."""

NODES: tuple[Column, ...] = (
    ("label", "string"), ("role", "string"), ("organisation", "string"), ("title", "string"), ("city", "string"),
    ("country", "string"), ("circle_id", "string"), ("tie", "double"), ("n_sent", "long"), ("n_received", "long"),
    ("active_weeks", "long"), ("first_at", "string"), ("last_at", "string"),
)  # fmt: skip
"""Columns of macro network_people after the id."""
EDGES: tuple[Column, ...] = (
    ("kind", "string"), ("weight", "double"), ("n_out", "long"), ("n_in", "long"), ("n_together", "long"),
    ("n_evidence", "long"), ("last_at", "string"),
)  # fmt: skip
"""Columns of macro network_edges after source and target."""

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no character for, not even escaped."""

Rows = Iterable[Sequence[Any]]


def graphml(stream: BinaryIO, people: Rows, edges: Rows) -> None:
    """Write rows of network_people and of network_edges as GraphML."""
    out = _Writer(stream)
    with out.element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns"):
        for kind, columns in (("node", NODES), ("edge", EDGES)):
            for name, type_ in columns:
                out.empty("key", {"id": f"{kind}_{name}", "for": kind, "attr.name": name, "attr.type": type_})
        with out.element("graph", id="network", edgedefault="undirected"):
            for row in people:
                with out.element("node", id=row[0]):
                    _data(out, "node", NODES, row[1:])
            for nth, row in enumerate(edges):
                with out.element("edge", id=f"e{nth}", source=row[0], target=row[1]):
                    _data(out, "edge", EDGES, row[2:])
    out.end()


def gexf(stream: BinaryIO, people: Rows, edges: Rows) -> None:
    """Write rows of network_people and of network_edges as GEXF 1.3."""
    # label and weight are GEXF's own attributes; "kind" of an edge, too, but means something else there
    node_columns, edge_columns = NODES[1:], (EDGES[0], *EDGES[2:])
    out = _Writer(stream)
    with (
        out.element("gexf", xmlns="http://gexf.net/1.3", version="1.3"),
        out.element("graph", defaultedgetype="undirected", mode="static"),
    ):
        for kind, columns in (("node", node_columns), ("edge", edge_columns)):
            with out.element("attributes", {"class": kind}):
                for name, type_ in columns:
                    out.empty("attribute", {"id": name, "title": name, "type": type_})
        with out.element("nodes"):
            for row in people:
                with out.element("node", id=row[0], label=row[1]):
                    _values(out, node_columns, row[2:])
        with out.element("edges"):
            for nth, row in enumerate(edges):
                with out.element("edge", id=str(nth), source=row[0], target=row[1], weight=_text(row[3])):
                    _values(out, edge_columns, (row[2], *row[4:]))
    out.end()


class _Writer:
    """Elements with escaped attributes and text, UTF-8."""

    def __init__(self, stream: BinaryIO) -> None:
        self._xml = XMLGenerator(stream, encoding="utf-8", short_empty_elements=True)
        self._xml.startDocument()

    @contextmanager
    def element(self, name: str, attributes: dict[str, str] | None = None, /, **more: str) -> Iterator[None]:
        given = {key: _clean(value) for key, value in ((attributes or {}) | more).items()}
        self._xml.startElement(name, AttributesImpl(given))
        yield
        self._xml.endElement(name)
        if name in _LINES:
            self._xml.ignorableWhitespace("\n")

    def empty(self, name: str, attributes: dict[str, str]) -> None:
        with self.element(name, attributes):
            pass

    def text(self, text: str) -> None:
        self._xml.characters(_clean(text))

    def end(self) -> None:
        self._xml.endDocument()


_LINES = {"key", "node", "edge", "attribute", "attributes", "nodes", "edges", "graph"}
"""Elements that end a line."""


def _data(out: _Writer, kind: str, columns: Sequence[Column], values: Sequence[Any]) -> None:
    for (name, _), value in zip(columns, values, strict=True):
        if value is not None:
            with out.element("data", key=f"{kind}_{name}"):
                out.text(_text(value))


def _values(out: _Writer, columns: Sequence[Column], values: Sequence[Any]) -> None:
    with out.element("attvalues"):
        for (name, _), value in zip(columns, values, strict=True):
            if value is not None:
                out.empty("attvalue", {"for": name, "value": _text(value)})


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)
