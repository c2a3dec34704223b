"""Who is who: accuracy and cost of identity resolution beside Splink, on records whose truth is known.

    python benchmarks/identity.py [SET…] [--splink-python PATH] [--json OUT] [--write docs/benchmarks.md]

SET: contacts_10k contacts_100k historical_50k fake_1000 febrl3 febrl4 mailmap_git mailmap_scipy csv_example (from
WEAKTIES_CORPORA/identity, default ../shared/data), made:RECORDS:SEED (contacts that --maker makes), or a path.
Without a set, the small ones. Splink 5 lives in an environment of its own: python -m venv V && V/bin/pip install
'splink==5.0.0' polars; without --splink-python it is left out. Both sides see the same shuffled rows without the
truth, run with two threads, one after the other, each in its own process; the truth is used afterwards to score.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from matching import false_pairs, oracle, report, sides
from matching.metrics import true_pairs
from matching.sets import CORPORA, Maker, Unavailable, load, path_of

SMALL = ("contacts_10k", "fake_1000", "febrl3", "febrl4", "mailmap_git", "mailmap_scipy", "csv_example")


def absent(python: str | None) -> str | None:
    """Why Splink cannot run beside ours, or None."""
    if not python:
        return "no --splink-python was given"
    try:
        asked = [python, "-c", "import splink, polars; print(splink.__version__)"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
    except OSError as error:
        return f"{python} cannot be started ({error.strerror})"
    if done.returncode:
        return f"{python} has no splink and polars"
    return None if done.stdout.startswith("5.") else f"{python} has Splink {done.stdout.strip()}, not 5"


def measure(name: str, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Everything about one set: sizes, ours, Splink, an oracle's answers, false pairs by kind on the mail maps."""
    maker = Maker(Path(options.maker_python or options.splink_python or sys.executable), options.maker)
    plain, truth = load(path_of(name, maker, folder), options.seed)
    own = folder / name.replace(":", "_").replace("/", "_")
    own.mkdir(exist_ok=True)
    plain.write_parquet(own / "plain.parquet")
    case = sides.Case(name, own, truth)
    del plain
    found: dict[str, Any] = {
        "set": name,
        "records": case.n,
        "people": int(truth.max()) + 1,
        "true_pairs": true_pairs(truth),
        "seed": options.seed,
        "ours": sides.ours(case),
    }
    if name.startswith("mailmap"):
        found["false_pairs"] = false_pairs.count(case, options.unjudged)
    if case.n <= options.oracle_up_to:
        found["oracle"] = oracle.answer(case)
    if options.reason is None:
        found["splink"] = sides.splink(case, options.splink_python)
    return found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sets", nargs="*", metavar="SET")
    parser.add_argument("--splink-python", metavar="PATH", help="a Python with splink 5 and polars")
    parser.add_argument(
        "--maker", type=Path, default=CORPORA / "../tools/make_contacts.py", help="makes contacts"
    )
    parser.add_argument("--maker-python", metavar="PATH", help="default: --splink-python (it needs faker)")
    parser.add_argument("--seed", type=int, default=1, help="of the shuffling")
    parser.add_argument(
        "--oracle-up-to", type=int, default=100_000, metavar="N", help="records; 0: no oracle"
    )
    parser.add_argument("--unjudged", type=Path, metavar="OUT", help="false pairs to look at, names and all")
    parser.add_argument("--json", type=Path, metavar="OUT", help="figures; sets already in it are kept")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into this page")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    kept = json.loads(options.json.read_text()) if options.json and options.json.exists() else {}
    report_only = bool(kept) and not options.sets
    options.reason = None if report_only else absent(options.splink_python)
    if options.reason:
        print(f"Splink is left out: {options.reason}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="identity-") as folder:
        for name in () if report_only else options.sets or SMALL:
            try:
                kept[name] = measure(name, options, Path(folder))
            except Unavailable as why:
                print(f"{name} is left out: it {why}", file=sys.stderr)
                continue
            print(report.line(kept[name]), flush=True)
            if options.json:
                options.json.write_text(json.dumps(kept, indent=1))
    if options.write:
        report.write(options.write, list(kept.values()))


if __name__ == "__main__":
    main()
