"""Which character set text is in that does not say so and is not UTF-8.

Every candidate reads the bytes, and what comes out is scored letter by letter: letters that are usual in the languages
written in that character set count for it; signs inside words, two scripts in one word, a capital after a small letter,
rare ideographs and accented letters in a row count against it. Of equal scores the first candidate wins. Made for names
and addresses: a few letters must do, so there are no statistics of letter pairs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

SAMPLE = 4000
"""Bytes looked at."""

_LATIN = "äöüßéèêëàâçñóíáúïôûîåøæãõœÄÖÜÉÅØÁÍÓÚÇÑÀÈÊ"
_CENTRAL = "ąćęłńóśźżáčďéěíňřšťúůýžăâîşţőűöüäßŁŚŻŹĆŘŠŽČĎŤŇÁÉÍÓÚÝÖÜĽľĹĺĄĘŃ"
_GREEK = "αοιετσνηυρπκμλςήάδγχίόέύώθφβΑΓΔΕΙΚΜΝΠΣΤΧΘΒΠ"
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцАБВГДЕИКЛМНОПРСТФЮЯ"
_USUAL = {
    "cp1252": _LATIN, "cp1250": _CENTRAL, "cp1253": _GREEK, "cp1251": _CYRILLIC, "koi8_r": _CYRILLIC,
}  # fmt: skip
_WIDE = {"cp932": (0x889F, 0x9872), "gbk": (0xB0A1, 0xD7F9), "big5": (0xA440, 0xC67E)}
"""First and last of the common ideographs: level 1 of JIS X 0208, GB 2312 and Big5."""
CANDIDATES = (*_USUAL, *_WIDE)

_WORD = re.compile(r"[^\W\d_]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_HIGH_RUN = re.compile(r"[^\W\d_\x00-\x7f]{2,}")
_LONE_HIGH = re.compile(rb"[\x80-\xff]")


@lru_cache(maxsize=64)
def guess(raw: bytes) -> str:
    """The likeliest codec of ``raw``; cp1252 when there is nothing to go by. Never raises."""
    sample = raw[:SAMPLE]
    if not _LONE_HIGH.search(sample):
        return "cp1252"
    return max(CANDIDATES, key=lambda codec: (score(sample, codec), -CANDIDATES.index(codec)))


def score(raw: bytes, codec: str) -> float:
    """How well the bytes read in a character set; about the number of letters beyond ASCII when all is well."""
    text = raw.decode(codec, "replace")
    points = 0.0
    for char in _NOT_ASCII.findall(text):
        points += _wide(char, codec) if codec in _WIDE else _narrow(char, codec)
    for word in _WORD.findall(text):
        if not word.isascii():
            points += _word(word, codec)
    return points


def _narrow(char: str, codec: str) -> float:
    if char in _USUAL[codec]:
        return 1.0
    kind = unicodedata.category(char)
    if kind[0] == "L":
        return 0.0
    return -1.0 if char in "«»„“”‘’–—…°ºª·№ \xa0" else -4.0


def _wide(char: str, codec: str) -> float:
    if "\u3041" <= char <= "\u30fe":
        return 2.0 if codec == "cp932" else 0.5
    if "\uff61" <= char <= "\uff9f":
        return -0.5  # half-width kana: every accented letter of Western text is one
    try:
        raw = char.encode(codec)
    except UnicodeEncodeError:
        return -4.0
    if len(raw) != 2:
        return -2.0
    first, last = _WIDE[codec]
    number = int.from_bytes(raw, "big")
    if codec == "gbk" and raw[1] < 0xA1:
        return -2.5  # not in GB 2312
    if first <= number <= last:
        return 2.0
    if unicodedata.category(char)[0] != "L":
        return 0.5 if unicodedata.category(char)[0] in "PZN" else -2.0
    return -2.5


def _word(word: str, codec: str) -> float:
    """Against a word that is put together as no word is."""
    if codec in _WIDE:
        return -2.0 * any(char.isascii() for char in word)
    points = 0.0
    if codec in ("cp1252", "cp1250"):
        points -= sum(1.5 * (len(run) - 1) for run in _HIGH_RUN.findall(word))
    elif any(char.isascii() for char in word):
        points -= 3.0
    points -= 2.0 * sum(a.islower() and b.isupper() for a, b in pairwise(word))
    if codec not in ("cp1252", "cp1250") and word[0].isupper() and word[1:].islower():
        points += 0.5  # a name begins so
    return points
