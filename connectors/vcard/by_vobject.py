"""vobject on lines that our own reader has cleaned: folds, encodings and character sets are resolved and nothing
opaque is left, so that what breaks vobject on real cards is gone.

Lines, not components: a component of vobject keeps only what stands before the first comma of a text value.
"""

from __future__ import annotations

import logging

from vobject.base import textLineToContentLine

from connectors.vcard.lines import Mended, Property

for _name in ("vobject", "vobject.base"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)  # it would log the lines that it cannot read

_QUOTES_NEEDED = frozenset(',;:"')


def reread(cleaned: list[Property], mended: Mended) -> list[Property]:
    """The same properties as vobject understands them; a line that it refuses stays as our own reader has it."""
    found = []
    for one in cleaned:
        try:
            found.append(_by_vobject(one))
        except Exception:  # it raises whatever its parts raise: ParseError, LookupError, ValueError, …
            mended.add("repaired_card")
            found.append(one)
    return found


def _by_vobject(one: Property) -> Property:
    line = textLineToContentLine(_line(one))
    params = {str(key).upper(): [str(value) for value in values] for key, values in line.params.items()}
    if line.singletonparams:
        params.setdefault("TYPE", []).extend(map(str, line.singletonparams))
    return Property(line.name, line.group or "", params, line.value)


def _line(one: Property) -> str:
    head = f"{one.group}.{one.name}" if one.group else one.name
    for key, values in one.params.items():
        head += f";{key}=" + ",".join(map(_quoted, values))
    return f"{head}:{one.value}"


def _quoted(value: str) -> str:
    flat = " ".join(value.split()).replace('"', "'")
    return f'"{flat}"' if _QUOTES_NEEDED.intersection(flat) else flat
