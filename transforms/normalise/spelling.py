"""How one name is spelt in many ways: folding, nicknames, romanisations, adopted names. For comparison only.

The word lists are data: ``tables/nicknames.txt`` (given names), ``tables/surnames.txt`` (family names in the several
romanisations of one original) and ``tables/pinyin.txt`` (the syllables of Mandarin).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler

TABLES = Path(__file__).parent / "tables"
POPULATIONS = ("population.txt", "population_us.txt")
"""How common names are; where they differ, the higher figure counts."""
_CLEAN = re.compile(r"[^a-z]+")


def fold(text: str | None) -> str:
    """Lower-case ASCII letters and single spaces; apostrophes vanish (O'Brien -> obrien), the rest parts words."""
    if not text:
        return ""
    if not text.isascii():
        text = anyascii(unicodedata.normalize("NFKC", text))
    return _CLEAN.sub(" ", text.lower().replace("'", "").replace("`", "")).strip()


@lru_cache(maxsize=1 << 16)
def roots(given: str) -> frozenset[str]:
    """A folded given name with every formal name (and transliteration class) it may stand for."""
    return frozenset({given, *_lexicon("nicknames.txt").get(given, ())})


@lru_cache(maxsize=1 << 16)
def family_roots(family: str) -> frozenset[str]:
    """A folded family name with the spellings it is another romanisation of (Cheung and Chang of Zhang)."""
    return frozenset({family, *_lexicon("surnames.txt").get(family, ())})


@lru_cache(maxsize=1 << 16)
def is_given(word: str) -> bool:
    """A folded word that the shipped tables know as a given name or nickname."""
    return word in _known_given()


@lru_cache(maxsize=1 << 16)
def is_mandarin(word: str) -> bool:
    """A folded word that is one to three syllables of Mandarin in pinyin, and no given name of another language."""
    return bool(_pinyin().fullmatch(word)) and word not in _lexicon("nicknames.txt") and word not in _formal()


def is_chinese_family(family: str) -> bool:
    """A folded family name listed as Chinese, in pinyin or another romanisation."""
    return family in _chinese_families()


def incompatible(a: tuple[str, str], b: tuple[str, str]) -> bool:
    """Two folded (given, family) pairs that one person would hardly use both: the given names are neither equal,
    nicknames, initials nor near spellings of each other, in this order or swapped. A changed family name is
    compatible, a missing given name too, and a single word that is no known given name (a user name, a brand)."""
    if not a[0] or not b[0] or any(not family and not is_given(given) for given, family in (a, b)):
        return False
    swapped = bool(a[1] and b[1]) and _near(a[0], b[1]) and _near(a[1], b[0])
    return not (swapped or _near(a[0], b[0]))


def _near(a: str, b: str) -> bool:
    if a == b or (a[0] == b[0] and (len(a) == 1 or len(b) == 1)):
        return True
    first, second = a.split()[0], b.split()[0]
    if not roots(first).isdisjoint(roots(second)):
        return True
    return bool(JaroWinkler.similarity(a.replace(" ", ""), b.replace(" ", "")) >= 0.88)


@lru_cache(maxsize=2)
def _lexicon(table: str) -> dict[str, tuple[str, ...]]:
    """Spelling -> the originals it stands for."""
    found: dict[str, set[str]] = {}
    for original, others in _lines(table):
        for other in others:
            found.setdefault(other, set()).add(original)
    return {name: tuple(sorted(originals)) for name, originals in found.items()}


def _lines(table: str) -> list[tuple[str, list[str]]]:
    """(head, words) of each ``head: word word`` line."""
    lines = (TABLES / table).read_text("utf-8").splitlines()
    parts = [line.partition(":") for line in lines if line and not line.startswith(("#", "["))]
    return [(head, words.split()) for head, _, words in parts]


@lru_cache(maxsize=1)
def _formal() -> frozenset[str]:
    return frozenset(formal for formal, _ in _lines("nicknames.txt"))


@lru_cache(maxsize=1)
def _known_given() -> frozenset[str]:
    known = {word for formal in _lexicon("nicknames.txt").values() for word in formal} | set(
        _lexicon("nicknames.txt")
    )
    for name in POPULATIONS:
        text = (TABLES / name).read_text("utf-8")
        given = text[text.index("[given]") : text.index("[family]")]
        known |= {word for line in given.splitlines() for word in line.partition(":")[2].split()}
    return frozenset(known)


@lru_cache(maxsize=1)
def _pinyin() -> re.Pattern[str]:
    syllables = sorted(
        {initial.strip("-") + final for initial, finals in _lines("pinyin.txt") for final in finals}, key=len
    )
    return re.compile(f"(?:{'|'.join(reversed(syllables))}){{1,3}}")


@lru_cache(maxsize=1)
def _chinese_families() -> frozenset[str]:
    text = (TABLES / "surnames.txt").read_text("utf-8")
    lines = text[text.index("[chinese]") : text.index("[end chinese]")].splitlines()[1:]
    return frozenset(word for line in lines for word in line.replace(":", " ").split())
