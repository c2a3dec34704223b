"""Figures of a run as tables of a page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.page import put

START, END = "<!-- identity: written by benchmarks/identity.py -->", "<!-- identity: end -->"
HEADING = "## Identity"


def line(found: dict[str, Any]) -> str:
    """One set, for the terminal."""
    ours = found["ours"]
    likely, safe = ours["partitions"]["likely_id"], ours["partitions"]["person_id"]
    text = (
        f"{found['set']}: likely_id F1 {_f(likely['F1'])} B3 {_f(likely['B3 F'])} largest {likely['largest']:.0f};"
        f" person_id P {_f(safe['P'])} R {_f(safe['R'])}; CPU {ours['cpu_s']:.1f} s, {ours['peak_mb']:.0f} MB"
    )
    if theirs := found.get("splink"):
        at, best = theirs["partitions"]["p>=.95"], theirs["best"]
        text += (
            f" | Splink F1 {_f(at['F1'])} (best {_f(best['F1'])}) B3 {_f(at['B3 F'])} ({_f(best['best B3 F'])})"
            f" largest {at['largest']:.0f}; CPU {theirs['cpu_s']:.1f} s, {theirs['peak_mb']:.0f} MB"
        )
    return text


def write(page: Path, results: list[dict[str, Any]]) -> None:
    """Put the tables into the page."""
    put(page, START, END, HEADING, tables(results))


def tables(results: list[dict[str, Any]]) -> str:
    """All tables, in Markdown; contacts first, small before large."""
    results = sorted(results, key=_rank)
    parts = [_accuracy(results), _safe(results), _edges(results), _cost(results), _oracle(results)]
    return "\n\n".join(part for part in [*parts, _false(results)] if part)


def _rank(found: dict[str, Any]) -> tuple[bool, bool, int, str]:
    name = found["set"]
    contacts, made = name.startswith("contacts"), name.startswith("made")
    return not (contacts or made), made, found["records"] if made or contacts else 0, name


def _accuracy(results: list[dict[str, Any]]) -> str:
    head = (
        "data", "records", "Splink at .95: F1, B³, largest", "Splink best: F1, B³, at bits",
        "ours at default: P / R / F1", "B³", "largest", "ours best: F1, at bits",
    )  # fmt: skip
    rows = []
    for found in results:
        ours, theirs = found["ours"], found.get("splink")
        likely, best = ours["partitions"]["likely_id"], ours["best"]
        default = top = "not run"
        if theirs:
            at, at_best = theirs["partitions"]["p>=.95"], theirs["best"]
            default = f"{_f(at['F1'])}, {_f(at['B3 F'])}, {at['largest']:,.0f}"
            top = f"{_f(at_best['F1'])}, {_f(at_best['best B3 F'])}, {at_best['threshold']:g}"
        three = " / ".join(_f(likely[k]) for k in ("P", "R", "F1"))
        rows.append(
            (
                found["set"],
                f"{found['records']:,}",
                default,
                top,
                three,
                _f(likely["B3 F"]),
                f"{likely['largest']:.0f}",
                f"{_f(best['F1'])}, {best['threshold']:g}",
            )
        )
    return "**Clusters** (`likely_id`; all implied pairs, and B-cubed)\n\n" + _table(head, rows)


def _safe(results: list[dict[str, Any]]) -> str:
    head = ("data", "P", "R", "F1", "B³ P / R / F", "largest")
    rows = []
    for found in results:
        safe = found["ours"]["partitions"]["person_id"]
        cubed = " / ".join(_f(safe[k]) for k in ("B3 P", "B3 R", "B3 F"))
        rows.append((found["set"], *(_f(safe[k]) for k in ("P", "R", "F1")), cubed, f"{safe['largest']:.0f}"))
    return "**`person_id`**, the partition that is acted on\n\n" + _table(head, rows)


def _edges(results: list[dict[str, Any]]) -> str:
    head = (
        "data",
        "side",
        "pairs kept",
        "of true pairs",
        "at default: P / R / F1",
        "best: P / R / F1",
        "at bits",
    )
    rows = []
    for found in results:
        for side in ("ours", "splink"):
            if side in found:
                default, best = found[side]["edges"]["default"], found[side]["edges"]["best"]
                three = [" / ".join(_f(x) for x in e[:3]) for e in (default, best)]
                share = found[side].get("blocking_recall")
                rows.append(
                    (
                        found["set"],
                        "Splink" if side == "splink" else side,
                        f"{found[side].get('candidates', 0):,}",
                        _f(share) if share is not None else "",
                        *three,
                        f"{best[3]:.1f}",
                    )
                )
    note = "ours: all candidates; Splink: those it was told to keep, of which those it lost below its floor are missing"
    return f"**Scored pairs**, one by one ({note})\n\n" + _table(head, rows)


def _cost(results: list[dict[str, Any]]) -> str:
    head = (
        "data", "records", "ours CPU s (normalise + resolve)", "µs a record", "wall s", "peak MB",
        "Splink CPU s", "wall s", "peak MB", "ours / Splink, CPU",
    )  # fmt: skip
    rows = []
    for found in results:
        ours, theirs = found["ours"], found.get("splink")
        parts = " + ".join(f"{ours['phases'][p]:.1f}" for p in ("normalise", "resolve"))
        other = ("not run", "", "", "")
        if theirs:
            ratio = f"{ours['cpu_s'] / theirs['cpu_s']:.2f}"
            other = (f"{theirs['cpu_s']:.1f}", f"{theirs['wall_s']:.1f}", f"{theirs['peak_mb']:.0f}", ratio)
        rows.append(
            (
                found["set"],
                f"{found['records']:,}",
                f"{ours['cpu_s']:.1f} ({parts})",
                f"{ours['cpu_s'] / found['records'] * 1e6:.0f}",
                f"{ours['wall_s']:.1f}",
                f"{ours['peak_mb']:.0f}",
                *other,
            )
        )
    note = "Splink is handed normalised columns and not charged for them; ours is"
    return f"**Cost** ({note})\n\n" + _table(head, rows)


def _oracle(results: list[dict[str, Any]]) -> str:
    head = ("data", "questions", "answered", "of them the same", "P before", "R before", "P after", "R after")
    rows = []
    for found in results:
        if asked := found.get("oracle"):
            before, after = asked["before"], asked["after"]
            figures = (_f(x) for x in (before["P"], before["R"], after["P"], after["R"]))
            rows.append(
                (found["set"], str(asked["questions"]), str(asked["answered"]), str(asked["same"]), *figures)
            )
    return (
        "**An oracle answers the first review pairs** (`person_id`)\n\n" + _table(head, rows) if rows else ""
    )


def _false(results: list[dict[str, Any]]) -> str:
    head = (
        "data",
        "partition",
        "pairs at p ≥ .99",
        "false by the truth",
        "how they agree",
        "looked at by hand",
    )
    rows, whole = [], []
    for found in results:
        for partition, figures in found.get("false_pairs", {}).items():
            pairs, every = figures["pairs"], figures["every"]
            lead = (found["set"], f"`{partition}`")
            texts = (_counted(figures["kinds"]), _counted(_words(figures["verdicts"])))
            rows.append((*lead, f"{pairs['joined']:,}", str(pairs["false"]), *texts))
            gaps = every.get("same", 0)
            by_truth, by_hand = (1 - (every["false"] - n) / max(every["joined"], 1) for n in (0, gaps))
            hand = _counted(_words({k: n for k, n in every.items() if k not in ("joined", "false")}))
            whole.append(
                (*lead, f"{every['joined']:,}", str(every["false"]), hand, _f(by_truth), _f(by_hand))
            )
    if not rows:
        return ""
    second = ("data", "partition", "all pairs", "false by the truth", "looked at by hand", "P", "P by hand")
    return (
        "**Joined at p ≥ .99 against the truth**\n\n"
        + _table(head, rows)
        + "\n\n**Joined at all against the truth**\n\n"
        + _table(second, whole)
    )


def _words(verdicts: dict[str, int]) -> dict[str, int]:
    """Verdicts of judged.csv as a reader understands them."""
    words = {
        "same": "one person (gap in the truth)",
        "mailbox": "a name on another's or a list's address",
        "different": "two people, or no telling",
    }
    return {words.get(verdict, verdict): n for verdict, n in verdicts.items()}


def _counted(counts: dict[str, int]) -> str:
    """'3 this; 1 that', most frequent first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "; ".join(f"{n} {what}" for what, n in ranked) or "none"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _f(value: float) -> str:
    """.912, or 1.0; a fourth digit near one, where it matters."""
    text = f"{value:.4f}" if value >= 0.99 else f"{value:.3f}"
    return text[1:] if text.startswith("0") else text.rstrip("0") + "0"
