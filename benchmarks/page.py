"""Figures of a run between marks of a page, so that what the page says is what was measured."""

from __future__ import annotations

from pathlib import Path


def put(page: Path, start: str, end: str, heading: str, text: str) -> None:
    """Put the text between the marks ``start`` and ``end``; without marks, at the page's end under the heading."""
    old = page.read_text(encoding="utf-8") if page.exists() else "# Benchmarks\n"
    body = f"{start}\n{text}\n{end}"
    if start in old and end in old:
        new = old[: old.index(start)] + body + old[old.index(end) + len(end) :]
    else:
        new = f"{old.rstrip()}\n\n{heading}\n{body}\n"
    page.write_text(new, encoding="utf-8")
