"""Tables of labels (field -> "label|label") as what connectors look up.

Labels of programs in all languages are known to every CSV connector, below its own: exports get merged and edited, and
where one label means two things in two programs, the signature has told which program it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from connectors.sheets import outlook_labels, thunderbird_labels
from connectors.sheets.common_labels import LABELS

Table = Mapping[str, str]


def fields(*tables: Table) -> dict[str, str]:
    """Label -> CONTACT field."""
    return {
        label: field for table in tables for field, labels in table.items() for label in labels.split("|")
    }


def signatures(tables: Iterable[Table], *names: str) -> Iterable[frozenset[str]]:
    """Labels that together only one program in one language writes: one for each of these fields."""
    for table in tables:
        yield from map(frozenset, product(*(table[name].split("|") for name in names)))


KNOWN: dict[str, str] = outlook_labels.ENGLISH | fields(
    LABELS, *outlook_labels.BY_LANGUAGE.values(), *thunderbird_labels.BY_LANGUAGE.values()
)
