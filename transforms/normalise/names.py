"""Personal names: taken apart as written; spelling.py has what comparisons use.

``parse`` keeps the spelling (for people to read); ``key`` is for comparison only. What is
understood: honorific prefixes, credentials, generation suffixes, "Last, First", particles (van der, al-, de la),
nicknames in quotes or brackets, Chinese and Korean names in their own script (family name first), and any script
through anyascii. Order stays a guess for romanised East Asian names, so comparisons also use order-free keys.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from transforms.normalise.name_words import COMPOUND_FAMILY, CREDENTIALS, GENERATIONS, PARTICLES, PREFIXES
from transforms.normalise.spelling import (
    TABLES,
    family_roots,
    fold,
    incompatible,
    is_chinese_family,
    is_given,
    is_mandarin,
    roots,
)

_QUOTED = re.compile(r"[\"“”„«»‘’'(\[]\s*([^\"“”„«»()\[\]]{2,30}?)\s*[\"“”„«»‘’')\]](?=\s|,|$)")
_VIA = re.compile(r"\s+via\s+.+$", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its parts, spelt as written; absent parts are ''. ``suffix`` is jr, sr, ii, iii or iv only."""

    given: str = ""
    middle: str = ""
    family: str = ""
    suffix: str = ""
    nickname: str = ""
    credentials: tuple[str, ...] = ()


def parse(
    full: str | None, given: str | None = None, middle: str | None = None, family: str | None = None
) -> Name | None:
    """The parts of a name; stated columns win over the formatted name. None when there is no name in it
    (an address, digits only, nothing)."""
    text = _tidy(full)
    stated_given, stated_family = _tidy(given), _tidy(family)
    if stated_given or stated_family:
        return _stated(text, stated_given, _tidy(middle), stated_family)
    if not text:
        return None
    return _formatted(text)


def key(name: Name) -> str:
    """Order-free key: folded tokens of two letters or more, sorted; '' for a name of one such token."""
    tokens = [
        t
        for t in fold(f"{name.given} {name.middle} {name.family}").split()
        if len(t) > 1 and t not in PARTICLES
    ]
    return " ".join(sorted(tokens)) if len(tokens) > 1 else ""


def _tidy(text: str | None) -> str:
    if not text or "@" in text:
        return ""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] != "C")
    text = _SPACES.sub(" ", text).strip(" ,;\"'")
    if " via " in text.lower():
        text = _VIA.sub("", text)
    return text if any(c.isalpha() for c in text) else ""


def _stated(text: str, given: str, middle: str, family: str) -> Name:
    """From columns. A comma in the family column parts the name from credentials ("Looper, DipWSET")."""
    kept, *extra = [part.strip() for part in family.split(",") if part.strip()] or [""]
    credentials, suffix, family_words = _affixes(kept.split())
    for words in map(str.split, extra):
        more, generation, rest = _affixes(words, tail=True)
        credentials, suffix = (*credentials, *more, *rest), suffix or generation
    more, generation, given_words = _affixes(given.replace(",", " ").split())
    suffix = suffix or generation or _affixes(text.replace(",", " ").split())[1]
    if not middle:
        given_words, middle = _given_and_middle(given_words)
    return Name(" ".join(given_words), middle, " ".join(family_words), suffix, "", credentials + more)


def _formatted(text: str) -> Name | None:
    nickname = ""
    if found := _QUOTED.search(text):
        nickname, text = (
            found.group(1),
            _SPACES.sub(" ", text[: found.start()] + " " + text[found.end() :]).strip(" ,"),
        )
        if not text:
            text, nickname = nickname, ""
    if name := _own_script(text):
        return name
    credentials: tuple[str, ...] = ()
    suffix = ""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    while len(parts) > 1:
        more, generation, rest = _affixes(parts[-1].split(), tail=True)
        if rest:
            break
        credentials, suffix = more + credentials, suffix or generation
        parts.pop()
    if len(parts) > 1:
        more, generation, family = _affixes(parts[0].split())
        _, later, words = _affixes(" ".join(parts[1:]).split())
        given, middle = _given_and_middle(words)
        return Name(
            " ".join(given),
            middle,
            " ".join(family),
            suffix or generation or later,
            nickname,
            credentials + more,
        )
    more, generation, words = _affixes(parts[0].split() if parts else [])
    if not words:
        return None
    start = len(words) - 1
    while start > 1 and words[start - 1].lower().strip(".") in PARTICLES:
        start -= 1
    if start == 0:
        return Name(words[0], "", "", suffix or generation, nickname, credentials + more)
    given, middle = _given_and_middle(words[:start])
    return Name(
        " ".join(given), middle, " ".join(words[start:]), suffix or generation, nickname, credentials + more
    )


def _affixes(words: list[str], tail: bool = False) -> tuple[tuple[str, ...], str, list[str]]:
    """Words without honorifics in front and credentials and generation behind: (credentials, generation, words).
    ``tail``: the words stand behind a comma, so that they may be nothing but credentials."""
    first, last = 0, len(words)
    while first < last and words[first].lower().strip(".") in PREFIXES and last - first > 1:
        first += 1
    credentials: list[str] = []
    generation = ""
    while last > first:
        bare = words[last - 1].lower().replace(".", "").strip("()")
        if bare in GENERATIONS and (last - first > 1 or len(words) == 1) and not generation:
            generation = GENERATIONS[bare]
        elif bare in CREDENTIALS and (
            words[last - 1].isupper() or "." in words[last - 1] or not words[last - 1].islower()
        ):
            # "Ma" is a surname, "MA" or "M.A." a degree
            if bare in ("ma", "ba", "ap", "pe") and not words[last - 1].replace(".", "").isupper():
                break
            if not tail and (last - first == 1 or (last - first == 2 and len(bare) == 2)):
                break
            credentials.insert(0, words[last - 1])
        else:
            break
        last -= 1
    return tuple(credentials), generation, words[first:last]


def _given_and_middle(words: list[str]) -> tuple[list[str], str]:
    if len(words) <= 1:
        return words, ""
    return words[:1], " ".join(words[1:])


def _own_script(text: str) -> Name | None:
    if text.isascii() or " " in text or not 2 <= len(text) <= 5:
        return None
    if not all("\u4e00" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in text):
        return None
    cut = 2 if len(text) > 2 and text[:2] in COMPOUND_FAMILY else 1
    return Name(given=text[cut:], family=text[:cut])


__all__ = [
    "GENERATIONS",
    "PARTICLES",
    "TABLES",
    "Name",
    "family_roots",
    "fold",
    "incompatible",
    "is_chinese_family",
    "is_given",
    "is_mandarin",
    "key",
    "parse",
    "roots",
]
