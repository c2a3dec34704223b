"""What identity costs as records grow, and what a run costs that takes over the last one.

    python benchmarks/identity_scale.py [SET…]

SET is contacts_10k, contacts_100k, or a Parquet file of made contacts (default: the two given sets and, where it lies
beside them, contacts_1m.parquet). Each set is measured in a process of its own, on two threads: normalising, the full
run, and then a run at the same model after 1 % of the records came new. Prints a Markdown table: CPU seconds, CPU
milliseconds a record, peak resident memory of the full run, CPU seconds and share of the incremental run, and whether
both give the same people.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("POLARS_MAX_THREADS", "2")
sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from matching import sets

NEW = 100
"""One record in so many is new in the incremental run."""
COLUMNS = (
    ("set", "{set}"),
    ("records", "{records:,}"),
    ("pairs", "{pairs:,}"),
    ("normalise, CPU s", "{normalise:.1f}"),
    ("full run, CPU s", "{full:.1f}"),
    ("CPU ms a record, both", "{each:.3f}"),
    ("peak, MB", "{peak:.0f}"),
    ("1 % new, CPU s", "{again:.1f}"),
    ("share of full", "{share:.2f}"),
    ("pairs compared again", "{compared:,}"),
    ("equal", "{equal}"),
)


def measure(path: Path) -> dict[str, object]:
    """The figures of one set; see the module."""
    import polars as pl
    from matching import product

    from transforms.identity.decisions import DECISION
    from transforms.identity.ids import KNOWN
    from transforms.identity.resolve import Identity, resolve

    plain, _ = sets.load(path, seed=1)
    clock = time.process_time
    start = clock()
    rows = product.records_of(plain)
    normalised = clock()
    nothing = pl.DataFrame(schema=product.OWNERS), pl.DataFrame(schema=DECISION)

    def run(
        frame: pl.DataFrame, before: Identity | None, known: pl.DataFrame, take: bool
    ) -> tuple[Identity, float]:
        begun = clock()
        found = resolve(
            frame, *nothing, before.model if before else None, known, product.AT,
            frequencies=before.frequencies if before else None, last=before.state if before and take else None,
        )  # fmt: skip
        return found, clock() - begun

    none = pl.DataFrame(schema=KNOWN)
    whole, cost = run(rows, None, none, False)
    peak = _peak()
    pairs = whole.state.pairs.height
    model = whole
    del whole
    old, _ = run(rows[[n for n in range(rows.height) if n % NEW]], model, none, False)
    grown, again = run(rows, old, old.new_ids, True)
    full, afresh = run(rows, old, old.new_ids, False)
    return {
        "set": path.stem,
        "records": rows.height,
        "pairs": pairs,
        "normalise": normalised - start,
        "full": cost,
        "each": 1000 * (normalised - start + cost) / rows.height,
        "peak": peak,
        "again": again,
        "share": again / afresh,
        "compared": grown.n_compared,
        "equal": bool(grown.person_record.equals(full.person_record) and grown.match.equals(full.match)),
    }


def _peak() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(names: list[str]) -> None:
    folder = sets.CORPORA / "identity"
    given = names or [
        "contacts_10k",
        "contacts_100k",
        *(["contacts_1m"] if (folder / "contacts_1m.parquet").is_file() else []),
    ]
    print("| " + " | ".join(title for title, _ in COLUMNS) + " |\n" + "|---" * len(COLUMNS) + "|")
    for name in given:
        path = Path(name) if name.endswith(".parquet") else folder / sets.SETS.get(name, f"{name}.parquet")
        done = subprocess.run(
            [sys.executable, __file__, "--one", str(path)], capture_output=True, text=True, check=True
        )
        figures = json.loads(done.stdout.splitlines()[-1])
        print("| " + " | ".join(form.format(**figures) for _, form in COLUMNS) + " |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(Path(sys.argv[2]))))
    else:
        main(sys.argv[1:])
