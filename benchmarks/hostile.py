"""What attacks cost: each hostile input is built in a temporary home beside one good card, imported in a process of
its own, and has to stay below 10 seconds and 300 MB and to leave the good card loaded.

python benchmarks/hostile.py [NAME…]     prints seconds, peak MB (all memory, and without mapped files), what was
counted and the problems; exit code 1 when a limit is broken. Builds up to 400 MB and one sparse file of 10 GB.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import resource
import socket
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

SECONDS, MEGABYTES = 10.0, 300.0
MIB = 1 << 20

GOOD = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Good;Guy;;;\r\nFN:Guy Good\r\nEMAIL:guy@good.example\r\nEND:VCARD\r\n"
MAIL = (
    "From x@y.example Mon Apr  1 10:00:00 2024\nFrom: Bo Berg <bo{0}@b.example>\nTo: anna@own.example\n"
    "Date: Mon, 1 Apr 2024 10:00:00 +0000\nMessage-ID: <{0}@b.example>\n\nbody\n\n"
)


def card(name: str, *lines: str) -> str:
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", f"FN:{name}", *lines, "END:VCARD", ""])


def zipped(path: Path, members: list[tuple[str, bytes]], form: int = zipfile.ZIP_DEFLATED) -> None:
    import warnings

    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", form) as archive:
        warnings.simplefilter("ignore")
        for name, data in members:
            archive.writestr(name, data)


# one function for each attack: fills a folder


def sparse_body(folder: Path, size: int = 10 << 30) -> None:
    with open(folder / "big.mbox", "wb") as out:
        out.write(MAIL.format(1).encode() + MAIL.format(2).encode())
        out.seek(size)
        out.write(b"\n\n" + MAIL.format(3).encode())


def zip_bomb(folder: Path, size: int = 300 * MIB) -> None:
    zipped(folder / "bomb.zip", [("big.vcf", bytes(size)), ("small.vcf", card("Small").encode())])


def gzip_bomb(folder: Path, size: int = 300 * MIB) -> None:
    import gzip

    with gzip.open(folder / "bomb.mbox.gz", "wb") as out:
        out.write(MAIL.format(1).encode())
        for _ in range(size // MIB):
            out.write(bytes(MIB))


def tar_name_bomb(folder: Path, size: int = 300 * MIB) -> None:
    """The name of a member is 300 MB long."""
    import gzip

    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, size
    with gzip.open(folder / "name.tar.gz", "wb") as out:
        first = tarfile.TarInfo("first.vcf")
        data = card("First").encode()
        first.size = len(data)
        out.write(first.tobuf() + data.ljust(512, b"\0") + info.tobuf())
        for _ in range(size // MIB):
            out.write(b"a" * MIB)


def many_members(folder: Path, n: int = 2_000) -> None:
    zipped(folder / "many.zip", [(f"{i}.txt", b"") for i in range(n)], zipfile.ZIP_STORED)


def photo_line(folder: Path, size: int = 20 * MIB) -> None:
    photo = "PHOTO;ENCODING=b;TYPE=JPEG:" + "A" * size
    (folder / "photo.vcf").write_text(card("Before") + card("Huge Photo", photo) + card("After"), newline="")


def nested_cards(folder: Path, n: int = 2000) -> None:
    (folder / "nested.vcf").write_text(
        card("Before") + "BEGIN:VCARD\nFN:Deep\n" * n + "END:VCARD\n" * n + card("After"), newline=""
    )


def nested_agents(folder: Path, n: int = 2000) -> None:
    (folder / "agents.vcf").write_text(
        card("Before") + "BEGIN:VCARD\nFN:Deep\nAGENT:\n" * n + "END:VCARD\n" * n + card("After"), newline=""
    )


def folded_line(folder: Path, n: int = 1_000_000) -> None:
    (folder / "folded.vcf").write_text(
        card("Before") + card("Folded", "NOTE:x" + "\r\n y" * n) + card("After")
    )


def no_line_end(folder: Path, size: int = 300 * MIB) -> None:
    with open(folder / "endless.vcf", "w") as out:
        out.write(card("Before") + "BEGIN:VCARD\nFN:Endless\nNOTE:")
        for _ in range(size // MIB):
            out.write("x" * MIB)
        out.write("\nEND:VCARD\n" + card("After"))


def header_lines(folder: Path, n: int = 1_000_000) -> None:
    with open(folder / "headers.mbox", "w") as out:
        out.write(MAIL.format(1) + "From x@y.example Mon Apr  1 10:00:00 2024\nFrom: a@b.example\n")
        for i in range(n):
            out.write(f"X-{i}: {i}\n")
        out.write("\nbody\n\n" + MAIL.format(2))


def header_lines_of_one_message(folder: Path, n: int = 1_000_000) -> None:
    with open(folder / "one.eml", "w") as out:
        out.write("From: bo@b.example\nDate: Mon, 1 Apr 2024 10:00:00 +0000\n")
        out.writelines(f"X-{i}: {i}\n" for i in range(n))
        out.write("\nbody\n")


def from_lines(folder: Path, n: int = 300_000) -> None:
    with open(folder / "froms.mbox", "w") as out:
        out.write(MAIL.format(1))
        out.writelines("From x@y.example Mon Apr  1 10:00:00 2024\n" for _ in range(n))
        out.write(MAIL.format(2))


def addresses(folder: Path, n: int = 12) -> None:
    """Headers that parsers of addresses choke on, each as long as a header block may be."""
    shapes = ["(" * 60000, '"' * 60001, "<" * 60000, "a@b.example, " * 4500, "=?utf-8?q?" * 6000, ",:;" * 20000,
              "a" * 60000 + "@b.example", "\\" * 60000, '"\\' * 30000, "(a)" * 20000, "@" * 60000, "x <" * 20000]  # fmt: skip
    with open(folder / "addresses.mbox", "w") as out:
        for i in range(n):
            for shape in shapes:
                head = MAIL.format(i).replace(
                    "\nTo: anna@own.example", f"\nTo: {i} {shape}\nCc: cy@c.example"
                )
                out.write(head)


def table_without_end(folder: Path, size: int = 200 * MIB) -> None:
    with open(folder / "quote.csv", "w") as out:
        out.write('First Name,Last Name,E-mail Address\nBo,Berg,bo@b.example\nCy,"Clay,c@c.example\n')
        for _ in range(size // MIB):
            out.write("x" * MIB)


def wide_table(folder: Path, n: int = 1_000_000) -> None:
    with open(folder / "wide.csv", "w") as out:
        out.write(
            "First Name,Last Name,E-mail Address" + ",x" * n + "\nBo,Berg,bo@b.example" + "," * n + "\n"
        )


def zip_names(folder: Path) -> None:
    good = card("Member").encode()
    names = [
        "../../evil.vcf",
        "/abs/evil.vcf",
        "C:\\evil.vcf",
        "a.vcf",
        "a.vcf",
        "\x1b[2J.vcf",
        "a/../../b.vcf",
    ]
    zipped(folder / "names.zip", [(name, good) for name in names])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("locked.vcf", good)
        archive.writestr("open.vcf", good)
    data = bytearray(out.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    (folder / "locked.zip").write_bytes(bytes(data))


def nul_bytes(folder: Path) -> None:
    (folder / "nul.vcf").write_bytes(
        b"\0" * 100 + card("A\0B", "NOTE:\0\0").encode() + card("After").encode()
    )
    (folder / "nul.csv").write_bytes(b"First Name,Last Name,E-mail Address\nB\0o,Berg,bo@b.example\n\0\0\n")
    (folder / "nul.mbox").write_bytes(MAIL.format(1).replace("Bo", "B\0o").encode() + b"\0" * MIB + b"\n\n" + MAIL.format(2).encode())  # fmt: skip


def odd_files(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as one:
        here = os.getcwd()
        os.chdir(folder)
        one.bind("socket")
        os.chdir(here)
    with contextlib.suppress(PermissionError):  # only root may
        os.mknod(folder / "device", 0o20600, os.makedev(1, 5))
    (folder / "closed.vcf").write_text(card("Closed"))
    (folder / "closed.vcf").chmod(0)  # root reads it all the same
    (folder / "loop").symlink_to(folder)
    (folder / "self").symlink_to("self")
    (folder / "out").symlink_to("/etc")


def odd_names(folder: Path) -> None:
    for name in (b"\xff\xfe.vcf", b"a\x1b]0;x\x07.vcf", "b\u202efcv.exe".encode(), b"c\nd.vcf", b"x" * 255):
        with open(os.path.join(os.fsencode(folder), name), "w") as out:
            out.write(card("Odd"))


def deep_folders(folder: Path, n: int = 400) -> None:
    for _ in range(n):
        folder = folder / "d"
        folder.mkdir()
    (folder / "deep.vcf").write_text(card("Deep"))


def changing(folder: Path) -> None:
    """Between being found and being read one file vanishes, one shrinks, one becomes a link, one a folder."""
    for name in ("gone", "shrunk", "link", "folder"):
        (folder / f"{name}.vcf").write_text(card(name) * 1000)


def change(folder: Path) -> None:
    (folder / "gone.vcf").unlink()
    (folder / "shrunk.vcf").write_text(card("shrunk")[:40])
    (folder / "link.vcf").unlink()
    (folder / "link.vcf").symlink_to("/etc/passwd")
    (folder / "folder.vcf").unlink()
    (folder / "folder.vcf").mkdir()


def overlapping(folder: Path, n: int = 5000) -> None:
    """A flat bomb: every entry of the directory points at the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("00000.vcf", card("Same") * 10_000)
    data = out.getvalue()
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entries = b"".join(data[start:end].replace(b"00000", b"%05d" % i) for i in range(n))
    tail = bytearray(data[end:])
    struct.pack_into("<HHL", tail, 8, n, n, len(entries))
    (folder / "flat.zip").write_bytes(data[:start] + entries + bytes(tail))


ATTACKS: list[Callable[[Path], None]] = [
    sparse_body, zip_bomb, gzip_bomb, tar_name_bomb, many_members, overlapping, photo_line, nested_cards,
    nested_agents, folded_line, no_line_end, header_lines, header_lines_of_one_message, from_lines, addresses,
    table_without_end, wide_table, zip_names, nul_bytes, odd_files, odd_names, deep_folders, changing,
]  # fmt: skip
BY_NAME = {build.__name__: build for build in ATTACKS}


def load(folder: Path, attack: str) -> dict[str, object]:
    """Import the home at ``folder``, in this process: what was counted, the problems, whether the good card is in."""
    from collections import Counter
    from datetime import UTC, datetime

    from connectors.files import discover
    from connectors.ledger import Ledger
    from connectors.load import read_sources
    from connectors.raw import scan
    from pipelines.home import Home

    home = Home(folder)
    ledger = Ledger(home.raw)
    found = discover(home.roots(), ledger)
    if attack == "changing":
        change(home.inbox / "anna" / "attack")
    read_sources(found, ledger, groups=("contacts", "mail", "home"), now=datetime.now(UTC))
    entries = Ledger(home.raw).entries.values()
    codes = Counter(scan(home.raw, "problem").select("code").collect()["code"].to_list())
    names = scan(home.raw, "contact").select("full_name").collect()["full_name"].to_list()
    return {
        "read": sum(one.n_read for one in entries),
        "loaded": sum(one.n_loaded for one in entries),
        "adds_up": all(one.n_read == one.n_loaded + one.n_skipped + one.n_rejected for one in entries),
        "good": "Guy Good" in names,
        "problems": dict(codes.most_common(6)),
    }


def anonymous(pid: int) -> float:
    """MB of memory that is not a mapped file, now."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    lines = [line for line in text.splitlines() if line.startswith("RssAnon")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0


def measure(attack: str) -> dict[str, object]:
    """Build, import in a child, measure it."""
    from pipelines.home import Home

    with tempfile.TemporaryDirectory() as scratch:
        home = Home(Path(scratch) / "home")
        home.add_owner("anna", ["anna@own.example"])
        folder = home.inbox / "anna" / "attack"
        folder.mkdir()
        (home.inbox / "anna" / "good.vcf").write_text(GOOD, newline="")
        if attack != "nothing":
            BY_NAME[attack](folder)
        start, peak = time.monotonic(), 0.0
        child = subprocess.Popen(
            [sys.executable, __file__, "--child", str(home.path), attack], stdout=subprocess.PIPE
        )
        while child.poll() is None and time.monotonic() - start < 120:
            peak = max(peak, anonymous(child.pid))
            time.sleep(0.02)
        child.kill()
        out = child.communicate()[0]
        result: dict[str, object] = json.loads(out) if out else {"good": False, "problems": "no answer"}
        return {"attack": attack, "anonymous": peak, **result}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="attacks to try; default: all")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        start = time.monotonic()
        result = load(Path(args.child[0]), args.child[1])
        usage = resource.getrusage(resource.RUSAGE_SELF)
        print(json.dumps({**result, "seconds": time.monotonic() - start, "peak": usage.ru_maxrss / 1024}))
        return 0
    print(f"{'attack':<28} {'s':>6} {'MB':>6} {'anon':>6} {'read':>7} {'loaded':>7}  problems")
    broken = 0
    for name in args.names or ["nothing", *BY_NAME]:
        row = measure(name)
        seconds, peak = float(str(row.get("seconds", 999))), float(str(row.get("peak", 0)))
        is_bad = seconds > SECONDS or peak > MEGABYTES or not row["good"] or not row.get("adds_up")
        broken += is_bad
        print(
            f"{name:<28} {seconds:6.1f} {peak:6.0f} {row['anonymous']:6.0f} {row.get('read', 0):7} "
            f"{row.get('loaded', 0):7}  {row['problems']}{'  <- LIMIT' if is_bad else ''}",
            flush=True,
        )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
