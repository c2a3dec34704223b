"""How fast exports are imported, beside what others do with the same bytes, in one run: CPU seconds, medians.

python benchmarks/import_speed.py [--copies 1] [--repeats 3] [--no-contacts] [--json]

Mail: the list archive linux-s390 of the corpora (WEAKTIES_CORPORA), its bodies padded back to 6 kB, or an invented
archive of the same make where that is absent; ``--copies`` writes it several times, with Message-IDs of their own.
Each reader runs in a process of its own, in turns. Ours is the whole import: discovered, read, accounted, tables
written and synced. Contacts: see import_contacts.py.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(Path(__file__).parent))

CORPUS = Path(os.environ.get("WEAKTIES_CORPORA", ROOT / "../shared/data")) / "mail" / "linux-s390.mbox.gz"
HEADERS = (
    "From", "To", "Cc", "Date", "Message-ID", "In-Reply-To", "References", "List-Id", "Precedence",
    "Auto-Submitted", "Reply-To",
)  # fmt: skip
BODY = 6000
FILLER = b"Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam nonumy.\n"
NOW = datetime(2024, 5, 1, tzinfo=UTC)


def ours(path: Path, n_workers: int = 1, raw: Path | None = None) -> int:
    """Import a mailbox, into a fresh folder unless one is given. Returns how many messages are loaded."""
    from connectors.files import Root, discover
    from connectors.ledger import Ledger
    from connectors.load import read_sources

    folder = raw or Path(tempfile.mkdtemp(dir=path.parent))
    ledger = Ledger(folder)
    found = discover([Root(path, "anna")], ledger)
    counts = read_sources(found, ledger, groups=("mail",), now=NOW, n_workers=n_workers)
    if raw is None:
        shutil.rmtree(folder)
    return counts["n_loaded"]


def stdlib_mailbox(path: Path) -> int:
    import mailbox

    n = 0
    for message in mailbox.mbox(path):
        for name in HEADERS:
            message[name]
        n += 1
    return n


def stdlib_full(path: Path) -> int:
    """What ours reads, with the standard library's parsers on header blocks only."""
    import mailbox
    from email.parser import BytesHeaderParser
    from email.utils import getaddresses, parsedate_to_datetime

    box, parser, n = mailbox.mbox(path), BytesHeaderParser(), 0
    for key in box.iterkeys():
        message = parser.parsebytes(box.get_bytes(key))
        for name in HEADERS:
            message[name]
        getaddresses(
            [str(value) for name in ("From", "To", "Cc", "Reply-To") for value in message.get_all(name, [])]
        )
        with suppress(TypeError, ValueError):
            parsedate_to_datetime(str(message["Date"]))
        n += 1
    return n


def rust_parser(path: Path) -> int:
    """fast-mail-parser, which gives no address lists."""
    import mailbox

    from fast_mail_parser import parse_email  # type: ignore[import-not-found]

    box, n = mailbox.mbox(path), 0
    for key in box.iterkeys():
        parse_email(box.get_bytes(key))
        n += 1
    return n


READERS: dict[str, Callable[[Path], int]] = {
    "ours": ours,
    "ours, 2 processes": lambda path: ours(path, n_workers=2),
    "mailbox + 11 headers": stdlib_mailbox,
    "BytesHeaderParser + getaddresses + parsedate": stdlib_full,
    "fast-mail-parser (no address lists)": rust_parser,
}


def child(name: str, path: Path) -> None:
    """One reading, told as JSON."""
    if name.startswith("ours"):
        import connectors.load  # noqa: F401  # imported before the clock runs
    before, start = _cpu(), time.perf_counter()
    n = READERS[name](path)
    seconds, wall = _cpu() - before, time.perf_counter() - start
    print(json.dumps({"n": n, "cpu": seconds, "wall": wall, "peak_mb": _peak_mb()}))


def _peak_mb() -> float:
    """Peak of this process and of the largest that it started; what the parent held before the start is not in it."""
    status = Path("/proc/self/status")
    own = int(re.findall(r"VmHWM:\s+(\d+)", status.read_text())[0]) if status.is_file() else 0
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def _cpu() -> float:
    return sum(os.times()[:4])


def run(name: str, path: Path) -> dict[str, float] | None:
    done = subprocess.run(
        [sys.executable, __file__, "--child", name, str(path)], capture_output=True, text=True
    )
    return json.loads(done.stdout) if done.returncode == 0 else None  # type: ignore[no-any-return]


def limit(command: list[str]) -> dict[str, float]:
    """A command that only goes through the bytes."""
    before, start = _cpu(), time.perf_counter()
    subprocess.run(command, stdout=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"}, check=False)
    return {"n": 0, "cpu": _cpu() - before, "wall": time.perf_counter() - start, "peak_mb": 0}


def build(path: Path, copies: int) -> int:
    """Write the mailbox; returns how many messages it holds."""
    data = gzip.decompress(CORPUS.read_bytes()) if CORPUS.is_file() else _invented()
    starts = [0, *(found.start() + 1 for found in re.finditer(rb"\nFrom [^\n]* \d{4}\n", data)), len(data)]
    with path.open("wb") as stream:
        for number in range(copies):
            for start, end in pairwise(starts):
                head, blank, body = data[start:end].rstrip(b"\n").partition(b"\n\n")
                if number:
                    head = re.sub(rb"(?i)(\nMessage-ID:\s*<)", b"\\g<1>%d." % number, head)
                missing = BODY - len(body)
                stream.write(
                    head + blank + body + b"\n" + FILLER * max(missing // len(FILLER) + 1, 0) + b"\n"
                )
    return (len(starts) - 1) * copies


def _invented() -> bytes:
    """30,000 messages with long headers, of 400 people in threads."""
    return b"".join(
        b"From x Mon Jun  3 10:00:00 2019\nReceived: from a.example by b.example; Mon, 3 Jun 2019 10:00:00 +0000\n"
        + b"".join(b"X-Trace-%d: %s\n" % (line, FILLER[:60]) for line in range(40))
        + b"From: Person %d <p%d@c%d.example>\nTo: Person %d <p%d@c.example>\n"
        % (n % 400, n % 400, n % 9, n % 97, n % 97)
        + b"Cc: "
        + b",\n\t".join(b"Person %d <p%d@d.example>" % (k, k) for k in range(n // 7 % 300, n // 7 % 300 + 12))
        + b"\nDate: Mon, %d Jun 2019 10:%02d:%02d +0000\nMessage-ID: <%d@a.example>\n"
        % (n % 28 + 1, n % 60, n % 59, n)
        + (b"In-Reply-To: <%d@a.example>\nReferences: <%d@a.example>\n" % (n - 1, n - 1) if n % 3 else b"")
        + b"\nHello.\n\n"
        for n in range(30_000)
    )


def growth(path: Path, folder: Path) -> dict[str, float]:
    """CPU seconds of importing all, twice as much, and 1 % more."""
    n_bytes = path.stat().st_size
    data = path.read_bytes()
    hundredth = data.index(b"\nFrom ", n_bytes // 100) + 1
    small, double = folder / "small.mbox", folder / "double.mbox"
    small.write_bytes(data)
    double.write_bytes(data + re.sub(rb"(?i)(\nMessage-ID:\s*<)", b"\\g<1>again.", data))
    seconds = {}
    raw = folder / "raw"
    for name, task in (("all", lambda: ours(small, raw=raw)), ("double", lambda: ours(double))):
        before = _cpu()
        task()
        seconds[name] = _cpu() - before
    with small.open("ab") as stream:
        stream.write(data[:hundredth])
    before = _cpu()
    ours(small, raw=raw)
    seconds["1 % more"] = _cpu() - before
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--no-contacts", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], Path(options.child[1]))
        return
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "mail.mbox"
        n = build(path, options.copies)
        runs: dict[str, list[dict[str, float]]] = {}
        for _ in range(options.repeats):
            for reader in READERS:
                if done := run(reader, path):
                    runs.setdefault(reader, []).append(done)
            wanted = "|".join(HEADERS)
            runs.setdefault("grep -aE of the headers", []).append(
                limit(["grep", "-aE", f"^({wanted}):", str(path)])
            )
            runs.setdefault("cat", []).append(limit(["cat", str(path)]))
        base = statistics.median(one["cpu"] for one in runs["mailbox + 11 headers"])
        print(f"{n} messages, {path.stat().st_size / 1e6:.0f} MB", file=sys.stderr)
        for reader, done_runs in runs.items():
            median = {
                key: statistics.median(one[key] for one in done_runs) for key in ("cpu", "wall", "peak_mb")
            }
            result[reader] = {**median, "per_cpu_second": n / median["cpu"], "ratio": base / median["cpu"]}
        result["growth"] = growth(path, folder)
    if not options.no_contacts:
        import import_contacts

        for own, other in import_contacts.measure(100_000, 100_000, options.repeats):
            for one in (own, other):
                result[one.name] = {
                    "cpu": one.seconds,
                    "per_cpu_second": one.rate,
                    "ratio": one.rate / other.rate,
                }
    _tell(result, options.json)


def _tell(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, indent=1))
        return
    print(f"{'':46}{'CPU s':>8}{'per CPU s':>11}{'ratio':>8}{'wall s':>8}{'MB':>6}")
    for name, row in result.items():
        if name == "growth":
            one, two, more = row["all"], row["double"], row["1 % more"]
            print(f"{'twice the input / 1 % more, of the whole':46}{two / one:8.2f}{more / one:11.3f}")
            continue
        print(
            f"{name:46}{row['cpu']:8.2f}{row['per_cpu_second']:11.0f}{row['ratio']:8.2f}"
            + (f"{row['wall']:8.2f}{row['peak_mb']:6.0f}" if "wall" in row else "")
        )


if __name__ == "__main__":
    main()
