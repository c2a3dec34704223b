"""How far an identifier identifies: counted over trusted records, never over what headers claim.

A mailbox is weak when it belongs to a role or a list, or when people whose names cannot be one person's hold it
(a couple's mailbox). A number is graded by how many such people hold it: family line, office, switchboard.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.identity.fields import Fields, Ints, Values
from transforms.normalise import emails, names
from transforms.schema import IDENTIFIER

_ENOUGH = 16
"""Stop telling names apart beyond this many: a switchboard is a switchboard."""


def measure(fields: Fields) -> None:
    """Fills ``holders`` (people per code of each kind) and ``weak_mailbox`` (by mailbox code)."""
    for kind, values in _kinds(fields):
        fields.holders[kind] = holders(fields, values)
    role = np.array([emails.is_role(a) or emails.is_list_like(a) for a in fields.mailbox.texts], bool)
    fields.weak_mailbox = role | (fields.holders["mail"] > 1)


def _kinds(fields: Fields) -> tuple[tuple[str, Values], ...]:
    return ("mail", fields.mailbox), ("phone", fields.phone), ("profile", fields.profile)


def holders(fields: Fields, values: Values) -> Ints:
    """People's names that hold each value, names that one person may use counted once, trusted records only."""
    people = np.zeros(values.n, np.int64)
    keep = fields.trusted[values.record] if len(values.record) else np.zeros(0, bool)
    record, code = values.record[keep], values.code[keep]
    name = (
        np.stack([code, fields.given[record], fields.family_all[record]], axis=1)
        if len(code)
        else np.zeros((0, 3), np.int64)
    )
    heads: dict[int, list[tuple[str, str]]] = {}
    text = [*fields.tokens, ""]
    for value, given, family in np.unique(name, axis=0).tolist():
        mine = heads.setdefault(value, [])
        folded = (text[given], text[family])
        if len(mine) < _ENOUGH and all(names.incompatible(folded, head) for head in mine):
            mine.append(folded)
    for value, found in heads.items():
        people[value] = max(1, sum(1 for given, family in found if given or family))
    return people


def table(fields: Fields, network_id: str) -> pl.DataFrame:
    """identifier_strength rows: canonical comparison values with their grade."""
    frames = []
    for kind, values in _kinds(fields):
        people = fields.holders[kind]
        weak = fields.weak_mailbox if kind == "mail" else people > 1
        spelt = {value: code for value, code in sorted(values.spelt.items()) if code >= 0}
        codes = list(spelt.values())
        columns = {
            "network_id": [network_id] * len(spelt),
            "kind": [kind] * len(spelt),
            "value": list(spelt),
            "strength": ["weak" if weak[code] else "strong" for code in codes],
            "n_names": [int(people[code]) for code in codes],
        }
        frames.append(pl.DataFrame(columns, schema=IDENTIFIER.schema))
    return pl.concat(frames)
