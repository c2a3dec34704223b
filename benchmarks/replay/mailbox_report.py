"""The table of benchmarks/mailbox_replay.py."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.page import put
from benchmarks.replay import metrics

START = "<!-- mailboxes: written by benchmarks/mailbox_replay.py -->"
END = "<!-- mailboxes: end -->"


def table(rows: list[dict[str, Any]], baselines: Mapping[str, str], seconds: float) -> str:
    """hit@5 and MRR of each ranking in Markdown, with the command's list minus it."""
    parts = []
    for is_pooled, title in (
        (False, "A home for each owner"),
        (True, "The owners of a set pool in one home"),
    ):
        some = [row for row in rows if row["is_pooled"] == is_pooled]
        if some:
            parts.append(_one(title, some, baselines))
    runs = len({(r["set"], r["is_pooled"], r["cut"], None if r["is_pooled"] else r["owner"]) for r in rows})
    return "\n\n".join(
        [*parts, f"{runs} runs and {len(rows)} asks took {seconds:.0f} CPU seconds, all processes."]
    )


def _one(title: str, rows: list[dict[str, Any]], baselines: Mapping[str, str]) -> str:
    sets = list(dict.fromkeys(row["set"] for row in rows))
    message = np.array([row["message"] for row in rows])
    known = np.array([row["is_known"] for row in rows])
    lines = [
        f"**{title}**: {len(rows)} introductions, {len(set(message))} messages, {len({(r['set'], r['owner']) for r in rows})} owners;"
        f" in {sum(row['is_contact'] for row in rows)} the introducer is a contact, in {known.sum()} the target is known at all."
        f" On average {np.mean([row['n_contacts'] for row in rows]):.0f} contacts.",
        "",
        "| | " + " | ".join(f"{name}: MRR" for name in sets)
        + " | all: MRR | hit@5 | `ask` minus it: MRR | hit@5 | target known: MRR, hit@5 | not known |",
        "|---|" + "---|" * (len(sets) + 6),
    ]  # fmt: skip
    ours = np.array([row["ask"] for row in rows])
    for column, label in ({"ask": "**`weakties ask`**"} | dict(baselines)).items():
        value = np.array([row[column] for row in rows])
        hit = value >= 0.2
        cells = [_short(value[[row["set"] == name for row in rows]].mean()) for name in sets]
        cells += [_short(value.mean()), _short(hit.mean())]
        if column == "ask":
            cells += ["", ""]
        else:
            cells += [_gap(ours - value, message), _gap((ours >= 0.2) * 1.0 - hit, message)]
        for part in (known, ~known):
            cells.append(
                f"{_short(value[part].mean())}, {_short(hit[part].mean())}" if part.any() else "none"
            )
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _short(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1) if value < 1 else f"{value:.2f}"


def _gap(difference: np.ndarray, cluster: np.ndarray) -> str:
    mean, low, high = metrics.interval(difference, cluster)
    return f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]".replace("0.", ".")


def write(page: Path, text: str) -> None:
    """Put the table into the page."""
    put(page, START, END, "## From mailboxes to asks", text)
