"""Every address header of the real archives, read by us and by the standard library.

The golden file lists each difference with a hash, a place and a reason; no address or name. After a wanted change:
``pytest tests/connectors/mail/test_mail_differences.py --regenerate-golden``, then read the difference.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stdlib_reference as reference
from corpus_heads import heads
from mail_files import CORPORA

from connectors.mail.addresses import parse

GOLDEN = Path(__file__).parent / "golden_differences.json"
_HEADER = re.compile(
    rb"^(From|To|Cc|Bcc|Reply-To|Sender|Resent-(?:From|To|Cc|Sender))[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)
Difference = tuple[str, str, str, str, str]
"""(archive, place, header, first 12 digits of a SHA-256, reasons)"""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _compare(text: str) -> Iterator[tuple[str, str]]:
    """(hash, reasons) of each difference in one unfolded value; empty reasons: none is known."""
    theirs = reference.addresses(text)
    ours, _ = parse(text)
    if theirs is None:
        yield _hash(text), "reference_raises"
        return
    if [address for _, address in theirs] != [box.address for box in ours]:
        why = reference.address_reasons(
            text, [address for _, address in theirs], [box.address for box in ours]
        )
        yield _hash(text), why
        return
    for (raw, address), box in zip(theirs, ours, strict=True):
        decoded = reference.name(raw)
        if (decoded or None) != box.name:
            yield _hash(f"{raw}\0{address}"), reference.name_reason(raw, decoded, box.name, text)


@pytest.mark.corpora
@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here (WEAKTIES_CORPORA)")
def test_addresses_and_names_are_those_of_the_standard_library(request: pytest.FixtureRequest) -> None:
    n_messages, n_values = 0, 0
    values: dict[bytes, None] = {}
    differences: dict[str, Difference] = {}
    for archive, place, head in heads():
        n_messages += 1
        for header, raw in _HEADER.findall(head):
            n_values += 1
            if raw in values:
                continue
            values[raw] = None
            folded = raw.decode("utf-8", "surrogateescape")
            text = folded.replace("\n", "").strip()
            assert parse(folded) == parse(text)
            for key, why in _compare(text):
                differences.setdefault(key, (archive, place, header.decode().lower(), key, why))
    found: dict[str, Any] = {
        "messages": n_messages,
        "values": n_values,
        "distinct_values": len(values),
        "counts": dict(sorted(Counter(one[-1] for one in differences.values()).items())),
        "reasons": reference.REASONS,
        "differences": [list(one) for one in sorted(differences.values())],
    }
    unexplained = [
        one
        for one in differences.values()
        if not one[-1] or set(one[-1].split("+")) - reference.REASONS.keys()
    ]
    assert unexplained == []
    if request.config.getoption("--regenerate-golden"):
        *top, last = json.dumps({**found, "differences": []}, indent=1).splitlines()
        rows = ",\n".join("  " + json.dumps(one) for one in found["differences"])
        GOLDEN.write_text("\n".join([*top[:-1], ' "differences": [', rows, " ]", last]) + "\n")
    assert json.loads(GOLDEN.read_text()) == found
